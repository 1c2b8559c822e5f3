"""The days to come at a desired retention: reviews, minutes, and what is remembered. Pure and seeded.

Every card is an FSRS-6 memory; whether it is recalled is drawn from its forgetting curve, grades and times
from the person's habits. Days, limits and steps are those of the settings; fuzz and prerequisites are left
out, since they move single cards and hardly any totals. The engine's own simulator cannot begin with the
person's cards in its Python binding; tests compare both where there are only new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from flashcards.scheduling.engine import DEFAULT_PARAMETERS
from flashcards.scheduling.fsrs_arrays import (
    first_memory,
    forgetting_curve,
    interval_at,
    next_memory,
)
from flashcards.scheduling.habits import Habits, Table
from flashcards.scheduling.learning_steps import phase
from flashcards.scheduling.model import Grade, LearningState, Memory
from flashcards.scheduling.settings import Settings

Array = Any
MOST_STEPS = 10
"""After so many answers in the steps of one day a card waits for the next day."""
_NEVER = np.iinfo(np.int64).max


class Cards(NamedTuple):
    """The cards to begin with, days counted from today."""

    stability: Array
    difficulty: Array
    last: Array
    """The day of the last answer; at most 0."""
    due: Array
    new: int = 0
    """How many were never asked."""


class Workload(NamedTuple):
    """What each day brings, arrays of one number a day."""

    reviews: Array
    """Cards that came back; answers in their relearning steps are not counted again."""
    recalled: Array
    """How many of them were recalled."""
    introduced: Array
    """New cards."""
    minutes: Array
    memorised: Array
    """The sum of the probabilities of recall of all cards, at the end of the day."""


def cards_of(memories: Iterable[Memory], today: int, new: int = 0) -> Cards:
    """The cards with these memories on the day `today`, but suspended ones; those in the steps are due."""
    asked = [memory for memory in memories if memory.reviews and not memory.suspended]
    steps = (LearningState.LEARNING, LearningState.RELEARNING)
    due = [
        0 if memory.state in steps else max(memory.due_day, memory.buried_until) - today for memory in asked
    ]
    return Cards(
        np.array([memory.stability for memory in asked]),
        np.array([memory.difficulty for memory in asked]),
        np.array([min(0, memory.day - today) for memory in asked], dtype=np.int64),
        np.array(due, dtype=np.int64),
        new,
    )


def simulate(cards: Cards, habits: Habits, settings: Settings, days: int, seed: int) -> Workload:
    """The workload of `days` days from today on."""
    run = _Run(cards, habits, settings, seed)
    per_day = [run.day(day) for day in range(days)]
    columns = zip(*per_day, strict=True) if per_day else ((),) * len(Workload._fields)
    return Workload(*map(np.array, columns))


def mean_course(
    load: Workload, points: int
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """At most `points` days, the mean minutes a day that lead up to each, and what is memorised then."""
    days = len(load.minutes)
    parts = np.array_split(np.arange(days), min(points, days))
    return (
        tuple(int(part[-1]) + 1 for part in parts),
        tuple(float(load.minutes[part].mean()) for part in parts),
        tuple(float(load.memorised[part[-1]]) for part in parts),
    )


class _Run:
    """One simulated person; the arrays have room for all cards, new ones at the end."""

    def __init__(self, cards: Cards, habits: Habits, settings: Settings, seed: int) -> None:
        total = len(cards.stability) + cards.new
        self.begun = len(cards.stability)
        self.stability, self.difficulty = np.ones(total), np.ones(total)
        self.last, self.due = np.zeros(total, np.int64), np.full(total, _NEVER)
        for mine, given in zip((self.stability, self.difficulty, self.last, self.due), cards, strict=False):
            mine[: self.begun] = given
        self.habits, self.settings = habits, settings
        self.seconds = np.array(habits.seconds)
        self.w = settings.parameters or DEFAULT_PARAMETERS
        self.chance = np.random.default_rng(seed)

    def day(self, today: int) -> tuple[int, int, int, float, float]:
        """One day of studying, as the columns of `Workload`."""
        waiting = np.flatnonzero(self.due[: self.begun] <= today)
        backlog = len(waiting) > self.settings.reviews_per_day
        elapsed = today - self.last[waiting]
        recall = forgetting_curve(elapsed, self.stability[waiting], self.w)
        first = np.argsort(recall, kind="stable")[: self.settings.reviews_per_day]
        recalled, spent = self._review(waiting[first], recall[first], today)
        count = 0 if backlog else min(self.settings.new_per_day, len(self.due) - self.begun)
        spent += self._introduce(count, today)
        known = forgetting_curve(today - self.last[: self.begun], self.stability[: self.begun], self.w)
        return len(first), recalled, count, spent / 60, float(known.sum())

    def _review(self, asked: Array, recall: Array, today: int) -> tuple[int, float]:
        """Review the cards; returns how many were recalled, and the seconds that it took."""
        right = self.chance.random(len(asked)) < recall
        passed = self._draw(np.tile(self.habits.recalled, (len(asked), 1))) + Grade.HARD
        grade = np.where(right, passed, Grade.AGAIN)
        self._remember(asked, grade, today)
        spent = float(self.seconds[1, grade - 1].sum())
        spent += self._steps(asked[~right], grade[~right], LearningState.REVIEW, today)
        self._schedule(asked, today)
        return int(right.sum()), spent

    def _introduce(self, count: int, today: int) -> float:
        """Ask that many new cards; returns the seconds that it took."""
        asked = np.arange(self.begun, self.begun + count)
        self.begun += count
        grade = self._draw(np.tile(self.habits.first, (count, 1))) + Grade.AGAIN
        self.stability[asked], self.difficulty[asked] = first_memory(grade, self.w)
        self.last[asked] = today
        spent = float(self.seconds[0, grade - 1].sum())
        spent += self._steps(asked, grade, LearningState.NEW, today)
        self._schedule(asked, today)
        return spent

    def _steps(self, asked: Array, grade: Array, state: LearningState, today: int) -> float:
        """Ask the cards, just graded in `state`, until they leave the steps; returns the seconds."""
        lapsed = state is LearningState.REVIEW
        table: Table = self.habits.relearning if lapsed else self.habits.learning
        within = LearningState.RELEARNING if lapsed else LearningState.LEARNING
        step, spent = self._next_step(state, np.zeros_like(grade), grade), 0.0
        for _ in range(MOST_STEPS):
            stay = step >= 0
            asked, grade, step = asked[stay], grade[stay], step[stay]
            if not len(asked):
                break
            grade = self._draw(np.array(table)[np.minimum(grade, Grade.GOOD) - 1]) + Grade.AGAIN
            self._remember(asked, grade, today)
            spent += float(self.seconds[2 if lapsed else 0, grade - 1].sum())
            step = self._next_step(within, step, grade)
        return spent

    def _next_step(self, state: LearningState, step: Array, grade: Array) -> Array:
        """The index of the next step of each card; -1 if it leaves the steps."""
        most = int(step.max(initial=0)) + 1
        following = np.full((most, len(Grade)), -1)
        for at in range(most):
            for each in Grade:
                then, index, _ = phase(state, at, each, self.settings)
                following[at, each - 1] = -1 if then is LearningState.REVIEW else index
        found: Array = following[step, grade - 1]
        return found

    def _remember(self, asked: Array, grade: Array, today: int) -> None:
        elapsed = today - self.last[asked]
        self.stability[asked], self.difficulty[asked] = next_memory(
            self.stability[asked], self.difficulty[asked], elapsed, grade, self.w
        )
        self.last[asked] = today

    def _schedule(self, asked: Array, today: int) -> None:
        days = interval_at(self.settings.retention, self.stability[asked], self.w)
        self.due[asked] = today + np.clip(np.rint(days), 1, self.settings.longest_interval).astype(np.int64)

    def _draw(self, shares: Array) -> Array:
        """An index for each row of probabilities."""
        ends = np.cumsum(shares, axis=1)[:, :-1]
        return (self.chance.random((len(shares), 1)) >= ends).sum(1)
