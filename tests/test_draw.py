"""Drawings stand here and in tests/data as a person reads them; laws hold for every formula."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flashcards.formula import parse, symbols
from flashcards.formula.evaluate import evaluate, names_in
from flashcards.formula.parse import Unreadable
from flashcards.formula.render.box import cells
from flashcards.formula.render.one_line import inline
from flashcards.formula.render.two_dimensional import Box, draw_formula
from tests.formulas import LATEX, NASTY, OF_NOTES, OTHERS, TYPED, trees
from tests.rows import in_rows


@in_rows(("latex", "drawing"), OF_NOTES + OTHERS, ids=[latex for latex, _ in OF_NOTES + OTHERS])
def test_drawings(latex: str, drawing: str) -> None:
    assert str(draw_formula(parse.parse_latex(latex).tree)) == drawing


@in_rows("latex", [latex for latex, _ in OF_NOTES + OTHERS])
def test_drawings_fit_a_narrow_terminal(latex: str) -> None:
    box = draw_formula(parse.parse_latex(latex).tree)
    assert box.width <= 78
    _is_sound(box)


ADAM = r"\theta_{t+1} = \theta_t - \alpha \cdot \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"


def test_a_drawing_has_its_baseline_at_the_equals_sign() -> None:
    box = draw_formula(parse.parse_latex(ADAM).tree)
    assert "=" in box.lines[box.baseline]


def test_an_accent_takes_no_cell() -> None:
    box = draw_formula(parse.parse_latex(r"\hat{m}_t").tree)
    assert (box.lines, box.width) == (("m̂ₜ",), 2)


@in_rows(
    ("command", "kind", "above"),
    [
        ("hat", "hat", "^"),
        ("widehat", "hat", "^"),
        ("tilde", "tilde", "~"),
        ("widetilde", "tilde", "~"),
        ("bar", "bar", "_____"),
        ("overline", "bar", "_____"),
        ("vec", "vec", "→"),
        ("overrightarrow", "vec", "→"),
        ("dot", "dot", "."),
        ("mathring", "dot", "."),
    ],
)
def test_each_accent_is_drawn_as_its_own_over_a_letter_and_over_a_sum(
    command: str, kind: str, above: str
) -> None:
    letter = draw_formula(parse.parse_latex(rf"\{command}{{g}}").tree)
    assert str(letter) == "g" + symbols.ACCENTS[kind]
    mark, inside = draw_formula(parse.parse_latex(rf"\{command}{{g+h}}").tree).lines
    assert (mark.strip(), inside) == (above, "g + h")


@in_rows(
    ("latex", "line"),
    [
        (ADAM, "θₜ₊₁ = θₜ − α · m̂ₜ/(√v̂ₜ + ε)"),
        (r"\frac{a+b}{c+d}", "(a + b) / (c + d)"),
        (r"\frac{\eta m}{\sqrt{v}}", "η m / √v"),
        (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
        (r"\frac{\frac{a}{b}}{c}", "a/b/c"),
        (r"x / \frac{a}{b}", "x/(a/b)"),
        (r"\sqrt{a+b}", "√(a + b)"),
        (r"\sqrt{v_t}", "√vₜ"),
        (r"\sqrt{x^2}", "√(x²)"),
        (r"(\sqrt{x})^2", "(√x)²"),
        (r"{\sqrt{x}}^2", "(√x)²"),
        (r"{\frac{a}{b}}^2", "(a/b)²"),
        (r"{x^2}^3", "(x²)³"),
        (r"x^{a/b}", "x^(a/b)"),
        (r"e^{-x^2}", "e^(−x²)"),
        (r"a \cdot -b", "a · (−b)"),
        (r"a - (b - c)", "a − (b − c)"),
        (r"2 \cdot 3 x", "2 · 3x"),
        (r"\nabla_\theta L(\theta)", "∇_θ L(θ)"),
        (r"\nabla f", "∇f"),
        (r"\log x", "log(x)"),
        (r"x_{i,j}", "xᵢ,ⱼ"),
        (r"\theta_{\text{new}}", "θ_new"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"a = 1, \quad b = 2", "a = 1,  b = 2"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "a = b; = c"),
        (r"\hide{x}{}{\beta_1} m", "▁▁▁ m"),
        (r"\hide{x}{the decay}{\beta_1} m", "[the decay] m"),
        (r"10^{-8}", "10⁻⁸"),
        (r"g_t^2 \beta_1^t", "gₜ² β₁ᵗ"),
    ],
)
def test_one_line_keeps_every_bracket_that_matters(latex: str, line: str) -> None:
    assert inline(parse.parse_latex(latex).tree) == line


@pytest.mark.parametrize(
    ("latex", "drawing"),
    [
        (
            ADAM,
            """\
                                         m_hat_t
theta_{t+1} = theta_t - alpha * -------------------------
                                 sqrt(v_hat_t) + epsilon""",
        ),
        (r"g_t^2 \le 10^{-8}", "g_t^2 <= 10^(-8)"),
        (r"\nabla_\theta L(\theta)", "grad_theta L(theta)"),
        (
            r"\left( \frac{a}{b} \right)^2",
            """\
/ a \\^2
|---|
\\ b /""",
        ),
        (r"β₁ᵗ \text{ é – ™ 漢}", "beta_1^t e - TM ?"),
    ],
)
def test_ascii_has_no_other_characters(latex: str, drawing: str) -> None:
    box = draw_formula(parse.parse_latex(latex).tree, ascii=True)
    assert str(box) == drawing
    assert str(box).isascii()


@pytest.mark.parametrize(
    ("latex", "width", "drawing"),
    [
        pytest.param(
            r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
            20,
            """\
