"""New cards wait until the cards that they need were answered right. Pure functions over ids of cards.

A card was answered right once one of its prompts was graded Hard, Good or Easy. A need binds where the
needed card stands earlier in the learning order, in which each card follows what it needs: of needs in a
circle one points back and is passed over, so that no circle waits for ever. A card that does not exist, is
suspended or cannot be asked holds nothing back.

What a deck `needs` orders decks and holds no card back: who wants to start with Adam may, and whoever knows
momentum from elsewhere need not learn it again here; what a single card builds on is said at the card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flashcards.errors import counted


class NewCard(NamedTuple):
    """A card without a review, and the cards that it builds on, all as `deck/id`."""

    key: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class MissingNeeds:
    """New cards that this session cannot ask, since it does not teach what they need."""

    cards: int
    """How many cards wait."""
    needs: tuple[str, ...]
    """The cards that they wait for, as `deck/id`, those first for which most wait."""
    studied: tuple[str, ...] = ()
    """The decks of the session."""

    @property
    def decks(self) -> tuple[str, ...]:
        """The decks to study besides."""
        decks = dict.fromkeys(need.rpartition("/")[0] for need in self.needs)
        return tuple(deck for deck in decks if deck not in self.studied)

    def __bool__(self) -> bool:
        return bool(self.cards)

    def __str__(self) -> str:
        """A sentence that says what is missing and how to get it."""
        if not self.cards:
            return ""
        more = f" and {counted(len(self.needs) - 1, 'other')}" if len(self.needs) > 1 else ""
        verb, them = ("waits", "it") if self.cards == 1 else ("wait", "them")
        study = f"; study {them} with {_listed(self.decks)}" if self.decks else ""
        return f"{counted(self.cards, 'new card')} {verb} for {self.needs[0]}{more}{study}."


NOTHING_MISSING = MissingNeeds(0, ())


def binding_needs(key: str, needs: Iterable[str], positions: Mapping[str, int]) -> tuple[str, ...]:
    """Those of a card's `needs`, as `deck/id`, that hold it back, by the positions in the learning order."""
    own = positions.get(key, -1)
    return tuple(need for need in needs if need in positions and positions[need] < own)


def unmet(needs: Iterable[str], right: Mapping[str, int]) -> tuple[str, ...]:
    """Those of the binding `needs` that were never answered right; `right` counts by card."""
    return tuple(need for need in needs if not right.get(need))


def sort_out(
    cards: Iterable[NewCard], right: Mapping[str, int], coming: Collection[str] = ()
) -> tuple[dict[str, tuple[str, ...]], MissingNeeds]:
    """The cards that the session can come to, each with what it still waits for; and what is missing.

    `cards` come in the learning order, with binding needs. `coming` are cards that the session asks
    anyway, such as those in their first steps, after which others may follow.
    """
    reachable: dict[str, tuple[str, ...]] = {}
    lacking: dict[str, frozenset[str]] = {}
    for key, needs in cards:
        waits_for = unmet(needs, right)
        roots = frozenset[str]().union(
            *(lacking.get(need, {need}) for need in waits_for if need not in reachable and need not in coming)
        )
        if roots:
            lacking[key] = roots
        else:
            reachable[key] = waits_for
    return reachable, _missing(lacking)


def _missing(lacking: Mapping[str, Collection[str]]) -> MissingNeeds:
    """What is lacking, counted."""
    waiting: dict[str, int] = {}
    for roots in lacking.values():
        for root in sorted(roots):
            waiting[root] = waiting.get(root, 0) + 1
    return MissingNeeds(len(lacking), tuple(sorted(waiting, key=lambda root: (-waiting[root], root))))


def _listed(names: tuple[str, ...]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
