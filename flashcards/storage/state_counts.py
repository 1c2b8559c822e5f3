"""Counts the states of the prompts: when they are due, and how their memories are distributed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import TypedDict

from flashcards.study.statistics import Bin, Distribution, DueDay

FORECAST = 30
"""The days of the forecast, today among them."""
_SPANS = (0, 1, 7, 21, 90, 365, None)
"""The bounds of the bins of days."""
_DIFFICULTIES = (1, 2, 3, 4, 5, 6, 7, 8, 9, None)
_OF_DECKS = """
    from states where reviews > 0 and (:every or deck in (select value from json_each(:decks)))
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
    return {
        "forecast": tuple(DueDay(*row) for row in log.execute(_FORECAST, scope)),
        "intervals": _distribution(log, "days", _SPANS, scope, "and state = 'review'"),
        "stability": _distribution(log, "stability", _SPANS, scope),
        "difficulty": _distribution(log, "difficulty", _DIFFICULTIES, scope),
    }


_FORECAST = f"""
    select max(-1, at - :today) as place, sum(state <> 'review'), sum(state = 'review' and days < 21),
        sum(state = 'review' and days >= 21)
    from (
        select state, days, case
            when state <> 'review' then max(:today, (due_at / 60000 + :shift) / 1440)
            when buried_until > :today then max(due_day, buried_until)
            else due_day end as at
        {_OF_DECKS} and suspended = 0
    )
    where place <= :last group by place order by place
"""


def _distribution(
    log: sqlite3.Connection,
    column: str,
    bounds: Sequence[int | None],
    scope: dict[str, object],
    also: str = "",
) -> Distribution:
    """The distribution of a column over the bins between `bounds`; those beyond are in the outer bins."""
    inner = [str(bound) for bound in bounds[1:-1]]
    place = " + ".join(f"({column} >= {bound})" for bound in inner)
    rows = dict(log.execute(f"select {place} as bin, count(*) {_OF_DECKS} {also} group by bin", scope))
    prompts = sum(rows.values())
    bins = tuple(
        Bin(low or 0, high, rows.get(number, 0)) for number, (low, high) in enumerate(pairwise(bounds))
    )
    return Distribution(prompts, _median(log, column, prompts, scope, also), bins)


def _median(
    log: sqlite3.Connection, column: str, prompts: int, scope: dict[str, object], also: str
) -> float | None:
    """The median; of an even number of values the mean of the two in the middle."""
    if not prompts:
        return None
    query = f"select {column} {_OF_DECKS} {also} order by {column} limit :middle offset :before"
    window = {"middle": 2 - prompts % 2, "before": (prompts - 1) // 2}
    found = [float(value) for (value,) in log.execute(query, scope | window)]
    return sum(found) / len(found)
