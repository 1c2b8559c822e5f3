"""Arithmetic that was typed as code, written as LaTeX and drawn as a formula."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.formula import evaluate, parse
from flashcards.formula.render import one_line
from flashcards.formula.render.as_latex import arithmetic_latex
from flashcards.formula.unreadable import Unreadable

DRAWN = [
    pytest.param("1 / (1 - 0.5**5)", "1/(1 − 0.5⁵)", id="a power in a denominator"),
    pytest.param("eta * m_hat / (sqrt(v) + 1e-8)", "η · m̂ / (√v + 10⁻⁸)", id="names and a power of ten"),
    pytest.param("(1-0.9)**3*3", "(1 − 0.9)³ · 3", id="a power of a sum"),
    pytest.param("-2*(-3)", "−2 · (−3)", id="negative numbers"),
    pytest.param("exp(-2*3)", "exp(−2 · 3)", id="a function"),
    pytest.param("log(10)/log(2)", "log(10)/log(2)", id="functions in a fraction"),
    pytest.param("2**-3", "2⁻³", id="a negative power"),
    pytest.param("2**(1/2)", "2^(1/2)", id="a broken power"),
    pytest.param("a - (b - c)", "a − (b − c)", id="brackets that matter stay"),
    pytest.param("max(1, 2)", "max(1, 2)", id="two arguments"),
    pytest.param("3.2e5 * g", "3.2 · 10⁵ · g", id="a number with an exponent"),
    pytest.param("sqrt(1-0.9**2)*5", "√(1 − 0.9²) · 5", id="a root"),
    pytest.param("abs(-3)", "abs(−3)", id="a function that TeX does not have"),
]


@pytest.mark.parametrize(("typed", "drawn"), DRAWN)
def test_typed_arithmetic_is_drawn_as_a_formula(typed: str, drawn: str) -> None:
    latex = arithmetic_latex(parse.parse_typed(typed).tree)
    assert one_line.inline(parse.parse_latex(latex).tree) == drawn


numbers = st.integers(1, 9).map(str) | st.sampled_from(["0.5", "1e-2", "12"])
sums = st.recursive(
    numbers,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        )
        | st.tuples(inner, st.integers(1, 3)).map(lambda parts: f"({parts[0]}**{parts[1]})")
    ),
    max_leaves=8,
)


@given(sums)
@settings(max_examples=30, deadline=None)
def test_what_is_written_has_the_same_value(typed: str) -> None:
    tree = parse.parse_typed(typed).tree
    again = parse.parse_latex(arithmetic_latex(tree)).tree
    first, second = (_value(each) for each in (tree, again))
    assert first == pytest.approx(second, nan_ok=True)


def _value(tree: object) -> float:
    try:
        return float(evaluate.evaluate(tree, {}))  # type: ignore[arg-type]
    except (Unreadable, ZeroDivisionError, OverflowError):
        return float("nan")


@pytest.mark.parametrize("latex", [r"\begin{cases} a & b \\ c & d \end{cases}", r"\sum_{i=1}^n x_i"])
def test_other_notation_is_refused(latex: str) -> None:
    with pytest.raises(Unreadable):
        arithmetic_latex(parse.parse_latex(latex).tree)
