"""A simulated person and collection: recall by the forgetting curve, seeded, a moment a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from flashcards.scheduling import (
    Grade,
    LearningState,
    Load,
    Memory,
    Settings,
    day_of,
    memory_after,
    new_memory,
    retrievability,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIRST_DAY = day_of(NOON, 0, 4)
Order = Callable[[Memory, int], float]
"""What reviews are sorted by, from a memory and the days since its last review; the smallest come first."""


@dataclass
class Collection:
    """Cards that are learned and reviewed once a day."""

    settings: Settings = field(default_factory=Settings)
    seed: int = 0
    balance: bool = False
    """Choose the days of the grades by what is due on them."""
    memories: dict[str, Memory] = field(default_factory=dict)
    due: dict[int, list[str]] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)
    """How many cards are due on which day."""
    day: int = FIRST_DAY

    @property
    def now(self) -> datetime:
        """Noon of the present day."""
        return NOON + timedelta(days=self.day - FIRST_DAY)

    def waiting(self) -> list[str]:
        """The cards that are due today."""
        return [card for day in self.due if day <= self.day for card in self.due[day]]

    def study(self, cards: Iterable[str], new: int = 0) -> None:
        """Review `cards`, learn some new ones, and go to bed."""
        reviewed = list(cards)
        for card in reviewed:
            memory = self.memories[card]
            self.due[memory.due_day].remove(card)
            self.counts[memory.due_day] -= 1
            chance = Random(f"{self.seed}:{card}:{memory.reviews}").random()
            recalled = chance < retrievability(memory, self.now, self.settings)
            self._learn(memory, Grade.GOOD if recalled else Grade.AGAIN)
        for _ in range(new):
            card = f"a/{len(self.memories)}"
            first = Random(f"{self.seed}:{card}").choice([Grade.AGAIN, Grade.GOOD, Grade.GOOD])
            self._learn(new_memory(card), first)
        self.due = {day: cards for day, cards in self.due.items() if cards}
        self.day += 1

    def study_all(self, new: int = 0) -> None:
        """Review what is due."""
        self.study(self.waiting(), new)

    def known(self) -> float:
        """How many cards would be recalled now."""
        return sum(retrievability(memory, self.now, self.settings) for memory in self.memories.values())

    def _learn(self, memory: Memory, grade: Grade) -> None:
        memory = memory_after(memory, grade, self.now, 0, self.settings, load=self._load())
        while memory.state is not LearningState.REVIEW:
            memory = memory_after(memory, Grade.GOOD, self.now, 0, self.settings, load=self._load())
        self.memories[memory.card] = memory
        self.due.setdefault(memory.due_day, []).append(memory.card)
        self.counts[memory.due_day] += 1

    def _load(self) -> Load | None:
        return Load(self.counts, self.settings.easy_days) if self.balance else None
