"""Brings the statistics up to the log: the answers to prompts that the log has new rows of are derived anew.

The log is read in short pieces, since nobody can write a review to it meanwhile, and the statistics are
written in one transaction of their own.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from flashcards.scheduling import (
    Grade,
    LearningState,
    Recall,
    RowKind,
    Settings,
    deck_of,
    recalls,
)
from flashcards.storage import log_rows, states
from flashcards.storage.aside import ReadsLog
from flashcards.storage.collector import pause_collector
from flashcards.storage.statistics_file import INDEX, SUM_DAYS, make_tables

AT_ONCE = 20_000
"""About how many rows are read at once."""
_STATE = {state: number for number, state in enumerate(LearningState)}
_LONGEST_TYPED = 200
"""The most characters of an answer that are compared with other answers."""
_SUREST = 1e-6
"""No prediction counts as more certain than this."""
_NEVER = 2**62


_Row = tuple[Any, ...]


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
    present = store.read(lambda log: _look(log, states.way_of(settings, in_use), latest))
    known = connection.execute("select way, upto, newest, waits from meta").fetchone()
    before = _Log(*known) if known else None
    if before == present:
        return
    anew = before is None or not store.read(lambda log: _continues(log, before, present))
    touched = store.read(lambda log: _touched(log, None if anew else before, present, in_use))
    with connection:
        connection.execute("begin immediate")
        if anew:
            make_tables(connection)
        with pause_collector():
            _take_in(connection, store, touched, settings, in_use, latest, tell)
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
        return log.execute("select card, count(*) from reviews group by card").fetchall()
    waits = sorted(_NEVER if each.waits is None else each.waits for each in (before, present))
    names = log_rows.touched_since(log, former, before.upto, *waits)  # the clock may have gone back, too
    query = "select card, count(*) from reviews where card in (select value from json_each(?)) group by card"
    return log.execute(query, (json.dumps(sorted(names)),)).fetchall()


def _take_in(
    connection: sqlite3.Connection,
    store: ReadsLog,
    touched: Sequence[tuple[str, int]],
    settings: Settings,
    former: Mapping[str, str],
    latest: int,
    tell: Callable[[int, int], None],
) -> None:
    ids, done = _Ids(connection), 0
    days: set[int] = set()
    for names in _pieces(touched, former):
        rows = store.read(lambda log: log_rows.rows_until(log, names, latest))  # noqa: B023 - called at once
        present = {former.get(name, name) for name in names}
        answers = recalls(rows, settings, former)
        days |= _replace(connection, ids, present, answers)
        done += len(names)
        tell(done, len(touched))
    changed = (json.dumps(sorted(days)),)
    connection.execute("delete from days where day in (select value from json_each(?))", changed)
    connection.execute(SUM_DAYS, changed)


def _pieces(touched: Sequence[tuple[str, int]], former: Mapping[str, str]) -> Iterator[list[str]]:
    """The names in pieces of `AT_ONCE` rows; all names of a prompt that had others are in one piece."""
    linked = {*former, *former.values()}
    piece, rows = [name for name, _ in touched if name in linked], 0
    for name, count in touched:
        if name in linked:
            continue
        piece.append(name)
        rows += count
        if rows >= AT_ONCE:
            yield piece
            piece, rows = [], 0
    if piece:
        yield piece


class _Ids:
    """The numbers that decks and prompts have in the tables; those that are missing are added."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._decks: dict[str, int] = dict(connection.execute("select name, id from decks"))

    def deck(self, name: str) -> int:
        if name not in self._decks:
            self._connection.execute("insert into decks (name) values (?)", (name,))
            self._decks = dict(self._connection.execute("select name, id from decks"))
        return self._decks[name]

    def prompts(self, names: Iterable[str]) -> dict[str, int]:
        """The numbers of these prompts."""
        wanted = sorted(names)
        self._connection.executemany(
            "insert or ignore into prompts (name, deck) values (?, ?)",
            [(name, self.deck(deck_of(name))) for name in wanted],
        )
        query = "select name, id from prompts where name in (select value from json_each(?))"
        return dict(self._connection.execute(query, (json.dumps(wanted),)))


def _replace(
    connection: sqlite3.Connection, ids: _Ids, prompts: Iterable[str], answers: Mapping[str, list[Recall]]
) -> set[int]:
    """Write what has changed of the answers to these prompts, mostly one each; the days that it was on."""
    numbers = ids.prompts(prompts)
    rows, judged = [], []
    for prompt, found in answers.items():
        number, deck = numbers[prompt], ids.deck(deck_of(prompt))
        for place, answer in enumerate(found):
            rows.append(_to_answer(answer, number, place, deck))
            if answer.row.verdict or answer.row.slip:
                judged.append((number, place, deck, *_to_judged(answer)))
    days = {row[0] for row in _write(connection, "answers", rows, numbers.values())}
    _write(connection, "judged", judged, numbers.values())
    return days


_KEYS = {"answers": ("day", "prompt", "place"), "judged": ("prompt", "place")}
"""The first columns of the tables, by which a row is found."""


def _write(
    connection: sqlite3.Connection, table: str, rows: Iterable[_Row], prompts: Iterable[int]
) -> set[_Row]:
    """Write the rows of these prompts in the place of those in the table; those that came or went."""
    keys = _KEYS[table]
    wanted: set[_Row] = set(rows)
    query = f"select * from {table} where prompt in (select value from json_each(?))"
    held: set[_Row] = set(connection.execute(query, (json.dumps(list(prompts)),)))
    gone, come = held - wanted, wanted - held
    where = " and ".join(f"{key} = ?" for key in keys)
    connection.executemany(f"delete from {table} where {where}", [row[: len(keys)] for row in gone])
    if come:
        marks = ",".join("?" * len(next(iter(come))))
        connection.executemany(f"insert into {table} values ({marks})", sorted(come, key=itemgetter(0, 1)))
    return gone | come


def _to_answer(answer: Recall, prompt: int, place: int, deck: int) -> _Row:
    row, predicted = answer.row, answer.predicted
    cram = row.kind == RowKind.CRAM
    minutes = row.at // 60_000 + row.offset_minutes
    loss = None
    if predicted is not None:
        loss = -math.log(max(predicted if row.grade != Grade.AGAIN else 1 - predicted, _SUREST))
    return (
        *(answer.day, prompt, place, deck, cram, minutes // 60 % 24, row.grade, row.milliseconds),
        *(_STATE[answer.state], answer.days, answer.first and answer.state is LearningState.REVIEW),
        *(predicted, loss, row.confidence),
        row.verdict != "wrong" if row.verdict else row.grade != Grade.AGAIN,
    )


def _to_judged(answer: Recall) -> tuple[int, str, str, str]:
    """Day, verdict, slip and, without spaces, what was typed."""
    row = answer.row
    return answer.day, row.verdict, row.slip, "".join(row.typed.split())[:_LONGEST_TYPED]
