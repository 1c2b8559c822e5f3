"""A formula that is written again is the same formula, token for token."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optimizers
from flashcards.formula import parse
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import judge
from flashcards.judging.algebra import AlgebraicFormula, to_latex
from flashcards.judging.reference import reference
from flashcards.judging.sampling import agree, scenes, values
from flashcards.judging.spoiling import spoil
from tests.rows import in_rows

LINES = [
    (name, line)
    for name in (*optimizers.RULES, *optimizers.SCHEDULES)
    for line in reference(name).equations.values()
    if "cases" not in line
]
SUMS = [
    ("adam", r"m_t = (1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} g_i"),
    ("adam", r"v_t = \beta_2^t v_0 + \prod_{k=2}^{t} g_k^2"),
    ("adam", r"u_t = \max(\beta_2 u_{t-1}, |g_t|)"),
    ("", r"y = \lfloor x \rfloor + \lceil x \rceil^2 - |x|^3 + \sin^2 x + f(x, 2)"),
    ("", r"x_{t+1} = x_t - \exp(-\log x_t)"),
]


def read(line: str, optimizer: str) -> AlgebraicFormula:
    return judge.read_algebra(judge.formula_lines(parse.parse_latex(line).tree)[0], reference(optimizer))


def assert_same(one: AlgebraicFormula, other: AlgebraicFormula) -> None:
    at = scenes(reference(""))
    assert (one.left, one.symbols) == (other.left, other.symbols)
    assert agree(values(one.right, at), other.right, at) or one.right == other.right


@in_rows(("optimizer", "line"), [*LINES, *SUMS], ids=lambda text: text[:40])
def test_a_formula_is_written_as_it_was_read(optimizer: str, line: str) -> None:
    first = read(line, optimizer)
    assert_same(first, read(to_latex.algebra_to_latex(first, first.right), optimizer))


_LEAF = st.sampled_from((r"\beta_1", "m_{t-1}", "g_t", "2", r"\epsilon", "x_0"))
_FORMS = (
    "{} + {}",
    "{} - {}",
    "({}) ({})",
    r"\frac{{{}}}{{{}}}",
    r"\max({}, {})",
    r"\left|{}\right| \cdot ({})^2",
)


@settings(max_examples=30, deadline=None)
@given(
    st.recursive(
        _LEAF, lambda inside: st.builds(str.format, st.sampled_from(_FORMS), inside, inside), max_leaves=8
    )
)
def test_any_formula_is_written_as_it_was_read(right: str) -> None:
    first = read(f"m_t = {right}", "adam")
    assert_same(first, read(to_latex.algebra_to_latex(first, first.right), "adam"))


def test_what_cannot_be_written_is_not_shown() -> None:
    cases = r"a_t = \begin{cases} r_t l_t & \rho_t > 5 \\ 1 & \rho_t \le 5 \end{cases} + g_t"
    with pytest.raises(Unreadable):
        to_latex.algebra_to_latex(read(cases, "radam"), read(cases, "radam").right)
    assert judge.judge_formula("a_t = g_t", cases, "radam").readings == ("", "")
    assert spoil(cases, "wrong-sign", "radam").latex == ""
