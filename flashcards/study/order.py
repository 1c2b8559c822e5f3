"""In what order a session asks: new cards after those they need, reviews by what is nearly forgotten.

Pure functions over prompts and memories; chance comes as a seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from random import Random

from flashcards.deck import needs
from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import Memory, milliseconds


def new_in_order(prompts: Sequence[Prompt], deck_needs: Mapping[str, Sequence[str]]) -> list[Prompt]:
    """`prompts` in their own order, except that a card follows every card and deck that it needs.

    `deck_needs` holds the decks to learn before a deck. Needs that lie outside `prompts` do not hold
    anything back, and of needs in a circle one is passed over.
    """
    cards = _by_card(prompts)
    card_needs = {key: tuple(_keys(first.card, first.card.needs)) for key, (first, *_) in cards.items()}
    return [prompt for key in needs.cards_in_order(card_needs, deck_needs) for prompt in cards[key]]


def reviews_in_order(
    due: Sequence[tuple[Prompt, Memory]], now: datetime, seed: str, limit: int
) -> list[Prompt]:
    """The `limit` prompts likeliest to be forgotten, these first; ties fall by `seed`.

    Recall depends only on elapsed time / stability, which gives the same order at less cost.
    Confusable prompts follow one another, so that the learner contrasts them.
    """
    chance, at = Random(seed), milliseconds(now)
    ranked = sorted(
        (-(at - memory.last_at) / memory.stability, chance.random(), place)
        for place, (_, memory) in enumerate(due)
    )
    return _confusable_together([due[place][0] for _, _, place in ranked[:limit]])


def _confusable_together(prompts: Sequence[Prompt]) -> list[Prompt]:
    """`prompts` in order, but each with those that are confusable with it, either way, right behind it."""
    cards = _by_card(prompts)
    alike: dict[str, list[str]] = {}
    for key, (first, *_) in cards.items():
        for other in _keys(first.card, first.card.confusable):
            alike.setdefault(key, []).append(other)
            alike.setdefault(other, []).append(key)
    ordered: dict[str, None] = {}
    for key in cards:
        group = [key]
        while group:
            near = group.pop(0)
            if near in cards and near not in ordered:
                ordered[near] = None
                group += alike.get(near, ())
    return [prompt for key in ordered for prompt in cards[key]]


def siblings_apart(prompts: Sequence[Prompt], seed: str) -> list[Prompt]:
    """`prompts` shuffled by `seed`: the first of every card, then the second of those that have one, …"""
    cards = list(_by_card(prompts).values())
    Random(seed).shuffle(cards)
    return [prompt for turn in zip_longest(*cards) for prompt in turn if prompt]


def _by_card(prompts: Sequence[Prompt]) -> dict[str, list[Prompt]]:
    cards: dict[str, list[Prompt]] = {}
    for prompt in prompts:
        cards.setdefault(prompt.card.key, []).append(prompt)
    return cards


def _keys(card: Card, names: Sequence[str]) -> Iterator[str]:
    """`id` in the card's own deck, or `deck/id`, as `deck/id`."""
    return (name if "/" in name else f"{card.deck}/{name}" for name in names)
