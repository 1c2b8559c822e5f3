"""Which imported cards are orphans: the text that they were made from is in their notes no longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flashcards.deck.model import Card
    from flashcards.storage.catalogue import Catalogue, DeckSummary


def find_orphans(catalogue: Catalogue) -> tuple[str, ...]:
    """The names of the orphans of all decks. It reads the notes that cards were made from.

    Where no folder of a deck's notes is there, as on a disk that is not plugged in, nothing is said.
    """
    return tuple(
        name
        for deck in catalogue.decks()
        if any(Path(folder).expanduser().is_dir() for folder in deck.notes)
        for name in _of_deck(deck, catalogue.imported_cards(deck.name))
    )


def _of_deck(deck: DeckSummary, cards: Iterable[Card]) -> Iterator[str]:
    by_note: dict[str, list[Card]] = {}
    for card in cards:
        if card.origin:
            by_note.setdefault(card.origin.file, []).append(card)
    for name, made in by_note.items():
        yield from _of_note(deck, name, made)


def _of_note(deck: DeckSummary, name: str, cards: list[Card]) -> Iterator[str]:
    from flashcards.errors import Problem
    from flashcards.importing.note_lines import has_block
    from flashcards.notes import decode, note
    from flashcards.storage import files, note_files

    try:
        path = note_files.find_note(deck.notes, name)
    except Problem:
        yield from (card.key for card in cards)
        return
    try:
        raw = files.read_bytes(path, note_files.LARGEST, too_large="open it in an editor")
        parsed = note.read_note(decode.decode(raw, str(path)), str(path), name)
    except Problem:
        return  # a note that cannot be read now says nothing about its cards
    kept = has_block(parsed, [card.origin for card in cards if card.origin])
    yield from (card.key for card, there in zip(cards, kept, strict=True) if not there)
