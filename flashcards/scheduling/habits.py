"""How a person answers: which grades in which state, and how long an answer takes; counted in the log.

What the log says little about is filled in from what most people do, as the engine's simulator has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flashcards.scheduling import engine
from flashcards.scheduling.histories import AnswerHistory
from flashcards.scheduling.learning_steps import GRADUATED, phase
from flashcards.scheduling.model import Grade, LearningState
from flashcards.scheduling.settings import Settings

Row = tuple[float, ...]
Table = tuple[Row, ...]

WEIGHT = 20
"""What most people do counts as much as this many answers of the person."""


class Habits(NamedTuple):
    """Probabilities of grades, Again first, and seconds that answers take."""

    first: Row
    """Of the first answer."""
    recalled: Row
    """Of Hard, Good and Easy in a review, if it is recalled."""
    learning: Table
    """`learning[g]`: of the next answer in the learning steps after grade g (Again, Hard, Good)."""
    relearning: Table
    """The same in the relearning steps."""
    seconds: Table
    """For each grade: in the learning steps, first answers included; in reviews; in relearning steps."""


def usual_habits() -> Habits:
    """What most people do."""
    return Habits(**engine.usual_answers())


def count_habits(histories: Iterable[AnswerHistory], settings: Settings) -> Habits:
    """What the person does, as far as the log says."""
    counts = _Counts()
    for history in histories:
        state, step, before = LearningState.NEW, 0, Grade.GOOD
        for answer in history:
            counts.add(state, before, answer.grade, answer.milliseconds)
            state, step, _ = GRADUATED if answer.graduated else phase(state, step, answer.grade, settings)
            before = answer.grade
    return counts.blend(usual_habits())


class _Counts:
    def __init__(self) -> None:
        self.first, self.recalled = [0.0] * 4, [0.0] * 3
        self.steps = {state: [[0.0] * 4 for _ in range(3)] for state in _STEPS}
        self.times = [[[0.0, 0.0] for _ in Grade] for _ in set(_PLACES.values())]

    def add(self, state: LearningState, before: Grade, grade: Grade, milliseconds: int) -> None:
        if state is LearningState.NEW:
            self.first[grade - 1] += 1
        elif state in self.steps:
            self.steps[state][min(before, Grade.GOOD) - 1][grade - 1] += 1
        elif grade > Grade.AGAIN:
            self.recalled[grade - 2] += 1
        if milliseconds:
            times = self.times[_PLACES[state]][grade - 1]
            times[0] += milliseconds / 1000
            times[1] += 1

    def blend(self, usual: Habits) -> Habits:
        learning, relearning = (
            tuple(map(_shares, self.steps[state], table))
            for state, table in zip(_STEPS, (usual.learning, usual.relearning), strict=True)
        )
        seconds = tuple(
            tuple(
                (total + WEIGHT * usually) / (count + WEIGHT)
                for (total, count), usually in zip(row, row_usual, strict=True)
            )
            for row, row_usual in zip(self.times, usual.seconds, strict=True)
        )
        first, recalled = _shares(self.first, usual.first), _shares(self.recalled, usual.recalled)
        return Habits(first, recalled, learning, relearning, seconds)


_STEPS = (LearningState.LEARNING, LearningState.RELEARNING)
_PLACES = {
    LearningState.NEW: 0,
    LearningState.LEARNING: 0,
    LearningState.REVIEW: 1,
    LearningState.RELEARNING: 2,
}


def _shares(counts: Sequence[float], usual: Row) -> Row:
    found = [count + WEIGHT * share for count, share in zip(counts, usual, strict=True)]
    return tuple(count / sum(found) for count in found)
