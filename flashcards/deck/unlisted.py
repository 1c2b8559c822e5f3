"""Cards that need a card of a deck which their own deck does not list: alone, the deck cannot teach them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flashcards.deck.model import Card, Deck
from flashcards.deck.needs import qualified_id
from flashcards.errors import Problem, counted


def unlisted_needs(decks: Iterable[Deck], beside: Iterable[Deck] = ()) -> Iterator[Problem]:
    """A problem for each deck and each other deck that its cards need and it does not list.

    A deck that a listed one lists is learned before as well, and need not be repeated.
    """
    decks = tuple(decks)
    deck_needs = {deck.name: deck.needs for deck in (*beside, *decks)}
    for deck in decks:
        learned = decks_before(deck.name, deck_needs)
        for name, cards in _cards_by_needed_deck(deck).items():
            if name in deck_needs and name not in learned:
                yield _unlisted(deck, name, cards, circle=deck.name in decks_before(name, deck_needs))


def decks_before(name: str, deck_needs: Mapping[str, Iterable[str]]) -> set[str]:
    """The decks that are learned before the deck `name`: those it needs, and those that these need."""
    found: set[str] = set()
    ahead = list(deck_needs.get(name, ()))
    while ahead:
        other = ahead.pop()
        if other not in found:
            found.add(other)
            ahead += deck_needs.get(other, ())
    return found


def _cards_by_needed_deck(deck: Deck) -> dict[str, list[Card]]:
    """The other decks that cards of `deck` need → these cards."""
    found: dict[str, list[Card]] = {}
    for card in deck.cards:
        needed = dict.fromkeys(qualified_id(need, deck.name).rpartition("/")[0] for need in card.needs)
        for name in needed:
            if name != deck.name:
                found.setdefault(name, []).append(card)
    return found


def _unlisted(deck: Deck, name: str, cards: list[Card], *, circle: bool) -> Problem:
    verb = "needs" if len(cards) == 1 else "need"
    others = f" and {counted(len(cards) - 1, 'other card')}" if len(cards) > 1 else ""
    hint = (
        f"'{name}' needs '{deck.name}' already: move the card there, or remove this need"
        if circle
        else f"add it to the deck:  needs: [{', '.join((*deck.needs, name))}]"
    )
    message = f"'{cards[0].id}'{others} {verb} cards of the deck '{name}', which '{deck.name}' does not list"
    return Problem(message, cards[0].place, hint)
