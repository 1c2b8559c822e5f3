"""What Anki was given: for each note the hash of its content, when that was new, its deck and its gaps.

Anki updates a note only if its time of change is later, and tells gaps apart by their numbers alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
_COLUMNS = "guid, hash, modified, deck, gaps, given"


@dataclass(frozen=True)
class NoteInAnki:
    """What was written of a note at the last export."""

    guid: str
    hash: str
    modified: int
    deck: str
    gaps: Mapping[str, int] = field(default_factory=dict)
    given: int = 0


def load_exported(connection: sqlite3.Connection, guids: Iterable[str]) -> dict[str, NoteInAnki]:
    """Those of the notes that were exported before, by guid."""
    if not connection.execute("select 1 from sqlite_schema where name = 'anki_notes'").fetchall():
        return {}
    query = f"select {_COLUMNS} from anki_notes where guid in (select value from json_each(?))"
    rows = connection.execute(query, (json.dumps(list(guids)),))
    return {
        guid: NoteInAnki(guid, content, modified, deck, _read_gaps(gaps), given)
        for guid, content, modified, deck, gaps, given in rows
    }


def save_exported(connection: sqlite3.Connection, notes: Iterable[NoteInAnki]) -> None:
    """Keeps what was written of these notes; called in a transaction."""
    connection.execute(_TABLE)
    rows = (
        (note.guid, note.hash, note.modified, note.deck, json.dumps(dict(note.gaps)), note.given)
        for note in notes
    )
    connection.executemany(f"insert or replace into anki_notes ({_COLUMNS}) values (?, ?, ?, ?, ?, ?)", rows)


def _read_gaps(text: str) -> dict[str, int]:
    found = json.loads(text)
    return {str(name): int(number) for name, number in found.items()} if isinstance(found, dict) else {}
