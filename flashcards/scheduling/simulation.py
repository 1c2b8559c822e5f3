"""The days to come at a desired retention: reviews, minutes, and what is remembered. Pure and seeded.

Every card is an FSRS-6 memory; whether it is recalled is drawn from its forgetting curve, grades and times
from the person's habits. Limits and steps are those of each deck's settings, `simulated_day` chooses what is
asked as a session does, and a session's own code gives the days: fuzz, balance and easy days. The engine's
own simulator cannot begin with the person's cards in its Python binding; tests compare both where there are
only new ones, and hold the days against real sessions.
"""

from __future__ import annotations

from collections import Counter
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
from flashcards.scheduling.learning_steps import Phase, interval_days, phase
from flashcards.scheduling.load import Load
from flashcards.scheduling.model import Grade, LearningState, Memory
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.simulated_cards import Cards
from flashcards.scheduling.simulated_day import DayChoice

Array = Any
MOST_STEPS = 10
"""After so many answers in the steps of one day a card waits for the next day."""
_NEVER = np.iinfo(np.int64).max
_GRADE = (Grade.AGAIN, *Grade)
"""The grades by their numbers."""
_GRADES = np.arange(1, 5)[:, None]


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
    """One simulated person; the arrays have a place for each card, new ones at the end."""

    def __init__(self, cards: Cards, habits: Habits, settings: Settings, seed: int) -> None:
        begun, total = len(cards.stability), len(cards.stability) + cards.new
        self.stability, self.difficulty = np.ones(total), np.ones(total)
        self.last, self.due = np.zeros(total, np.int64), np.full(total, _NEVER)
        self.days, self.reviews = np.zeros(total, np.int64), np.zeros(total, np.int64)
        self.begun = np.arange(total) < begun
        mine = (self.stability, self.difficulty, self.last, self.due)
        for array, given in (*zip(mine, cards, strict=False), (self.days, cards.days)):
            array[:begun] = given if len(given) else 0
        self.reviews[:begun] = cards.reviews if len(cards.reviews) else 1
        self.names = cards.names or tuple(map(str, range(total)))
        self.today, self.habits = cards.today, habits
        self.seconds = np.array(habits.seconds)
        self.w = settings.parameters or DEFAULT_PARAMETERS
        self.chance = np.random.default_rng(seed)
        self.choice = DayChoice(self.names, settings, cards.needs, cards.right)
        self.on_day = Counter((self.due[:begun] + cards.today).tolist())
        self.own = self.choice.own
        self.retention = np.array([own.retention for own in self.own])[self.choice.deck]
        self.loads = [Load(self.on_day, own.easy_days) for own in self.own]
        self.phases: dict[tuple[int, LearningState, int, int], Phase] = {}

    def day(self, today: int) -> tuple[int, int, int, float, float]:
        """One day of studying, as the columns of `Workload`."""
        waiting = np.flatnonzero(self.due <= today)
        elapsed = today - self.last[waiting]
        recall = forgetting_curve(elapsed, self.stability[waiting], self.w)
        memories = self.stability[waiting], self.difficulty[waiting], elapsed
        chosen, full = self.choice.reviews(waiting, recall, memories)
        reviewed = waiting[chosen]
        recalled, spent = self._review(reviewed, recall[chosen], today)
        left = self.choice.new(np.flatnonzero(~self.begun), reviewed, full)
        introduced = 0
        while len(ready := left[self.choice.may_begin(left)]):
            spent += self._introduce(ready, today)
            introduced += len(ready)
            left = np.setdiff1d(left, ready, assume_unique=True)
        memorised = forgetting_curve(today - self.last[self.begun], self.stability[self.begun], self.w)
        return len(reviewed), recalled, introduced, spent / 60, float(memorised.sum())

    def _review(self, asked: Array, recall: Array, today: int) -> tuple[int, float]:
        """Review the cards; returns how many were recalled, and the seconds that it took."""
        right = self.chance.random(len(asked)) < recall
        passed = self._draw(np.tile(self.habits.recalled, (len(asked), 1))) + Grade.HARD
        grade = np.where(right, passed, Grade.AGAIN)
        spent = float(self.seconds[1, grade - 1].sum())
        spent += self._answer(asked, grade, LearningState.REVIEW, today)
        return int(right.sum()), spent

    def _introduce(self, asked: Array, today: int) -> float:
        """Ask new cards; returns the seconds that it took."""
        grade = self._draw(np.tile(self.habits.first, (len(asked), 1))) + Grade.AGAIN
        return float(self.seconds[0, grade - 1].sum()) + self._answer(asked, grade, LearningState.NEW, today)

    def _answer(self, asked: Array, grade: Array, state: LearningState, today: int) -> float:
        """Give the cards the grades, and ask them until they leave the steps; returns the seconds of that."""
        lapsed = state is LearningState.REVIEW
        table: Table = self.habits.relearning if lapsed else self.habits.learning
        step, spent = self._remember(asked, grade, state, np.zeros_like(grade), today), 0.0
        within = LearningState.RELEARNING if lapsed else LearningState.LEARNING
        for _ in range(MOST_STEPS):
            stay = step >= 0
            asked, grade, step = asked[stay], grade[stay], step[stay]
            if not len(asked):
                break
            grade = self._draw(np.array(table)[np.minimum(grade, Grade.GOOD) - 1]) + Grade.AGAIN
            spent += float(self.seconds[2 if lapsed else 0, grade - 1].sum())
            step = self._remember(asked, grade, within, step, today)
        return spent

    def _remember(self, asked: Array, grade: Array, state: LearningState, step: Array, today: int) -> Array:
        """Keep what the grades lead to; the index of each card's next step, -1 where it leaves the steps."""
        stability, difficulty = self._outcomes(asked, state, today)
        intervals = interval_at(self.retention[asked], stability, self.w).T
        columns = grade, step, self.choice.deck[asked], self.days[asked], self.reviews[asked], intervals
        following, waits = [-1] * len(asked), [0] * len(asked)
        cards = zip(asked.tolist(), *(column.tolist() for column in columns), strict=True)
        for place, (card, given, at, deck, days, reviews, four) in enumerate(cards):
            then, index, _ = self._phase(deck, state, at, given)
            if then is LearningState.REVIEW:
                before = Memory(self.names[card], state, at, days=days, reviews=reviews)
                waits[place] = self._schedule(before, given, four, deck, today)
            else:
                following[place] = index
        self.days[asked] = waits
        self.due[asked] = today + np.maximum(self.days[asked], 1)
        chosen = grade - 1, np.arange(len(asked))
        self.stability[asked], self.difficulty[asked] = stability[chosen], difficulty[chosen]
        self.last[asked] = today
        self.reviews[asked] += 1
        self.begun[asked] = True
        self.choice.note_right(asked[grade > Grade.AGAIN])
        return np.array(following, dtype=np.int64)

    def _phase(self, deck: int, state: LearningState, step: int, grade: int) -> Phase:
        """`phase` with the settings of a deck, each of its few cases computed once."""
        key = deck, state, step, grade
        if key not in self.phases:
            self.phases[key] = phase(state, step, Grade(grade), self.own[deck])
        return self.phases[key]

    def _outcomes(self, asked: Array, state: LearningState, today: int) -> tuple[Array, Array]:
        """The memories that each grade would lead to, a row for each."""
        if state is LearningState.NEW:
            stability, difficulty = first_memory(_GRADES, self.w)
            shape = len(Grade), len(asked)
            return np.broadcast_to(stability, shape), np.broadcast_to(difficulty, shape)
        known = self.stability[asked], self.difficulty[asked]
        return next_memory(*known, today - self.last[asked], _GRADES, self.w)

    def _schedule(self, before: Memory, grade: int, intervals: list[float], deck: int, today: int) -> int:
        """The days that a card waits, given as a session does: by its fuzz, and by what else is due."""
        day = self.today + today
        days = interval_days(before, _GRADE[grade], intervals, self.own[deck], day, self.loads[deck])
        self.on_day[day + days] += 1
        return days

    def _draw(self, shares: Array) -> Array:
        """An index for each row of probabilities."""
        ends = np.cumsum(shares, axis=1)[:, :-1]
        return (self.chance.random((len(shares), 1)) >= ends).sum(1)
