"""Starting memories: their text in the log, what replay makes of them, and what of them the day counts."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck.model import BasicAnswer, Card
from flashcards.deck.prompts import prompts
from flashcards.errors import Place
from flashcards.scheduling import (
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    Settings,
    StartingMemory,
    day_of,
    is_damaged_start,
    memory_after,
    memory_from_sm2,
    read_start,
    retrievability,
    write_start,
)
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.scheduling.replay import replay
from flashcards.study import Counts
from flashcards.study.turns import answered_today, count_done
from tests.pools import ListPool, start

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = day_of(NOON, 0, 4)
PLAIN = Settings(fuzz=False)
START = StartingMemory(TODAY + 2, TODAY - 10, 12.0, 6.5, 3, 1)
SOUND = asdict(START)


def begun(memory: StartingMemory = START, at: datetime = NOON, card: str = "d/a", name: str = "s") -> Review:
    return Review(name, "here", card, at, 0, RowKind.START, typed=write_start(memory))


def graded(days: float, grade: Grade | None = Grade.GOOD, kind: RowKind = RowKind.STUDY) -> Review:
    at = NOON + timedelta(days=days)
    return Review(f"{kind}-{days}", "here", "d/a", at, 0, kind, grade)


# Its text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"stability": math.nan}, id="no number"),
        pytest.param({"stability": math.inf}, id="infinite"),
        pytest.param({"stability": 0}, id="no stability"),
        pytest.param({"stability": 36_501.0}, id="stabler than a life"),
        pytest.param({"stability": "12"}, id="a text"),
        pytest.param({"difficulty": 0.99}, id="too easy"),
        pytest.param({"difficulty": 10.01}, id="too difficult"),
        pytest.param({"difficulty": None}, id="nothing"),
        pytest.param({"due": -1}, id="before the epoch"),
        pytest.param({"due": 10**30}, id="a day beyond every calendar"),
        pytest.param({"due": 20_000.5}, id="half a day"),
        pytest.param({"last": True}, id="a truth value"),
        pytest.param({"last": 200_001}, id="a last review in another age"),
        pytest.param({"reviews": 0}, id="never reviewed"),
        pytest.param({"reviews": 10**9}, id="more reviews than days"),
        pytest.param({"lapses": -1}, id="fewer lapses than none"),
    ],
)
def test_a_value_out_of_bounds_makes_a_start_unreadable(change: dict[str, object]) -> None:
    text = json.dumps({**SOUND, **change})
    assert read_start(text) is None
    row = begun()._replace(typed=text)
    assert is_damaged_start(row)
    assert replay([row], PLAIN) == {}
    assert replay([row, graded(1)], PLAIN) == replay([graded(1)], PLAIN)


@pytest.mark.parametrize("name", SOUND)
def test_a_missing_value_makes_a_start_unreadable(name: str) -> None:
    assert read_start(json.dumps({key: value for key, value in SOUND.items() if key != name})) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 499, '"x"', "9" * 5000, "{" + " " * 600 + "}"])
def test_another_text_is_no_start(text: str) -> None:
    assert read_start(text) is None


def test_a_start_out_of_bounds_is_not_written() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        write_start(replace(START, stability=math.nan))


starts = st.builds(
    StartingMemory,
    due=st.integers(0, 200_000),
    last=st.integers(0, 200_000),
    stability=st.floats(0.001, 36_500),
    difficulty=st.floats(1, 10),
    reviews=st.integers(1, 100_000),
    lapses=st.integers(0, 100_000),
)


@given(starts)
@hypothesis.settings(deadline=None, max_examples=30)
def test_a_start_is_read_as_it_was_written(memory: StartingMemory) -> None:
    assert read_start(write_start(memory)) == memory


# Replay


def test_a_start_is_a_review_that_is_due_on_its_day() -> None:
    memory = replay([begun()], PLAIN)["d/a"]
    assert memory.state is LearningState.REVIEW
    assert (memory.day, memory.days) == (TODAY - 10, 12)
    assert memory.due == datetime(2026, 3, 4, 4, tzinfo=UTC)
    assert (memory.stability, memory.difficulty, memory.reviews, memory.lapses) == (12.0, 6.5, 3, 1)
    assert memory.right == 2, "what builds on it waits no longer"
    assert memory.elsewhere


@given(starts, st.sampled_from(Grade), st.integers(0, 400))
@hypothesis.settings(deadline=None, max_examples=40)
def test_a_start_and_a_grade_are_the_step_of_the_engine_from_that_memory(
    memory: StartingMemory, grade: Grade, days: int
) -> None:
    row, review = begun(memory), graded(days, grade)
    last = min(memory.last, memory.due, TODAY)
    known = Memory(
        "d/a",
        LearningState.REVIEW,
        stability=memory.stability,
        difficulty=memory.difficulty,
        began=last,
        day=last,
        reviews=memory.reviews,
        lapses=memory.lapses,
        right=max(memory.reviews - memory.lapses, 0),
    )
    expected = memory_after(known, grade, review.at, 0, PLAIN)
    found = replay([row, review], PLAIN)["d/a"]
    assert found == expected
    assert found.reviews == memory.reviews + 1
    assert not found.elsewhere
    assert all(map(math.isfinite, (found.stability, found.difficulty)))


def test_reviews_after_a_start_are_followed_row_by_row() -> None:
    rows = [begun(), graded(1), graded(9, Grade.AGAIN), graded(9.01), graded(12)]
    memory = replay(rows[:1], PLAIN)["d/a"]
    for row in rows[1:]:
        assert row.grade
        memory = memory_after(memory, row.grade, row.at, 0, PLAIN)
    assert replay(rows, PLAIN) == {"d/a": memory}
    assert memory.lapses == 2


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        pytest.param([graded(-1), begun()], [graded(-1)], id="reviewed before"),
        pytest.param([begun(), begun(replace(START, stability=1.0), name="t")], [begun()], id="a second one"),
        pytest.param([begun(), graded(1, None, RowKind.RESET), graded(2)], [graded(2)], id="reset after it"),
        pytest.param([graded(-2), graded(-1, None, RowKind.RESET), begun()], [begun()], id="reset before it"),
        pytest.param([graded(-1, kind=RowKind.CRAM), begun()], [begun()], id="crammed before"),
        pytest.param(
            [graded(-1), graded(-0.5, None, RowKind.TAKE_BACK)._replace(takes_back="study--1"), begun()],
            [begun()],
            id="a review that was taken back",
        ),
    ],
)
def test_a_start_counts_for_a_prompt_that_is_new(rows: list[Review], counts: list[Review]) -> None:
    assert replay(rows, PLAIN) == replay(counts, PLAIN)
    assert len(replay(rows, PLAIN)) == 1


def test_starts_and_other_prompts_are_replayed_side_by_side() -> None:
    other = [graded(0)._replace(card="d/b"), graded(3)._replace(card="d/b")]
    both = replay([begun(), *other, graded(4)], PLAIN)
    assert both == replay([begun(), graded(4)], PLAIN) | replay(other, PLAIN)


def test_a_start_under_a_former_id_is_of_the_prompt() -> None:
    memory = replay([begun(card="d/a:1")], PLAIN, {"d/a:1": "d/a:m"})
    assert list(memory) == ["d/a:m"]
    assert memory["d/a:m"].card == "d/a:m"


@pytest.mark.parametrize(
    ("last", "due", "day", "days"),
    [
        pytest.param(5, 12, 0, 7, id="a last review in the future counts as one of today"),
        pytest.param(-3, 0, -3, 3, id="due today"),
        pytest.param(-400, -300, -400, 100, id="long overdue"),
        pytest.param(-1, -9, -9, 0, id="due before its last review"),
        pytest.param(-1, 50_000, -1, 36_500, id="no longer than the longest interval"),
    ],
)
def test_the_days_of_a_start_make_sense(last: int, due: int, day: int, days: int) -> None:
    memory = replay([begun(replace(START, last=TODAY + last, due=TODAY + due))], PLAIN)["d/a"]
    assert (memory.day - TODAY, memory.days) == (day, days)
    assert memory.last <= NOON
    assert 0 <= retrievability(memory, NOON, PLAIN) <= 1


@pytest.mark.parametrize(
    ("ease", "interval", "memory"),
    [
        pytest.param(2.7, 4, (4.0, 7.02), id="easy"),
        pytest.param(1.3, 30, (30.0, 10.0), id="hard"),
        pytest.param(2.5, 120, (120.0, 4.82), id="usual"),
        pytest.param(0.01, 10, (10.0, 10.0), id="an ease of next to nothing"),
        pytest.param(100.0, 10, (10.0, 1.0), id="an ease of a hundred"),
    ],
)
def test_ease_becomes_difficulty(ease: float, interval: float, memory: tuple[float, float]) -> None:
    found = memory_from_sm2(ease, interval, PLAIN)
    assert found == pytest.approx(memory, abs=0.005)
    assert read_start(write_start(replace(START, stability=found[0], difficulty=found[1])))


# A session


def test_a_start_of_today_is_no_work_of_today() -> None:
    days = LocalDays(NOON, 0, PLAIN)

    def done(*rows: Review) -> dict[str, Counts]:
        return count_done(answered_today(ListPool((), replay(rows, PLAIN)), days, PLAIN), days)

    assert done(begun(replace(START, last=TODAY))) == {}
    assert done(begun(replace(START, last=TODAY - 5)), graded(0)) == {"d": (0, 0, 1)}


def test_undo_takes_back_the_grade_and_never_the_start() -> None:
    card = Card("d", "a", "What is a?", BasicAnswer("a!"), Place("d.yaml"))
    memories = replay([begun(replace(START, due=TODAY))], PLAIN)
    session = start(prompts(card), memories, NOON, PLAIN, device="here", seed="x")
    assert session.counts == (0, 0, 1)
    assert session.before is None
    after, row = session.show().grade(Grade.GOOD, NOON, 1000)
    undone = after.undo()
    assert undone
    back, taken = undone
    assert taken == (row,)
    assert back.memory == memories["d/a"]
    assert back.before is None
