"""The cards that the person already has, so that an import proposes none of them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from flashcards.audit.card_meanings import card_meaning, optimizer_family
from flashcards.deck.model import Card, CodeAnswer, Deck, FormulaAnswer
from flashcards.importing.duplicates import CardIndex

ReadMeanings = Callable[[Sequence[Card]], list[str]]
"""What the formulas or lines of code of cards compute, as `card_meaning` says it of one."""


def _judge(cards: Sequence[Card]) -> list[str]:
    return [card_meaning(card) for card in cards]


class KnownCards:
    """The cards of decks, found by what they ask; an optimizer's lines are read when one is looked up."""

    def __init__(self, decks: Iterable[Deck] = (), meanings: ReadMeanings = _judge) -> None:
        self._meanings = meanings
        self._index: CardIndex[str] = CardIndex()
        self._unread: dict[str, list[Card]] = defaultdict(list)
        """Optimizer → cards that ask for its lines, whose meaning is still to be found."""
        self._cards: dict[str, Card] = {}
        for deck in decks:
            for card in deck.inherited().cards:
                self._cards[card.key] = card
                self._index.add(card, "", card.key)
                if isinstance(card.answer, FormulaAnswer | CodeAnswer):
                    self._unread[optimizer_family(card.optimizer)].append(card)

    def card(self, key: str) -> Card:
        """The card of that name."""
        return self._cards[key]

    def find(self, card: Card, meaning: str, *, verbatim: bool = False) -> str:
        """The name `deck/id` of a card that asks the same as `card`; empty if there is none.

        `meaning` is what its formula or code computes, as in `Comparison`; `verbatim` as in `CardIndex.find`.
        """
        family = optimizer_family(meaning.partition(" ")[0])
        unread = self._unread.pop(family, []) if meaning else []
        for other, found in zip(unread, self._meanings(unread), strict=True):
            if found:
                self._index.add(other, found, other.key)
        return self._index.find(card, meaning, verbatim=verbatim) or ""
