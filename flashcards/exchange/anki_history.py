"""Our rows as rows of Anki's review log, and the state of the card that they lead to.

The type of a row comes from a replay: Anki takes a history whose first row is no learning row for one that
was cut off, and forgets what stands before a learning row that comes later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flashcards.exchange.anki_notes_types import LEARNING, NEW, RELEARNING, REVIEW, SUSPENDED
from flashcards.exchange.anki_rows import FILTERED, LEARN, MANUAL, RELEARN, RevlogRow
from flashcards.scheduling import (
    LearningState,
    Memory,
    RowKind,
    Settings,
    memory_after_row,
    new_memory,
)
from flashcards.scheduling.plain_rows import PlainRow, to_review

_REVIEWED = 1
"""The type of a row of a card in review."""
_TYPES = {
    LearningState.NEW: LEARN,
    LearningState.LEARNING: LEARN,
    LearningState.REVIEW: _REVIEWED,
    LearningState.RELEARNING: RELEARN,
}
"""The state before an answer → the type of its row."""
USUAL_DECAY = 0.1542
"""The decay of the forgetting curve of FSRS-6 for most people."""
_USUAL_EASE = 2500


class CardState(NamedTuple):
    """The columns of a card in Anki that say where it stands."""

    type: int
    queue: int
    due: int
    interval: int
    ease: int
    reps: int
    lapses: int
    left: int
    data: str


def write_history(
    prompt: str, history: Iterable[PlainRow], settings: Settings
) -> tuple[list[RevlogRow], Memory]:
    """The rows of Anki for those of a prompt that count, in order, and the memory after them."""
    memory, last = new_memory(prompt), 0
    found: list[RevlogRow] = []
    for row in history:
        before, memory = memory, memory_after_row(memory, to_review(row), settings)
        made = _answer(row, before, memory, last)
        if row.kind == RowKind.ERASE:
            found, last = [], 0
        if made:
            found.append(made)
            last = made.interval if not made.is_cram else last
    return found, memory


def _answer(row: PlainRow, before: Memory, after: Memory, last: int) -> RevlogRow | None:
    at, took = row.at, row.milliseconds
    match row.kind:
        case RowKind.STUDY if row.grade:
            factor = round(100 + (after.difficulty - 1) / 9 * 1000)
            return RevlogRow(at, row.grade, _interval(after), factor, took, _TYPES[before.state])
        case RowKind.CRAM if row.grade:
            return RevlogRow(at, row.grade, last, 0, took, FILTERED)
        case RowKind.RESET:
            return RevlogRow(at, 0, 0, 0, 0, MANUAL)
    return None


def _interval(memory: Memory) -> int:
    """Days until the prompt is due; in the steps, seconds with a minus."""
    if memory.state is LearningState.REVIEW:
        return max(memory.days, 1)
    return -max((memory.due_at - memory.last_at) // 1000, 1)


def with_own_moments(rows: Sequence[RevlogRow], now: int) -> list[RevlogRow]:
    """The rows at moments that rise: of two in one millisecond the later one stands after the other.

    What would come to lie after `now`, where Anki gives rows other ids, goes before it.
    """
    found: list[RevlogRow] = []
    for row in rows:
        found.append(row._replace(id=max(row.id, found[-1].id + 1)) if found else row)
    latest = now
    for at in range(len(found) - 1, -1, -1):
        if found[at].id <= latest:
            break
        found[at] = found[at]._replace(id=latest)
        latest -= 1
    return found


def card_state(memory: Memory, place: int, first_day: int, settings: Settings) -> CardState:
    """The state of a card; `place` is its place among new ones, `first_day` the day the collection begins."""
    settings = settings.for_prompt(memory.card)
    suspended = SUSPENDED if memory.suspended else None
    if memory.state is LearningState.NEW:
        return CardState(NEW, NEW if suspended is None else suspended, place, 0, 0, 0, 0, 0, "{}")
    data = _kept_memory(memory, settings)
    counts = (_USUAL_EASE, memory.reviews, memory.lapses)
    if memory.state is LearningState.REVIEW:
        due = memory.due_day - first_day
        return CardState(REVIEW, suspended or REVIEW, due, max(memory.days, 1), *counts, 0, data)
    lapsed = memory.state is LearningState.RELEARNING
    steps = settings.relearning_steps if lapsed else settings.learning_steps
    left = max(len(steps) - memory.step, 1)
    kind, days = (RELEARNING, 1) if lapsed else (LEARNING, 0)
    return CardState(kind, suspended or LEARNING, memory.due_at // 1000, days, *counts, left, data)


def _kept_memory(memory: Memory, settings: Settings) -> str:
    decay = settings.parameters[20] if settings.parameters else USUAL_DECAY
    kept = {
        "s": round(memory.stability, 4),
        "d": round(memory.difficulty, 3),
        "dr": round(settings.retention, 2),
        "decay": round(decay, 4),
        "lrt": memory.last_at // 1000,
    }
    return json.dumps(kept, separators=(",", ":"))
