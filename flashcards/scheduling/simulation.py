"""The days to come at a desired retention: reviews, minutes, and what is remembered. Pure and seeded.

Every card is an FSRS-6 memory; whether it is recalled is drawn from its forgetting curve, grades and times
from the person's habits. Limits and steps are those of each deck's settings, and a session's own code gives
the days: fuzz, balance and easy days. Prerequisites and siblings are left out. The engine's own simulator
cannot begin with the person's cards in its Python binding; tests compare both where there are only new ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from flashcards.scheduling.deck_limits import left_today, limit_owner, new_cards_wait
from flashcards.scheduling.engine import DEFAULT_PARAMETERS
from flashcards.scheduling.fsrs_arrays import (
    first_memory,
    forgetting_curve,
    interval_at,
    next_memory,
)
from flashcards.scheduling.habits import Habits, Table
from flashcards.scheduling.learning_steps import interval_days, phase
from flashcards.scheduling.load import Load
from flashcards.scheduling.model import Grade, LearningState, Memory, deck_of
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
    names: tuple[str, ...] = ()
    """The ids of the prompts, then of the new ones in their order; numbers where none are given."""
    days: Array = ()
    """The interval that each waits for, where that is known."""
    reviews: Array = ()
    today: int = 0
    """The local day to begin with, as `day_of` counts."""


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


def cards_of(memories: Iterable[Memory], today: int, new: Sequence[str] = ()) -> Cards:
    """The cards with these memories on the day `today`, but suspended ones; those in the steps are due.

    `new` are the ids of those never asked, in their order.
    """
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
        len(new),
        (*(memory.card for memory in asked), *new),
        np.array([memory.days for memory in asked], dtype=np.int64),
        np.array([memory.reviews for memory in asked], dtype=np.int64),
        today,
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
    """One simulated person; the arrays have a place for each card, new ones at the end."""

    def __init__(self, cards: Cards, habits: Habits, settings: Settings, seed: int) -> None:
        begun, total = len(cards.stability), len(cards.stability) + cards.new
        self.stability, self.difficulty = np.ones(total), np.ones(total)
        self.last, self.due = np.zeros(total, np.int64), np.full(total, _NEVER)
        self.days, self.reviews = np.zeros(total, np.int64), np.ones(total, np.int64)
        mine = (self.stability, self.difficulty, self.last, self.due)
        for array, given in (*zip(mine, cards, strict=False), (self.days, cards.days)):
            array[:begun] = given if len(given) else 0
        self.reviews[:begun] = cards.reviews if len(cards.reviews) else 1
        self.reviews[begun:] = 0
        self.names = cards.names or tuple(map(str, range(total)))
        self.today, self.habits, self.settings = cards.today, habits, settings
        self.seconds = np.array(habits.seconds)
        self.w = settings.parameters or DEFAULT_PARAMETERS
        self.chance = np.random.default_rng(seed)
        self._sort_by_deck([deck_of(name) for name in self.names])
        self.on_day = Counter((self.due[:begun] + cards.today).tolist())

    def _sort_by_deck(self, decks: list[str]) -> None:
        """Note for each card the settings of its deck, and whose limits it counts against."""
        names = list(dict.fromkeys(decks))
        place = {name: number for number, name in enumerate(names)}
        self.deck = np.array([place[name] for name in decks], dtype=np.int64)
        self.own = [self.settings.for_deck(name) for name in names]
        self.owners = {
            limit: np.array([limit_owner(self.settings, limit, name) for name in names], dtype=object)
            for limit in ("reviews_per_day", "new_per_day")
        }

    def day(self, today: int) -> tuple[int, int, int, float, float]:
        """One day of studying, as the columns of `Workload`."""
        waiting = np.flatnonzero(self.due <= today)
        recall = forgetting_curve(today - self.last[waiting], self.stability[waiting], self.w)
        order = np.argsort(recall, kind="stable")
        chosen, full = self._within(waiting[order], "reviews_per_day")
        kept = np.isin(waiting, chosen, assume_unique=True)
        recalled, spent = self._review(waiting[kept], recall[kept], today)
        new = np.flatnonzero(self.reviews == 0)
        asked, _ = self._within(new[~self._waits(full)[self.deck[new]]], "new_per_day")
        spent += self._introduce(asked, today)
        known = self.reviews > 0
        memorised = forgetting_curve(today - self.last[known], self.stability[known], self.w)
        return len(chosen), recalled, len(asked), spent / 60, float(memorised.sum())

    def _within(self, cards: Array, limit: str) -> tuple[Array, set[str]]:
        """The first of the cards that the limits allow, and the owners of limits that leave some out."""
        left, owner = left_today(self.settings, limit, {}), self.owners[limit][self.deck[cards]]
        chosen, full = [], set()
        for name in set(owner.tolist()):
            mine = np.flatnonzero(owner == name)
            chosen.append(mine[: left[name]])
            if new_cards_wait(len(mine), left[name], left[name]):
                full.add(name)
        return (cards[np.sort(np.concatenate(chosen))] if chosen else cards), full

    def _waits(self, full: set[str]) -> Array:
        """For each deck, whether its new cards wait for a backlog of reviews."""
        each = zip(self.own, self.owners["reviews_per_day"].tolist(), strict=True)
        return np.array([own.new_wait_for_backlog and owner in full for own, owner in each], dtype=bool)

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
        each = [self._outcome(asked, np.full_like(grade, one), state, today) for one in Grade]
        stability, difficulty = (np.stack(column) for column in zip(*each, strict=True))
        following = np.full(len(asked), -1)
        for place, card in enumerate(asked.tolist()):
            own, given, at = self.own[self.deck[card]], Grade(int(grade[place])), int(step[place])
            then, index, _ = phase(state, at, given, own)
            if then is not LearningState.REVIEW:
                following[place] = index
                self.due[card], self.days[card] = today + 1, 0
            else:
                intervals = interval_at(own.retention, stability[:, place], self.w).tolist()
                self._schedule(card, given, state, at, intervals, today)
        chosen = grade - 1, np.arange(len(asked))
        self.stability[asked], self.difficulty[asked] = stability[chosen], difficulty[chosen]
        self.last[asked] = today
        self.reviews[asked] += 1
        return following

    def _outcome(self, asked: Array, grade: Array, state: LearningState, today: int) -> tuple[Array, Array]:
        """The memories that a grade would lead to."""
        if state is LearningState.NEW:
            return first_memory(grade, self.w)
        known = self.stability[asked], self.difficulty[asked]
        return next_memory(*known, today - self.last[asked], grade, self.w)

    def _schedule(
        self, card: int, grade: Grade, state: LearningState, step: int, intervals: list[float], today: int
    ) -> None:
        """Give a card its day as a session does: by its fuzz, and by what else is due."""
        own, day = self.own[self.deck[card]], self.today + today
        before = Memory(
            self.names[card], state, step, days=int(self.days[card]), reviews=int(self.reviews[card])
        )
        days = interval_days(before, grade, intervals, own, day, Load(self.on_day, own.easy_days))
        self.days[card], self.due[card] = days, today + days
        self.on_day[day + days] += 1

    def _draw(self, shares: Array) -> Array:
        """An index for each row of probabilities."""
        ends = np.cumsum(shares, axis=1)[:, :-1]
        return (self.chance.random((len(shares), 1)) >= ends).sum(1)
