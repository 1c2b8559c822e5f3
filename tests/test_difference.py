"""What differs between two formulas is marked, and nothing else."""

from __future__ import annotations

import pytest

from flashcards.text.diff import diff_formulas
from flashcards.text.layout import inline_maths

RIGHT = r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"


def marked(line: tuple[tuple[str, str], ...]) -> list[str]:
    return [text for text, style in line if style != "math"]


@pytest.mark.parametrize(
    ("yours", "wrong", "missed"),
    [
        pytest.param(RIGHT, [], [], id="the same"),
        pytest.param(r"m_t = \beta_1 m_{t-1} + g_t", [], ["(1 − β₁) "], id="a factor left out"),
        pytest.param(r"m_t = \beta_2 m_{t-1} + (1 - \beta_1) g_t", ["β₂"], ["β₁"], id="another index"),
        pytest.param(r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t^2", ["gₜ²"], ["gₜ"], id="a power"),
        pytest.param(r"m_t = \beta_1 \hat{m}_{t-1} + (1 - \beta_1) g_t", ["m̂ₜ₋₁"], ["mₜ₋₁"], id="a hat"),
    ],
)
def test_what_differs_is_marked(yours: str, wrong: list[str], missed: list[str]) -> None:
    mine, right = diff_formulas(yours, RIGHT)
    assert marked(mine) == wrong
    assert marked(right) == missed
    assert "".join(text for text, _ in mine) == inline_maths(yours)
    assert "".join(text for text, _ in right) == inline_maths(RIGHT)
