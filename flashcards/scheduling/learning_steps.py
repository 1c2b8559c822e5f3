"""The learning steps and intervals that follow a grade, as in Anki.

One place for both the review that happens now and those that are replayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from flashcards.scheduling.model import Grade, LearningState, Memory
from flashcards.scheduling.settings import Settings


def graduating_grade(state: LearningState, step: int, settings: Settings) -> Grade:
    """The lowest grade whose interval is in days; lower grades lead to a learning step."""
    if state is LearningState.REVIEW:
        return Grade.HARD if settings.relearning_steps else Grade.AGAIN
    steps = settings.relearning_steps if state is LearningState.RELEARNING else settings.learning_steps
    if not steps:
        return Grade.AGAIN
    return Grade.GOOD if step + 1 >= len(steps) else Grade.EASY


def phase(
    state: LearningState, step: int, grade: Grade, settings: Settings
) -> tuple[LearningState, int, float]:
    """The next state and step, and the minutes to wait; 0 minutes if the interval is in days.

    Again goes back to the first step, Good on to the next; Hard stays, and on the first step waits
    for the mean of the first two (one and a half times the only one); Easy leaves the steps.
    """
    if grade >= graduating_grade(state, step, settings):
        return LearningState.REVIEW, 0, 0.0
    lapsed = state in (LearningState.REVIEW, LearningState.RELEARNING)
    steps = settings.relearning_steps if lapsed else settings.learning_steps
    at = {Grade.AGAIN: 0, Grade.HARD: min(step, len(steps) - 1), Grade.GOOD: step + 1}[grade]
    if grade is Grade.HARD and at == 0:
        minutes = (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5
    else:
        minutes = steps[at]
    return LearningState.RELEARNING if lapsed else LearningState.LEARNING, at, minutes


def interval_days(memory: Memory, grade: Grade, intervals: Sequence[float], settings: Settings) -> int:
    """Whole days until the next review, for a `grade` that graduates from the steps.

    `intervals` are the engine's, worst grade first. Of the grades that leave the steps each waits at
    least a day longer than the worse one, so that the choice matters (at the longest they may be equal).
    """
    chance = _chance(f"{memory.card}:{memory.reviews}") if settings.fuzz else None
    days = 0
    for interval in intervals[graduating_grade(memory.state, memory.step, settings) - 1 : grade]:
        longest = settings.longest_interval
        days = _whole(interval, min(days + 1, longest), longest, chance)
    return days


def _whole(interval: float, least: int, longest: int, chance: float | None) -> int:
    """`interval` in whole days from `least` to `longest`, spread by `chance` from 0 to 1 as Anki spreads it:
    by a day, and 15 % of what lies between 2.5 and 7 days, 10 % of that up to 20, 5 % beyond.
    """
    interval = min(max(interval, least), longest)
    if chance is None or interval < 2.5:
        return round(interval)
    spread = 1 + 0.15 * (min(interval, 7) - 2.5)
    if interval > 7:
        spread += 0.1 * (min(interval, 20) - 7) + 0.05 * max(interval - 20, 0)
    low = max(round(interval - spread), least)
    high = max(min(round(interval + spread), longest), low)
    return low + int(chance * (high - low + 1))


def _chance(seed: str) -> float:
    """A number in [0, 1) determined by the seed; faster than seeding `Random`."""
    return int.from_bytes(blake2b(seed.encode(), digest_size=6).digest(), "big") / 2**48
