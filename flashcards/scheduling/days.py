"""Local days, which begin at a configurable hour, and the text of an interval on a grade."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flashcards.scheduling.model import LearningState, Memory, milliseconds, moment

DAY = 1440
"""Minutes in a day."""


def utc(now: datetime) -> tuple[datetime, int]:
    """An aware local moment as UTC in whole milliseconds, and its offset in minutes."""
    at = now.astimezone(UTC)
    offset = now.utcoffset() or timedelta()
    return at.replace(microsecond=at.microsecond // 1000 * 1000), offset // timedelta(minutes=1)


def day_of(at: datetime, offset_minutes: int, day_starts_at: int) -> int:
    """The number of the local day that holds `at`, counted from 1970; it begins at hour `day_starts_at`."""
    return day_at(milliseconds(at), offset_minutes, day_starts_at)


def day_at(at: int, offset_minutes: int, day_starts_at: int) -> int:
    """`day_of` a moment in milliseconds since 1970."""
    return (at // 60_000 + offset_minutes - day_starts_at * 60) // DAY


def date_of(day: int) -> date:
    """The date of a local day, as `day_of` counts them."""
    return date(1970, 1, 1) + timedelta(days=day)


def start_of(day: int, offset_minutes: int, day_starts_at: int) -> datetime:
    """The moment, in UTC, at which the local day number `day` begins."""
    return moment(start_at(day, offset_minutes, day_starts_at))


def start_at(day: int, offset_minutes: int, day_starts_at: int) -> int:
    """`start_of` in milliseconds since 1970."""
    return (day * DAY - offset_minutes + day_starts_at * 60) * 60_000


def step_end(at: int, length: int, offset_minutes: int, day_starts_at: int) -> int:
    """When a step of that `length` ends that begins at `at`; all in milliseconds, `at` since 1970.

    One that reaches into a later day ends as that day begins, as in Anki: who answered in the evening and
    studies again in the morning need not wait for the evening.
    """
    end = at + length
    day = day_at(end, offset_minutes, day_starts_at)
    is_later = day > day_at(at, offset_minutes, day_starts_at)
    return start_at(day, offset_minutes, day_starts_at) if is_later else end


def wait(memory: Memory, now: datetime) -> str:
    """The time until `memory` is due, as shown on a grade: `<1m`, `10m`, `8d`, `2.1mo`, `1.3y`."""
    if memory.state is LearningState.REVIEW:
        return _days(memory.days)
    minutes = max(0.0, (memory.due - now).total_seconds() / 60)
    if minutes <= 1:
        return "<1m"
    return f"{int(minutes + 0.5)}m" if minutes < 59.5 else f"{int(minutes / 60 + 0.5)}h"


def _days(days: int) -> str:
    month, year = 365 / 12, 365
    if days < month:
        return f"{days}d"
    return (
        f"{days / month:.1f}".removesuffix(".0") + "mo"
        if days < year
        else f"{days / year:.1f}".removesuffix(".0") + "y"
    )
