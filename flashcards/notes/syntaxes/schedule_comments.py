"""Reads the entries of schedule comments, `<!--SR:!2024-05-01,12,250-->`, as memories.

Two forms exist: due date, interval in days and ease in percent; or the fields of FSRS after the word `fsrs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

COMMENT = re.compile(r"<!--[ \t]*SR:(?P<entries>[^\n]{0,5000}?)-->")
_NEW = "2000-01-01"
"""The due date of a sibling that was never reviewed."""


@dataclass(frozen=True)
class NotedMemory:
    """What a note says about how well a prompt is remembered."""

    due: datetime
    """When it is to be reviewed; midnight UTC if only the day is given."""
    interval: float
    """Days from the last review to `due`."""
    ease: float = 0.0
    """The factor by which the interval grows, such as 2.5; 0 if the entry is one of FSRS."""
    stability: float = 0.0
    difficulty: float = 0.0
    state: int = 0
    reviews: int = 0
    lapses: int = 0
    last_review: datetime | None = None


def split_entries(text: str) -> tuple[str, ...]:
    """The raw entries of every schedule comment in a text, in order, without `!`."""
    found = [entry for comment in COMMENT.finditer(text) for entry in comment["entries"].split("!")]
    return tuple(entry.strip() for entry in found if entry.strip())


def read_entry(entry: str) -> NotedMemory | None:
    """The memory of one sibling; None if it was never reviewed or the entry cannot be read."""
    fields = [field.strip() for field in entry.lstrip("!").split(",")]
    try:
        memory = _fsrs(fields[1:]) if fields[0] == "fsrs" else _sm2(fields)
    except (ValueError, IndexError, OverflowError):
        return None
    return memory if memory and 0 <= memory.interval <= 36_500 else None


def _sm2(fields: list[str]) -> NotedMemory | None:
    due, interval, ease = fields
    if due == _NEW:
        return None
    return NotedMemory(_moment(due), float(interval), ease=_between(float(ease), 100, 1000) / 100)


def _fsrs(fields: list[str]) -> NotedMemory | None:
    due, interval, stability, difficulty, state, reviews, lapses, _, *last = fields
    if int(reviews) <= 0:
        return None
    return NotedMemory(
        _moment(due),
        float(interval),
        stability=_between(float(stability), 0.001, 36_500),
        difficulty=_between(float(difficulty), 1, 10),
        state=int(_between(int(state), 0, 3)),
        reviews=int(reviews),
        lapses=int(lapses),
        last_review=_moment(last[0]) if last and last[0] else None,
    )


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _between(value: float, least: float, most: float) -> float:
    """The value. Raises ValueError if it is outside the range; NaN always is."""
    if not least <= value <= most:
        raise ValueError(value)
    return value
