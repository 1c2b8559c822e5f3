"""A formula in words: one line that can be understood without seeing it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from flashcards.formula import parse
from flashcards.formula.render.speech import speak
from tests.formulas import LATEX, OF_NOTES, OTHERS


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"m_t = \beta_1 m_{t-1}", "m sub t equals beta 1 times m sub t minus 1"),
        (r"m_{t-1} + 1", "m sub t minus 1, plus 1"),
        (r"\hat{m}_t", "m hat sub t"),
        (r"g_t^2", "g sub t squared"),
        (r"\beta_1^t", "beta 1 to the t"),
        (r"10^{-8}", "10 to the minus 8"),
        (r"\frac{a}{b}", "a over b"),
        (r"\frac{m_t}{1 - \beta_1^t}", "the fraction m sub t, over 1 minus beta 1 to the t, end fraction"),
        (r"\sqrt{v}", "the square root of v"),
        (r"\sqrt{v + \epsilon}", "the square root of v plus epsilon, end root"),
        (r"\sqrt[3]{x}", "the cube root of x"),
        (r"(1 - \beta) g", "open paren 1 minus beta close paren times g"),
        (r"\nabla_\theta L(\theta)", "the gradient with respect to theta of L of theta"),
        (r"\sum_{i=1}^n x_i", "the sum from i equals 1 to n of x sub i"),
        (r"\lim_{t \to \infty} \beta^t", "the limit as t goes to infinity of beta to the t"),
        (r"\arg\min_\theta L", "the arg min over theta of L"),
        (r"\log_{10} x", "log base 10 of x"),
        (r"|x|", "the absolute value of x end absolute value"),
        (r"\theta \leftarrow \theta - \eta g", "theta gets theta minus eta times g"),
        (r"w \approx 0.5", "w is about 0.5"),
        (r"\hide{a}{}{\beta_1} m", "blank times m"),
        (r"\hide{a}{the decay}{\beta_1} m", "blank, the decay, times m"),
        (r"x = 1, \quad \text{where } y = 2", "x equals 1, where y equals 2"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a equals b; c equals d"),
    ],
)
def test_words(latex: str, words: str) -> None:
    assert speak(parse.parse_latex(latex).tree) == words


def test_typed_text_is_spoken_too() -> None:
    assert speak(parse.parse_typed("w -= lr*dw").tree) == "w shrinks by lr times dw"


@pytest.mark.parametrize("latex", [latex for latex, _ in OF_NOTES])
def test_the_formulas_of_the_notes_are_spoken_without_a_sign(latex: str) -> None:
    said = speak(parse.parse_latex(latex).tree)
    assert said.isascii()
    assert not set(said) & set("\\{}^_=+<>|/*")


@pytest.mark.parametrize("latex", [latex for latex, _ in OTHERS])
def test_every_construct_has_words(latex: str) -> None:
    said = speak(parse.parse_latex(latex).tree)
    assert said
    assert "\n" not in said


@given(LATEX)
@settings(max_examples=50, deadline=None)
def test_whatever_is_read_can_be_spoken_on_one_line(text: str) -> None:
    assert "\n" not in speak(parse.parse_latex(text).tree)
