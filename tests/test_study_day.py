"""Between midnight and the hour at which a day begins, dates count from the day before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flashcards.scheduling import LearningState, Memory, Settings, date_of, day_of, new_memory
from flashcards.study.outcome import local_day, session_outcome
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.end_view import EndOfSession, _ahead_rows
from flashcards.tui.home import HomeScreen
from flashcards.tui.prompt_cells import Day, due_text
from flashcards.tui.top_line import TopLine
from tests.desks import A, desk_over, session_over

NIGHT = datetime(2026, 3, 3, 2, 10, tzinfo=UTC)  # a Tuesday
MONDAY = day_of(NIGHT, 0, Settings().day_starts_at)


def test_the_day_is_that_of_the_evening() -> None:
    assert f"{date_of(MONDAY):%a}" == "Mon"
    assert local_day(session_over(A, now=NIGHT), NIGHT) == MONDAY


def due_in(days: int) -> Memory:
    return new_memory("d/c")._replace(
        state=LearningState.REVIEW, day=MONDAY, days=days, due_at=(MONDAY + days) * 86_400_000, reviews=1
    )


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "today"),
        (1, "Tue"),
        (6, "Sun"),
        (7, "9 Mar"),
        (364, "1 Mar"),
        (400, "Apr 2027"),
        (36_500, "Feb 2126"),
    ],
)
def test_a_list_of_cards_tells_days_from_the_local_day(days: int, text: str) -> None:
    assert due_text(due_in(days), Day(NIGHT, MONDAY)) == text


async def test_the_top_of_the_app_tells_the_local_day() -> None:
    now = [NIGHT]
    app = FlashcardsApp(desk_over(A, clock=lambda: now[0]))
    async with app.run_test() as pilot:
        assert isinstance(app.screen, HomeScreen)
        top = app.screen.query_one(TopLine)
        assert str(top.render()).endswith("Mon 2 Mar")
        now[0] += timedelta(hours=2)
        app.screen._look_again()
        await pilot.pause()
        assert str(top.render()).endswith("Tue 3 Mar")


def test_the_end_of_a_session_tells_its_days_from_the_local_day() -> None:
    session = session_over(A, now=NIGHT)
    end = EndOfSession(session_outcome(session), "", "", (1, 3, 0, 0, 0, 0, 2), local_day(session, NIGHT))
    told = "".join(text for row in _ahead_rows(end) for text, _ in row)
    assert "Wed 4 Mar: 3, the most" in told
