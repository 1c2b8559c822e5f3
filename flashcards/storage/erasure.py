"""Removes from the log what is to be forgotten: the rows of a prompt up to a row `erase` of it.

It is the one case in which rows go. A file of the sync folder that held some of them is then written anew.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from flashcards.exchange.segments import TAIL
from flashcards.storage.held_rows import load_held, save_held
from flashcards.storage.log_rows import latest_at, newest_row
from flashcards.storage.rows import NAMES, SqlRow
from flashcards.storage.sync_folder import DEVICES, is_segment

_CARD, _AT, _KIND, _TAKES_BACK = (NAMES.index(name) for name in ("card", "at", "kind", "takes_back"))
_INDEX = "create index if not exists reviews_erase on reviews (card, at) where kind = 'erase'"
"""Finds the few of these rows among a million, at each sync."""
_UNDONE = "select takes_back from reviews where kind = 'take-back'"
_OF_CARD = "select number, id, takes_back, at <= ? and kind <> 'erase' from reviews where card = ?"


def drop_erased(connection: sqlite3.Connection, now: datetime | None) -> list[int]:
    """Removes the rows that are to be forgotten, in the transaction that is open; their numbers.

    Numbers of rows are never given twice: the newest of the rows that ask for it takes the next one.
    """
    connection.execute(_INDEX)
    found: list[tuple[int, str]] = []
    for card, at in erased_until(connection, now).items():
        rows = connection.execute(_OF_CARD, (at, card)).fetchall()
        undoes = {name: target for _, name, target, is_before in rows if is_before}
        gone = _without_undos(undoes, {name for _, name, _, is_before in rows if not is_before})
        found += [(number, name) for number, name, *_ in rows if name in gone]
    if not found:
        return []
    connection.execute("pragma secure_delete = on")
    connection.execute("pragma journal_size_limit = 0")  # the journal, which stays, has them as they were
    newest = newest_row(connection)
    connection.executemany("delete from reviews where number = ?", ((number,) for number, _ in found))
    connection.executemany("delete from further where id = ?", ((name,) for _, name in found))
    last = connection.execute("select max(number) from reviews where kind = 'erase'").fetchone()[0]
    connection.execute("update reviews set number = ? where number = ?", (newest + 1, last))
    connection.execute("delete from states_of")
    _give_anew(connection, [number for number, _ in found])
    _doubt_own_files(connection)
    return [number for number, _ in found]


def write_compactly(connection: sqlite3.Connection) -> None:
    """Write the file anew without what is in none of its rows any longer, as pages keep parts of rows that
    were moved; outside of a transaction. Raises sqlite3.OperationalError if there is no room for that."""
    connection.execute("pragma journal_size_limit = 0")
    connection.execute("vacuum main")


def erased_until(connection: sqlite3.Connection, now: datetime | None) -> dict[str, int]:
    """The prompts that the log says to forget → the last moment to be forgotten of each."""
    erasures = connection.execute("select id, card, at from reviews where kind = 'erase'").fetchall()
    undone = {row for (row,) in connection.execute(_UNDONE)} if erasures else set()
    return _erased_until(erasures, undone, latest_at(now))


def own_folder(connection: sqlite3.Connection) -> str:
    """What the names of the files of this device in the sync folder begin with."""
    return f"{DEVICES}/{connection.execute('select id from device').fetchone()[0]}/"


def forgotten_ids(rows: Sequence[SqlRow], until: Mapping[str, int]) -> set[str]:
    """The ids of those of the rows that surely are to be forgotten: one that takes another back is only
    where that one is, too."""
    asked = [row for row in rows if row[_AT] <= until.get(row[_CARD], row[_AT] - 1) and row[_KIND] != "erase"]
    gone = {row[0] for row in asked if not row[_TAKES_BACK]}
    while more := {row[0] for row in asked if row[_TAKES_BACK] in gone} - gone:
        gone |= more
    return gone


def without_erased(found: Iterable[SqlRow], log: Iterable[SqlRow], latest: int) -> list[SqlRow]:
    """Those of the rows of a backup, or of a session, that the log does not say to forget.

    What it says at a moment after `latest` waits for its time.
    """
    known = [row for row in log if row[_KIND] in ("erase", "take-back")]
    erasures = [(row[0], row[_CARD], row[_AT]) for row in known if row[_KIND] == "erase"]
    until = _erased_until(erasures, {row[_TAKES_BACK] for row in known}, latest)
    rows = list(found)
    undoes = {
        row[0]: row[_TAKES_BACK]
        for row in rows
        if row[_KIND] != "erase" and row[_AT] <= until.get(row[_CARD], row[_AT] - 1)
    }
    gone = _without_undos(undoes, {row[0] for row in rows if row[0] not in undoes})
    return [row for row in rows if row[0] not in gone]


def _erased_until(
    erasures: Iterable[tuple[str, str, int]], undone: AbstractSet[str], latest: int
) -> dict[str, int]:
    """The prompts of rows that erase, by id, prompt and moment → the last moment to be forgotten of each.

    Those after `latest` wait for their time: a clock that was ahead is not to be believed.
    """
    until: dict[str, int] = {}
    for name, card, at in erasures:
        if name not in undone and at <= latest:
            until[card] = max(at, until.get(card, at))
    return until


def _without_undos(gone: dict[str, str], kept: set[str]) -> set[str]:
    """Of the ids of rows to be forgotten, each with what it takes back, those that undo nothing that is
    kept: a row that a clock ahead wrote must not come back to life."""
    while needed := {name for name, target in gone.items() if target in kept}:
        gone, kept = {name: target for name, target in gone.items() if name not in needed}, needed
    return set(gone)


def _doubt_own_files(connection: sqlite3.Connection) -> None:
    """Mark the files of this device but its tail, conflict copies too: any of them may have these rows.

    The mark is the sign of the moment, so that nothing else of what was seen is lost.
    """
    own = own_folder(connection)
    connection.execute(
        "update seen set changed = -changed where changed > 0 and substr(file, 1, ?) = ? and file <> ?",
        (len(own), own, own + TAIL),
    )


def _give_anew(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """The files of this device that held one of these rows hold nothing now: the others are given anew."""
    held, ordered = load_held(connection), sorted(numbers)
    own = own_folder(connection)
    touched = {
        run.file
        for run in held.runs
        if run.file.startswith(own) and bisect_left(ordered, run.first) < bisect_right(ordered, run.last)
    }
    for file in touched:
        held.drop(file)
    save_held(connection, held)


def outdated_files(connection: sqlite3.Connection, present: Iterable[str]) -> list[str]:
    """Those of the closed segments of this device that hold nothing: what is left in them was given anew.

    None before anything was erased, and none that was not read to its end.
    """
    if not connection.execute("select 1 from reviews where kind = 'erase' limit 1").fetchall():
        return []
    own = own_folder(connection)
    held = {run.file for run in load_held(connection).runs}
    seen = {file for (file,) in connection.execute("select file from seen")}
    return [
        name
        for name in present
        if name.startswith(own) and is_segment(name) and name in seen and name not in held
    ]
