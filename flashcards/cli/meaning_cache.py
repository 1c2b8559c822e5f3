"""What the formulas of decks compute, kept in the cache of notes: judging them anew takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from flashcards.audit.card_meanings import card_meaning, stated_text
from flashcards.cli.import_read import open_note_cache
from flashcards.deck.model import Card
from flashcards.storage import code_version, note_cache
from flashcards.storage.digests import digest


def cached_meanings(folder: Path | None) -> Callable[[Sequence[Card]], list[str]]:
    """A function like `card_meaning` for several cards, which judges only those that the cache has not."""

    def read(cards: Sequence[Card]) -> list[str]:
        with open_note_cache(folder) as cache:
            return [_read(card, cache) for card in cards]

    return read


def _read(card: Card, cache: note_cache.NoteCache) -> str:
    parts = (card.kind, card.optimizer, stated_text(card.answer), code_version.reading_version())
    key = digest("meaning", *parts)
    if (known := cache.get(key)) is not None:
        return known
    meaning = card_meaning(card)
    cache.put(key, meaning)
    return meaning
