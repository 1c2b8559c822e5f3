"""A thousand days of real sessions and a simulated memory: limits, siblings, needs, two weeks away."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Place
from flashcards.scheduling import (
    Grade,
    LearningState,
    Memory,
    RowKind,
    Settings,
    card_of,
    day_of,
    retrievability,
)
from flashcards.study import start_session
from tests.pools import ListPool

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SETTINGS = Settings(new_per_day=4, reviews_per_day=25)
DAYS, AWAY = 1000, range(150, 164)


def cards() -> list[Card]:
    """Every third card asks for two gaps, every fourth needs the one before it."""
    made = []
    for number in range(600):
        cloze = ClozeAnswer("{{a: one}} and {{b: two}}")
        answer = cloze if number % 3 == 0 else BasicAnswer("yes")
        needs = (f"c{number - 1}",) if number % 4 == 3 else ()
        made.append(Card("d", f"c{number}", f"Ask {number}", answer, Place("d.yaml"), needs=needs))
    return made


class Learner:
    """A person who studies once a day all that a session asks, and knows what FSRS says that one knows."""

    def __init__(self) -> None:
        self.cards = {card.key: card for card in cards()}
        self.asked = [prompt for card in self.cards.values() for prompt in prompts(card)]
        self.memories: dict[str, Memory] = {}
        self.chance, self.waiting = Random(1), list[int]()

    def study(self, day: int) -> None:
        now = NOON + timedelta(days=day)
        pool = ListPool(self.asked, self.memories)
        today = day_of(now, 0, SETTINGS.day_starts_at)
        self.waiting.append(pool.count_due(["d"], today, today))
        session = start_session(pool, ["d"], now, SETTINGS, device="x", seed=f"day-{day}")
        seen, done = set[str](), Counter[str]()
        while session.prompt or session.next_due():
            if not session.prompt:
                now = max(session.next_due() or now, now)
                session = session.resume(now)
                continue
            before, prompt = session.memory, session.prompt
            assert before
            if before.state in (LearningState.NEW, LearningState.REVIEW):
                assert card_of(prompt.id) not in seen, "of siblings one is asked a day"
                seen.add(card_of(prompt.id))
                done[before.state] += 1
            if before.state is LearningState.NEW:
                self.check_needs(prompt.id)
            now += timedelta(seconds=8)
            session, row = session.show().grade(self.grade(before, now), now, 4000)
            assert row.kind is RowKind.STUDY
            (self.memories[prompt.id],) = session.made
        assert done[LearningState.NEW] <= SETTINGS.new_per_day
        assert done[LearningState.REVIEW] <= SETTINGS.reviews_per_day
        if self.waiting[-1] > 2 * SETTINGS.reviews_per_day:
            assert not done[LearningState.NEW], "new cards wait for a backlog"

    def check_needs(self, name: str) -> None:
        for need in self.cards[card_of(name)].needs:
            known = [self.memories.get(prompt.id) for prompt in prompts(self.cards[f"d/{need}"])]
            assert any(memory and memory.right for memory in known)

    def grade(self, memory: Memory, now: datetime) -> Grade:
        if memory.state is LearningState.NEW:
            return self.chance.choices(list(Grade), [25, 10, 55, 10])[0]
        if self.chance.random() > retrievability(memory, now, SETTINGS):
            return Grade.AGAIN
        return self.chance.choices([Grade.HARD, Grade.GOOD, Grade.EASY], [10, 80, 10])[0]


@pytest.mark.slow
def test_limits_siblings_needs_and_a_backlog_hold_for_a_thousand_days() -> None:
    learner = Learner()
    for day in range(DAYS):
        if day not in AWAY:
            learner.study(day)
    back = learner.waiting[AWAY.start :]
    over = next(days for days, waiting in enumerate(back) if waiting <= SETTINGS.reviews_per_day)
    print(f"\n{len(learner.memories)} known; {back[0]} wait after 14 days away, a day takes all after {over}")
    assert len(learner.memories) == len(learner.asked)
    assert back[0] > SETTINGS.reviews_per_day
    assert over < 30
