"""Counts the states of the prompts: when they are due, and how their memories are distributed."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import TypedDict

from flashcards.scheduling import MATURE
from flashcards.study.statistics import Bin, Distribution, DueDay

FORECAST = 30
"""The days of the forecast, today among them."""
_SPANS = (0, 1, 7, MATURE, 90, 365, None)
"""The bounds of the bins of days."""
_DIFFICULTIES = (1, 2, 3, 4, 5, 6, 7, 8, 9, None)
_OF_DECKS = """
    from states where state <> 'new' and (:every or deck in (select value from json_each(:decks)))
    and prompt not in (select prompt from orphans)
"""


class StateCounts(TypedDict):
    """The parts of the statistics that the states give."""

    forecast: tuple[DueDay, ...]
    intervals: Distribution
    stability: Distribution
    difficulty: Distribution


def count_states(
    log: sqlite3.Connection, decks: Sequence[str], today: int, offset_minutes: int, day_starts_at: int
) -> StateCounts:
    """What the log's states say of the decks, or of all if `decks` is empty; `refresh` the states first.

    Prompts whose cards are gone count nowhere; suspended ones are not due.
    """
    scope = {"every": not decks, "decks": json.dumps(list(decks)), "today": today}
    scope |= {"shift": offset_minutes - day_starts_at * 60, "last": FORECAST - 1}
    rows = log.execute(f"select state, days, stability, difficulty {_OF_DECKS}", scope).fetchall()
    return {
        "forecast": tuple(DueDay(*row) for row in log.execute(_FORECAST, scope)),
        "intervals": _distribution([days for state, days, *_ in rows if state == "review"], _SPANS),
        "stability": _distribution([row[2] for row in rows], _SPANS),
        "difficulty": _distribution([row[3] for row in rows], _DIFFICULTIES),
    }


def forecast_days(
    log: sqlite3.Connection, today: int, offset_minutes: int, day_starts_at: int, days: int
) -> tuple[int, ...]:
    """How many prompts of all decks fall due today, earlier ones among them, and on each day after it."""
    shift = offset_minutes - day_starts_at * 60
    scope = {"every": True, "decks": "[]", "today": today, "shift": shift, "last": days - 1}
    counts = [0] * days
    for place, *due in log.execute(_FORECAST, scope):
        counts[max(place, 0)] += sum(due)
    return tuple(counts)


_FORECAST = f"""
    select max(-1, at - :today) as place, sum(state <> 'review'), sum(state = 'review' and days < {MATURE}),
        sum(state = 'review' and days >= {MATURE})
    from (
        select state, days, case
            when state <> 'review' then max(:today, (due_at / 60000 + :shift) / 1440)
            when buried_until > :today then max(due_day, buried_until)
            else due_day end as at
        {_OF_DECKS} and suspended = 0
    )
    where place <= :last group by place order by place
"""


def _distribution(values: Iterable[float], bounds: Sequence[int | None]) -> Distribution:
    """The distribution over the bins between `bounds`; what lies beyond them is in the outer bins."""
    ordered = sorted(values)
    inner = [bisect_left(ordered, bound) for bound in bounds[1:-1] if bound is not None]
    places = [0, *inner, len(ordered)]
    bins = tuple(
        Bin(low or 0, high, end - begin)
        for (low, high), (begin, end) in zip(pairwise(bounds), pairwise(places), strict=True)
    )
    return Distribution(len(ordered), float(median(ordered)) if ordered else None, bins)
