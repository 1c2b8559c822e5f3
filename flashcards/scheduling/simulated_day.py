"""What a simulated day asks, as `study.session_plan` has it: within the limits, siblings apart, needs before.

Prompts and cards are numbers, their places in arrays. A test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from flashcards.scheduling.deck_limits import left_today, limit_owner, new_cards_wait
from flashcards.scheduling.model import card_of, deck_of
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.worth import worth

Array = Any
LIMITS = ("reviews_per_day", "new_per_day")
CHUNK = 256
"""New prompts looked at together: few days come to more."""


def _numbered(names: Sequence[str]) -> tuple[dict[str, int], Array]:
    """Each name once with a number, and the numbers of all."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return numbers, np.array([numbers[name] for name in names], dtype=np.int64)


class DayChoice:
    """The prompts of a simulated collection: their decks, siblings and needs."""

    def __init__(
        self,
        names: Sequence[str],
        settings: Settings,
        needs: Mapping[str, Sequence[str]],
        right: Sequence[str],
    ) -> None:
        """`needs` are those of cards; `right` the cards that hold nothing back from the beginning, nor do
        cards without a prompt here."""
        cards, self.card = _numbered([card_of(name) for name in names])
        decks, self.deck = _numbered([deck_of(name) for name in names])
        self.own = [settings.for_deck(deck) for deck in decks]
        self._owners = {
            limit: np.array([limit_owner(settings, limit, deck) for deck in decks], dtype=object)
            for limit in LIMITS
        }
        self._left = {limit: left_today(settings, limit, {}) for limit in LIMITS}
        self._apart = settings.siblings == "apart"
        self._needs = {
            cards[card]: tuple(cards[need] for need in found if need in cards)
            for card, found in needs.items()
            if card in cards
        }
        self._right = np.zeros(len(cards), dtype=bool)
        self._right[[cards[card] for card in right if card in cards]] = True

    def note_right(self, prompts: Array) -> None:
        """These prompts were answered right: their cards hold nothing back any more."""
        self._right[self.card[prompts]] = True

    def reviews(
        self, waiting: Array, recall: Array, memories: tuple[Array, Array, Array]
    ) -> tuple[Array, set[str]]:
        """The places in `waiting` of the prompts to review, and the owners of limits that leave some out.

        Likeliest to be forgotten first; of more than a day takes, those that are worth most (`memories` are
        stability, difficulty and days since the last answer).
        """
        owner, left = self._owners["reviews_per_day"][self.deck[waiting]], self._left["reviews_per_day"]
        chosen, full = [np.zeros(0, dtype=np.int64)], set()
        for name in dict.fromkeys(owner.tolist()):
            mine = np.flatnonzero(owner == name)
            late = -worth(*(each[mine] for each in memories)) if len(mine) > left[name] else recall[mine]
            ordered = mine[np.argsort(late, kind="stable")]
            if self._apart:
                first = np.unique(self.card[waiting[ordered]], return_index=True)[1]
                ordered = ordered[np.sort(first)]
            if new_cards_wait(len(ordered), left[name], left[name]):
                full.add(name)
            chosen.append(ordered[: left[name]])
        return np.sort(np.concatenate(chosen)), full

    def new(self, unseen: Array, reviewed: Array, full: set[str]) -> Array:
        """The new prompts within the limits that the day can come to, where `reviewed` were asked before.

        None of a deck whose reviews are in `full` and whose new cards wait for those.
        """
        owners = self._owners["reviews_per_day"].tolist()
        waits = [
            own.new_wait_for_backlog and name in full for own, name in zip(self.own, owners, strict=True)
        ]
        limits = self._owners["new_per_day"].tolist()
        left = {name: self._left["new_per_day"][name] for name in limits}
        coming = set(self.card[reviewed].tolist())
        taken, placed, chosen = set(coming), set[int](), []
        for prompt, card, deck in self._each(unseen):
            if not any(left.values()):
                break
            if waits[deck] or not left[limits[deck]] or (self._apart and card in taken):
                continue
            if not all(self._right[need] or need in placed or need in coming for need in self._lacking(card)):
                continue
            placed.add(card)
            taken.add(card)
            left[limits[deck]] -= 1
            chosen.append(prompt)
        return np.array(chosen, dtype=np.int64)

    def may_begin(self, prompts: Array) -> Array:
        """For each prompt, whether all that its card needs was answered right."""
        if not self._needs:
            return np.ones(len(prompts), dtype=bool)
        cards = self.card[prompts].tolist()
        return np.array(
            [all(self._right[need] for need in self._lacking(card)) for card in cards], dtype=bool
        )

    def _lacking(self, card: int) -> tuple[int, ...]:
        return self._needs.get(card, ())

    def _each(self, prompts: Array) -> Iterator[tuple[int, int, int]]:
        """The prompts with their cards and decks, as plain numbers."""
        for start in range(0, len(prompts), CHUNK):
            some = prompts[start : start + CHUNK]
            yield from zip(some.tolist(), self.card[some].tolist(), self.deck[some].tolist(), strict=True)
