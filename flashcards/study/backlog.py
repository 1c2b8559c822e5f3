"""The limits that leave some of the reviews that are due for later: new cards wait for these.

A limit counts for all decks that share it, whichever are studied: what one deck holds back, all of them do.
"""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.scheduling import Memory, Settings, card_of, deck_of
from flashcards.scheduling.deck_limits import LocalDays, decks_by_limit
from flashcards.study.pool import Pool


class DueReviews:
    """Counts the reviews that are due today, of siblings one, as a session would ask them without a limit."""

    def __init__(
        self, pool: Pool, days: LocalDays, settings: Settings, touched: Sequence[Memory], ahead: int = 0
    ) -> None:
        """`touched` are the prompts that were answered today; `ahead` is by how many days reviews may be
        early."""
        self._pool, self._days, self._touched, self._ahead = pool, days, touched, ahead
        self._apart = settings.siblings == "apart"
        self.groups = decks_by_limit(pool.deck_names(), settings, "reviews_per_day")
        """All decks by the owner of their limit."""

    def exceed(self, owner: str, left: int) -> bool:
        """True if more are due of the decks of a limit than it has `left` today."""
        return self.count(owner, left + 1) > left

    def count(self, owner: str, most: int | None = None) -> int:
        """How many are due of the decks of a limit, counted no further than `most`."""
        due = 0
        for day, decks in self._days.by_day(self.groups.get(owner, [])).items():
            rest = None if most is None else most - due
            taken = self._asked_besides(decks, day) if self._apart else ()
            due += self._pool.count_due(
                decks, day + self._ahead, day, most=rest, apart=self._apart, taken=taken
            )
        return due

    def _asked_besides(self, decks: Sequence[str], today: int) -> set[str]:
        """The cards that were asked today, or will be in their steps."""
        steps = (
            memory
            for memory in self._pool.in_steps(decks, today)
            if memory.due < self._days.tomorrow(deck_of(memory.card))
        )
        return {card_of(memory.card) for memory in (*self._touched, *steps)}
