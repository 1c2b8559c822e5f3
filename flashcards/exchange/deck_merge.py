"""Merges two versions of a deck, card by card and field by field, by what they were made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from flashcards.deck import serialize
from flashcards.deck.model import Card, Deck

_ANSWER = "the answer"
"""The name of the fields that make the answer, which change together: one more or less is another kind."""
_MISSING = object()
_BY_NAME = ("imported", "never", "discarded")
"""Fields of a deck that are tables: of these each entry is a field."""


class FieldConflict(NamedTuple):
    """A field that both changed; mine stays."""

    card: str
    """The id of the card; empty for a field of the deck."""
    field: str
    theirs: Any


def merge_decks(base: Deck | None, mine: Deck, theirs: Deck) -> tuple[Deck, list[FieldConflict]]:
    """Mine with what changed in theirs since `base`, and what both changed. Without a base, both count."""
    conflicts: list[FieldConflict] = []
    before = {card.id: card for card in serialize_own(base)} if base else {}
    ours = {card.id: card for card in serialize_own(mine)}
    others = {card.id: card for card in serialize_own(theirs)}
    cards: list[Card] = []
    for name in _ordered(ours, others):
        card = _merge_card(name, before.get(name), ours.get(name), others.get(name), conflicts)
        if card:
            cards.append(card)
    return replace(_merge_head(base, mine, theirs, conflicts), cards=tuple(cards)).inherited(), conflicts


def serialize_own(deck: Deck) -> list[Card]:
    """The cards as they are written: without what they inherit, and without their places."""
    return list(serialize.own(deck))


def _ordered(ours: Mapping[str, Card], others: Mapping[str, Card]) -> list[str]:
    """Mine in my order, each card that only they have after the one that it follows there."""
    order, before = list(ours), ""
    for name in others:
        if name not in ours:
            order.insert(order.index(before) + 1 if before in order else 0, name)
        before = name
    return order


def _merge_card(
    name: str, before: Card | None, mine: Card | None, theirs: Card | None, conflicts: list[FieldConflict]
) -> Card | None:
    if mine is None or theirs is None:
        return _merge_removal(name, before, mine, theirs, conflicts)
    old, ours, others = (_fields(card) if card else {} for card in (before, mine, theirs))
    taken: dict[str, Any] = {}
    for field in ours.keys() | others.keys() | old.keys():
        value = _choose(old, ours, others, field)
        if value is _BOTH:
            conflicts.append(FieldConflict(name, field, others.get(field)))
        elif value != ours.get(field, _MISSING):
            taken[field] = value
    return _with_fields(mine, theirs, taken)


def _merge_removal(
    name: str, before: Card | None, mine: Card | None, theirs: Card | None, conflicts: list[FieldConflict]
) -> Card | None:
    """A card that one of the two lacks: new there, or removed here unless the other changed it."""
    kept = mine or theirs
    if before is None or kept is None:
        return kept
    is_unchanged = _fields(kept) == _fields(before)
    if mine is None and not is_unchanged:
        conflicts.append(FieldConflict(name, "all of it", serialize.card(kept)))
    return None if mine is None or is_unchanged else mine


_BOTH = object()


def _choose(old: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], field: str) -> Any:
    """The value of a field after both, `_MISSING` for none; `_BOTH` if both gave it another."""
    before, ours, others = (values.get(field, _MISSING) for values in (old, mine, theirs))
    if others in (ours, before):
        return ours
    return others if ours == before else _BOTH


def _fields(card: Card) -> dict[str, Any]:
    """The fields of a card, those of its answer as one."""
    answer = serialize.answer_fields(card.answer)
    fields = {name: value for name, value in serialize.card(card).items() if name not in answer}
    return {**fields, _ANSWER: answer}


def _with_fields(mine: Card, theirs: Card, taken: Mapping[str, Any]) -> Card:
    """My card with these fields as they are in theirs."""
    names = ["answer" if field == _ANSWER else field for field in taken]
    return replace(mine, **{name: getattr(theirs, name) for name in names}) if names else mine


def _merge_head(base: Deck | None, mine: Deck, theirs: Deck, conflicts: list[FieldConflict]) -> Deck:
    """My deck with the fields that changed in theirs alone."""
    old, ours, others = (serialize.deck_fields(deck) if deck else {} for deck in (base, mine, theirs))
    taken: dict[str, Any] = {}
    for field in (ours.keys() | others.keys() | old.keys()) - {"deck"}:
        if field in _BY_NAME:
            taken[field] = _merge_table(*(values.get(field, {}) for values in (old, ours, others)))
            continue
        value = _choose(old, ours, others, field)
        if value is _BOTH:
            conflicts.append(FieldConflict("", field, others.get(field)))
        elif value != ours.get(field, _MISSING):
            taken[field] = getattr(theirs, field)
    return replace(mine, **taken)


def _merge_table(
    old: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> dict[str, str]:
    found = {}
    for name in dict.fromkeys((*mine, *theirs)):
        value = _choose(old, mine, theirs, name)
        if value is _BOTH:
            value = mine.get(name, theirs.get(name))
        if value is not _MISSING:
            found[name] = value
    return found
