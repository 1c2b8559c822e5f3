"""Scheduling settings, with limits that keep the scheduler sane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flashcards.errors import Problem
from flashcards.scheduling.days import DAY


@dataclass(frozen=True)
class Settings:
    """Scheduling settings. Raises Problem if a value is out of range."""

    learning_steps: tuple[float, ...] = (1.0, 10.0)
    """Minutes."""
    relearning_steps: tuple[float, ...] = (10.0,)
    """Minutes."""
    retention: float = 0.9
    """The probability of recall at which a prompt is due."""
    longest_interval: int = 36_500
    """The longest interval, in days."""
    new_per_day: int = 20
    reviews_per_day: int = 200
    day_starts_at: int = 4
    """The local hour at which a new day begins."""
    leech_after: int = 8
    """Lapses after which a prompt is a leech."""
    new_order: str = "deck"
    """The order of new cards: `deck` as their decks have them, `random`, `added` oldest first."""
    new_wait_for_backlog: bool = True
    """Begin no new cards while more reviews are due than a day takes."""
    siblings: str = "apart"
    """`apart`: of the prompts of a card one is asked a day; `together`: all that are due."""
    easy_days: tuple[float, ...] = (1.0,) * 7
    """The share of a usual day's reviews, 0 to 1, by `date.weekday()`: Monday first."""
    fuzz: bool = True
    """Spread the intervals a little, so that cards learned together do not stay together."""
    parameters: tuple[float, ...] = ()
    """The 21 weights of FSRS-6; none for those that fit most people."""
    decks: Mapping[str, Settings] = field(default_factory=dict, hash=False)
    """The settings of decks with some of their own, by the deck's name."""

    def __post_init__(self) -> None:
        steps = self.learning_steps + self.relearning_steps
        for wrong, what in (
            (not 0.7 <= self.retention <= 0.99, "the desired retention must be between 0.7 and 0.99"),
            (not 1 <= self.longest_interval <= 36_500, "the longest interval must be 1 to 36500 days"),
            (min(self.new_per_day, self.reviews_per_day) < 0, "a number of cards a day cannot be negative"),
            (not 0 <= self.day_starts_at <= 23, "the day must begin at an hour from 0 to 23"),
            (
                any(not 0 < step < DAY for step in steps),
                "a step must take more than 0 minutes and less than a day",
            ),
            (self.leech_after < 1, "a leech must have at least 1 lapse"),
            (len(self.parameters) not in (0, 21), "FSRS-6 needs 21 parameters"),
        ):
            if wrong:
                raise Problem(what)

    def for_deck(self, name: str) -> Settings:
        """The settings that hold for the cards of a deck."""
        return self.decks.get(name, self)
