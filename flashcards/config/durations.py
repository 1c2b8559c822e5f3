"""Learning steps as people write them in Anki: `1m 10m`, `30s 1h`."""

from __future__ import annotations

import re
from typing import Any

from flashcards.config.kinds import Kind, Unfit

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DAY = 1440
MOST_STEPS = 20
"""More steps than anybody takes."""
_USUAL = ("", "1m", "10m", "1m 10m", "1m 5m 10m", "10m 1h", "1m 10m 1h", "1m 10m 1h 6h")
"""What the arrow keys lead through."""


class Steps(Kind):
    """Steps in minutes, each shorter than a day: longer waits are the scheduler's to give."""

    def __init__(self, example: str) -> None:
        self.example = example

    allowed = "steps such as 1m 10m, in s, m or h, each shorter than a day"

    def read(self, written: Any) -> tuple[float, ...]:
        """Steps in a string, or a list of such strings; none if it is empty."""
        if isinstance(written, list) and all(isinstance(each, str) for each in written):
            written = " ".join(written)
        if not isinstance(written, str):
            raise Unfit(f"must be {self.allowed}", self.example)
        words = written.replace(",", " ").split()
        if len(words) > MOST_STEPS:
            raise Unfit(f"must be at most {MOST_STEPS} steps", self.example)
        return self.check(tuple(self._minutes(word) for word in words))

    def _minutes(self, word: str) -> float:
        found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)([smhd]?)", word.lower())
        if not found:
            raise Unfit(f"must be {self.allowed}", self.example, f"'{word[:20]}' is no step")
        return float(found[1]) * _SECONDS[found[2] or "m"] / 60

    def check(self, steps: tuple[float, ...]) -> tuple[float, ...]:
        """`steps` if the scheduler can take them. Raises Unfit."""
        for step in steps:
            if not 0 < step < _DAY:
                shorter = [write_minutes(step) for step in steps if 0 < step < _DAY]
                why = "no step can be 0" if step <= 0 else "a step must be shorter than a day"
                raise Unfit(
                    f"must be {self.allowed}",
                    " ".join(shorter),
                    f"{why}: {write_minutes(step)} is not; the days after the last step are the scheduler's",
                )
        return steps

    def write(self, value: tuple[float, ...]) -> str:
        """As in Anki."""
        return " ".join(map(write_minutes, value))

    def show(self, value: tuple[float, ...]) -> str:
        """As in the file; `none` if there are no steps."""
        return self.write(value) or "none"

    def parse(self, text: str) -> tuple[float, ...]:
        """As in the file; `none` for no steps."""
        return self.read("" if text.strip().lower() == "none" else text)

    def turn(self, value: tuple[float, ...], by: int) -> tuple[float, ...]:
        """The next of the usual steps."""
        written = self.write(value)
        place = _USUAL.index(written) + by if written in _USUAL else 0
        return self.read(_USUAL[place % len(_USUAL)])


def write_minutes(minutes: float) -> str:
    """A duration in its largest unit that needs no fraction: `90m`, `1h`, `30s`."""
    seconds = round(minutes * 60, 6)
    units = (unit for unit, size in reversed(_SECONDS.items()) if seconds and seconds % size == 0)
    unit = next(units, "s")
    return f"{seconds / _SECONDS[unit]:.15g}{unit}"
