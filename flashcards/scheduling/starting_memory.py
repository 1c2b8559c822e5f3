"""Starting memories: what a prompt that comes from another program is known to be remembered as.

The log holds one as the JSON text of a row of kind `start`, which anything may have written: a value out
of bounds makes the whole of it unreadable, so that none reaches the engine.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flashcards.scheduling.days import day_of, start_of
from flashcards.scheduling.model import LONGEST_INTERVAL, LearningState, Memory, Review, RowKind, milliseconds
from flashcards.scheduling.settings import Settings
from flashcards.value import Value

LEAST_STABILITY = 0.001
_LAST_DAY = 200_000
"""The latest day that a row may name, in the year 2517."""
_MOST = 100_000
"""The most reviews of one prompt, and the most lapses."""
_LONGEST_TEXT = 500


class StartingMemory(Value, frozen=True):
    """A memory that is brought along; its days are counted as `day_of` does."""

    due: int
    last: int
    """The day of the last review."""
    stability: float
    difficulty: float
    reviews: int
    """At least 1: a prompt that was never asked has no memory."""
    lapses: int = 0


_WHOLE = {"due": (0, _LAST_DAY), "last": (0, _LAST_DAY), "reviews": (1, _MOST), "lapses": (0, _MOST)}
_REAL = {"stability": (LEAST_STABILITY, LONGEST_INTERVAL), "difficulty": (1, 10)}
"""The least and the greatest value of each field."""


def write_start(start: StartingMemory) -> str:
    """The text of a starting memory for the log. Raises ValueError if a value is out of bounds."""
    text = json.dumps(asdict(start), separators=(",", ":"))
    if read_start(text) is None:
        raise ValueError(f"out of bounds: {start}")
    return text


def read_start(text: str) -> StartingMemory | None:
    """The starting memory in a text; None if the text is another one or a value is out of bounds."""
    try:
        values = json.loads(text) if len(text) <= _LONGEST_TEXT else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    sound = all(_is_within(values.get(name), (int,), *bounds) for name, bounds in _WHOLE.items()) and all(
        _is_within(values.get(name), (int, float), *bounds) for name, bounds in _REAL.items()
    )
    return StartingMemory(**{name: values[name] for name in (*_WHOLE, *_REAL)}) if sound else None


def _is_within(value: Any, kinds: tuple[type, ...], least: float, most: float) -> bool:
    """True for a number of one of these types within the bounds; a truth value is none, and NaN never is."""
    return type(value) in kinds and least <= value <= most


def is_damaged_start(review: Review) -> bool:
    """True for a row of kind `start` whose memory cannot be read."""
    return review.kind is RowKind.START and read_start(review.typed) is None


def memory_of_start(memory: Memory, start: StartingMemory, row: Review, settings: Settings) -> Memory:
    """The memory that a prompt, new so far, has from the row on.

    A last review in the future, as of a clock that was wrong, counts as one of the day of the row, and
    the interval begins there.
    """
    today = day_of(row.at, row.offset_minutes, settings.day_starts_at)
    last = max(0, min(start.last, start.due, today))
    days = min(max(start.due - start.last, 0), LONGEST_INTERVAL)
    return memory._replace(
        state=LearningState.REVIEW,
        stability=start.stability,
        difficulty=start.difficulty,
        due_at=milliseconds(start_of(last + days, row.offset_minutes, settings.day_starts_at)),
        last_at=milliseconds(start_of(last, row.offset_minutes, settings.day_starts_at)),
        began=last,
        day=last,
        days=days,
        reviews=start.reviews,
        lapses=start.lapses,
        right=max(start.reviews - start.lapses, 0),  # what builds on it need not wait for a review here
        elsewhere=True,
    )
