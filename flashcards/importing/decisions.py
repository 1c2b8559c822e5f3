"""What the person decided about the cards of an import, as the deck remembers it.

A deck lists every card that an import made, with the fingerprint of its text: one that is listed and not
in the deck was deleted. Every function returns a new deck, so that a decision is undone by keeping the old.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from flashcards.deck.model import Card, Deck
from flashcards.errors import Problem
from flashcards.importing.identity import source_fingerprint
from flashcards.value import Value


class Decisions(Value, frozen=True):
    """The cards of an import that the deck does not have, by what the person decided about them before."""

    new: tuple[Card, ...] = ()
    """Nothing is decided yet."""
    deleted: tuple[Card, ...] = ()
    """An earlier import made them and the person deleted them from the deck."""
    never: tuple[Card, ...] = ()
    """The person never wants them proposed again."""
    discarded: tuple[Card, ...] = ()
    """Discarded, with the same text."""

    @property
    def left_out(self) -> tuple[Card, ...]:
        """The cards that are not made because of an earlier decision."""
        return (*self.deleted, *self.never, *self.discarded)


def decide(cards: Sequence[Card], deck: Deck) -> Decisions:
    """Sorts `cards`, of which the deck has none, by the person's decisions about them.

    A decision holds for its text, and for another text under its id as long as its own is not there: a block
    written above others of its name takes the id that one of them had.
    """
    gone = deleted_cards(deck)
    outcomes: dict[str, list[Card]] = {"new": [], "deleted": [], "never": [], "discarded": []}
    there = {source_fingerprint(card.origin) for card in cards}
    decided = {
        name: ({*table.values()}, {id_ for id_, text in table.items() if text not in there})
        for name, table in (("never", deck.never), ("deleted", gone))
    }
    discarded = {*deck.discarded.values()}
    for card in cards:
        text = source_fingerprint(card.origin)
        otherwise = "discarded" if text in discarded else "new"
        held = (name for name, (texts, ids) in decided.items() if text in texts or card.id in ids)
        outcomes[next(held, otherwise)].append(card)
    return Decisions(**{name: tuple(found) for name, found in outcomes.items()})


EVERY = "all"
"""What a person writes for every card that was left out."""


def find_left_out(decided: Decisions, deck: Deck | None, names: Collection[str]) -> tuple[Card, ...]:
    """The left-out cards of these names, or every one for `all`: as the notes or as the deck name them.

    Raises Problem for a name of none.
    """
    known = {card.id: card for card in decided.left_out}
    if deck:
        known |= {recorded_name(deck, card): card for card in decided.left_out}
    for name in {*names} - {*known, EVERY}:
        ids = ", ".join(card.id for card in decided.left_out[:5])
        more = " …" if len(decided.left_out) > 5 else ""
        hint = f"these were: {ids}{more}" if ids else "none was"
        raise Problem(f"no card '{name}' of these notes was left out", hint=hint)
    found = known.values() if EVERY in names else (known[name] for name in names)
    return tuple({card.id: card for card in found}.values())


def recorded_name(deck: Deck, card: Card) -> str:
    """The id under which the deck remembers a card that was deleted, and has its reviews; else its own."""
    text = source_fingerprint(card.origin)
    gone = deleted_cards(deck)
    return card.id if card.id in gone else next((id_ for id_, own in gone.items() if own == text), card.id)


def forget_decisions(deck: Deck, cards: Iterable[Card]) -> Deck:
    """The deck without what was decided about these cards, so that they are new again."""
    cards = tuple(cards)
    ids, texts = {card.id for card in cards}, {source_fingerprint(card.origin) for card in cards}
    gone = {id_ for id_, text in deleted_cards(deck).items() if id_ in ids or text in texts}

    def keep(table: Mapping[str, str]) -> Mapping[str, str]:
        return _table({id_: text for id_, text in table.items() if id_ not in ids and text not in texts})

    imported = _table({id_: text for id_, text in deck.imported.items() if id_ not in gone})
    return replace(deck, imported=imported, never=keep(deck.never), discarded=keep(deck.discarded))


def deleted_cards(deck: Deck) -> dict[str, str]:
    """The id → the fingerprint of each card that an import made and the person deleted since.

    A card that the person only gave another id is not among them: its text still has a card.
    """
    ids = {card.id for card in deck.cards}
    prints = {source_fingerprint(card.origin) for card in deck.cards if card.origin}
    return {name: text for name, text in deck.imported.items() if name not in ids and text not in prints}


def record_decisions(
    deck: Deck,
    *,
    never: Iterable[Card] = (),
    discarded: Iterable[Card] = (),
) -> Deck:
    """The deck that remembers its imported cards and these decisions."""
    owned = {card.id: source_fingerprint(card.origin) for card in deck.cards if card.origin}
    return replace(
        deck,
        imported=_table({**owned, **deleted_cards(deck)}),
        never=_table({**deck.never, **_texts(never, deck.never)}),
        discarded=_table({**deck.discarded, **_texts(discarded, deck.discarded)}),
    )


def _table(names: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(names))


def _texts(cards: Iterable[Card], known: Mapping[str, str]) -> dict[str, str]:
    """The fingerprints of `cards` by id; another text under a known id gets a name of its own."""
    found: dict[str, str] = {}
    for card in cards:
        text = source_fingerprint(card.origin)
        other = {**known, **found}.get(card.id, text)
        found[card.id if other == text else f"{card.id}-{text[:6]}"] = text
    return found
