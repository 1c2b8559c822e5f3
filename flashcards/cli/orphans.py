"""Which imported cards are orphans: the text that they were made from is in their notes no longer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flashcards.storage.catalogue import Catalogue
    from flashcards.storage.catalogue_notes import ImportedNote


def find_orphans(catalogue: Catalogue) -> tuple[str, ...]:
    """The names of the orphans of all decks. It reads the notes that changed since it was asked last.

    Where no folder of a deck's notes is there, as on a disk that is not plugged in, nothing is said.
    """
    from flashcards.storage import catalogue_notes

    folders = {
        deck.name: deck.notes
        for deck in catalogue.decks()
        if any(Path(folder).expanduser().is_dir() for folder in deck.notes)
    }
    notes = [note for note in catalogue_notes.imported_notes(catalogue.connection) if note.deck in folders]
    before = catalogue_notes.load_known_orphans(catalogue.connection)
    known, settled = {}, {}
    for note in notes:
        state, is_settled = _state(folders[note.deck], note)
        held = before.get(note.name)
        orphans = (
            held[1] if held and held[0] == state else list(_of_note(catalogue, folders[note.deck], note))
        )
        known[note.name] = orphans
        if is_settled:
            settled[note.name] = (state, orphans)
    if settled != before:
        catalogue_notes.save_known_orphans(catalogue.connection, settled)
    return tuple(key for orphans in known.values() for key in orphans)


def _state(folders: Sequence[str], note: ImportedNote) -> tuple[str, bool]:
    """What the orphans of a note depend on, and whether it can change no more without being noticed."""
    from flashcards.errors import Problem
    from flashcards.storage import note_files
    from flashcards.storage.catalogue_files import COARSEST_CLOCK_NS, read_stamp
    from flashcards.storage.code_version import reading_version
    from flashcards.storage.digests import digest

    try:
        path = note_files.find_note(folders, note.note)
    except Problem:
        stamp, path = None, Path()
    else:
        stamp = read_stamp(path)
    state = repr((stamp, str(path), folders, note.content, reading_version()))
    is_settled = stamp is None or stamp.mtime_ns + COARSEST_CLOCK_NS < time.time_ns()
    return digest(state).hex(), is_settled


def _of_note(catalogue: Catalogue, folders: Sequence[str], note: ImportedNote) -> Iterator[str]:
    from flashcards.errors import Problem
    from flashcards.importing.note_lines import has_block
    from flashcards.notes import decode
    from flashcards.notes.note import read_note
    from flashcards.storage import files, note_files

    cards = [card for card in map(catalogue.find, note.cards) if card and card.origin]
    try:
        path = note_files.find_note(folders, note.note)
    except Problem:
        yield from (card.key for card in cards)
        return
    try:
        raw = files.read_bytes(path, note_files.LARGEST, too_large="open it in an editor")
        parsed = read_note(decode.decode(raw, str(path)), str(path), note.note)
    except Problem:
        return  # a note that cannot be read now says nothing about its cards
    kept = has_block(parsed, [card.origin for card in cards if card.origin])
    yield from (card.key for card, there in zip(cards, kept, strict=True) if not there)
