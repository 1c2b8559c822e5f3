"""The memory before each answer: by hand, against py-fsrs, and against the replay row by row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import fsrs
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.scheduling import (
    Grade,
    LearningState,
    Review,
    RowKind,
    Settings,
    day_of,
    memory_after_row,
    new_memory,
)
from flashcards.scheduling.recalls import recalls
from tests.changed_settings import changed_settings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = day_of(NOON, 0, 4)
PLAIN = Settings(fuzz=False)
NEW, LEARNING, REVIEW, RELEARNING = LearningState


def study(days: float, grade: int, due: int | None = None, **more: object) -> Review:
    """A row `days` after noon; `due` counts from that day too."""
    given_day = None if due is None else TODAY + due
    row = Review(f"r{days}", "here", "adam/m", NOON + timedelta(days=days), 0, RowKind.STUDY, Grade(grade))
    return row._replace(due=given_day)._replace(**more)  # type: ignore[arg-type]


def event(days: float, kind: RowKind, **more: object) -> Review:
    return study(days, 3, **more)._replace(grade=None, kind=kind)


STEP = 0.01
HISTORIES = [
    pytest.param([study(0, 3)], [(NEW, 0, 0, True)], id="a new card"),
    pytest.param(
        [study(0, 3), study(STEP, 3, 2), study(2, 3, 9)],
        [(NEW, 0, 0, True), (LEARNING, 0, 0, False), (REVIEW, 2, 2, True)],
        id="steps and the first review",
    ),
    pytest.param(
        [study(0, 4, 10), study(12, 1), study(12 + STEP, 3, 14), study(14, 3, 40)],
        [(NEW, 0, 0, True), (REVIEW, 10, 12, True), (RELEARNING, 0, 0, False), (REVIEW, 2, 2, True)],
        id="late, a lapse, and back",
    ),
    pytest.param(
        [study(0, 4, 10), study(10, 3, 30), study(10 + STEP, 3, 31)],
        [(NEW, 0, 0, True), (REVIEW, 10, 10, True), (REVIEW, 20, 0, False)],
        id="twice on a day: only the first is a test",
    ),
    pytest.param(
        [study(0, 4, 10), study(5, 3, kind=RowKind.CRAM), study(10, 3, 30)],
        [(NEW, 0, 0, True), (REVIEW, 10, 0, False), (REVIEW, 10, 10, True)],
        id="cram is asked of the memory and leaves it",
    ),
    pytest.param(
        [study(0, 4, 10), event(5, RowKind.RESET), study(6, 3)],
        [(NEW, 0, 0, True), (NEW, 0, 0, True)],
        id="what was answered before a reset still was",
    ),
    pytest.param(
        [study(0, 4, 10), event(5, RowKind.ERASE), study(6, 3)], [(NEW, 0, 0, True)], id="erased is gone"
    ),
    pytest.param(
        [study(0, 4, 10), event(5, RowKind.SET_DUE, due=30), study(30, 3, 60)],
        [(NEW, 0, 0, True), (REVIEW, 30, 30, True)],
        id="a day set is the interval",
    ),
    pytest.param(
        [
            study(0, 4, 10),
            study(10, 1),
            event(10 + STEP, RowKind.TAKE_BACK, takes_back="r10"),
            study(11, 3, 40),
        ],
        [(NEW, 0, 0, True), (REVIEW, 10, 11, True)],
        id="what was taken back never was",
    ),
    pytest.param(
        [study(0, 4, 10, offset_minutes=825), study(0.1, 3, 30, offset_minutes=-600)],
        [(NEW, 0, 0, True), (REVIEW, 10, 0, False)],
        id="a flight to the day before makes no negative days",
    ),
    pytest.param(
        [event(0, RowKind.MARK), event(0, RowKind.SUSPEND), event(1, RowKind.RESUME), study(2, 3)],
        [(NEW, 0, 0, True)],
        id="events are no answers",
    ),
]


@pytest.mark.parametrize(("rows", "expected"), HISTORIES)
def test_the_memory_before_each_answer(
    rows: list[Review], expected: list[tuple[LearningState, int, int, bool]]
) -> None:
    found = recalls(rows, PLAIN).get("adam/m", [])
    assert [(each.state, each.days, each.elapsed, each.first) for each in found] == expected
    assert [each.predicted is None for each in found] == [
        each.state is NEW or each.row.kind is RowKind.CRAM for each in found
    ]


def test_old_names_of_a_prompt_are_its_own() -> None:
    rows = [study(0, 4, 10, card="old/m"), study(10, 3, 30)]
    found = recalls(rows, PLAIN, {"old/m": "adam/m"})
    assert [each.state for each in found["adam/m"]] == [NEW, REVIEW]
    assert list(found) == ["adam/m"]


grades = st.sampled_from(list(Grade))


@hypothesis.settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(grades, st.integers(1, 200)), min_size=2, max_size=12))
def test_recall_is_foretold_as_by_py_fsrs(history: list[tuple[Grade, int]]) -> None:
    """At whole days, since py-fsrs rounds them down."""
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    settings = Settings(fuzz=False, parameters=tuple(scheduler.parameters))
    card, at, rows, expected = fsrs.Card(), NOON, [], []
    for number, (grade, days) in enumerate(history):
        expected.append(scheduler.get_card_retrievability(card, at))
        card, _ = scheduler.review_card(card, fsrs.Rating(grade), at)
        rows.append(study((at - NOON).days, grade, id=f"r{number}"))
        at += timedelta(days=days)
    found = recalls(rows, settings)["adam/m"]
    assert [each.predicted for each in found[1:]] == pytest.approx(expected[1:], abs=1e-4)


def one_by_one(rows: Iterable[Review], settings: Settings) -> list[tuple[LearningState, int]]:
    memory, found = new_memory("adam/m"), []
    for row in rows:
        found.append((memory.state, memory.days if memory.state is REVIEW else 0))
        memory = memory_after_row(memory, row, settings)
    return found


@hypothesis.settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(grades, st.floats(0.001, 60)), max_size=12), st.booleans(), changed_settings)
def test_the_batch_and_the_replay_row_by_row_agree(
    history: list[tuple[Grade, float]], with_days: bool, changed: Settings
) -> None:
    """… also with settings that were changed since the rows were written."""
    memory, at, rows = new_memory("adam/m"), 0.0, []
    for number, (grade, days) in enumerate(history):
        row = study(at, grade, id=f"r{number}")
        memory = memory_after_row(memory, row, Settings())
        due = memory.due_day if with_days and memory.state is REVIEW else None
        rows.append(row._replace(due=due))
        at += days
    for settings in (Settings(), changed):
        found = recalls(rows, settings).get("adam/m", [])
        assert [(each.state, each.days) for each in found] == one_by_one(rows, settings)
