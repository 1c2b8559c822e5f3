"""Simulated learners with known FSRS parameters: the logs that they leave, by py-fsrs, the outsider."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import fsrs

from flashcards.scheduling import Grade, Review, RowKind

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
USUAL = tuple(fsrs.Scheduler().parameters)
FORGETFUL = (0.05, 0.2, 0.6, 2.0, *USUAL[4:8], 1.2, *USUAL[9:20], 0.3)
"""Someone whose first memories last a quarter as long as most people's, and grow more slowly."""


@dataclass
class _Card:
    due: int
    stability: float = 0.0
    difficulty: float = 0.0
    last: int = 0


def log_of(truth: Sequence[float], *, cards: int, days: int, seed: int = 0) -> list[Review]:
    """The rows of a learner with the parameters `truth`, whose cards come back at uneven intervals."""
    chance, model = random.Random(seed), fsrs.Scheduler(truth)
    deck = [_Card(due=chance.randrange(max(1, days * 2 // 3))) for _ in range(cards)]
    rows: list[Review] = []
    for day in range(days):
        for number, card in enumerate(deck):
            if card.due == day:
                grade = _grade(card, day, model, chance)
                _learn(card, grade, day, model)
                card.due = day + max(1, round(card.stability * chance.uniform(0.3, 2.5)))
                rows.append(_row(len(rows), f"deck/{number}", day, grade, chance))
    return rows


def recall(model: fsrs.Scheduler, stability: float, elapsed: float) -> float:
    return float((1 + model._FACTOR * elapsed / stability) ** model._DECAY)


def _grade(card: _Card, day: int, model: fsrs.Scheduler, chance: random.Random) -> Grade:
    if not card.stability:
        return chance.choices(list(Grade), [0.25, 0.1, 0.5, 0.15])[0]
    if chance.random() > recall(model, card.stability, day - card.last):
        return Grade.AGAIN
    return chance.choices([Grade.HARD, Grade.GOOD, Grade.EASY], [0.1, 0.8, 0.1])[0]


def _learn(card: _Card, grade: Grade, day: int, model: fsrs.Scheduler) -> None:
    rating = fsrs.Rating(grade)
    if card.stability:
        card.stability = model._next_stability(
            difficulty=card.difficulty,
            stability=card.stability,
            retrievability=recall(model, card.stability, day - card.last),
            rating=rating,
        )
        card.difficulty = model._next_difficulty(difficulty=card.difficulty, rating=rating)
    else:
        card.stability = model._initial_stability(rating=rating)
        card.difficulty = model._initial_difficulty(rating=rating, clamp=True)
    card.last = day


def _row(number: int, card: str, day: int, grade: Grade, chance: random.Random) -> Review:
    at = BEGIN + timedelta(days=day, seconds=number % 3000)
    taken = round(chance.lognormvariate(8.9, 0.5))
    return Review(
        id=f"row-{number}",
        device="here",
        card=card,
        at=at,
        offset_minutes=0,
        kind=RowKind.STUDY,
        grade=grade,
        milliseconds=min(taken, 60_000),
    )
