"""Which imported cards their notes no longer hold, kept in the catalogue: a note is read again if it, or the
cards made from it, changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple

_NAME = "orphans"
"""Of the row of `meta`."""

KnownOrphans = Mapping[str, tuple[str, list[str]]]
"""The name of a deck and a note → the state in which the note and its cards were, and the orphans then."""


class ImportedNote(NamedTuple):
    """A note that cards of a deck were made from."""

    deck: str
    note: str
    cards: tuple[str, ...]
    content: str
    """Changes with what the cards say."""

    @property
    def name(self) -> str:
        """The name under which its orphans are kept."""
        return f"{self.deck}\n{self.note}"


def imported_notes(connection: sqlite3.Connection) -> list[ImportedNote]:
    """The notes of all decks, without building a card."""
    rows = connection.execute(
        "select deck, note, key, hash from cards where note <> '' order by deck, note, line, column"
    )
    found = []
    for (deck, note), cards in groupby(rows, key=lambda row: (row[0], row[1])):
        each = [(key, content) for _, _, key, content in cards]
        found.append(ImportedNote(deck, note, tuple(key for key, _ in each), " ".join(map(" ".join, each))))
    return found


def load_known_orphans(connection: sqlite3.Connection) -> KnownOrphans:
    """What `save_known_orphans` kept; nothing if that is not to be read."""
    row = connection.execute("select value from meta where name = ?", (_NAME,)).fetchone()
    with suppress(ValueError, TypeError, AttributeError):
        return {name: (state, list(keys)) for name, (state, keys) in json.loads(row[0]).items()}
    return {}


def save_known_orphans(connection: sqlite3.Connection, known: KnownOrphans) -> None:
    """Keep them for the next time, unless another process writes to the catalogue."""
    with suppress(sqlite3.OperationalError):
        connection.execute("insert or replace into meta values (?, ?)", (_NAME, json.dumps(known)))
