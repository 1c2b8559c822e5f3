"""Scheduling settings, with limits that keep the scheduler sane."""

from __future__ import annotations

from dataclasses import dataclass

from flashcards.errors import Problem
from flashcards.scheduling.days import DAY
from flashcards.scheduling.model import LONGEST_INTERVAL


@dataclass(frozen=True)
class Settings:
    """Scheduling settings. Raises Problem if a value is out of range."""

    learning_steps: tuple[float, ...] = (1.0, 10.0)
    """Minutes."""
    relearning_steps: tuple[float, ...] = (10.0,)
    """Minutes."""
    retention: float = 0.9
    """The probability of recall at which a prompt is due."""
    cap: int = LONGEST_INTERVAL
    """The longest interval, in days."""
    new_per_day: int = 20
    reviews_per_day: int = 200
    turns_at: int = 4
    """The local hour at which a new day begins."""
    leech: int = 8
    """Lapses after which a prompt is a leech."""
    fuzz: bool = True
    """Spread the intervals a little, so that cards learned together do not stay together."""
    parameters: tuple[float, ...] = ()
    """The 21 weights of FSRS-6; none for those that fit most people."""

    def __post_init__(self) -> None:
        steps = self.learning_steps + self.relearning_steps
        for wrong, what in (
            (not 0.7 <= self.retention <= 0.99, "the desired retention must be between 0.7 and 0.99"),
            (
                not 1 <= self.cap <= LONGEST_INTERVAL,
                f"the longest interval must be between 1 and {LONGEST_INTERVAL} days",
            ),
            (min(self.new_per_day, self.reviews_per_day) < 0, "a number of cards a day cannot be negative"),
            (not 0 <= self.turns_at <= 23, "the day must begin at an hour from 0 to 23"),
            (
                any(not 0 < step < DAY for step in steps),
                "a step must take more than 0 minutes and less than a day",
            ),
            (self.leech < 1, "a leech must have at least 1 lapse"),
            (len(self.parameters) not in (0, 21), "FSRS-6 needs 21 parameters"),
        ):
            if wrong:
                raise Problem(what)
