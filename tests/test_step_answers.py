"""Steps of a derivation typed line by line: in order, ahead, repeated, wrong, and in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.deck import codec
from flashcards.deck.prompts import prompts
from flashcards.scheduling import Grade, Settings
from flashcards.study import flow
from flashcards.study.step_answers import equations_in, has_equations, judge_step
from tests.logs import NOON
from tests.pools import start

LINES = (
    r"Unroll: $m_t = (1-\beta) g_t + \beta m_{t-1}$.",
    "The start adds nothing.",
    r"The first step: $m_1 = (1-\beta) g_1$.",
    r"Divide: $\hat{m}_t = m_t / (1-\beta^t)$.",
)


@pytest.mark.parametrize(
    ("typed", "shown", "verdict", "slip", "known"),
    [
        pytest.param("m = (1-b)*g + b*m", 0, "right", None, 1, id="the next step"),
        pytest.param("m_hat = m/(1-b**t)", 0, "right", None, 4, id="skipping ahead"),
        pytest.param("m = (1-b)*g - b*m", 0, "wrong", "wrong-sign", 1, id="a slip in the next step"),
        pytest.param("m_hat = m/(1-b)", 2, "wrong", "correction-without-t", 4, id="a slip in a later step"),
        pytest.param(r"m_t = (1-\beta) g_t + \beta m_{t-1}", 1, "unreadable", None, 1, id="a step again"),
        pytest.param("the start adds nothing", 1, "right", None, 2, id="a step in words"),
        pytest.param("))", 0, "unreadable", None, 0, id="no formula"),
    ],
)
def test_a_line_is_judged_as_following(
    typed: str, shown: int, verdict: str, slip: str | None, known: int
) -> None:
    found, reached = judge_step(typed, LINES, shown, "momentum")
    assert (found.verdict, found.slip, reached) == (verdict, slip, known)


def test_only_equations_are_typed() -> None:
    assert not has_equations(["Draw a batch.", r"Take $g_t$ at $\theta_{t-1}$."])
    assert not has_equations([r"Count the step, so that the first is $t = 1$."])
    assert list(equations_in(r"Both: $a = b$, and $c \to d$.")) == ["a = b"]


DECK = r"""deck: d
optimizer: momentum
cards:
  - id: derive
    ask: Derive it.
    steps:
      - $m_t = (1-\beta) g_t + \beta m_{t-1}$
      - $m_1 = (1-\beta) g_1$
      - $\hat{m}_t = m_t / (1-\beta^t)$
"""
RIGHT = ["m = (1-b)*g + b*m", "m_1 = (1-b)*g_1", "m_hat = m/(1-b**t)"]
WRONG = ["m = (1-b)*g - b*m", "m_1 = (1+b)*g_1", "m_hat = m/(1-b)"]


@pytest.mark.parametrize(
    ("typed", "grade"),
    [
        pytest.param(
            ["m = (1-b)*g + b*m", "m_1 = (1-b)*g_1", "m_hat = m/(1-b**t)"], Grade.GOOD, id="all right"
        ),
        pytest.param(["m = (1-b)*g + b*m", "m_hat = m/(1-b**t)"], Grade.GOOD, id="skipping"),
        pytest.param(["m = (1-b)*g - b*m", "m_hat = m/(1-b**t)"], Grade.HARD, id="one missed"),
        pytest.param(
            ["m = (1-b)*g - b*m", "m_1 = (1+b)*g_1", "m_hat = m/(1-b)"], Grade.AGAIN, id="more missed"
        ),
    ],
)
def test_missed_steps_propose_the_grade(typed: list[str], grade: Grade, tmp_path: Path) -> None:
    deck, problems = codec.read_deck(DECK, "d.yaml")
    assert deck
    assert not problems
    session = start(prompts(deck.inherited().cards[0]), {}, NOON, Settings(), device="x", seed="s")
    question = flow.next_question(session, NOON)
    for line in typed:
        assert not question.revealed
        question = question.answer(line, NOON)
    assert question.revealed
    assert question.proposed == grade
    assert question.typed == "; ".join(typed)
