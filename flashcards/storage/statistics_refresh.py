"""Brings the statistics up to the log: the answers to prompts that the log has new rows of are derived anew.

The log is read in short pieces, since nobody can write a review to it meanwhile, and the statistics are
written in one transaction of their own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from flashcards.scheduling import Settings
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.scheduling.recalls import recalls
from flashcards.storage import log_rows, states_refresh
from flashcards.storage.aside import ReadsLog
from flashcards.storage.collector import pause_collector
from flashcards.storage.statistics_file import INDEX, SUM_DAYS, WIDE_CACHE, make_tables
from flashcards.storage.statistics_rows import PromptIds, add_answers, replace_answers

AT_ONCE, PART = 20_000, 15_000
"""About how many rows are read at once: of some prompts, and when the whole log is gone through."""
_NEVER = 2**62


class _Log(NamedTuple):
    """What the log looked like when its rows were last taken in."""

    way: str
    upto: int
    newest: str
    waits: int | None


def refresh_statistics(
    connection: sqlite3.Connection,
    store: ReadsLog,
    settings: Settings,
    former: Mapping[str, str],
    now: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Take in every row of the log that is new, but for those that are more than a day ahead of `now`.

    `tell` is called with how many prompts are done, and of how many.
    """
    latest = log_rows.latest_at(now)
    in_use = store.read(lambda log: log_rows.former_in_use(log, former))
    present = store.read(lambda log: _look(log, states_refresh.way_of(log, settings, in_use), latest))
    known = connection.execute("select way, upto, newest, waits from meta").fetchone()
    before = _Log(*known) if known else None
    if before == present:
        return
    anew = before is None or not store.read(lambda log: _continues(log, before, present))
    touched = store.read(lambda log: _touched(log, None if anew else before, present, in_use))
    if anew:
        connection.execute(WIDE_CACHE)
    with connection:
        connection.execute("begin immediate")
        if anew:
            make_tables(connection)
        taking = _Taking(store, settings, in_use, latest, tell, anew)
        with pause_collector():
            _take_in(connection, taking, touched)
        connection.execute(INDEX)
        connection.execute("delete from meta")
        connection.execute("insert into meta values (?, ?, ?, ?)", present)


def _look(log: sqlite3.Connection, way: str, latest: int) -> _Log:
    upto, newest = log.execute("select coalesce(max(number), 0), '' from reviews").fetchone()
    if upto:
        newest = log.execute("select id from reviews where number = ?", (upto,)).fetchone()[0]
    return _Log(way, upto, newest, log_rows.first_waiting(log, latest))


def _continues(log: sqlite3.Connection, before: _Log, present: _Log) -> bool:
    """True if the log is the one that was read before, with or without more rows."""
    if before.way != present.way:
        return False
    found = log.execute("select id from reviews where number = ?", (before.upto,)).fetchone()
    return found == (before.newest,) or (not before.upto and not found)


def _touched(
    log: sqlite3.Connection, before: _Log | None, present: _Log, former: Mapping[str, str]
) -> list[tuple[str, int]]:
    """The prompts to derive anew under their names in the log, and how many rows each has."""
    if before is None:
        return log.execute("select card, count(*) from reviews group by card order by card").fetchall()
    waits = sorted(_NEVER if each.waits is None else each.waits for each in (before, present))
    names = log_rows.touched_since(log, former, before.upto, *waits)  # the clock may have gone back, too
    query = "select card, count(*) from reviews where card in (select value from json_each(?)) group by card"
    return log.execute(query, (json.dumps(sorted(names)),)).fetchall()


class _Taking(NamedTuple):
    """How rows are taken in: those of some prompts, or `anew` the whole log into empty tables."""

    store: ReadsLog
    settings: Settings
    former: Mapping[str, str]
    latest: int
    tell: Callable[[int, int], None]
    anew: bool

    def rows_of(self, names: Sequence[str]) -> list[PlainRow]:
        """The rows under these names, which follow each other in the log unless they have a present name.

        Where most of a log is wanted it is read from one prompt to another, which costs less than to look
        up each.
        """
        apart = self._linked.intersection(names) if self.anew else names
        rows = self.store.read(lambda log: log_rows.rows_until(log, apart, self.latest)) if apart else []
        wanted = set(names).difference(apart)
        if wanted:
            ends = min(wanted), max(wanted)
            rows += self.store.read(lambda log: _only(log_rows.rows_to_count(log, self.latest, ends), wanted))
        return rows

    @property
    def _linked(self) -> set[str]:
        return {*self.former, *self.former.values()}


def _only(rows: Iterable[PlainRow], prompts: set[str]) -> list[PlainRow]:
    return [row for row in rows if row.card in prompts]


def _take_in(connection: sqlite3.Connection, taking: _Taking, touched: Sequence[tuple[str, int]]) -> None:
    ids, done, days = PromptIds(connection), 0, set[int]()
    write = add_answers if taking.anew else replace_answers
    for names in log_rows.in_pieces(touched, taking.former, PART if taking.anew else AT_ONCE):
        present = {taking.former.get(name, name) for name in names}
        answers = recalls(taking.rows_of(names), taking.settings, taking.former)
        days |= write(connection, ids, present, answers)
        done += len(names)
        taking.tell(done, len(touched))
    changed = [(day,) for day in sorted(days)]
    connection.executemany("delete from days where day = ?", changed)
    connection.executemany(SUM_DAYS, changed)
