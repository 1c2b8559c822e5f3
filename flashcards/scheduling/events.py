"""What a row other than a grade does to the memory of its prompt."""

from __future__ import annotations

from flashcards.scheduling import engine
from flashcards.scheduling.days import day_of, start_of
from flashcards.scheduling.model import LearningState, Memory, Review, RowKind, milliseconds, new_memory
from flashcards.scheduling.settings import Settings

LEAVES_DAY = frozenset(
    {RowKind.SUSPEND, RowKind.RESUME, RowKind.BURY, RowKind.UNBURY, RowKind.MARK, RowKind.UNMARK}
)
"""The events that leave what is remembered, and the day on which it is due, as they are."""


def memory_after_event(memory: Memory, row: Review, settings: Settings) -> Memory:
    """The memory after an event; the same for a kind without an effect, or that a newer version writes."""
    match row.kind:
        case RowKind.SUSPEND | RowKind.RESUME:
            return memory._replace(suspended=row.kind is RowKind.SUSPEND)
        case RowKind.BURY:
            return memory._replace(buried_until=row.until or 0)
        case RowKind.UNBURY:
            return memory._replace(buried_until=0)
        case RowKind.MARK | RowKind.UNMARK:
            return memory._replace(marked=row.kind is RowKind.MARK)
        case RowKind.RESET:
            return new_memory(memory.card)._replace(marked=memory.marked)
        case RowKind.ERASE:
            return new_memory(memory.card)
        case RowKind.SET_DUE if row.due is not None:
            return due_on(_begun(memory, row, row.due, settings), row.due, row.offset_minutes, settings)
    return memory


def due_on(memory: Memory, day: int, offset_minutes: int, settings: Settings) -> Memory:
    """The memory, in the state review, due on the local day `day`, but not before its last review."""
    days = min(max(day - memory.day, 0), settings.cap)
    morning = start_of(memory.day + days, offset_minutes, settings.turns_at)
    return memory._replace(state=LearningState.REVIEW, step=0, days=days, due_at=milliseconds(morning))


def _begun(memory: Memory, row: Review, due: int, settings: Settings) -> Memory:
    """`memory`, or for a new prompt one that lasts until the day `due`."""
    if memory.reviews:
        return memory
    today = day_of(row.at, row.offset_minutes, settings.turns_at)
    stability = float(min(max(due - today, 1), settings.cap))
    return memory._replace(
        stability=stability,
        difficulty=engine.difficulty_of_ease(2.5, stability),
        last_at=milliseconds(row.at),
        began=today,
        day=today,
        reviews=1,
    )
