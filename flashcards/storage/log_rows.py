"""Reads the rows of the log: those of some prompts, those that wait for their time, those that came since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from flashcards.scheduling import LAST, Review, milliseconds
from flashcards.scheduling.model import FIRST
from flashcards.scheduling.plain_rows import PlainRow, to_plain_row
from flashcards.scheduling.row_order import AHEAD, undone_rows
from flashcards.storage.forks import numbers_told_apart
from flashcards.storage.rows import COLUMNS, NAMES, to_reviews

if TYPE_CHECKING:
    from flashcards.scheduling.graded_rows import GradedRow

NEVER = 2**63 - 1
FEW = 1000
"""So many prompts are replayed at once, whatever rows they have."""
PART = 60_000
"""About so many rows of a large log are replayed at once: they take 50 MB."""
_COUNTS = "(at <= ? or kind = 'take-back')"
_WAITS = "at > ? and kind not in ('take-back', 'fork')"
"""A row that was undone stays so, whatever the clock said then."""
_AT = f"max({milliseconds(FIRST)}, min(at, {milliseconds(LAST)}))"
"""The moment of a row as `moment` has it: files of strangers say any number."""
_PLAIN = ", ".join(_AT if name == "at" else name for name in NAMES)
_LEFT_OUT = {
    "at": _AT,
    **dict.fromkeys(("seed", "verdict", "slip", "batch"), "''"),
    "confidence": "null",
    "typed": "iif(kind = 'start', typed, '')",
}
_REPLAYED = ", ".join(_LEFT_OUT.get(name, name) for name in NAMES)
"""`_PLAIN` without the texts that no memory depends on."""
_ANSWERED = (
    "card, at, offset_minutes, grade, due,"
    f" iif(kind = 'study' and grade > 0 and takes_back = '' and at between {milliseconds(FIRST)} and"
    f" {milliseconds(LAST)}, '', id), seq"
)
"""The columns of a `GradedRow`."""
_IN_ANSWERS = {
    "at": _AT,
    **dict.fromkeys(("seed", "batch"), "''"),
    "until": "null",
    "typed": "iif(kind = 'start' or verdict <> '' or slip <> '', typed, '')",
}
_COUNTED = ", ".join(_IN_ANSWERS.get(name, name) for name in NAMES)
"""`_PLAIN` without the texts that no statistics depend on."""


def _told_apart(connection: sqlite3.Connection, columns: str) -> str:
    """The columns, the last of which is `seq`, without the numbers of rows of an id that two logs had."""
    return f"{columns.removesuffix('seq')}{numbers_told_apart(connection)}"


def latest_at(now: datetime | None) -> int:
    """The last moment, in milliseconds, of rows that count at `now`; without `now`, all do."""
    return milliseconds(now) + AHEAD if now else NEVER


def first_waiting(connection: sqlite3.Connection, latest: int) -> int | None:
    """The earliest moment, in milliseconds, of the rows that wait as they are later than `latest`."""
    found = connection.execute(f"select min(at) from reviews where {_WAITS}", (latest,)).fetchone()[0]
    return None if found is None else int(found)


def newest_row(connection: sqlite3.Connection) -> int:
    """The number of the last row written to this file; 0 in an empty log."""
    return int(connection.execute("select coalesce(max(number), 0) from reviews").fetchone()[0])


WITHOUT = ", none"
"""What follows the way in which states are derived if there are none, since all was undone or reset; else
none would be taken for lost.
"""


class LogEnd(NamedTuple):
    """What a writer must know of a log, asked in one statement: each costs as much as writing a row."""

    newest: int
    """The number of the last row; 0 in an empty log."""
    device: str
    states_upto: int | None
    """The number of the last row that the states hold; None if they are derived in another way."""
    holds_last: int | None
    """1 if it has the row that the writer wrote last."""
    latest: int | None
    """The last moment of any row; None in an empty log."""


def find_end(connection: sqlite3.Connection, way: str, last: str) -> LogEnd:
    """The end of the log, for states that are derived in the `way`, and a writer whose last row is `last`."""
    query = (
        "select ifnull((select max(number) from reviews), 0), (select id from device),"
        " (select upto from states_of where way in (?, ?)), (select 1 from reviews where id = ?),"
        " (select max(at) from reviews)"
    )
    return LogEnd._make(connection.execute(query, (way, way + WITHOUT, last)).fetchone())


def rows_under(
    connection: sqlite3.Connection, prompts: Iterable[str], former: Mapping[str, str], latest: int = NEVER
) -> list[PlainRow]:
    """The rows of the named prompts, under the names that they had before too."""
    names = set(prompts)
    names |= {old for old, new in former.items() if new in names}
    return rows_until(connection, names, latest)


def waiting(connection: sqlite3.Connection, now: datetime) -> list[Review]:
    """The rows that were written with a clock more than a day ahead of `now` and that nothing takes back."""
    query = f"select {COLUMNS} from reviews where {_WAITS} order by at, id"
    ahead = to_reviews(connection.execute(query, (latest_at(now),)))
    undone = undone_rows(take_backs(connection)) if ahead else set()
    return [row for row in ahead if (row.id, row.card) not in undone]


def take_backs(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """The id and the prompt of each take-back, and the id of the row that it takes back."""
    query = "select id, card, takes_back from reviews where takes_back <> '' and kind = 'take-back'"
    return connection.execute(query).fetchall()


def former_in_use(connection: sqlite3.Connection, known: Mapping[str, str]) -> dict[str, str]:
    """Those of the `known` former ids that the log has rows of: few, or none in a log begun since."""
    if not known:
        return {}
    query = "select distinct card from reviews where card in (select value from json_each(?))"
    return {row[0]: known[row[0]] for row in connection.execute(query, (json.dumps(list(known)),))}


def with_rows(connection: sqlite3.Connection, prompts: Iterable[str]) -> set[str]:
    """Those of the prompts that the log has rows of, besides such as erased the others."""
    query = (
        "select distinct card from reviews where kind <> 'erase' and card in (select value from json_each(?))"
    )
    return {row[0] for row in connection.execute(query, (json.dumps(list(prompts)),))}


def touched_since(
    connection: sqlite3.Connection, former: Mapping[str, str], upto: int, waited: int, until: int = NEVER
) -> set[str]:
    """The prompts, under all their names, in rows after number `upto` and in those that waited: of moments
    from `waited` to before `until`."""
    query = "select distinct card from reviews where number > ? or (at >= ? and at < ?)"
    found = {row[0] for row in connection.execute(query, (upto, waited, until))}
    now = {former.get(name, name) for name in found}
    return found | now | {old for old, new in former.items() if new in now}


def all_reviews(connection: sqlite3.Connection, now: datetime | None = None) -> list[Review]:
    """The rows of every prompt that count at `now`, or all; by time, then by id."""
    query = f"select {_told_apart(connection, COLUMNS)} from reviews where {_COUNTS} order by at, id"
    return to_reviews(connection.execute(query, (latest_at(now),)))


def rows_to_replay(
    connection: sqlite3.Connection, now: datetime | None = None, prompts: Iterable[str] | None = None
) -> Iterator[PlainRow]:
    """The same as a replay needs them, in any order; of all prompts, or of those with these names."""
    query = f"select {_told_apart(connection, _REPLAYED)} from reviews where {_COUNTS}"
    names = []
    if prompts is not None:
        query += " and card in (select value from json_each(?))"
        names = [json.dumps(list(prompts))]
    return map(to_plain_row, connection.execute(query, (latest_at(now), *names)))


def answers_to_replay(
    connection: sqlite3.Connection, now: datetime | None, cards: tuple[str, str] | None
) -> Iterator[GradedRow]:
    """The same as far as a replay of answers needs them, by prompt and moment.

    With `cards`, only those of the prompts from the first to the second in the order of their ids.
    """
    query = f"select {_told_apart(connection, _ANSWERED)} from reviews where {_COUNTS}"
    if cards:
        query += " and card between ? and ?"
    rows = connection.execute(f"{query} order by card, at", (latest_at(now), *(cards or ())))
    # Plain tuples of its fields: a million of them are not made anew.
    return cast("Iterator[GradedRow]", rows)


def events_to_replay(
    connection: sqlite3.Connection, now: datetime | None, ids: Iterable[str]
) -> Iterator[PlainRow]:
    """What else a replay of answers needs: the rows with these ids, and those that they take back."""
    some = "id in (select value from json_each(:ids))"
    query = (
        f"select {_told_apart(connection, _REPLAYED)} from reviews"
        f" where (at <= :latest or kind = 'take-back')"
        f" and ({some} or id in (select takes_back from reviews where {some} and takes_back <> ''))"
    )
    asked = {"ids": json.dumps(list(ids)), "latest": latest_at(now)}
    return map(to_plain_row, connection.execute(query, asked))


def rows_to_count(connection: sqlite3.Connection, latest: int, cards: tuple[str, str]) -> Iterator[PlainRow]:
    """The rows up to the moment `latest` as statistics need them, in any order.

    `cards` are the first and the last prompt, as in `answers_to_replay`.
    """
    counted = _told_apart(connection, _COUNTED)
    query = f"select {counted} from reviews where card between ? and ? and {_COUNTS}"
    return map(to_plain_row, connection.execute(query, (*cards, latest)))


def ranges_of_cards(connection: sqlite3.Connection) -> list[tuple[str, str] | None]:
    """The first and last prompt of each part of about `PART` rows of a large log; None for a small log."""
    if connection.execute("select count(*) from reviews").fetchone()[0] <= PART:
        return [None]
    ranges: list[tuple[str, str] | None] = []
    first, held = "", 0
    counts = connection.execute("select card, count(*) from reviews group by card order by card").fetchall()
    for card, rows in counts:
        first, held = first if held else card, held + rows
        if held >= PART or card == counts[-1][0]:
            ranges.append((first, card))
            held = 0
    return ranges


def in_parts(
    connection: sqlite3.Connection, prompts: AbstractSet[str], former: Mapping[str, str]
) -> Iterator[Collection[str]]:
    """These prompts in parts of about `PART` rows, as `in_pieces`."""
    if len(prompts) < FEW:
        yield prompts
        return
    query = "select card, count(*) from reviews where card in (select value from json_each(?)) group by card"
    yield from in_pieces(connection.execute(query, (json.dumps(sorted(prompts)),)).fetchall(), former, PART)


def in_pieces(
    touched: Sequence[tuple[str, int]], former: Mapping[str, str], at_once: int
) -> Iterator[list[str]]:
    """The names in pieces of `at_once` rows; all names of a prompt that had others are in one piece."""
    linked = {*former, *former.values()}
    piece, rows = [name for name, _ in touched if name in linked], 0
    for name, count in touched:
        if name in linked:
            continue
        piece.append(name)
        rows += count
        if rows >= at_once:
            yield piece
            piece, rows = [], 0
    if piece:
        yield piece


def rows_until(connection: sqlite3.Connection, names: Iterable[str], latest: int) -> list[PlainRow]:
    """The rows under these names up to the moment `latest`."""
    plain = _told_apart(connection, _PLAIN)
    query = f"select {plain} from reviews where card in (select value from json_each(?)) and {_COUNTS}"
    return list(map(to_plain_row, connection.execute(query, (json.dumps(list(names)), latest))))
