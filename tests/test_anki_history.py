"""Our rows as rows of Anki's review log, and back again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from flashcards.exchange.anki_history import card_state, with_own_moments, write_history
from flashcards.exchange.anki_notes_types import AnkiCard
from flashcards.exchange.anki_rows import KnownRow, RevlogRow, RowReading
from flashcards.scheduling import Memory, RowKind, Settings, StartingMemory, memory_after_row, new_memory
from flashcards.scheduling.plain_rows import PlainRow, to_plain_row, to_review
from flashcards.scheduling.replay import replay
from flashcards.scheduling.starting_memory import write_start

SETTINGS = Settings()
PROMPT = "deck/card"
MINUTE, DAY = 60_000, 86_400_000
NOON = 20_000 * DAY + 12 * 60 * MINUTE


def rows_after(*steps: tuple[int, RowKind, int | None], typed: str = "") -> list[PlainRow]:
    """The rows that a session writes: each step waits so many milliseconds and says a kind and a grade."""
    rows, memory, at = [], new_memory(PROMPT), NOON
    for number, (wait, kind, grade) in enumerate(steps):
        at += wait
        values = (f"r{number}", "d", PROMPT, at, 0, kind.value, grade, 4000, "", "", "", "", None, None)
        row = to_plain_row((*values, None, "", "", number + 1))
        row = row._replace(typed=typed if kind is RowKind.START else "")
        memory = memory_after_row(memory, to_review(row), SETTINGS)
        if kind is RowKind.STUDY and memory.days:
            row = row._replace(due=memory.due_day)
        rows.append(row)
    return rows


STUDY, CRAM, RESET = RowKind.STUDY, RowKind.CRAM, RowKind.RESET
LEARNED = ((0, STUDY, 3), (10 * MINUTE, STUDY, 3))


def written(rows: Sequence[PlainRow]) -> list[tuple[int, int]]:
    """The type and the button of each row in Anki."""
    return [(row.type, row.ease) for row in write_history(PROMPT, rows, SETTINGS)[0]]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(LEARNED, [(0, 3), (0, 3)], id="the learning steps"),
        pytest.param(((0, STUDY, 4),), [(0, 4)], id="straight out of the steps"),
        pytest.param((*LEARNED, (3 * DAY, STUDY, 2)), [(0, 3), (0, 3), (1, 2)], id="a review"),
        pytest.param(
            (*LEARNED, (3 * DAY, STUDY, 1), (10 * MINUTE, STUDY, 3), (2 * DAY, STUDY, 3)),
            [(0, 3), (0, 3), (1, 1), (2, 3), (1, 3)],
            id="a lapse and its steps",
        ),
        pytest.param((*LEARNED, (DAY, CRAM, 3)), [(0, 3), (0, 3), (3, 3)], id="cramming"),
        pytest.param(
            (*LEARNED, (DAY, RESET, None), (DAY, STUDY, 1)), [(0, 3), (0, 3), (4, 0), (0, 1)], id="a reset"
        ),
        pytest.param((*LEARNED, (DAY, RowKind.SUSPEND, None)), [(0, 3), (0, 3)], id="suspended"),
        pytest.param((*LEARNED, (DAY, RowKind.MARK, None)), [(0, 3), (0, 3)], id="marked"),
        pytest.param((*LEARNED, (DAY, RowKind.ERASE, None)), [], id="erased"),
        pytest.param((), [], id="never asked"),
    ],
)
def test_the_type_of_a_row_comes_from_a_replay(
    steps: Sequence[tuple[int, RowKind, int | None]], expected: list[tuple[int, int]]
) -> None:
    assert written(rows_after(*steps)) == expected


def test_what_a_row_says_in_anki() -> None:
    rows = rows_after(*LEARNED, (3 * DAY, STUDY, 3))
    made, memory = write_history(PROMPT, rows, SETTINGS)
    assert [row.id for row in made] == [row.at for row in rows]
    assert made[0].interval == -600
    assert made[1].interval == rows[1].due - rows[1].at // DAY  # type: ignore[operator]
    assert made[2].factor == round(100 + (memory.difficulty - 1) / 9 * 1000)
    assert {row.time for row in made} == {4000}


def test_a_starting_memory_is_no_row_and_what_follows_is_a_review() -> None:
    day = NOON // DAY
    start = write_start(StartingMemory(due=day + 5, last=day, stability=5.0, difficulty=5.0, reviews=3))
    rows = rows_after((0, RowKind.START, None), (5 * DAY, STUDY, 3), typed=start)
    assert written(rows) == [(1, 3)]


@pytest.mark.parametrize(
    ("moments", "now", "expected"),
    [
        pytest.param([1, 2, 3], 9, [1, 2, 3], id="as they are"),
        pytest.param([5, 5, 5], 9, [5, 6, 7], id="in one millisecond"),
        pytest.param([5, 3, 4], 9, [5, 6, 7], id="a clock that went back"),
        pytest.param([8, 9, 9, 9], 9, [6, 7, 8, 9], id="never after now"),
    ],
)
def test_rows_have_moments_of_their_own(moments: list[int], now: int, expected: list[int]) -> None:
    rows = [RevlogRow(at, 3, 1, 0, 0, 1) for at in moments]
    assert [row.id for row in with_own_moments(rows, now)] == expected


def memory_of(*steps: tuple[int, RowKind, int | None]) -> Memory:
    """The memory after these steps."""
    return write_history(PROMPT, rows_after(*steps), SETTINGS)[1]


@pytest.mark.parametrize(
    ("memory", "kind", "queue"),
    [
        pytest.param(new_memory(PROMPT), 0, 0, id="new"),
        pytest.param(new_memory(PROMPT)._replace(suspended=True), 0, -1, id="new, suspended"),
        pytest.param(memory_of((0, STUDY, 3)), 1, 1, id="in the steps"),
        pytest.param(memory_of(*LEARNED), 2, 2, id="in review"),
        pytest.param(memory_of(*LEARNED, (DAY, RowKind.SUSPEND, None)), 2, -1, id="in review, suspended"),
        pytest.param(memory_of(*LEARNED, (3 * DAY, STUDY, 1)), 3, 1, id="in the steps after a lapse"),
        pytest.param(memory_of(*LEARNED, (DAY, RESET, None)), 0, 0, id="reset"),
    ],
)
def test_where_a_card_stands(memory: Memory, kind: int, queue: int) -> None:
    state = card_state(memory, 7, 14_610, SETTINGS)
    assert (state.type, state.queue) == (kind, queue)
    assert (state.reps, state.lapses) == (memory.reviews, memory.lapses)


def test_the_numbers_of_a_card() -> None:
    memory = memory_of(*LEARNED, (3 * DAY, STUDY, 3))
    state = card_state(memory, 7, 14_610, SETTINGS)
    assert (state.due, state.interval) == (memory.due_day - 14_610, memory.days)
    kept = json.loads(state.data)
    assert kept["s"] == round(memory.stability, 4)
    assert kept["d"] == round(memory.difficulty, 3)
    assert (kept["dr"], kept["decay"], kept["lrt"]) == (0.9, 0.1542, memory.last_at // 1000)
    learning = card_state(memory_of((0, STUDY, 1)), 7, 14_610, SETTINGS)
    assert (learning.due, learning.left) == ((NOON + MINUTE) // 1000, 2)
    assert card_state(new_memory(PROMPT), 7, 14_610, SETTINGS).due == 7


def test_the_decay_is_that_of_the_weights() -> None:
    weights = tuple(0.5 for _ in range(21))
    state = card_state(memory_of(*LEARNED), 1, 0, replace(SETTINGS, parameters=weights))
    assert json.loads(state.data)["decay"] == 0.5


STEPS = st.lists(
    st.tuples(
        st.sampled_from([MINUTE, 10 * MINUTE, DAY, 3 * DAY, 20 * DAY, 200 * DAY]),
        st.sampled_from([STUDY, STUDY, STUDY, STUDY, CRAM, RESET]),
        st.sampled_from([1, 2, 3, 3, 4]),
    ),
    max_size=12,
)


@tries(max_examples=40)
@given(STEPS)
def test_rows_that_went_to_anki_give_the_same_memory_when_they_come_back(
    steps: list[tuple[int, RowKind, int]],
) -> None:
    rows = rows_after(*((wait, kind, None if kind is RESET else grade) for wait, kind, grade in steps))
    made, memory = write_history(PROMPT, rows, SETTINGS)
    state = card_state(memory, 1, 0, SETTINGS)
    card = AnkiCard(1, 0, 1, state.type, state.queue, state.due, state.interval, 2500, 0, state.data, 0)
    reading = RowReading(NOON + 10_000 * DAY, 0, SETTINGS)
    back = [to_plain_row(row) for row in reading.rows("anki:g:0", PROMPT, made, card)]
    found = replay(back, SETTINGS).get(PROMPT, new_memory(PROMPT))
    assert reading.left_out == {}
    assert (found.state, found.reviews, found.lapses) == (memory.state, memory.reviews, memory.lapses)
    assert found.stability == pytest.approx(memory.stability, rel=1e-6)
    assert found.difficulty == pytest.approx(memory.difficulty, rel=1e-6)
    assert found.days == memory.days


@tries(max_examples=25)
@given(STEPS)
def test_rows_that_come_back_to_their_own_log_are_known(steps: list[tuple[int, RowKind, int]]) -> None:
    rows = rows_after(*((wait, kind, None if kind is RESET else grade) for wait, kind, grade in steps))
    made, memory = write_history(PROMPT, rows, SETTINGS)
    state = card_state(memory, 1, 0, SETTINGS)
    card = AnkiCard(1, 0, 1, state.type, state.queue, state.due, state.interval, 2500, 0, state.data, 0)
    known = [KnownRow(row.id, row.at, row.kind, row.grade) for row in rows]
    assert RowReading(NOON + 10_000 * DAY, 0, SETTINGS).rows("anki:g:0", PROMPT, made, card, known) == []
