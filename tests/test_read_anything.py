"""Each reader of formulas and code answers, or raises Unreadable, whatever is written."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.audit.note_findings import Finding, note_findings
from flashcards.formula import evaluate, parse, symbols
from flashcards.formula.render import one_line, speech, two_dimensional
from flashcards.formula.tree import Node
from flashcards.formula.unreadable import Unreadable
from flashcards.importing import code_questions
from flashcards.judging import algebra, diagnosis, judge, python, sampling
from flashcards.judging.algebra.functions import FUNCTIONS
from flashcards.judging.reference import reference
from flashcards.judging.slips import SLIPS
from flashcards.judging.spoiling import spoil
from flashcards.notes import note
from tests.formulas import LATEX, TYPED, trees
from tests.rows import in_rows

ADAM = r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
NAMES = sorted({*symbols.FUNCTIONS, *FUNCTIONS, "maximum", "power", "absolute", "np.sqrt", "torch.max"})
ARGUMENTS = ("v", "eps", "2", "-g")
CALLS = [f"{name}({', '.join(ARGUMENTS[:count])})" for name in NAMES for count in range(5)]


def show(tree: Node) -> None:
    """What is done to a formula to show it: this never fails."""
    two_dimensional.draw_formula(tree, 40)
    one_line.inline(tree)
    one_line.inline(tree, ascii=True)
    speech.speak(tree)
    evaluate.names_in(tree)


def compute(tree: Node) -> None:
    """What is done to a formula to compute it: this may be refused."""
    with suppress(Unreadable):
        evaluate.evaluate(tree, {"v": 0.5, "g": 2.0, "eps": 1e-8, "m": 0.1, "x": 3.0, "t": 4.0})
    for line in judge.formula_lines(tree):
        with suppress(Unreadable):
            for side in algebra.formula(line).rights:
                sampling.values(side, sampling.scenes(reference("adam")))


def hold(text: str) -> None:
    """What is done to a formula to judge it, as the answer and as the formula of the card."""
    judge.judge_formula(text, ADAM, "adam")
    judge.judge_formula("m = g", text, "adam")
    audit(f"# Adam\n\n$$ {text} $$\n\n`{text}`\n")
    with suppress(Unreadable):
        spoil(text, next(iter(SLIPS)), "adam")


def audit(text: str) -> list[Finding]:
    """What is said of a note."""
    return [*note_findings(note.read_note(text, "n.md"))]


def read_as_code(text: str) -> None:
    audit(f"# Adam\n\n```python\n{text}\n```\n")
    code_questions.updates(f"a = 1\n{text}", "python")
    with suppress(Unreadable):
        python.same(text, text)


@in_rows("name", NAMES)
def test_a_function_may_have_any_number_of_arguments(name: str) -> None:
    for call in (call for call in CALLS if call.startswith(f"{name}(")):
        for text in (call, "\\" + call if name.isalpha() else call, f"m = 1 + {call}"):
            for tree in trees(text):
                show(tree)
                compute(tree)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.sampled_from(CALLS), st.sampled_from(("{}", "m_t = {}", "v = b2*v + {}", "{} = g")))
def test_any_call_is_judged(call: str, form: str) -> None:
    for text in (form.format(call), form.format(f"\\{call}" if call[0].isalpha() else call)):
        hold(text)
        read_as_code(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("sqrt()", "'sqrt' takes 1 argument, but has none here", id="none"),
        pytest.param("sqrt(v, eps)", "'sqrt' takes 1 argument, but has 2 here", id="two for one"),
        pytest.param("log(a, b)", "'log' takes 1 argument, but has 2 here", id="a base"),
        pytest.param("max()", "'max' takes 1 or more arguments, but has none here", id="none of many"),
        pytest.param("pow(g)", "'pow' takes 2 arguments, but has 1 here", id="one for two"),
        pytest.param(r"\operatorname{pow}(g, 2, 3)", "'pow' takes 2 arguments, but has 3 here", id="LaTeX"),
        pytest.param(r"\max \left(\right)", "'max' takes 1 or more arguments, but has none here", id="big"),
        pytest.param("|a, b|", "'abs' takes 1 argument, but has 2 here", id="bars"),
    ],
)
def test_a_wrong_number_of_arguments_is_named(text: str, why: str) -> None:
    assert judge.judge_formula(f"m = {text}", "m_t = g_t", "adam").message == why


@pytest.mark.parametrize(
    ("answer", "right", "optimizer"),
    [
        pytest.param(r"\nabla J(\theta_{t+7})", ADAM, "adam", id="gradient after the run"),
        pytest.param(r"g_{t+99} + \nabla_{t-99}", ADAM, "adam", id="gradient before the run"),
        pytest.param(r"\eta_{t+4}", r"\eta_t = g \eta_t", "warm-restarts", id="rate later"),
        pytest.param(r"\eta_{t-9}", r"\eta_t = \eta", "cosine", id="rate without its least"),
        pytest.param(r"\eta_t = \eta_{t-99}^t", r"\eta_t = \eta", "one-cycle", id="rate before the first"),
        pytest.param("\ud800 + 1", ADAM, "adam", id="a lone surrogate"),
        pytest.param("m\x00 = g\x00", ADAM, "adam", id="NUL"),
        pytest.param("x**(1/0)", ADAM, "adam", id="an endless power"),
    ],
)
def test_any_moment_and_letter_is_judged(answer: str, right: str, optimizer: str) -> None:
    for one, other in ((answer, right), (right, answer), (answer, answer)):
        verdict = judge.judge_formula(one, other, optimizer)
        assert verdict.message or verdict.verdict == "right"


@in_rows(
    "text",
    [
        *("9**9**9**9", "9^{9^{9^9}}", "1/0", "0/0", "exp(1000)", "foo", "1e999", "log(0)", "sqrt(-1)"),
        *("9" * 5000, "2**" + "9" * 400, "0**-1", "inf", "nan", "(-8)**0.5", "sum()", "round(2.5, 1)"),
        *("(" * 200 + "1" + ")" * 200, "-" * 5000 + "1", "", "1 2", "max", "\x00", "1_", "0x1F", "1j"),
    ],
    ids=lambda text: text[:12] or "nothing",
)
def test_a_number_that_cannot_be_computed_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        evaluate.evaluate(parse.parse_typed(text).tree, {})


@settings(max_examples=30, deadline=None)
@given(st.one_of(LATEX, TYPED, st.text(max_size=20)))
def test_any_text_is_shown_computed_and_judged(text: str) -> None:
    for tree in trees(text):
        show(tree)
        compute(tree)
    hold(text)
    read_as_code(text)


_BINARY = ("{} + {}", "{} {}", r"\frac{{{}}}{{{}}}", "({})^{{{}}}", r"\max({}, {})", r"\sqrt[{}]{{{}}}")
_UNARY = (
    r"\sqrt{{{}}}",
    "|{}|",
    r"\exp({})",
    r"\log {}",
    "x_{{{}}}",
    r"\lfloor {} \rfloor",
    r"\abs({0}, {0})",
)
_LEAF = (
    r"\theta_{t+9}",
    r"\nabla J(\theta_{t+3})",
    "g_t",
    r"\eta_{t-5}",
    "0",
    "2",
    r"\infty",
    "i",
    "1e99",
    "",
)
FORMULA = st.recursive(
    st.sampled_from(_LEAF),
    lambda inside: st.one_of(
        st.builds(str.format, st.sampled_from(_UNARY), inside),
        st.builds(str.format, st.sampled_from(_BINARY), inside, inside),
        st.builds(r"\sum_{{i={}}}^{{{}}} {}".format, inside, inside, inside),
    ),
    max_leaves=8,
)
"""Sound formulas, and what lies at their edges: moments out of the run, powers and sums without end."""


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(FORMULA, st.sampled_from(("m_t = ", r"\theta_{t+1} = ", r"\eta_t = ", "")))
def test_any_formula_is_judged(formula: str, left: str) -> None:
    for optimizer, right in (("adam", ADAM), ("warm-restarts", r"\eta_t = \eta")):
        judge.judge_formula(left + formula, right, optimizer)
        judge.judge_formula("x = 1", left + formula, optimizer)
        audit(f"# {optimizer}\n\n$$ {left}{formula} $$\n")


@pytest.mark.parametrize(
    ("right", "most"),
    [
        pytest.param(" + ".join(rf"(1 - \beta_1) g_{{t-{at}}}" for at in range(24)), 900, id="long"),
        pytest.param(r"\sum_{i=1}^\infty \sum_{j=1}^\infty x_i y_j", 0, id="sums within sums"),
    ],
)
def test_fewer_slips_are_tried_the_more_a_formula_takes(right: str, most: int) -> None:
    read = judge.read_algebra(parse.parse_latex(f"m_t = {right}").tree, reference("adam"))
    assert len(list(diagnosis._made_twice(read, reference("adam"), frozenset()))) <= most
    assert bool(list(diagnosis._made(read, reference("adam"), frozenset()))) == bool(most)


@pytest.mark.parametrize(
    ("answer", "right", "verdict"),
    [
        pytest.param("y = 1.001 x", "y = x", "wrong", id="a thousandth is a difference"),
        pytest.param("y = 1.0000001 x", "y = x", "wrong", id="so is a ten-millionth"),
        pytest.param(r"y = \sum_{i=0}^\infty \beta^i", r"y = 1 / (1 - \beta)", "right", id="an endless sum"),
    ],
)
def test_values_are_compared_closely(answer: str, right: str, verdict: str) -> None:
    assert judge.judge_formula(answer, right).verdict == verdict


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        pytest.param("y = torch.rsqrt(x)", "y = x**-0.5", True, id="one over the root"),
        pytest.param("y = torch.rsqrt(x)", "y = np.sqrt(x)", False, id="the root"),
        pytest.param("y = np.square(x)", "y = x*x", True, id="the square"),
    ],
)
def test_powers_by_name_are_powers(one: str, other: str, equal: bool) -> None:
    assert python.same(one, other) is equal


@pytest.mark.parametrize("power", ["(9**60)**60", "(1e99)**9", "2**65", "x**65", "2**(10**99)"])
def test_a_power_too_large_to_hold_is_refused(power: str) -> None:
    assert judge.judge_formula(f"y = {power}", "y = x").message == "a power here is too large to judge"


def test_a_null_character_is_read_as_a_sign_that_nothing_knows() -> None:
    assert judge.judge_formula("\0(0|", "m = g").verdict != "right"
    assert judge.judge_formula("m = g", "\0(0|").verdict != "right"
