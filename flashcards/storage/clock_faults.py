"""Finds what was written with a wrong clock, once the clock is right again.

The rows of a device are numbered as they were written, so their moments should rise. Of those that do not,
the fewest are taken for mistakes: the others are a longest rising run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import groupby

from flashcards.scheduling import Review
from flashcards.scheduling.row_order import AHEAD, undone_rows
from flashcards.storage.forks import numbers_told_apart
from flashcards.storage.log_rows import NEVER, take_backs
from flashcards.storage.longest_rise import longest_rise
from flashcards.storage.rows import COLUMNS, to_reviews

_WRITTEN = "kind not in ('start', 'take-back', 'fork', 'erase')"
"""Rows that say the moment at which something was done."""


def rows_off_clock(connection: sqlite3.Connection, latest: int = NEVER) -> list[Review]:
    """The rows that stand more than a day off those that their device wrote before and after, by time.

    Those later than `latest`, which wait, and those that are taken back are left out.
    """
    number = numbers_told_apart(connection)
    query = (
        f"select device, at, number from reviews where {_WRITTEN} and at <= ? and {number} > 0"
        " order by device, seq"
    )
    found: list[int] = []
    for _, group in groupby(connection.execute(query, (latest,)), lambda row: row[0]):
        rows = list(group)
        found += [rows[place][2] for place in places_off([at for _, at, _ in rows])]
    undone = undone_rows(take_backs(connection)) if found else set()
    listed = ",".join(map(str, found))
    told = to_reviews(
        connection.execute(f"select {COLUMNS} from reviews where number in ({listed}) order by at, id")
    )
    return [row for row in told if (row.id, row.card) not in undone]


def places_off(moments: Sequence[int]) -> list[int]:
    """The places of the fewest moments without which the others rise, if they are more than a day off them.

    >>> day = 86_400_000
    >>> places_off([9 * day, 10 * day, 5 * day, 11 * day]), places_off([day, 9 * day, 2 * day, 3 * day])
    ([2], [1])
    """
    backwards = longest_rise([-at for at in reversed(moments)], level=True)  # of equal runs the earlier one
    kept = [len(moments) - 1 - place for place in reversed(backwards)]
    off, before = [], -1
    for after in (*kept, len(moments)):
        low = moments[before] if before >= 0 else None
        high = moments[after] if after < len(moments) else None
        off += [place for place in range(before + 1, after) if _is_off(moments[place], low, high)]
        before = after
    return off


def _is_off(at: int, low: int | None, high: int | None) -> bool:
    """True if a moment is more than a day before what was written before it, or after what came later."""
    return (low is not None and at < low - AHEAD) or (high is not None and at > high + AHEAD)
