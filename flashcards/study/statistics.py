"""What a person's reviews amount to: the values of the statistics.

Reviews are answers in the schedule; those outside it (cram) are counted apart. A day is local and begins at
the hour of the settings. *True retention*, as in Anki: of the prompts in review, how many were recalled at
the first answer of a day; *mature* are those that had an interval of at least `MATURE` days.
"""

from __future__ import annotations

from typing import NamedTuple

MATURE = 21
"""The days of an interval from which a prompt counts as mature."""
FEWEST_TESTS = 30
"""A rate is told from so many reviews on."""
FEWEST_SAID = 20
"""Calibration of a person's own confidence is told from so many answers on."""


class DaySums(NamedTuple):
    """The reviews of a day, by what their prompts were before, and by grade."""

    day: int
    """As `day_of` counts."""
    reviews: int = 0
    milliseconds: int = 0
    new: int = 0
    learning: int = 0
    young: int = 0
    mature: int = 0
    again: int = 0
    hard: int = 0
    good: int = 0
    easy: int = 0
    young_tests: int = 0
    """First answers of the day to young prompts in review."""
    young_recalled: int = 0
    mature_tests: int = 0
    mature_recalled: int = 0
    cram: int = 0
    """Answers outside the schedule, which are no reviews."""
    cram_milliseconds: int = 0


class DeckSums(NamedTuple):
    """The reviews of a deck in the period."""

    deck: str
    reviews: int
    milliseconds: int
    tests: int
    recalled: int


class HourSums(NamedTuple):
    """The reviews that began in an hour of the day."""

    hour: int
    reviews: int
    tests: int
    recalled: int


class ButtonSums(NamedTuple):
    """How often each grade was given to prompts that were `new`, `learning`, `young` or `mature`."""

    stage: str
    again: int
    hard: int
    good: int
    easy: int


class Rate(NamedTuple):
    """How many of some tests were passed."""

    recalled: int
    tests: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None without tests."""
        return self.recalled / self.tests if self.tests else None


class Retention(NamedTuple):
    """True retention by maturity."""

    young: Rate
    mature: Rate

    @property
    def all(self) -> Rate:
        """Of both."""
        return Rate(*map(sum, zip(self.young, self.mature, strict=True)))


class DueDay(NamedTuple):
    """The prompts that fall due on a day; `day` counts from today, and -1 stands for all days before."""

    day: int
    learning: int
    young: int
    mature: int

    @property
    def due(self) -> int:
        """All of them."""
        return self.learning + self.young + self.mature


class Bin(NamedTuple):
    """The number of prompts whose value is at least `low` and less than `high`; None: without an end."""

    low: float
    high: float | None
    prompts: int


class Distribution(NamedTuple):
    """How a value is distributed over the prompts."""

    prompts: int
    median: float | None
    bins: tuple[Bin, ...]


class Reliability(NamedTuple):
    """Answers whose chance was said or foretold to lie in a range: how many, and how many were right."""

    low: float
    high: float
    answers: int
    foretold: float
    """The mean of what was said or foretold."""
    right: float
    """The share that was right."""


class Calibration(NamedTuple):
    """Predicted recall held against what was recalled, over the tests of true retention."""

    tests: int
    predicted: float | None
    recalled: float | None
    log_loss: float | None
    rmse: float | None
    """Root of the mean squared difference between foretold and right of the bins, by their answers."""
    bins: tuple[Reliability, ...]


class Streak(NamedTuple):
    """Days in a row with reviews."""

    current: int
    """Up to today, or to yesterday if there was none today yet."""
    longest: int


class SlipSums(NamedTuple):
    """How often a slip was made in typed answers: in the period, in its last week, by card, by optimizer."""

    slip: str
    times: int
    week: int
    cards: tuple[tuple[str, int], ...]
    optimizers: tuple[tuple[str, int], ...]


class Confusion(NamedTuple):
    """How often a card was answered with what was right for another, counted both ways for a pair."""

    card: str
    other: str
    times: int


class Statistics(NamedTuple):
    """Everything that the statistics say of some decks, or of all, in a period of days that ends today."""

    decks: tuple[str, ...]
    """Those asked for; none for all."""
    today: int
    days: int
    daily: tuple[DaySums, ...]
    """The days of the period that have answers, in order."""
    by_deck: tuple[DeckSums, ...]
    retention: dict[str, Retention]
    """Of the last 7 days (`week`), of 30 (`month`), of the `period`, and of `all` time."""
    year: tuple[tuple[int, int], ...]
    """Days of the last year with reviews, and their number."""
    streak: Streak
    forecast: tuple[DueDay, ...]
    intervals: Distribution
    stability: Distribution
    difficulty: Distribution
    calibration: Calibration
    confidence: tuple[Reliability, ...]
    hours: tuple[HourSums, ...]
    buttons: tuple[ButtonSums, ...]
    judged: Rate
    """Of the typed answers on which something was said, how many were right."""
    slips: tuple[SlipSums, ...]
    confusions: tuple[Confusion, ...]
