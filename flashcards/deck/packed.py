"""A Deck and its problems ↔ plain data for JSON, for a cache that is much faster to read than the file.

What is packed was read and checked before; `unpack` checks nothing but that it has the right form.
"""

from __future__ import annotations

from typing import Any

from flashcards.deck import serialize
from flashcards.deck.model import KINDS, Card, Choices, Deck, Demo, Origin, Predict, Run, Steps
from flashcards.errors import Place, Problem

Reading = tuple[Deck | None, tuple[Problem, ...]]


def pack(reading: Reading, file: str) -> dict[str, Any]:
    """What `deckfile.read` gave for `file`, as plain data."""
    deck, problems = reading
    told = [[p.message, p.place and [p.place.line, p.place.column], p.hint] for p in problems]
    if deck is None:
        return {"file": file, "problems": told}
    cards = [[card.place.line, card.place.column, serialize.card(card)] for card in deck.cards]
    place = [deck.place.line, deck.place.column]
    return {"file": file, "problems": told, "place": place, "deck": serialize.deck(deck), "cards": cards}


def unpack(plain: dict[str, Any]) -> Reading:
    """The reading that was packed; `plain` is what `pack` made, and nothing else.

    It is used up: its tables become those of the cards.
    """
    file = plain["file"]
    problems = tuple(
        Problem(message, place and Place(file, *place), hint) for message, place, hint in plain["problems"]
    )
    if "deck" not in plain:
        return None, problems
    head = _tuples(plain["deck"])
    name = head.pop("deck")
    cards = tuple(_card(name, Place(file, line, column), fields) for line, column, fields in plain["cards"])
    return Deck(name, cards, Place(file, *plain["place"]), **head), problems


def _card(deck: str, place: Place, fields: dict[str, Any]) -> Card:
    found = _tuples(fields)
    answer = _answer(found)
    if "demo" in found:
        found["demo"] = _demo(found["demo"])
    if "vary" in found:
        found["vary"] = _tuples(found["vary"])
    if "origin" in found:
        found["origin"] = Origin(**found["origin"])
    return Card(deck, found.pop("id"), found.pop("ask", ""), answer, place, **found)


def _answer(found: dict[str, Any]) -> Any:
    """The answer, taken out of the fields of its card."""
    name = next(name for name in KINDS if name in found)
    given = found.pop(name)
    if name == "choices":
        return Choices(**_tuples(given)) if isinstance(given, dict) else Choices(given[0], given[1:])
    if name == "steps":
        return Steps(given)
    extra = {key: found.pop(key) for key in ("both_ways", "tolerance") if key in found}
    return KINDS[name](given, **extra)


def _demo(plain: dict[str, Any]) -> Demo:
    found = _tuples(plain)
    if "compare" in found:
        found["compare"] = tuple(Run(run) if isinstance(run, str) else Run(**run) for run in found["compare"])
    if "over" in found:
        found["over"] = _tuples(found["over"])
    if "predict" in found:
        found["predict"] = Predict(**found["predict"])
    return Demo(**found)


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    """The same table, each of its lists made a tuple."""
    for name, value in table.items():
        if type(value) is list:
            table[name] = tuple(value)
    return table
