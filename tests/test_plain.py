"""Study without a screen: lines in, lines out."""

from __future__ import annotations

from datetime import datetime

import pytest

from flashcards import plain
from flashcards.schedule import Review
from tests.desks import CHOICE, FORMULA, NOON, NUMBER, A, B, Log, session_over


def studied(cards: tuple, lines: list[str]) -> tuple[Log, str]:
    log, said = Log(), []

    def take_back(review: Review, now: datetime) -> None:
        log.taken_back.append(review)

    plain.study(session_over(*cards), lines, said.append, log.graded.append, take_back, lambda: NOON)
    return log, "\n".join(said)


SESSIONS = [
    pytest.param((A, B), ["", "3", "", "1", "q"], [("a", 3), ("b", 1)], "What is b?", id="two cards"),
    pytest.param(
        (A, B), ["", ""], [("a", 3)], "Stopped: 1 graded", id="Enter is Good; the end of the lines ends it"
    ),
    pytest.param((A,), ["h", "q"], [], "the first letter", id="a hint"),
    pytest.param((A, B), ["", "2", "u", "q"], [("a", 2)], "Taken back", id="undo"),
    pytest.param((A,), ["u", "q"], [], "Nothing to undo", id="nothing to undo"),
    pytest.param((NUMBER,), ["7", "q"], [], "wrong. it is 6; you have 7", id="a number is judged"),
    pytest.param((FORMULA,), ["m = b1*m + g", "q"], [], "wrong. the factor", id="so is a formula"),
    pytest.param((CHOICE,), ["5", "q"], [], "pick one of 1 to 3", id="no such option"),
    pytest.param((A,), ["", "what", "q"], [], "2 Hard", id="a stray word asks again"),
    pytest.param((A,), [], [], "Stopped: nothing graded, 1 card waiting", id="no lines at all"),
]


@pytest.mark.parametrize(("cards", "lines", "graded", "says"), SESSIONS)
def test_a_session_of_lines(cards: tuple, lines: list[str], graded: list, says: str) -> None:
    log, said = studied(cards, lines)
    assert log.pairs() == graded
    assert says in said


def test_undo_takes_back_the_row() -> None:
    log, _ = studied((A, B), ["", "2", "u", "", "4", "q"])
    assert log.taken_back == log.graded[:1]


def test_formulas_are_spoken_and_nothing_is_drawn() -> None:
    _, said = studied((FORMULA,), ["", "q"])
    assert "m sub t equals beta 1" in said
