"""Where a card stands in its note: between which others, and in a section with as many cards as before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from flashcards.deck.model import Card

Between = tuple[str, int, int]
"""A note, and the indices of the earlier cards before and after, -1 for none."""


def place_between(cards: Sequence[tuple[str, int]]) -> dict[int, Between]:
    """Index → the note and the nearest anchors above and below, of cards given as note and anchor or -1."""
    above, below = _nearest(enumerate(cards)), _nearest(reversed(list(enumerate(cards))))
    return {at: (file, above[at], below[at]) for at, (file, _) in enumerate(cards)}


def _nearest(cards: Iterator[tuple[int, tuple[str, int]]]) -> dict[int, int]:
    last: dict[str, int] = {}
    found = {}
    for at, (file, anchor) in cards:
        found[at] = last.get(file, -1)
        if anchor >= 0:
            last[file] = anchor
    return found


def find_steady_sections(
    made: Sequence[Card], old: Sequence[Card], file_of: Callable[[Card], str]
) -> set[tuple[str, str, str]]:
    """The note, heading and kind of the sections that have as many cards of the kind as before."""
    now: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    before: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for card in made:
        if card.origin:
            now[card.origin.file, card.origin.heading, card.origin.kind].add(card.origin.order)
    for card in old:
        if card.origin:
            before[file_of(card), card.origin.heading, card.origin.kind].add(card.origin.order)
    return {key for key, orders in now.items() if len(orders) == len(before.get(key, ()))}
