"""Writes packages for Anki: a collection of schema 11 in a zip, made beside its place and moved there."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flashcards.exchange.anki_cards import ExportedNote
from flashcards.exchange.anki_cards_types import TYPE_IDS
from flashcards.exchange.anki_collection import SCHEMA, collection_row, deck_json
from flashcards.exchange.anki_history import CardState
from flashcards.exchange.anki_rows import RevlogRow
from flashcards.scheduling import Settings
from flashcards.storage.errors import translate_errors
from flashcards.storage.files import partial_file, translate_writing

MADE_HERE = b"made by flashcards"
"""The comment of a package from here, which may be written over."""
_META = b"\x08\x02"
_FIRST_ID, _IDS, _APART = 1_600_000_000_000, 10**8, 1000
_HELD = 20_000
"""The rows of the review log that are inserted at once."""


class WrittenCard(NamedTuple):
    """A card of a note: its number among the note's cards, where it stands, and its rows."""

    order: int
    state: CardState
    rows: Sequence[RevlogRow]


@dataclass
class PackageWriter:
    """Adds notes to a collection."""

    connection: sqlite3.Connection
    folder: Path
    """Where its pictures wait for the package."""
    now: int
    """In milliseconds since 1970."""
    notes: int = 0
    cards: int = 0
    reviews: int = 0
    media: dict[str, Path] = field(default_factory=dict)
    """The pictures by their names in Anki."""
    _decks: dict[str, int] = field(default_factory=dict)
    _held: list[tuple[int, ...]] = field(default_factory=list)

    def add_note(self, note: ExportedNote, cards: Iterable[WrittenCard], deck: str, modified: int) -> None:
        """Adds a note that changed last at `modified`, in seconds, with its cards in the deck `A::B`."""
        number, deck_id = self._free_id(note.guid), self._deck_id(deck)
        fields = "\x1f".join(note.fields)
        checksum = int(sha256(note.fields[0].encode("utf-8", "replace")).hexdigest()[:8], 16)
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        row = (
            number,
            note.guid,
            TYPE_IDS[note.kind],
            modified,
            -1,
            tags,
            fields,
            note.fields[0],
            checksum,
            0,
            "",
        )
        self.connection.execute(f"insert into notes values ({','.join('?' * len(row))})", row)
        self.notes += 1
        for card in cards:
            self._add_card(number + card.order, number, deck_id, card, modified)

    def add_picture(self, content: bytes, ending: str) -> str:
        """The name in Anki of a picture, by its content: Anki would rename another one of the same name."""
        name = f"flashcards-{sha1(content, usedforsecurity=False).hexdigest()[:12]}{ending}"
        if name not in self.media:
            self.media[name] = self.folder / name
            self.media[name].write_bytes(content)
        return name

    def _add_card(self, number: int, note: int, deck: int, card: WrittenCard, modified: int) -> None:
        state = card.state
        row = (
            *(number, note, deck, card.order, modified, -1, state.type, state.queue, state.due),
            *(state.interval, state.ease, state.reps, state.lapses, state.left, 0, 0, 0, state.data),
        )
        self.connection.execute(f"insert into cards values ({','.join('?' * len(row))})", row)
        self.cards += 1
        before = 0
        for log in card.rows:
            values = (log.id, number, -1, log.ease, log.interval, before, log.factor, log.time, log.type)
            self._held.append(values)
            before = log.interval
        if len(self._held) >= _HELD:
            self.insert_rows()

    def insert_rows(self) -> None:
        """Inserts the rows that are held back; of two in one millisecond the later one goes one further."""
        for values in self._held:
            number, step = values[0], 1
            while not self._insert_row((number, *values[1:])):
                step = step if number < self.now else -1
                number += step
        self.reviews += len(self._held)
        self._held.clear()

    def _insert_row(self, values: tuple[int, ...]) -> bool:
        found = self.connection.execute("insert or ignore into revlog values (?,?,?,?,?,?,?,?,?)", values)
        return found.rowcount > 0

    def _free_id(self, guid: str) -> int:
        """An id that is the note's alone; its cards have the next ones."""
        place = int.from_bytes(sha256(guid.encode("utf-8", "replace")).digest()[:8], "big") % _IDS
        taken = "select 1 from notes where id = ?"
        while self.connection.execute(taken, (_FIRST_ID + place * _APART,)).fetchall():
            place = (place + 1) % _IDS
        return _FIRST_ID + place * _APART

    def _deck_id(self, name: str) -> int:
        levels = name.split("::")
        for depth in range(1, len(levels) + 1):
            part = "::".join(levels[:depth])
            if part not in self._decks:
                digest = sha256(part.casefold().encode("utf-8", "replace")).digest()
                self._decks[part] = _FIRST_ID + int.from_bytes(digest[:8], "big") % 10**11
        return self._decks[name]

    def finish(self, created: int, offset_minutes: int, settings: Settings) -> None:
        """Writes what a collection says of itself, its decks and note types."""
        self.insert_rows()
        decks = {number: deck_json(number, name, self.now // 1000) for name, number in self._decks.items()}
        row = collection_row(created, self.now, offset_minutes, decks, settings)
        self.connection.execute(f"insert into col values ({','.join('?' * len(row))})", row)
        self.connection.commit()


@contextmanager
def new_anki_package(
    path: Path, now: int, created: int, offset_minutes: int, settings: Settings
) -> Iterator[PackageWriter]:
    """A writer whose notes are in the package at `path` after the block, all or none.

    `now` in milliseconds, `created` in seconds since 1970: the start of a local day. Raises Problem if the
    package cannot be written.
    """
    with translate_errors(path, "package"), tempfile.TemporaryDirectory(prefix="flashcards-") as folder:
        collection = Path(folder, "collection.anki21")
        with closing(sqlite3.connect(collection)) as connection:
            connection.execute("pragma journal_mode = off")
            connection.execute("pragma synchronous = off")
            connection.executescript(SCHEMA)
            writer = PackageWriter(connection, Path(folder), now)
            yield writer
            writer.finish(created, offset_minutes, settings)
        with translate_writing(path), partial_file(path) as file:
            _zip(file, collection, writer.media)


def _zip(file: BinaryIO, collection: Path, media: Mapping[str, Path]) -> None:
    names = {str(number): name for number, name in enumerate(media)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = MADE_HERE
        archive.writestr("meta", _META)
        archive.write(collection, "collection.anki21")
        archive.writestr("media", json.dumps(names, ensure_ascii=False))
        for number, content in enumerate(media.values()):
            archive.write(content, str(number))


def is_package_from_here(path: Path) -> bool:
    """True for a package that was exported from here."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == MADE_HERE
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
