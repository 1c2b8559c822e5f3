"""Counts for the home screen what takes longer than the counts of the day: states by deck, days, slips.

The queries go over the log with the catalogue attached.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from flashcards.scheduling import MATURE, Settings, card_of, day_of, retrievability, start_of, utc
from flashcards.scheduling.model import milliseconds
from flashcards.storage import states
from flashcards.storage.state_counts import forecast_days
from flashcards.study.overview import DoneToday, HomeFigures, Pace, Stages, WeakCard, own_pace

HEAT_DAYS = 371
"""The days of the heat strip at its widest: 53 weeks."""
FORECAST_DAYS = 14
WEEK = 7
MOST_WEAK, MOST_SLIPS = 12, 6
_LAST_ANSWERS = 400
_DAY = "(at / 60000 + :shift) / 1440"
_ANSWERS = """
    from reviews where kind = 'study' and grade is not null and at >= :since
    and id not in (select takes_back from reviews where takes_back <> '' and kind = 'take-back')
"""


def count_home(log: sqlite3.Connection, now: datetime, settings: Settings) -> HomeFigures:
    """The figures of home at a moment; `refresh` the states first."""
    at, offset = utc(now)
    today = day_of(at, offset, settings.day_starts_at)
    shift = offset - settings.day_starts_at * 60

    def since(days: int) -> dict[str, int]:
        """The values that ask for the last so many days, today among them."""
        start = start_of(today - days + 1, offset, settings.day_starts_at)
        return {"shift": shift, "since": milliseconds(start), "today": today}

    return HomeFigures(
        today,
        count_stages(log),
        _read_pace(log),
        DoneToday(*log.execute(f"{_DONE} {_ANSWERS}", since(1)).fetchone()),
        forecast_days(log, today, offset, settings.day_starts_at, FORECAST_DAYS),
        dict(log.execute(f"select {_DAY}, count(*) {_ANSWERS} group by 1", since(HEAT_DAYS))),
        _weakest(log, now, settings),
        tuple(log.execute(_SLIPS, since(WEEK))),
    )


_DONE = "select count(distinct card), count(*), coalesce(sum(grade > 1), 0), coalesce(sum(milliseconds), 0)"
_SLIPS = f"""
    select slip, count(*) {_ANSWERS} and slip <> '' group by slip order by count(*) desc, slip
    limit {MOST_SLIPS}
"""


def count_stages(log: sqlite3.Connection) -> dict[str, Stages]:
    """The prompts of each deck by how well they are known."""
    known = {
        deck: counts
        for deck, *counts in log.execute(
            f"""
            select deck, sum(state in ('learning', 'relearning')),
                sum(state = 'review' and days < {MATURE}), sum(state = 'review' and days >= {MATURE})
            from states where state <> 'new' and prompt not in (select prompt from orphans) group by deck
            """
        )
    }
    every = log.execute("select deck, count(*) from catalogue.prompts group by deck").fetchall()
    return {
        deck: Stages(max(0, count - sum(known.get(deck, ()))), *known.get(deck, ())) for deck, count in every
    }


def _read_pace(log: sqlite3.Connection) -> Pace:
    """How long the last answers took, the first ones to a prompt apart."""
    rows = log.execute(
        f"""
        select milliseconds, not exists (
            select 1 from reviews as before where before.card = last.card and before.at < last.at
        ) from (
            select card, at, milliseconds from reviews where kind = 'study' and grade is not null
            order by at desc limit {_LAST_ANSWERS}
        ) as last where milliseconds > 0
        """
    ).fetchall()
    return own_pace(
        [taken for taken, is_first in rows if is_first], [taken for taken, is_first in rows if not is_first]
    )


def _weakest(log: sqlite3.Connection, now: datetime, settings: Settings) -> tuple[WeakCard, ...]:
    """The cards whose recall is least now; of one card its weakest prompt counts."""
    rows = log.execute(
        f"""
        select {states.MEMORY} from states
        where state = 'review' and suspended = 0 and prompt not in (select prompt from orphans)
        order by (:at - last_at) / stability desc limit {MOST_WEAK * 4}
        """,
        {"at": milliseconds(now)},
    )
    found: dict[str, WeakCard] = {}
    for memory in map(states.to_memory, rows):
        card = card_of(memory.card)
        recall = retrievability(memory, now, settings.for_prompt(memory.card))
        found.setdefault(card, WeakCard(card, recall, memory.lapses))
    return tuple(found.values())[:MOST_WEAK]
