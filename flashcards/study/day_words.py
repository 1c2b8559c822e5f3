"""Reads days as people type them: `7d`, `2w`, `tomorrow`, `2026-05-01`."""

from __future__ import annotations

import re
from datetime import date

from flashcards.errors import Problem
from flashcards.scheduling.days import date_of
from flashcards.scheduling.model import LAST_DAY, LONGEST_INTERVAL
from flashcards.study.events import Event
from flashcards.value import replace

_EPOCH = date(1970, 1, 1)
_WORDS = {"today": 0, "tomorrow": 1}
_UNITS = {"": 1, "d": 1, "w": 7}
_WAYS = "write 7d or 2w from today, tomorrow, or a date such as 2026-05-01"


def with_day(event: Event, text: str) -> Event:
    """`event` on the day that `text` says. Raises Problem if it says none."""
    word = text.strip().lower()
    if word in _WORDS:
        return replace(event, days=_WORDS[word])
    if found := re.fullmatch(r"\+?([0-9]{1,6})([dw]?)", word):
        days = int(found[1]) * _UNITS[found[2]]
        if days > LONGEST_INTERVAL:
            raise Problem(f"'{text[:40]}' is too long: at most {LONGEST_INTERVAL} days", hint=_WAYS)
        return replace(event, days=days)
    return replace(event, day=_day_of_date(text))


def _day_of_date(text: str) -> int:
    """The number of the local day of a date, as `day_of` counts."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip())
    if not found:
        raise Problem(f"'{text[:40]}' is no day", hint=_WAYS)
    try:
        day = (date(*map(int, found.groups())) - _EPOCH).days
    except ValueError:
        raise Problem(f"there is no day {text[:40]}", hint=_WAYS) from None
    if day > LAST_DAY:
        raise Problem(f"'{text[:40]}' is too far: the last day is {date_of(LAST_DAY)}", hint=_WAYS)
    return day
