"""In what order a session asks: new cards after those they need, reviews by what is nearly forgotten.

Pure functions over prompts and memories; chance comes as a seed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import zip_longest
from random import Random

from flashcards.deck import needs
from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import Memory, milliseconds
from flashcards.study.plan import worth
from flashcards.study.prerequisites import binding_needs

DAY = 86_400_000
"""Milliseconds in a day."""


def new_in_order(prompts: Sequence[Prompt], deck_needs: Mapping[str, Sequence[str]]) -> list[Prompt]:
    """`prompts` in their own order, except that a card follows every card and deck that it needs.

    `deck_needs` holds the decks to learn before a deck. Needs that lie outside `prompts` do not hold
    anything back, and of needs in a circle one is passed over.
    """
    positions = learning_positions((prompt.card for prompt in prompts), deck_needs)
    return sorted(prompts, key=lambda prompt: positions[prompt.card.key])


def learning_positions(cards: Iterable[Card], deck_needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The place of each card, by its key, in the order in which the cards of all decks are learned."""
    found = {card.key: card for card in cards}
    decks: dict[str, list[str]] = {}
    for key, card in found.items():
        decks.setdefault(card.deck, []).append(key)

    graph: dict[str, Sequence[str]] = {}
    for name in {need: None for needed in deck_needs.values() for need in needed}:
        # A deck that others need is done after its cards, and these come after the decks that it needs.
        graph[name] = (*decks.get(name, ()), *deck_needs.get(name, ()))
    for key, card in found.items():
        graph[key] = (*_keys(card, card.needs), *deck_needs.get(card.deck, ()))
    ordered = (key for key in needs.in_order(graph) if key in found)
    return {key: place for place, key in enumerate(ordered)}


def shuffled_positions(
    positions: Mapping[str, int], card_needs: Mapping[str, Sequence[str]], decks: Collection[str], seed: str
) -> dict[str, int]:
    """Another learning order: the cards of `decks` change places by chance, but each follows what it needs.

    The chance of a card comes from `seed` and its key alone, so that the order is the same tomorrow.
    """
    ordered = sorted(positions, key=positions.__getitem__)
    moved = [key for key in ordered if key.rpartition("/")[0] in decks]
    drawn = iter(sorted(moved, key=lambda key: blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()))
    order = [next(drawn) if key.rpartition("/")[0] in decks else key for key in ordered]
    earlier = {key: binding_needs(key, card_needs.get(key, ()), positions) for key in order}
    return {key: place for place, key in enumerate(needs.in_order(earlier))}


def reviews_in_order(
    due: Sequence[tuple[Prompt, Memory]], now: datetime, seed: str, limit: int
) -> list[Prompt]:
    """The `limit` prompts to review; ties fall by `seed`.

    Likeliest to be forgotten first; of a backlog, more than `limit`, those that are worth most (`worth`).
    Recall depends only on elapsed time / stability, which gives the same order at less cost.
    Confusable prompts follow one another, so that the learner contrasts them.
    """
    chance, at = Random(seed), milliseconds(now)
    backlog = len(due) > limit

    def urgency(memory: Memory) -> float:
        elapsed = (at - memory.last_at) / DAY
        return worth(memory.stability, memory.difficulty, elapsed) if backlog else elapsed / memory.stability

    ranked = sorted((-urgency(memory), chance.random(), place) for place, (_, memory) in enumerate(due))
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
    return (needs.qualified_id(name, card.deck) for name in names)
