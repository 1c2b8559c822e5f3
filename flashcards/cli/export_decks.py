"""The decks of exported cards: what stands at the head of each, and its cards as a person writes them."""

from __future__ import annotations

from dataclasses import replace

from flashcards.deck import serialize
from flashcards.deck.model import Card, Deck
from flashcards.storage.catalogue_decks import DeckSummary


def deck_head(deck: DeckSummary) -> Deck:
    """The deck without its cards."""
    return Deck(
        deck.name,
        (),
        deck.place,
        title=deck.title,
        about=deck.about,
        needs=deck.needs,
        optimizer=deck.optimizer,
        source=deck.source,
        tags=deck.tags,
    )


def as_written(card: Card, deck: DeckSummary) -> Card:
    """The card without what it inherits from its deck."""
    return next(serialize.own(replace(deck_head(deck), cards=(card,))))
