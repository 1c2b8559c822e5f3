"""What Anki was given: for each note the hash of its content, when that was new, its deck and its gaps.

Anki updates a note only if its time of change is later, and tells gaps apart by their numbers alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flashcards.value import Value, field

_TABLE = """
create table if not exists anki_notes (
    guid     text primary key,
    hash     text not null,
    modified integer not null,     -- in seconds since 1970
    deck     text not null,        -- in Anki, at its first export: known cards are never moved
    gaps     text not null,        -- JSON, name → number, also of gaps that are gone
    given    integer not null      -- up to when Anki was given its reviews, in milliseconds since 1970
) strict, without rowid
"""
_SHARED = "create table if not exists anki_shared (file text primary key, mark text not null) strict"
"""The files of devices with such notes, as they were when they were read or written last."""
OWN = "own"
"""The name of this device's own file there."""
_COLUMNS = "guid, hash, modified, deck, gaps, given"


class NoteInAnki(Value, frozen=True):
    """What was written of a note at the last export."""

    guid: str
    hash: str
    modified: int
    deck: str
    gaps: Mapping[str, int] = field(default_factory=dict)
    given: int = 0


def load_exported(connection: sqlite3.Connection, guids: Iterable[str]) -> dict[str, NoteInAnki]:
    """Those of the notes that were exported before, by guid."""
    if not _has_table(connection):
        return {}
    query = f"select {_COLUMNS} from anki_notes where guid in (select value from json_each(?))"
    rows = connection.execute(query, (json.dumps(list(guids)),))
    return {row[0]: _to_note(row) for row in rows}


def all_exported(connection: sqlite3.Connection) -> Iterator[NoteInAnki]:
    """Every note that was exported, by guid."""
    if _has_table(connection):
        yield from map(_to_note, connection.execute(f"select {_COLUMNS} from anki_notes order by guid"))


def load_file_marks(connection: sqlite3.Connection) -> dict[str, str]:
    """What the files of devices were when they were read or written last."""
    if not _has_table(connection, "anki_shared"):
        return {}
    return dict(connection.execute("select file, mark from anki_shared"))


def keep_file_mark(connection: sqlite3.Connection, file: str, mark: str) -> None:
    """Keeps what a file is now; called in a transaction."""
    connection.execute(_SHARED)
    connection.execute("insert or replace into anki_shared values (?, ?)", (file, mark))


def _has_table(connection: sqlite3.Connection, name: str = "anki_notes") -> bool:
    return bool(connection.execute("select 1 from sqlite_schema where name = ?", (name,)).fetchall())


def _to_note(row: tuple[Any, ...]) -> NoteInAnki:
    guid, content, modified, deck, gaps, given = row
    return NoteInAnki(guid, content, modified, deck, _read_gaps(gaps), given)


def save_exported(connection: sqlite3.Connection, notes: Iterable[NoteInAnki]) -> None:
    """Keeps what was written of these notes; called in a transaction."""
    connection.execute(_TABLE)
    keep_file_mark(connection, OWN, "")
    rows = (
        (note.guid, note.hash, note.modified, note.deck, json.dumps(dict(note.gaps)), note.given)
        for note in notes
    )
    connection.executemany(f"insert or replace into anki_notes ({_COLUMNS}) values (?, ?, ?, ?, ?, ?)", rows)


def _read_gaps(text: str) -> dict[str, int]:
    found = json.loads(text)
    return {str(name): int(number) for name, number in found.items()} if isinstance(found, dict) else {}
