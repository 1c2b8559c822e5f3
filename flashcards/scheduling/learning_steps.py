"""The learning steps and intervals that follow a grade, as in Anki.

One place for both the review that happens now and those that are replayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from flashcards.scheduling.load import FARTHEST, Load
from flashcards.scheduling.model import Grade, LearningState, Memory
from flashcards.scheduling.settings import Settings

if TYPE_CHECKING:
    from hashlib import blake2b

Phase = tuple[LearningState, int, float]
"""A state and step, and the minutes to wait."""
GRADUATED: Phase = (LearningState.REVIEW, 0, 0.0)
"""What follows a grade that gave a day, whatever the steps have become since."""


def graduating_grade(state: LearningState, step: int, settings: Settings) -> Grade:
    """The lowest grade whose interval is in days; lower grades lead to a learning step."""
    if state is LearningState.REVIEW:
        return Grade.HARD if settings.relearning_steps else Grade.AGAIN
    steps = settings.relearning_steps if state is LearningState.RELEARNING else settings.learning_steps
    if not steps:
        return Grade.AGAIN
    return Grade.GOOD if step + 1 >= len(steps) else Grade.EASY


def phase(state: LearningState, step: int, grade: Grade, settings: Settings) -> Phase:
    """The next state and step, and the minutes to wait; 0 minutes if the interval is in days.

    Again goes back to the first step, Good on to the next; Hard stays, and on the first step waits
    for the mean of the first two (one and a half times the only one); Easy leaves the steps.
    """
    if grade >= graduating_grade(state, step, settings):
        return GRADUATED
    lapsed = state in (LearningState.REVIEW, LearningState.RELEARNING)
    steps = settings.relearning_steps if lapsed else settings.learning_steps
    at = {Grade.AGAIN: 0, Grade.HARD: min(step, len(steps) - 1), Grade.GOOD: step + 1}[grade]
    if grade is Grade.HARD and at == 0:
        minutes = (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5
    else:
        minutes = steps[at]
    return LearningState.RELEARNING if lapsed else LearningState.LEARNING, at, minutes


class PhaseNode:
    """A state and step of a prompt, and those that each grade leads to: the walk through a log's reviews."""

    __slots__ = ("after", "minutes", "state", "step", "wait")

    def __init__(self, state: LearningState, step: int, minutes: float) -> None:
        self.state, self.step = state, step
        self.minutes = minutes
        """The wait that led here; 0 if it is in days."""
        self.wait = timedelta(minutes=minutes) // timedelta(milliseconds=1)
        self.after: list[PhaseNode] = []
        """By grade; what stands at 0 is no grade's."""

    @property
    def graduated(self) -> PhaseNode:
        """The node in which the interval is in days, to which Easy leads from every other."""
        return self.after[Grade.EASY]


def phase_graph(settings: Settings) -> PhaseNode:
    """The node of a new prompt: `phase` with these settings, each of its few cases computed once."""
    new = PhaseNode(LearningState.NEW, 0, 0.0)
    made = {(new.state, new.step, new.minutes): new}
    found = [new]
    for node in found:
        node.after.append(node)
        for grade in Grade:
            reached = phase(node.state, node.step, grade, settings)
            if reached not in made:
                made[reached] = PhaseNode(*reached)
                found.append(made[reached])
            node.after.append(made[reached])
    return new


class PhaseTable:
    """The graphs of some settings, each made once."""

    def __init__(self) -> None:
        self._by_settings: dict[int, PhaseNode] = {}

    def of(self, settings: Settings) -> PhaseNode:
        """`phase_graph` with these settings, which must live as long as the table."""
        found = self._by_settings.get(id(settings))
        if found is None:
            found = self._by_settings[id(settings)] = phase_graph(settings)
        return found


def interval_days(
    memory: Memory,
    grade: Grade,
    intervals: Sequence[float],
    settings: Settings,
    today: int = 0,
    load: Load | None = None,
) -> int:
    """Whole days from `today` until the next review, for a `grade` that graduates from the steps.

    `intervals` are the engine's, worst grade first. Of the grades that leave the steps each waits at
    least a day longer than the worse one, so that the choice matters (at the cap they may be equal); Easy
    on a learning card also waits longer than Good would if it left the steps. With a `load` the day with
    the least to do is chosen among those that the fuzz allows.
    """
    lowest = min(graduating_grade(memory.state, memory.step, settings), Grade.GOOD)
    chance = _chance(f"{memory.card}:{memory.reviews}")
    days = 0
    for interval in intervals[lowest - 1 : grade]:
        least = min(max(days + 1, _least_growth(memory, interval)), settings.longest_interval)
        if not settings.fuzz:
            days = round(min(max(interval, least), settings.longest_interval))
            continue
        low, high = fuzz_range(interval, least, settings.longest_interval)
        balanced = load and high <= FARTHEST
        days = (
            load.least(today, low, high, chance)
            if load and balanced
            else low + int(chance * (high - low + 1))
        )
    return days


def fuzz_range(interval: float, least: int, longest: int) -> tuple[int, int]:
    """The shortest and the longest wait, from `least` to `longest`, that fuzz may make of `interval` days.

    As in Anki it reaches a day to either side, and 15 % of what lies between 2.5 and 7 days, 10 % of that
    up to 20, 5 % beyond; there is none below two and a half days. Where `least` leaves one day alone, the
    next is open too, so that cards held up together part.
    """
    interval = min(max(interval, least), longest)
    if interval < 2.5:
        return round(interval), round(interval)
    spread = 1 + 0.15 * (min(interval, 7) - 2.5)
    if interval > 7:
        spread += 0.1 * (min(interval, 20) - 7) + 0.05 * max(interval - 20, 0)
    low = max(round(interval - spread), least)
    high = max(min(round(interval + spread), longest), low)
    return low, high + (low == high < longest)


def _least_growth(memory: Memory, interval: float) -> int:
    """A day more than the last interval where the engine asks for more, as in Anki; where it asks for a part
    of a day more, which Anki's fuzz may turn into less, as many days as then; else 1.

    Where it asks for less (the person wants another retention, or was early), nothing is forced to grow.
    """
    if memory.state is not LearningState.REVIEW or not interval > memory.days > 0:
        return 1
    return memory.days + (round(interval) > memory.days)


def _chance(seed: str) -> float:
    """A number in [0, 1) determined by the seed; faster than seeding `Random`."""
    return int.from_bytes(_hash()(seed.encode(), digest_size=6).digest(), "big") / 2**48


@cache
def _hash() -> type[blake2b]:
    from hashlib import blake2b  # with it comes OpenSSL, which a start does without

    return blake2b
