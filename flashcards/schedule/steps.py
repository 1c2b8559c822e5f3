"""What follows a grade: the next step or the next interval, in Anki's way.

One place for both the review that happens now and those that are replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from flashcards.schedule.engine import Outcome
from flashcards.schedule.rows import Grade, Memory, State
from flashcards.schedule.settings import Settings


def phase(state: State, step: int, grade: Grade, settings: Settings) -> tuple[State, int, float]:
    """The state and step that follow, and the minutes to wait; 0 minutes where the wait is in days.

    Again goes back to the first step, Good on to the next; Hard stays, and on the first step waits
    for the mean of the first two (one and a half times the only one); Easy leaves the steps.
    """
    if state is State.REVIEW and grade is not Grade.AGAIN:
        return State.REVIEW, 0, 0.0
    learning = state in (State.NEW, State.LEARNING)
    steps = settings.learning_steps if learning else settings.relearning_steps
    step = min(step, len(steps) - 1)  # the settings may have lost a step since
    at = {Grade.AGAIN: 0, Grade.HARD: step, Grade.GOOD: step + 1, Grade.EASY: len(steps)}[grade]
    if not 0 <= at < len(steps):
        return State.REVIEW, 0, 0.0
    if grade is Grade.HARD and at == 0:
        minutes = (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5
    else:
        minutes = steps[at]
    return State.LEARNING if learning else State.RELEARNING, at, minutes


def interval_days(memory: Memory, grade: Grade, outcomes: Mapping[Grade, Outcome], settings: Settings) -> int:
    """Whole days until the next review. Of the grades that lead to days each is at least a day longer
    than the worse one, so that the choice always matters (at the cap they may be equal).
    """
    chance = _chance(f"{memory.card}:{memory.reviews}") if settings.fuzz else None
    days, least = 0, 1
    for worse in Grade:
        if worse <= grade and phase(memory.state, memory.step, worse, settings)[0] is State.REVIEW:
            days = _fuzzed(outcomes[worse].interval, least, settings.cap, chance)
            least = min(days + 1, settings.cap)
    return days


def _fuzzed(interval: float, least: int, cap: int, chance: float | None) -> int:
    """`interval` in whole days from `least` to `cap`, spread by `chance` from 0 to 1 as Anki spreads it:
    by a day, and 15 % of what lies between 2.5 and 7 days, 10 % up to 20, 5 % beyond.
    """
    interval = min(max(interval, least), cap)
    if chance is None or interval < 2.5:
        return round(interval)
    spread = 1.0
    for start, end, share in ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float(cap), 0.05)):
        spread += share * max(0.0, min(interval, end) - start)
    low = max(round(interval - spread), least)
    high = max(low, min(round(interval + spread), cap))
    return min(low + int(chance * (high - low + 1)), high)


def _chance(seed: str) -> float:
    """A number from 0 to 1 (1 excluded), always the same for the same seed; quicker than seeding `Random`."""
    return int.from_bytes(blake2b(seed.encode(), digest_size=6).digest(), "big") / 2**48
