"""The decks of the catalogue, without their cards."""

from __future__ import annotations

import json
import sqlite3

from flashcards.errors import Place
from flashcards.storage.catalogue_files import display_written
from flashcards.value import Value


class DeckSummary(Value, frozen=True):
    """A deck without its cards."""

    name: str
    title: str
    about: str
    needs: tuple[str, ...]
    optimizer: str
    source: str
    tags: tuple[str, ...]
    cards: int
    written: str
    """The path of its file, as the catalogue writes it."""
    line_and_column: str
    """Where it begins there, as JSON."""
    notes: tuple[str, ...]
    """The folders of the notes that its cards were imported from."""

    @property
    def place(self) -> Place:
        """Where it begins, for a person: made when it is asked for, as a start reads all decks."""
        return Place(display_written(self.written), *json.loads(self.line_and_column))


def read_decks(connection: sqlite3.Connection) -> list[DeckSummary]:
    """The decks in the order in which they should be learned."""
    rows = connection.execute(
        "select name, title, about, needs, optimizer, source, tags, cards, file, place, packed from decks"
        " order by position, name"
    )
    return [
        DeckSummary(
            name,
            title,
            about,
            _names(needs),
            optimizer,
            source,
            _names(tags),
            cards,
            file,
            place,
            tuple(json.loads(packed).get("notes", ())) if '"notes":' in packed else (),
        )
        for name, title, about, needs, optimizer, source, tags, cards, file, place, packed in rows
    ]


def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text != "[]" else ()
