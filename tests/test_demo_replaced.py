"""A rule run with a person's line in place of its own: the two curves, where they part, and the end."""

from __future__ import annotations

import json
import math

import pytest

import optimizers
from flashcards import demo
from flashcards.cli import main
from flashcards.deck.model import Demo
from flashcards.demo.plot import picture
from flashcards.errors import Problem
from flashcards.text.styled import unstyled
from tests.rows import in_rows

CASES_APART = {"radam", "muon", "lamb", "lars", "lbfgs", "shampoo"}
"""Rules with a step that no lines of arithmetic say: they tell cases apart, or work on a matrix."""


@in_rows("name", sorted(optimizers.RULES.keys() - CASES_APART))
def test_a_rules_own_line_changes_nothing(name: str) -> None:
    ten = Demo(gradients="constant 1", steps=10)  # without end Prodigy's steps would grow without bound
    for equation in optimizers.RULES[name].equations.values():
        assert "the same at every step" in demo.run_replaced(ten, equation, optimizer=name).about


@pytest.mark.parametrize(
    ("equation", "parts"),
    [
        pytest.param("m_hat = m/(1-b1)", "t = 2: m̂ is 1, yours 1.9", id="correction without t"),
        pytest.param("v = b2*v + (1-b2)*g", "t = 1: v is 0.004, yours 0.002", id="missing square"),
        pytest.param(
            "w += lr*m_hat/(sqrt(v_hat)+eps)", "θ is −0.001, yours 0.001", id="wrong sign, in place"
        ),
        pytest.param(r"v_{t+1} = \beta_2 v_t + (1-\beta_2) g_t", "yours 0.002", id="LaTeX, counted from t+1"),
        pytest.param("m_t = β₁ m_{t-1} + g_t", "t = 1: m is 0.1, yours 1", id="missing complement"),
        pytest.param("m = b2*m + (1-b2)*g", "t = 1: m is 0.1, yours 0.001", id="swapped betas"),
    ],
)
def test_the_first_step_at_which_they_part_is_named(equation: str, parts: str) -> None:
    assert parts in demo.run_replaced(Demo(), equation, optimizer="adam").about


@pytest.mark.parametrize(
    ("equation", "why"),
    [
        pytest.param(
            "v = b2*v + (1-b2)*g", "At t = 2 Δθ of your run is no number", id="a root of what is negative"
        ),
        pytest.param("m = 10*m + g", "At t = 13 m of your run grows without bound", id="growth"),
        pytest.param("m = 9**9**9", "At t = 1 m of your run is no number", id="a tower"),
        pytest.param("m = g/(g - g)", "At t = 1 m of your run is no number", id="a division by zero"),
    ],
)
def test_a_run_that_breaks_down_says_when(equation: str, why: str) -> None:
    result = demo.run_replaced(Demo(), equation, optimizer="adam")
    assert why in result.diverged
    assert all(map(math.isfinite, result.series["m"] if "m" in result.series else result.series["v"]))


@pytest.mark.parametrize(
    "equation",
    [
        "",
        "m",
        "m = ",
        "x y = 3",
        "loss = 3",
        "m = unknown_name",
        "m = (",
        "m = 1; v = 2",
        "m = " + "(" * 500,
        "1 = 1",
    ],
)
def test_what_is_no_line_of_the_rule_is_refused(equation: str) -> None:
    with pytest.raises(Problem, match="cannot read") as refused:
        demo.run_replaced(Demo(), equation, optimizer="adam")
    assert "theta" in refused.value.hint


def test_the_demo_command_shows_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "adam", "--replace", "m_hat = m/(1-b1)", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["columns"] == ["t", "g", "m_hat", "m_hat yours"]
    assert found["rows"][1] == pytest.approx([2, 1, 1, 1.9])


@pytest.mark.parametrize("command", [["demo", "--replace", "m = g"], ["demo", "adam", "--replace", ""]])
def test_replace_wants_a_rule_and_a_line(command: list[str]) -> None:
    assert main(command) == 2


@pytest.mark.parametrize("height", [4, 5, 8, 12, 30])
def test_the_table_has_the_step_at_which_they_part(height: int) -> None:
    """The gradients are 1 until t = 30, so that a square is seen late."""
    gradients = (1.0,) * 30 + (3.0,) * 10
    ran = demo.run_replaced(Demo(gradients=gradients, steps=40), "m = b1*m + (1-b1)*g**2", optimizer="adam")
    assert ran.about.startswith("They part at t = 31:")
    rows = picture.rows(ran, most=height - 2)
    assert 31 in [row[0] for row in rows]
    assert len(rows) <= height - 2
    drawn = unstyled(picture.pane(ran, width=76, height=height))
    assert "\n31 " in drawn or "\n 31 " in drawn


def test_a_run_that_does_not_part_names_no_step() -> None:
    ran = demo.run_replaced(Demo(), "m = b1*m + (1-b1)*g**2", optimizer="adam")
    assert ran.telling is None or f"t = {ran.telling}" in ran.about
