"""Cards that another program has a name for: found again by it, whatever became of their texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flashcards.deck.model import Card, Deck, Origin
from flashcards.deck.serialize import answer_fields
from flashcards.importing.identity import fingerprint, with_content_fingerprint
from flashcards.importing.matching import Matches
from flashcards.importing.merge import MergeResult, merge

Guid = tuple[str, int]
"""The name of a note in the other program, and which of its cards this is."""


def guid_of(origin: Origin | None) -> Guid | None:
    """By what a card is found again; None for one that has no such name."""
    return (origin.guid, origin.order) if origin and origin.guid else None


def index_guids(cards: Iterable[Card]) -> dict[Guid, Card]:
    """The cards that have such names, by these."""
    return {guid: card for card in cards if (guid := guid_of(card.origin))}


def with_text_fingerprint(card: Card) -> Card:
    """The card with the fingerprints of its text in its origin, by which a later import sees what changed."""
    if card.origin is None:
        return card
    name, order = card.origin.guid, card.origin.order
    text = fingerprint(f"{name} {order} {card.ask} {answer_fields(card.answer)}")
    return with_content_fingerprint(replace(card, origin=replace(card.origin, fingerprint=text)))


def merge_by_guid(made: Sequence[Card], old: Deck) -> MergeResult:
    """Merges the cards `made` into `old`; ids and the person's edits are kept, and no card is an orphan.

    A card keeps the file and the heading under which it came first, so that the same cards from another file
    change nothing.
    """
    known = index_guids(old.cards)
    found = {at: before for at, card in enumerate(made) if (before := _before(card, known))}
    placed = [_at_home(card, found[at]) if at in found else card for at, card in enumerate(made)]
    return merge(placed, old, (), matches=Matches(found))


def _before(card: Card, known: Mapping[Guid, Card]) -> Card | None:
    guid = guid_of(card.origin)
    return known.get(guid) if guid else None


def _at_home(card: Card, before: Card) -> Card:
    assert card.origin, "only cards with names come here"
    assert before.origin, "only cards with names come here"
    home = replace(card.origin, file=before.origin.file, heading=before.origin.heading)
    return replace(card, origin=home)
