"""What a row other than a grade does to the memory of its prompt."""

from __future__ import annotations

from typing import Any

from flashcards.scheduling import engine
from flashcards.scheduling.days import day_of, start_at
from flashcards.scheduling.model import (
    LAST_DAY,
    LONGEST_INTERVAL,
    LearningState,
    Memory,
    Review,
    RowKind,
    milliseconds,
    new_memory,
    within_range,
)
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.starting_memory import StartingMemory, memory_of_start, read_start

LEAVES_DAY = frozenset(
    {RowKind.SUSPEND, RowKind.RESUME, RowKind.BURY, RowKind.UNBURY, RowKind.MARK, RowKind.UNMARK}
)
"""The events that leave what is remembered, and the day on which it is due, as they are."""
USUAL_EASE = 2.5
"""The SM-2 ease of a card of which nothing else is known."""


def is_gradual(kind: str, *, is_new: bool) -> bool:
    """True if stability and difficulty after a row of this kind follow from the grades alone, as the engine
    computes them in a batch; where a day is set for a new prompt, a memory is made up.
    """
    return kind in _GRADUAL and not (is_new and kind == _SET_DUE)


_GRADUAL = frozenset(kind.value for kind in LEAVES_DAY | {RowKind.STUDY, RowKind.CRAM, RowKind.SET_DUE})
_SET_DUE = RowKind.SET_DUE.value


def flag_set_by(row: Review) -> tuple[str, Any] | None:
    """The field of a memory that an event of `LEAVES_DAY` sets, and to what; None for rows of other kinds."""
    kind = row.kind
    match kind:
        case RowKind.SUSPEND | RowKind.RESUME:
            return "suspended", kind is RowKind.SUSPEND
        case RowKind.BURY | RowKind.UNBURY:
            return "buried_until", (row.until or 0) if kind is RowKind.BURY else 0
        case RowKind.MARK | RowKind.UNMARK:
            return "marked", kind is RowKind.MARK
    return None


def memory_after_event(memory: Memory, row: Review, settings: Settings) -> Memory:
    """The memory after an event; the same for a kind without an effect, or that a newer version writes."""
    if flag := flag_set_by(row):
        return memory._replace(**{flag[0]: flag[1]})
    match row.kind:
        case RowKind.RESET:
            return new_memory(memory.card)._replace(marked=memory.marked)
        case RowKind.ERASE:
            return new_memory(memory.card)
        case RowKind.SET_DUE if row.due is not None:
            return due_on(_begun(memory, row, row.due, settings), row.due, row.offset_minutes, settings)
        case RowKind.START if (start := read_start(row.typed)) and _is_news(memory, start):
            return memory_of_start(memory, start, row, settings)
    return memory


def _is_news(memory: Memory, start: StartingMemory) -> bool:
    """True for a prompt without a memory, or not graded here yet and since reviewed elsewhere once more."""
    return memory.is_new or (memory.elsewhere and start.last > memory.day)


def due_on(memory: Memory, day: int, offset_minutes: int, settings: Settings) -> Memory:
    """The memory, in the state review, due on the local day `day`, but not before its last review."""
    days, morning = wait_until(day, memory.day, offset_minutes, settings)
    return memory._replace(state=LearningState.REVIEW, step=0, days=days, due_at=morning)


def wait_until(day: int, today: int, offset_minutes: int, settings: Settings) -> tuple[int, int]:
    """The days from `today` to the local day `day`, none if that has come, and the moment that it begins."""
    days = max(min(day, LAST_DAY) - today, 0)
    return days, within_range(start_at(today + days, offset_minutes, settings.day_starts_at))


def _begun(memory: Memory, row: Review, due: int, settings: Settings) -> Memory:
    """`memory`, or for a new prompt one that lasts until the day `due`."""
    if not memory.is_new:
        return memory
    today = day_of(row.at, row.offset_minutes, settings.day_starts_at)
    days = min(max(due - today, 1), LONGEST_INTERVAL)
    stability, difficulty = engine.memory_from_sm2(USUAL_EASE, days, settings)
    return memory._replace(
        stability=stability,
        difficulty=difficulty,
        last_at=milliseconds(row.at),
        began=today,
        day=today,
        elsewhere=True,
    )
