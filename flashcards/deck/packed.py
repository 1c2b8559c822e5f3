"""Converts a Deck and its problems to and from plain data, for a cache faster to read than the file.

What is packed was read and checked before; `unpack` checks nothing but that it has the right form.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flashcards.deck.model import Card, Deck
from flashcards.deck.schema import ANSWERS, CARD, DECK, EXTRAS
from flashcards.deck.validators import unpack_fields
from flashcards.errors import Place, Problem

DeckReading = tuple[Deck | None, tuple[Problem, ...]]


def pack(reading: DeckReading, file: str) -> dict[str, Any]:
    """A reading of `file` by `codec.read`, as plain data."""
    from flashcards.deck import serialize  # for those who write the cache

    deck, problems = reading
    told = [[p.message, p.place and [p.place.line, p.place.column], p.hint] for p in problems]
    if deck is None:
        return {"file": file, "problems": told}
    cards = [[card.place.line, card.place.column, serialize.card(card)] for card in deck.cards]
    place = [deck.place.line, deck.place.column]
    return {
        "file": file,
        "problems": told,
        "place": place,
        "deck": serialize.deck_fields(deck),
        "cards": cards,
    }


def unpack(plain: dict[str, Any]) -> DeckReading:
    """The reading that was packed; `plain` is what `pack` made, unchanged."""
    file = plain["file"]
    problems = tuple(
        Problem(message, place and Place(file, *place), hint) for message, place, hint in plain["problems"]
    )
    if "deck" not in plain:
        return None, problems
    head = unpack_fields(plain["deck"], DECK)
    name = head.pop("deck")
    cards = tuple(
        unpack_card(name, Place(file, line, column), fields) for line, column, fields in plain["cards"]
    )
    return Deck(name, cards, Place(file, *plain["place"]), **head), problems


def unpack_card(deck: str, place: Place, fields: dict[str, Any]) -> Card:
    """The card of `deck` whose fields `serialize.card` made plain."""
    found = unpack_fields(fields, CARD)
    answer = found.pop(next(name for name in ANSWERS if name in found))
    if extras := {name: found.pop(name) for name in EXTRAS if name in found}:
        answer = replace(answer, **extras)
    return Card(deck, found.pop("id"), found.pop("ask", ""), answer, place, **found)
