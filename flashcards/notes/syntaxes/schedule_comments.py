"""Reads the entries of schedule comments, `<!--SR:!2024-05-01,12,250-->`, as memories.

Two forms exist: due date, interval in days and ease in percent; or the fields of FSRS after the word `fsrs`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flashcards.value import Value

COMMENT = re.compile(r"<!--[ \t]*SR:(?P<entries>[^\n]{0,5000}?)-->")
_NEW = datetime(2000, 1, 1)
"""The due date of a sibling that was never reviewed."""
_DAY = re.compile(r"(?P<year>\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})-(\d{1,2})-(?P<last>\d{4})", re.ASCII)
LONGEST = 36_500
"""The most days between two reviews."""


class NotedMemory(Value, frozen=True):
    """What a note says about how well a prompt is remembered."""

    due: datetime
    """When it is to be reviewed; midnight without a time zone if only the day is given."""
    interval: float
    """Days from the last review to `due`."""
    ease: float = 0.0
    """The factor by which the interval grows, such as 2.5; 0 if the entry is one of FSRS."""
    stability: float = 0.0
    difficulty: float = 0.0
    state: int = 0
    reviews: int = 1
    lapses: int = 0
    last_review: datetime | None = None


def split_entries(text: str) -> tuple[str, ...]:
    """The raw entries of every schedule comment in a text, in order, without `!`."""
    found = [entry for comment in COMMENT.finditer(text) for entry in comment["entries"].split("!")]
    return tuple(entry.strip() for entry in found if entry.strip())


def read_entry(entry: str) -> NotedMemory | None:
    """The memory of one sibling; None if it was never reviewed or the entry cannot be read."""
    try:
        return _parse(entry)
    except (ValueError, OverflowError):
        return None


def is_damaged_entry(entry: str) -> bool:
    """True if an entry cannot be read; an empty one says nothing of its sibling."""
    try:
        _parse(entry)
    except (ValueError, OverflowError):
        return True
    return False


def _parse(entry: str) -> NotedMemory | None:
    """The memory of one sibling; None if it was never reviewed. Raises ValueError or OverflowError."""
    fields = [field.strip() for field in entry.strip().lstrip("!").split(",")]
    if fields == [""]:
        return None
    return _fsrs(fields[1:]) if fields[0] == "fsrs" else _sm2(fields)


def _sm2(fields: list[str]) -> NotedMemory | None:
    due, interval, ease = _exactly(fields, 3)
    day = _day(due)
    if day == _NEW:
        return None
    return NotedMemory(day, _between(float(interval), 0, LONGEST), _between(float(ease), 1, 10_000) / 100)


def _fsrs(fields: list[str]) -> NotedMemory | None:
    due, interval, stability, difficulty, state, reviews, lapses, _, last = _exactly([*fields, ""][:9], 9)
    if int(state) == 0 or int(reviews) <= 0 or due.startswith("2000-01-01"):
        return None
    return NotedMemory(
        _moment(due),
        _between(float(interval), 0, LONGEST),
        stability=_between(float(stability), 0.001, LONGEST),
        difficulty=_between(float(difficulty), 1, 10),
        state=int(_between(int(state), 0, 3)),
        reviews=int(_between(int(reviews), 1, 100_000)),
        lapses=int(_between(int(lapses), 0, 100_000)),
        last_review=None if last in {"", "-"} else _moment(last),
    )


def _exactly(fields: list[str], count: int) -> list[str]:
    if len(fields) != count:
        raise ValueError(fields)
    return fields


def _day(text: str) -> datetime:
    """Midnight of a day, written year first or day first."""
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    numbers = [int(number) for number in text.split("-")]
    year, month, day = numbers if found["year"] else reversed(numbers)
    return _plausible(datetime(year, month, day))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return _plausible(found if found.tzinfo else found.replace(tzinfo=UTC))


def _plausible(moment: datetime) -> datetime:
    """The moment. Raises ValueError if it lies beyond every review that a person could have planned."""
    if not 1971 <= moment.year <= 2500:
        raise ValueError(moment)
    return moment


def _between(value: float, least: float, most: float) -> float:
    """The value. Raises ValueError if it is outside the range; NaN always is."""
    if not least <= value <= most:
        raise ValueError(value)
    return value
