"""Arithmetic on the tree gives Python's own numbers, asks for the names it lacks, and never hangs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.formula import parse
from flashcards.formula.evaluate import evaluate, names_in
from flashcards.formula.names import name
from flashcards.formula.parse import Unreadable
from tests.rows import in_rows

NAMES = {
    "a": 2.0,
    "b": 3.0,
    "beta1": 0.9,
    "t": 5.0,
    "m": 4.0,
    "m_hat": 0.5,
    "m_prev": 7.0,
    "w": 1.0,
    "lr": 0.1,
    "dw": 2.0,
}


@in_rows(
    ("text", "number"),
    [
        ("1 / (1 - beta1**t)", 1 / (1 - 0.9**5)),
        (r"\frac{1}{1 - \beta_1^t}", 1 / (1 - 0.9**5)),
        ("-a**2", -4),
        ("(-a)**2", 4),
        ("2**-a", 0.25),
        ("2**3**2", 512),
        ("a b", 6),
        ("2a", 4),
        ("2(a + b)", 10),
        ("a/b*a", 4 / 3),
        (r"7 \bmod b", 1),
        ("a - b - 1", -2),
        ("a*-b", -6),
        ("√(a + 2)", 2),
        (r"\sqrt[3]{27}", 3),
        ("np.sqrt(16)", 4),
        ("max(a, b, 1)", 3),
        ("np.minimum(a, b)", 2),
        ("clip(10, 0, a)", 2),
        ("|a - b|", 1),
        (r"\lfloor 2.7 \rfloor", 2),
        ("log(e**2)", 2),
        (r"\ln e", 1),
        (r"\log_2 8", 3),
        (r"\cos \pi", -1),
        (r"\sin^2 a + \cos^2 a", 1),
        ("exp(0)", 1),
        ("sign(-3)", -1),
        (r"\frac12 \left(1 + \cos\left(\frac{t}{5}\pi\right)\right)", 0),
        ("m_t + m_hat + m_{t-1}", 11.5),
        ("m̂ₜ", 0.5),
        ("m = b", 3),
        ("w -= lr*dw", 0.8),
        ("w += -lr*dw", 0.8),
        ("m /= 1 - beta1", 40),
        ("1e-8", 1e-8),
        ("10⁻⁸", 1e-8),
        (r"\hide{x}{}{a} + 1", 3),
        ("a ⊙ b", 6),
        ("a ÷ b", 2 / 3),
    ],
)
def test_values(text: str, number: float) -> None:
    assert evaluate(parse.parse_answer(text).tree, NAMES) == pytest.approx(number)


def test_arrays_are_computed_entry_by_entry() -> None:
    tree = parse.parse_typed("b1*m + (1 - b1)*g**2").tree
    result = evaluate(tree, {"b1": 0.5, "m": np.array([1.0, 2.0]), "g": np.array([3.0, -4.0])})
    np.testing.assert_allclose(result, [5.0, 9.0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("betta1 + 1", "did you mean beta1?"),
        ("zzz", "known here: a, b"),
        ("1/0", "no finite value"),
        ("10**10**10", "no finite value"),
        ("9" * 400, "no finite value"),
        ("log(-1)", "no finite value"),
        ("a < b", "no value"),
        ("a ± b", "no single value"),
        ("foo(a)", "unknown function 'foo' with 1 argument"),
        ("clip(a)", "unknown function 'clip' with 1 argument"),
        ("a = 1, b = 2", "one formula"),
        (r"\sum_i x_i", "no value"),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", "no value"),
        (r"\foo", "no value"),
    ],
)
def test_what_has_no_value_is_told(text: str, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        evaluate(parse.parse_answer(text).tree, NAMES)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1 / (1 - beta1**t)", {"beta1", "t"}),
        (r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t^2", {"beta1", "m_prev", "g"}),
        (r"\hat{m}_t / (\sqrt{\hat{v}_t} + \epsilon)", {"m_hat", "v_hat", "epsilon"}),
        ("w -= lr*dw", {"w", "lr", "dw"}),
        (r"2 \pi e", set()),
        (r"\beta_i^t", {"beta_i", "t"}),
        (r"\log x", {"x"}),
    ],
)
def test_the_names_that_a_formula_needs(text: str, names: set[str]) -> None:
    assert names_in(parse.parse_answer(text).tree) == names


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\beta_1", "beta1"),
        (r"\hat{m}_t", "m_hat"),
        (r"\hat{m_t}", "m_hat"),
        (r"\hat{m}_{t-1}", "m_hat_prev"),
        (r"m_{t+1}", "m_next"),
        (r"\theta_{\text{new}}", "theta_new"),
        (r"\theta^{(t)}", "theta"),
        (r"\theta^*", "theta_star"),
        (r"\beta_{1,t}", "beta1"),
        (r"x_i", "x_i"),
        (r"\varepsilon", "epsilon"),
        (r"\mathbf{w}", "w"),
        (r"\nabla_\theta L(\theta)", "grad"),
        (r"g_t^2", None),
        (r"a + b", None),
        (r"\log", None),
    ],
)
def test_plain_names(latex: str, plain: str | None) -> None:
    assert name(parse.parse_latex(latex).tree) == plain


NUMBERS = st.integers(1, 9).map(str) | st.floats(0.1, 5).map(lambda x: f"{x:.3f}")
PYTHON = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", "*", "/"]), inner).map("".join),
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(lambda p: f"({''.join(p)})"),
        inner.map(lambda x: f"-{x}"),
        st.tuples(inner, st.sampled_from(["2", "0.5", "-1"])).map(lambda p: f"({p[0]})**{p[1]}"),
    ),
    max_leaves=10,
)


@given(PYTHON)
@settings(max_examples=80, deadline=None)
def test_typed_arithmetic_is_python_s(text: str) -> None:
    """Python is the outsider: the texts are made here, none comes from a person."""
    try:
        want = eval(text)
    except (ZeroDivisionError, OverflowError):
        want = math.nan
    if isinstance(want, complex) or not math.isfinite(want):
        with pytest.raises(Unreadable):
            evaluate(parse.parse_typed(text).tree, {})
    else:
        assert evaluate(parse.parse_typed(text).tree, {}) == pytest.approx(want, rel=1e-9)
