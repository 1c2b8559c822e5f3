"""In what order a session asks: reviews by what is nearly forgotten, siblings apart, confusable cards near.

Pure functions over memories and ids of prompts; chance comes as a seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from random import Random

from flashcards.scheduling import DAY_MILLISECONDS, Memory, card_of
from flashcards.scheduling.worth import worth


def urgency(memory: Memory, at: int, *, backlog: bool) -> float:
    """What a review is preferred by, at the moment `at` in milliseconds; the higher, the sooner.

    Likeliest to be forgotten first: recall depends on elapsed time over stability alone. Of a `backlog`,
    more than a day takes, those that are worth most (`worth`).
    """
    elapsed = (at - memory.last_at) / DAY_MILLISECONDS
    return worth(memory.stability, memory.difficulty, elapsed) if backlog else elapsed / memory.stability


def reviews_in_order(due: Iterable[Memory], at: int, seed: str, *, backlog: bool = False) -> list[Memory]:
    """The reviews by `urgency`; ties fall by `seed`."""
    chance = Random(seed)
    ranked = sorted((-urgency(memory, at, backlog=backlog), chance.random(), memory) for memory in due)
    return [memory for *_, memory in ranked]


def confusable_together(prompts: Sequence[str], confusable: Mapping[str, Sequence[str]]) -> list[str]:
    """`prompts` in order, but each with those that are confusable with it, either way, right behind it.

    `confusable` holds the cards that a card names, all as `deck/id`. So the learner contrasts them.
    """
    cards = _by_card(prompts)
    alike: dict[str, list[str]] = {}
    for key in cards:
        for other in confusable.get(key, ()):
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


def siblings_apart(prompts: Sequence[str], seed: str) -> list[str]:
    """`prompts` shuffled by `seed`: the first of every card, then the second of those that have one, …"""
    cards = list(_by_card(prompts).values())
    Random(seed).shuffle(cards)
    return [prompt for turn in zip_longest(*cards) for prompt in turn if prompt]


def _by_card(prompts: Sequence[str]) -> dict[str, list[str]]:
    cards: dict[str, list[str]] = {}
    for prompt in prompts:
        cards.setdefault(card_of(prompt), []).append(prompt)
    return cards
