"""Reading each shipped deck once for all the data folders that tests of a process make from nothing.

Reading them is nine tenths of what a command does in a new data folder. The text of a deck and what is read
from it are values that nobody changes.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flashcards.deck import codec
from flashcards.deck.codec import read_deck
from flashcards.deck.model import Deck
from flashcards.storage import catalogue_file, catalogue_reading, deck_files
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.catalogue_packing import DeckRows, deck_rows
from flashcards.storage.deck_files import Library

_read: dict[int, Deck] = {}
"""The decks that were read here, by what tells them from any other deck."""
_rows: dict[int, DeckRows] = {}


def install() -> None:
    """Let the shipped decks be read once, under each name that they are shown by."""
    folder = deck_files.shipped_decks()
    shipped = {deck_files.read_text(path) for path in deck_files.find_files([folder], [])}

    read_kept = deck_files._read

    @cache
    def read_shipped(text: str, file: str) -> tuple[Deck | None, tuple[codec.Problem, ...]]:
        deck, problems = read_deck(text, file)
        if deck:
            _read[id(deck)] = deck
        return deck, problems

    def read(text: str, file: str) -> tuple[Deck | None, tuple[codec.Problem, ...]]:
        return read_shipped(text, file) if text in shipped else read_deck(text, file)

    def rows(deck: Deck) -> DeckRows:
        if id(deck) not in _read:
            return deck_rows(deck)
        if id(deck) not in _rows:
            _rows[id(deck)] = deck_rows(deck)
        return _rows[id(deck)]

    def read_file(path: Path, cache: Path | None) -> tuple[Deck | None, tuple[codec.Problem, ...]]:
        text = deck_files.read_text(path)
        return (
            read_shipped(text, deck_files.display_path(path)) if text in shipped else read_kept(path, cache)
        )

    load_kept = deck_files.load_decks

    @cache
    def load_shipped(folder: Path, _: str) -> Library:
        return load_kept([folder])

    def load_decks(
        paths: Iterable[Path], *, beside: Iterable[Deck] = (), cache: Path | None = None
    ) -> Library:
        paths = list(paths)
        if paths == [folder] and not beside:
            return load_shipped(folder, deck_files.display_path(folder))
        return load_kept(paths, beside=beside, cache=cache)

    deck_files.load_decks = load_decks
    codec.read_deck = read
    deck_files._read = read_file
    catalogue_reading.deck_rows = rows  # type: ignore[attr-defined]


def furnish(home: Path) -> Path:
    """Put what reading the shipped decks leaves there into a data folder, which halves a program's start."""
    place = home / "cache" / catalogue_file.FILE
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_catalogue())
    return home


@cache
def _catalogue() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        with Catalogue(Path(folder)) as catalogue:
            catalogue.refresh([deck_files.shipped_decks()], time.time_ns())
        return (Path(folder) / catalogue_file.FILE).read_bytes()
