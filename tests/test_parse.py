r"""LaTeX and typed text are read into one tree, and nothing that can be typed makes the reader fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.formula import parse
from flashcards.formula.parse import Unreadable
from flashcards.formula.traverse import depth, formulas
from flashcards.formula.tree import Apply, Fence, Hidden, Number, Relation, Root, Script, Sum, Symbol, Unknown
from tests.formulas import LATEX, NASTY, OF_NOTES, OTHERS, TYPED, trees
from tests.rows import in_rows
from tests.steps import at_most


@in_rows("latex", [latex for latex, _ in OF_NOTES + OTHERS])
def test_formulas_are_read_without_warning(latex: str) -> None:
    assert parse.parse_latex(latex).warnings == ()


def test_the_notes_have_sixty_one_formulas() -> None:
    assert len({latex for latex, _ in OF_NOTES}) == 61


@in_rows(
    ("one", "other"),
    [
        (r"\frac12", r"\frac{1}{2}"),
        (r"\frac1{x}", r"\frac{1}{x}"),
        (r"\dfrac{a}{b}", r"\frac{a}{b}"),
        (r"\tfrac ab", r"\frac{a}{b}"),
        (r"x^2_t", r"x_t^2"),
        (r"x_{t}^{2}", r"x_t^2"),
        (r"x^12", r"x^{1}2"),
        (r"{\beta}_1", r"\beta_1"),
        (r"{a + b} + c", r"a + b + c"),
        (r"\left( a \right)", r"(a)"),
        (r"\bigl( a \bigr)", r"(a)"),
        (r"\lvert a \rvert", r"|a|"),
        (r"||a||", r"\|a\|"),
        (r"\lambda |w|", r"\lambda \vert w \vert"),
        (r"\varepsilon \leq \dots", r"\epsilon \le \ldots"),
        (r"a\,b\;c\!d", r"a b c d"),
        (r"$$ x $$", r"x"),
        (r"\( x \)", r"x"),
        (r"\[ x \]", r"x"),
        (r"x % said aside", r"x"),
        (r"\tag{1} x \label{eq}", r"x"),
        (r"\color{red} x", r"x"),
        (r"\mathrm{lr}", r"\text{lr}"),
        (r"\theta_{new}", r"\theta_{\text{new}}"),
        (r"\theta_\text{new}", r"\theta_{\text{new}}"),
        (r"\arg\min_x f", r"\operatorname{argmin}_x f"),
        (r"\operatorname*{argmin}_x f", r"\argmin_x f"),
        (r"\begin{equation} x = y \end{equation}", r"x = y"),
        (r"β₁ᵗ ≤ m̂ₜ · √v", r"\beta_1^t \le \hat{m}_t \cdot \sqrt{v}"),
        ("ŵ", r"\hat{w}"),
        (r"g_t**2", r"g_t^2"),
        (r"1{,}000", r"1000"),
    ],
)
def test_latex_spelt_differently_is_one_tree(one: str, other: str) -> None:
    assert parse.parse_latex(one).tree == parse.parse_latex(other).tree


@in_rows(
    ("typed", "latex"),
    [
        ("m_t = b1 m_{t-1} + (1-b1) g_t", r"m_t = b_1 m_{t-1} + (1 - b_1) g_t"),
        ("beta1", r"\beta_1"),
        ("beta_1", r"\beta_1"),
        ("β₁ᵗ", r"\beta_1^t"),
        ("beta1**t", r"\beta_1^t"),
        ("beta1^t", r"\beta_1^t"),
        ("m̂ₜ", r"\hat{m}_t"),
        ("m_hat", r"\hat{m}"),
        ("m_hat_t", r"\hat{m}_t"),
        ("m_t_hat", r"\hat{m}_t"),
        ("mhat", r"\hat{m}"),
        ("theta_new", r"\theta_{\mathit{new}}"),
        ("θ_{t+1}", r"\theta_{t+1}"),
        ("θₜ₊₁", r"\theta_{t+1}"),
        ("g²ₜ", r"g_t^2"),
        ("10⁻⁸", r"10^{-8}"),
        ("np.sqrt(v)", r"\sqrt{v}"),
        ("torch.sqrt(v)", r"\sqrt{v}"),
        ("v.sqrt()", r"\sqrt{v}"),
        ("sqrt(v + eps)", r"\sqrt{v + eps}"),
        ("√v", r"\sqrt{v}"),
        ("√(v + ε)", r"\sqrt{v + \epsilon}"),
        ("jnp.square(g)", r"g^2"),
        ("np.power(g, 2)", r"g^2"),
        ("g_t ** 2", r"g_t^2"),
        ("self.m", r"m"),
        ("opt_state['m']", r"m"),
        ("self.beta1 ** self.t", r"\beta_1^t"),
        ("m / (1 - beta1**t)", r"\frac{m}{1 - \beta_1^t}"),
        ("(a + b) / 2", r"\frac{a + b}{2}"),
        ("a − b · c", r"a - b \cdot c"),
        ("np.maximum(a, b)", r"\max(a, b)"),
        ("x <= y", r"x \le y"),
        ("|x|", r"|x|"),
        ("||w||", r"\|w\|"),
        ("∇L(θ)", r"\nabla L(\theta)"),
        ("return m  # the mean", r"m"),
        ("exp(-x)", r"\exp(-x)"),
        ("E[g]", r"E[g]"),
        ("2 x", r"2x"),
        ("β1 m", r"\beta_1 m"),
        ("m_t=b_1m_{t-1}", r"m_t = b_1 m_{t-1}"),
        ("v_(t-1)", r"v_{t-1}"),
        ("g^2_t", r"g_t^2"),
        ("v**2_t", r"v_t^2"),
        ("m^{(t-1)}", r"m^{(t-1)}"),
        ("m_i^{(t)}", r"m_i^{(t)}"),
        ("β^(t-1)", r"\beta^{t-1}"),
        ("β^{t-1}", r"\beta^{t-1}"),
        ("1_000 x", r"1000 x"),
        ("lambda w", r"\lambda w"),
        ("lambda_ * w", r"\lambda * w"),
        ("lambda_t", r"\lambda_t"),
        ("x.clip_(0, 1)", r"\operatorname{clip}(x, 0, 1)"),
    ],
)
def test_typed_text_is_read_into_the_tree_of_its_latex(typed: str, latex: str) -> None:
    want = parse.parse_latex(latex).tree
    assert _plain(parse.parse_typed(typed).tree) == _plain(want)


def _plain(tree: object) -> str:
    """The tree in words, fonts aside."""
    return repr(tree).replace("font='upright'", "font=''")


@pytest.mark.parametrize(
    ("text", "op"), [("w -= lr*dw", "-="), ("w += -lr*dw", "+="), ("m /= 1 - b1**t", "/="), ("w *= 2", "*=")]
)
def test_an_augmented_assignment_is_a_relation_of_its_own(text: str, op: str) -> None:
    tree = parse.parse_typed(text).tree
    assert isinstance(tree, Relation)
    assert tree.ops == (op,)


def test_several_typed_lines_are_several_formulas() -> None:
    tree = parse.parse_typed("m = b1*m + (1-b1)*g\nv = b2*v + (1-b2)*g**2; t = t + 1").tree
    assert len(formulas(tree)) == 3


def test_a_gap_keeps_the_tree_that_it_hides() -> None:
    tree = parse.parse_latex(r"m_t = \hide{decay}{the decay}{\beta_1} m_{t-1}").tree
    assert isinstance(tree, Relation)
    assert Hidden("decay", "the decay", Script(Symbol("beta"), Number("1"))) in tree.sides[1].factors  # type: ignore[union-attr]


def test_nabla_takes_the_function_behind_it() -> None:
    tree = parse.parse_latex(r"\nabla_\theta L(\theta)").tree
    loss = Apply(Symbol("L"), Fence("(", Symbol("theta"), ")"))
    assert tree == Apply(Script(Symbol("nabla"), sub=Symbol("theta")), loss)


@pytest.mark.parametrize(
    ("text", "product"),
    [("g(1 - b)", True), ("beta1 (1 - b)", True), ("J(w)", False), ("eta(t)", False), ("softmax(z)", False)],
)
def test_a_bracket_behind_a_letter_is_mostly_a_factor(text: str, product: bool) -> None:
    assert isinstance(parse.parse_typed(text).tree, Apply) is not product


def test_the_power_of_a_call_is_one_of_its_value() -> None:
    for text in (r"\log(x)^2", r"\mathbb{E}[x]^2", r"J(x)^2"):
        tree = parse.parse_latex(text).tree
        assert isinstance(tree, Script)
        assert isinstance(tree.base, Apply)


@pytest.mark.parametrize(
    ("latex", "count"),
    [
        (r"\hat{m} = a, \quad \hat{v} = b", 2),
        (r"\beta_1 = 0.9,\ \beta_2 = 0.999,\ \epsilon = 10^{-8}", 3),
        (r"\theta = a, \quad \text{where } m = b", 2),
        (r"\begin{aligned} m &= a \\ v &= b \end{aligned}", 2),
        (r"\begin{aligned} m &= a \quad &\text{(1st)} \\ v &= b \end{aligned}", 2),
        (r"m &= a \\ v &= b", 2),
        (r"f(x, y)", 1),
    ],
)
def test_a_block_is_taken_apart_into_its_formulas(latex: str, count: int) -> None:
    found = formulas(parse.parse_latex(latex).tree)
    assert len(found) == count


def test_an_aligned_row_is_one_relation() -> None:
    (first,) = formulas(parse.parse_latex(r"\begin{aligned} m_t &= a \quad &\text{(1st)} \end{aligned}").tree)
    assert first == parse.parse_latex("m_t = a").tree


@pytest.mark.parametrize(
    ("latex", "warning"),
    [
        (r"\foo{x} + 1", r"unknown command \foo"),
        (r"(a + b", "'(' is never closed"),
        (r"\frac{a}{b", "'{' is never closed"),
        (r"\left( a", r"\left has no \right"),
        (r"a } b", "'}' has no opening bracket"),
        (r"\begin{tikz} a \end{tikz}", "unknown environment tikz"),
        (r"\begin{aligned} a", r"\begin{aligned} has no \end"),
        (r"x^2^3", "a letter has two indices or two powers"),
        (r"a $ b", "there is a '$' inside the formula"),
    ],
)
def test_what_latex_gets_wrong_is_told_and_stays_visible(latex: str, warning: str) -> None:
    assert parse.parse_latex(latex).warnings == (warning,)


def test_an_unknown_macro_stays_by_name() -> None:
    tree = parse.parse_latex(r"\foo + 1").tree
    assert tree == Sum((Unknown("foo"), Number("1")), ("", "+"))


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("m *", 3, "nothing follows '*'"),
        ("m = ", 3, "nothing follows '='"),
        ("1 + ", 3, "nothing follows '+'"),
        ("* m", 1, "nothing precedes '*'"),
        ("(a + b", 1, "'(' is never closed"),
        ("a + b)", 6, "')' has no opening bracket"),
        ("m ** ", 6, "is incomplete"),
        ("", 1, "there is no formula"),
        ("  # only a remark", 1, "there is no formula"),
        ("2 3", 0, "two numbers"),
        ("import os", 1, "only formulas"),
        ("lambda x: x", 1, "only formulas"),
        ("a ? b", 3, "'?' is unexpected here"),
        ("x[", 2, "never closed"),
        ("w += -learning_rate *** dw", 24, "'*' is unexpected here"),
    ],
)
def test_what_is_no_formula_is_refused_at_its_place(text: str, column: int, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse.parse_typed(text)
    assert says in caught.value.message
    assert abs(caught.value.column - column) <= 1


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"\sqrt{v}", True),
        ("$x$", True),
        (r"\(x\)", True),
        ("np.sqrt(v)", False),
        ("m_t = b1 m_{t-1}", False),
    ],
)
def test_an_answer_is_read_as_what_it_looks_like(text: str, latex: bool) -> None:
    assert parse.parse_answer(text) == (parse.parse_latex if latex else parse.parse_typed)(text)


def test_a_norm_is_typed_with_the_bars_of_latex() -> None:
    assert parse.parse_answer(r"\|g\|").tree == parse.parse_latex(r"\|g\|").tree
    assert parse.parse_answer(r"eta * \|w_t\|_2").tree == parse.parse_typed("eta * ||w_t||_2").tree


def test_words_of_code_stay_words_within_latex() -> None:
    assert (
        parse.parse_answer(r"lr \cdot \hat{m}").tree == parse.parse_latex(r"\mathit{lr} \cdot \hat{m}").tree
    )


@in_rows("text", NASTY.values(), ids=NASTY.keys())
@pytest.mark.usefixtures("ends_at_all")
def test_any_text_is_answered_soon(text: str) -> None:
    list(trees("m"))
    with at_most(500_000, lines=False):
        read = list(trees(text))
    assert all(depth(tree) <= parse.DEPTH for tree in read)


def test_a_text_of_any_length_is_refused_by_its_length() -> None:
    with pytest.raises(Unreadable, match="characters"):
        parse.parse_latex("x" * 30_000)


@given(LATEX | TYPED | st.text(max_size=40))
@settings(max_examples=80, deadline=None)
def test_reading_never_fails_otherwise_than_by_saying_so(text: str) -> None:
    parse.parse_latex(text)
    assert len(list(trees(text))) >= 1


def test_a_root_covers_its_bracket_and_not_the_power_behind_it() -> None:
    tree = parse.parse_typed("√v**2").tree
    assert tree == Script(Root(Symbol("v")), sup=Number("2"))
