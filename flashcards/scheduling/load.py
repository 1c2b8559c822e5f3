"""On which of the days that fuzz allows a review falls: the one with the least to do, by weekday.

Pure: the reviews that are due by day are handed in, chance comes as a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flashcards.value import Value, field, replace

WEEK = 7
EVEN = (1.0,) * WEEK
FARTHEST = 90
"""Intervals beyond these days are left to chance: their days are still empty, and chance spreads them."""
NEVER = 1e-4
"""The share that a weekday of 0 counts with: it is avoided, but where all days are, they are equal."""


@lru_cache(maxsize=FARTHEST + 1)
def _roots(longest: int) -> tuple[float, ...]:
    """The roots of the waits up to the longest."""
    return tuple(wait**0.5 for wait in range(longest + 1))


class Load(Value, frozen=True):
    """How many reviews are due on which day, and what share of a usual day each weekday may hold."""

    counts: Mapping[int, int] = field(default_factory=dict)
    """Local days, as `day_of` counts → how many reviews are due on them; those without any may be missing."""
    shares: tuple[float, ...] = EVEN
    """Monday first: 1 for a usual day, 0 for one that is kept free where the fuzz allows it."""

    def plus(self, day: int) -> Load:
        """The load with one more review on `day`."""
        return replace(self, counts={**self.counts, day: self.counts.get(day, 0) + 1})

    def least(self, today: int, low: int, high: int, chance: float) -> int:
        """The days to wait, from `low` to `high`, until the day with the least load.

        Later days have had less time to fill and would always look empty, so that every interval would
        drift to its longest: the load of a day counts times the root of the wait, with which intervals
        stay on average as long as the engine asks for (Anki divides by the wait for the same reason).
        Of equal days `chance`, from 0 to 1, chooses; so it does where nothing is due on any of them, or the
        intervals of a small collection would all be their shortest.
        """
        known = self.counts.get
        counts = [known(day, 0) for day in range(today + low, today + high + 1)]
        loads: list[float] = [1.0] * len(counts)
        if any(counts):
            loads = [(count + 1) * root for count, root in zip(counts, _roots(high)[low:], strict=True)]
        elif self.shares == EVEN:
            return low + int(chance * len(counts))
        if self.shares != EVEN:
            days = range(today + low, today + high + 1)
            loads = [load / self._share(day) for load, day in zip(loads, days, strict=True)]
        least = min(loads)
        equal = [place for place, load in enumerate(loads) if load == least]
        return low + equal[int(chance * len(equal))]

    def _share(self, day: int) -> float:
        return max(self.shares[weekday(day)], NEVER)


def weekday(day: int) -> int:
    """The weekday of a local day: 0 for Monday; day 0, the first of 1970, was a Thursday."""
    return (day + 3) % WEEK
