"""Finding the few cards worth comparing, and taking the best pairs of those that were compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from flashcards.value import Value

CLOSE = 0.04
"""Scores no further apart than this do not tell which of two is the right one."""
_COMMON = 100
"""A word of more cards than these finds none of them."""
_RAREST, _NEAREST = 8, 6
"""Words of a card by which others are found, and cards that are compared."""


class WordIndex:
    """Finds the cards that share the rarest words, or pairs of neighbouring words, of another."""

    def __init__(self, texts: Mapping[int, Sequence[str]]) -> None:
        self._cards: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, words in texts.items():
            for key in _keys(words):
                self._cards[key].append(number)

    def near(self, words: Sequence[str]) -> list[int]:
        """The numbers of the cards that share most of the rarest of `words`."""
        lists = (self._cards.get(key, ()) for key in _keys(words))
        known = sorted((found for found in lists if 0 < len(found) <= _COMMON), key=len)
        votes: Counter[int] = Counter()
        for found in known[:_RAREST]:
            votes.update(found)
        return [number for number, _ in votes.most_common(_NEAREST)]


def _keys(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {*((word,) for word in words), *pairwise(words)}


class Pair(Value, frozen=True):
    """A card made now and an earlier card that it could be."""

    score: float
    made: int
    old: int
    words: tuple[str, ...] = ()
    """Of the earlier card: which of two that say the same it is does not matter."""


@dataclass
class _Pool:
    """The pairs of cards that are still free on both sides."""

    of_made: dict[int, list[Pair]] = field(default_factory=lambda: defaultdict(list))
    of_old: dict[int, list[Pair]] = field(default_factory=lambda: defaultdict(list))
    used_made: set[int] = field(default_factory=set)
    used_old: set[int] = field(default_factory=set)

    def is_free(self, pair: Pair) -> bool:
        return pair.made not in self.used_made and pair.old not in self.used_old

    def rivals(self, pair: Pair) -> Iterator[Pair]:
        """The pairs that exclude this one, score about as well, and whose other card has nothing better."""
        for other in (*self.of_made[pair.made], *self.of_old[pair.old]):
            if other == pair or not self.is_free(other) or other.score <= pair.score - CLOSE:
                continue
            if other.made == pair.made and other.words == pair.words:
                continue
            others = self.of_old[other.old] if other.made == pair.made else self.of_made[other.made]
            if not any(better.score >= other.score + CLOSE and self.is_free(better) for better in others):
                yield other

    def use(self, pair: Pair) -> None:
        self.used_made.add(pair.made)
        self.used_old.add(pair.old)


def resolve_pairs(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The best pairs, each card in one at most; and those of which it cannot be told which one is right."""
    pool = _Pool()
    for pair in pairs:
        pool.of_made[pair.made].append(pair)
        pool.of_old[pair.old].append(pair)
    taken: list[Pair] = []
    unsure: list[Pair] = []
    for pair in sorted(pairs, key=lambda each: (-each.score, each.made, each.old)):
        if not pool.is_free(pair):
            continue
        rivals = list(pool.rivals(pair))
        for each in (pair, *rivals):
            pool.use(each)
        if rivals:
            unsure += [pair, *rivals]
        else:
            taken.append(pair)
    return taken, unsure
