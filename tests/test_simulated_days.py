"""The days that `simulate` foretells are those of real sessions, studied by a person with the same habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest

from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Place
from flashcards.scheduling import (
    Grade,
    LearningState,
    Memory,
    Settings,
    day_of,
    new_memory,
    retrievability,
)
from flashcards.scheduling.habits import Habits, usual_habits
from flashcards.scheduling.simulated_cards import Cards, cards_of
from flashcards.scheduling.simulation import simulate
from flashcards.study import start_session
from tests.pools import ListPool

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
TODAY = day_of(NOON, 0, 4)
DAYS = 60


def make_cards(number: int, gaps: int = 1, needs: int = 0) -> list[Card]:
    """Cards of a deck with so many gaps each; of each `needs` one after the other, all but the first need
    the one before."""
    answer = ClozeAnswer(" ".join(f"{{{{g{gap}: {gap}}}}}" for gap in range(gaps)))
    return [
        Card(
            "d",
            f"c{each}",
            f"Ask {each}",
            answer if gaps > 1 else BasicAnswer("yes"),
            Place("d.yaml"),
            needs=(f"c{each - 1}",) if needs and each % needs else (),
        )
        for each in range(number)
    ]


def draw_memories(names: Sequence[str], chance: Random) -> dict[str, Memory]:
    """Memories in review, some of them overdue."""
    made = {}
    for name in names:
        days = chance.randint(1, 40)
        last = TODAY - chance.randint(0, days + 10)
        made[name] = new_memory(name)._replace(
            state=LearningState.REVIEW,
            stability=float(days),
            difficulty=chance.uniform(2, 9),
            last_at=(last * 24 + 12) * 3_600_000,
            began=last - 30,
            day=last,
            days=days,
            reviews=4,
            right=3,
        )
    return made


@dataclass
class Learner:
    """A person who studies once a day all that a session asks, and grades by the habits."""

    cards: list[Card]
    settings: Settings
    chance: Random
    memories: dict[str, Memory]
    habits: Habits = field(default_factory=usual_habits)
    reviewed: list[int] = field(default_factory=list)
    introduced: list[int] = field(default_factory=list)

    def study(self, day: int) -> None:
        now = NOON + timedelta(days=day)
        asked = [prompt for card in self.cards for prompt in prompts(card)]
        pool = ListPool(asked, self.memories)
        session = start_session(pool, ["d"], now, self.settings, device="x", seed=f"day-{day}")
        last: dict[str, Grade] = {}
        counts = {LearningState.NEW: 0, LearningState.REVIEW: 0}
        while session.prompt or session.next_due():
            if not session.prompt:
                now = max(session.next_due() or now, now)
                session = session.resume(now)
                continue
            memory, name = session.memory, session.prompt.id
            assert memory
            now += timedelta(seconds=5)
            last[name] = self.grade(memory, now, last.get(name, Grade.AGAIN))
            if memory.state in counts:
                counts[memory.state] += 1
            session, _ = session.show().grade(last[name], now, 4000)
            (self.memories[name],) = session.made
        self.reviewed.append(counts[LearningState.REVIEW])
        self.introduced.append(counts[LearningState.NEW])

    def grade(self, memory: Memory, now: datetime, before: Grade) -> Grade:
        match memory.state:
            case LearningState.NEW:
                return self._draw(list(Grade), self.habits.first)
            case LearningState.REVIEW:
                if self.chance.random() > retrievability(memory, now, self.settings):
                    return Grade.AGAIN
                return self._draw(list(Grade)[1:], self.habits.recalled)
            case state:
                lapsed = state is LearningState.RELEARNING
                table = self.habits.relearning if lapsed else self.habits.learning
                return self._draw(list(Grade), table[min(before, Grade.GOOD) - 1])

    def _draw(self, grades: list[Grade], shares: Sequence[float]) -> Grade:
        return self.chance.choices(grades, shares)[0]


def begin(cards: list[Card], known: int, seed: int) -> tuple[dict[str, Memory], Cards]:
    """The memories of the first `known` prompts, and what a simulation begins with."""
    names = [prompt.id for card in cards for prompt in prompts(card)]
    memories = draw_memories(names[:known], Random(seed))
    needs = {card.key: tuple(f"d/{need}" for need in card.needs) for card in cards if card.needs}
    return memories, cards_of(memories.values(), TODAY, names[known:], needs)


SEEDS, SIMULATED = range(2), range(12)
"""How often real sessions are studied, and how often each of those beginnings is simulated."""
FEW_REVIEWS = Settings(new_per_day=3, reviews_per_day=14)
WEEKENDS = Settings(new_per_day=5, easy_days=(1, 1, 1, 1, 1, 0.3, 0))
CASES = [
    pytest.param(make_cards(300), 100, Settings(new_per_day=8), id="plain"),
    pytest.param(make_cards(24, gaps=12), 120, Settings(new_per_day=8), id="siblings"),
    pytest.param(make_cards(24, gaps=12), 120, Settings(new_per_day=8, siblings="together"), id="together"),
    pytest.param(make_cards(300, needs=12), 100, Settings(new_per_day=20), id="needs"),
    pytest.param(make_cards(400, needs=4), 40, Settings(new_per_day=6, learning_steps=()), id="no steps"),
    pytest.param(make_cards(120, gaps=3, needs=5), 90, FEW_REVIEWS, id="a backlog"),
    pytest.param(make_cards(200, gaps=2), 200, WEEKENDS, id="easy days"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("cards", "known", "settings"), CASES)
def test_simulated_days_are_those_of_sessions(cards: list[Card], known: int, settings: Settings) -> None:
    """Means over 60 days: reviews and new cards."""
    real, simulated = [], []
    for seed in SEEDS:
        memories, start = begin(cards, known, seed)
        learner = Learner(cards, settings, Random(seed), memories)
        for day in range(DAYS):
            learner.study(day)
        real.append((np.mean(learner.reviewed), np.mean(learner.introduced)))
        days = [simulate(start, usual_habits(), settings, DAYS, each) for each in SIMULATED]
        simulated += [(found.reviews.mean(), found.introduced.mean()) for found in days]
    reviews, new = np.mean(real, axis=0)
    print(f"\n{reviews:.2f} reviews and {new:.2f} new a day, simulated", *np.mean(simulated, axis=0).round(2))
    found_reviews, found_new = np.mean(simulated, axis=0)
    assert found_reviews == pytest.approx(reviews, rel=0.05)
    assert found_new == pytest.approx(new, rel=0.05, abs=0.25)
