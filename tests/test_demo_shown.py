"""How a demo writes its quantities: by name, or with what computes them."""

from __future__ import annotations

import pytest

from flashcards.deck.model import Demo, Predict
from flashcards.demo.shown import definition, split_quantity


@pytest.mark.parametrize(
    ("text", "name", "expression"),
    [
        pytest.param(" m_hat ", "m_hat", "", id="of the rule"),
        pytest.param("gap = m - g ", "gap", "m - g", id="derived"),
        pytest.param("gap=m", "gap", "m", id="without spaces"),
        pytest.param("theta[1]", "theta[1]", "", id="a coordinate"),
        pytest.param("theta η=0.1", "theta η=0.1", "", id="the label of a run holds the sign"),
        pytest.param("theta L2 λ = 0.1", "theta L2 λ = 0.1", "", id="and spaces"),
    ],
)
def test_a_quantity_is_a_name_and_what_computes_it(text: str, name: str, expression: str) -> None:
    assert split_quantity(text) == (name, expression)


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        pytest.param("gap", "m - g", id="shown"),
        pytest.param("bound", "v/abs(m)", id="asked"),
        pytest.param("m", "", id="of the rule"),
        pytest.param("", "", id="no name"),
    ],
)
def test_a_demo_defines_what_it_shows_and_asks_about(name: str, expression: str) -> None:
    demo = Demo(show=("m", "gap = m - g"), predict=Predict("bound = v/abs(m)", 3))
    assert definition(demo, name) == expression
