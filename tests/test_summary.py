"""What is said at the end of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flashcards.errors import Problem
from flashcards.scheduling import RowKind
from flashcards.study import Counts, Session
from flashcards.study.summary import closing_summary
from tests.desks import NOON, A, B, session_over


def done(asked: Counts, again: int = 0, seconds: int = 42, **more: object) -> Session:
    over = session_over()
    sums = replace(over.sums, asked=asked, again=again, milliseconds=seconds * 1000)
    return replace(over, sums=sums, **more)


PROBLEM = {"d/x": Problem("no")}
TOLD = [
    pytest.param(
        done(Counts(3, 2, 2), 1),
        "Done for now: 3 new cards, 2 reviews, 2 repeats in 42 s; 6 of 7 recalled.",
        id="all",
    ),
    pytest.param(
        done(Counts(new=1)),
        "Done for now: 1 new card in 42 s; 1 of 1 recalled.",
        id="a new card is no review",
    ),
    pytest.param(
        done(Counts(review=1), 1), "Done for now: 1 review in 42 s; 0 of 1 recalled.", id="one review"
    ),
    pytest.param(
        done(Counts(review=2, learning=1), kind=RowKind.CRAM),
        "Done for now: 3 answers in 42 s; 3 of 3 recalled.",
        id="cram",
    ),
    pytest.param(
        done(Counts(review=9), 1, 540), "Done for now: 9 reviews in 9 min; 8 of 9 recalled.", id="minutes"
    ),
    pytest.param(done(Counts()), "Nothing is due now.", id="nothing"),
    pytest.param(
        done(Counts(), aside=PROBLEM),
        "Nothing is due now. 1 card was set aside: flashcards check says why.",
        id="nothing but a card set aside",
    ),
    pytest.param(session_over(A, B), "Stopped: nothing graded, 2 cards waiting.", id="stopped at once"),
]


@pytest.mark.parametrize(("session", "text"), TOLD)
def test_what_is_said_at_the_end(session: Session, text: str) -> None:
    assert closing_summary(session, NOON) == text


def test_a_session_counts_each_answer_by_why_it_was_asked() -> None:
    session = session_over(A)
    for grade in (1, 3, 3):
        session, _ = session.show().grade(grade, NOON, 1000)  # type: ignore[arg-type]
    assert session.sums.asked == Counts(new=1, learning=2)
    assert session.sums.answered == 3


@pytest.mark.parametrize(
    ("hours", "turned"), [(0, False), (15.9, False), (16, True), (40, True), (-9, False)], ids=str
)
def test_the_day_turns_at_four(hours: float, turned: bool) -> None:
    assert session_over(A).day_has_turned(NOON + timedelta(hours=hours)) is turned