mₜ = β₁ mₜ₋₁
     + (1 − β₁) gₜ""",
            id="at an operator, under the right side",
        ),
        pytest.param(
            r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}, \quad \hat{v}_t = \frac{v_t}{1 - \beta_2^t}",
            24,
            """\
        mₜ
m̂ₜ = ─────────,
      1 − β₁ᵗ

        vₜ
v̂ₜ = ─────────
      1 − β₂ᵗ""",
            id="at a comma first",
        ),
        pytest.param(
            r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\ v_t &= g_t \end{aligned}",
            20,
            """\
mₜ = β₁ mₜ₋₁
     + (1 − β₁) gₜ

vₜ = gₜ""",
            id="within its column",
        ),
        pytest.param(
            r"x = \frac{a + b + c + d + e}{2}",
            14,
            """\
x = (a + b + c
    + d + e)
    / 2""",
            id="a fraction too wide goes on one line",
        ),
        pytest.param(
            r"\theta_{t} - \eta \hat{m}_t = a + b + c + d + e",
            20,
            """\
θₜ − η m̂ₜ = a + b
  + c + d + e""",
            id="a left side wider than half the screen",
        ),
    ],
)
def test_what_is_too_wide_is_broken(latex: str, width: int, drawing: str) -> None:
    box = draw_formula(parse.parse_latex(latex).tree, width)
    assert str(box) == drawing
    assert box.width <= width


@in_rows("latex", [latex for latex, _ in OF_NOTES])
@in_rows("width", [24, 40, 60])
def test_every_formula_of_the_notes_can_be_broken(latex: str, width: int) -> None:
    box = draw_formula(parse.parse_latex(latex).tree, width)
    _is_sound(box)
    assert box.width <= width


@given(LATEX | TYPED | st.text(max_size=40), st.sampled_from([None, 8, 20, 60]), st.booleans())
@settings(max_examples=80, deadline=None)
def test_whatever_is_read_can_be_drawn(text: str, width: int | None, ascii: bool) -> None:  # noqa: A002
    for tree in trees(text):
        box = draw_formula(tree, width, ascii=ascii)
        _is_sound(box)
        assert not ascii or str(box).isascii()
        assert inline(tree, ascii=ascii).isascii() or not ascii


@in_rows("text", NASTY.values(), ids=NASTY.keys())
def test_strange_text_is_drawn_within_its_width(text: str) -> None:
    for tree in trees(text):
        _is_sound(draw_formula(tree, 80))


def test_no_escape_sequence_reaches_the_terminal() -> None:
    box = draw_formula(parse.parse_latex("\\text{\x1b[2J\u202e} \x1b \x9b").tree)
    assert all(character.isprintable() for line in box.lines for character in line)


def test_signs_are_as_wide_as_wcwidth_says() -> None:
    wcwidth = pytest.importorskip("wcwidth").wcwidth
    glyphs = "".join(
        [
            *symbols.NAMES,
            *symbols.SUBSCRIPTS.values(),
            *symbols.SUPERSCRIPTS.values(),
            *symbols.ACCENTS.values(),
        ]
    )
    assert [mark for mark in glyphs if cells(mark) != wcwidth(mark)] == []


def _is_sound(box: Box) -> None:
    """All lines have the width that the box says, and the baseline is one of them."""
    assert {cells(line) for line in box.lines} <= {box.width}
    assert 0 <= box.baseline < len(box.lines)


NAMES = {"a": 0.7, "m_hat": 1.3, "beta1": 0.9, "t": 2.0, "g": 0.4}
ATOMS = st.sampled_from(["a", "m_hat", "beta1", "t", "g_t", "2", "0.5", "3"])
ARITHMETIC = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", "*", "/", " "]), inner).map(
            lambda p: f"({p[0]}){p[1]}({p[2]})"
        ),
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map("".join),
        inner.map(lambda x: f"-({x})"),
        inner.map(lambda x: f"(-{x})"),
        inner.map(lambda x: f"np.sqrt({x})"),
        inner.map(lambda x: f"log({x})"),
        inner.map(lambda x: f"abs({x})"),
        st.tuples(inner, st.sampled_from(["2", "3", "t", "-1", "(t-1)", "a"])).map(
            lambda p: f"({p[0]})**{p[1]}"
        ),
    ),
    max_leaves=8,
)


@given(ARITHMETIC, st.booleans())
@settings(max_examples=80, deadline=None)
def test_one_line_reads_back_as_the_same_number(typed: str, ascii: bool) -> None:  # noqa: A002
    try:
        tree = parse.parse_typed(typed).tree
        want = evaluate(tree, NAMES)
    except Unreadable:
        assume(False)
    line = inline(tree, ascii=ascii)
    assert math.isclose(
        float(evaluate(parse.parse_typed(line).tree, NAMES)), float(want), rel_tol=1e-9, abs_tol=1e-12
    ), line


@pytest.mark.parametrize(
    "latex", [latex for latex, _ in OF_NOTES if latex.count("=") == 1 and "nabla" not in latex]
)
def test_one_line_of_a_note_s_formula_reads_back_as_the_same_number(latex: str) -> None:
    tree = parse.parse_latex(latex).tree
    names = dict.fromkeys(names_in(tree), 0.37)
    assert evaluate(parse.parse_typed(inline(tree)).tree, names) == pytest.approx(evaluate(tree, names))
