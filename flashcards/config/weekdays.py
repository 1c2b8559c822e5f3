"""Easy days: the share of a usual day's reviews that a weekday takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flashcards.config.kinds import Kind, Ratio, Unfit
from flashcards.errors import suggest

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHARE = Ratio(0, 1)
_EXAMPLE = {"sat": 0.5, "sun": 0}


class EasyDays(Kind):
    """Seven shares from 0 to 1, Monday first; a weekday that is not named takes its full share."""

    allowed = "a table of weekdays with their shares from 0 to 1, such as { sat = 0.5, sun = 0 }"

    def survey(self, written: Any) -> tuple[tuple[float, ...], list[tuple[str, Unfit]]]:
        """The shares that could be read, and the days that could not."""
        if not isinstance(written, Mapping):
            raise Unfit(f"must be {self.allowed}", _EXAMPLE)
        shares, unfit = [1.0] * 7, []
        for name, share in written.items():
            try:
                shares[_weekday(name)] = _SHARE.read(share)
            except Unfit as fault:
                if fault.instead is None and not fault.name:
                    fault.instead = _EXAMPLE["sat"]
                unfit.append((str(name), fault))
        if not any(shares):
            raise Unfit("must leave a day of the week for reviews", _EXAMPLE)
        return tuple(shares), unfit

    def read(self, written: Any) -> tuple[float, ...]:
        """The shares. Raises Unfit for the first day that cannot be read."""
        shares, unfit = self.survey(written)
        for name, fault in unfit:
            fault.part = name
            raise fault
        return shares

    def parse(self, text: str) -> tuple[float, ...]:
        """`sat=0.5 sun=0`, also in per cent; `none` or nothing for no easy days."""
        if text.strip().lower() in ("", "none"):
            return (1.0,) * 7
        words = re.sub(r"\s?[=:]\s?", "=", text.strip().strip("{}")).replace(", ", " ").split()
        pairs = [word.strip(",").partition("=") for word in words]
        if not all(sign for _, sign, _ in pairs):
            raise Unfit("must be weekdays with their shares from 0 to 1, such as sat=0.5 sun=0")
        return self.read({name: _typed_share(name, share) for name, _, share in pairs})

    def write(self, value: tuple[float, ...]) -> dict[str, float]:
        """The days that take less than their full share."""
        return {name: share for name, share in zip(WEEKDAYS, value, strict=True) if share != 1}

    def show(self, value: tuple[float, ...]) -> str:
        """As it is typed."""
        return " ".join(f"{name}={share:g}" for name, share in self.write(value).items()) or "none"

    def check(self, value: tuple[float, ...]) -> None:
        """Raise Unfit unless there are seven shares and one of them is above 0."""
        if len(value) != 7:
            raise Unfit("must be seven shares from 0 to 1")
        self.read(dict(zip(WEEKDAYS, value, strict=True)))


def _typed_share(name: str, text: str) -> float:
    """The share of the day of that name."""
    try:
        return _SHARE.parse(text)
    except Unfit as fault:
        fault.part = name
        if fault.instead is None:
            fault.instead = _EXAMPLE["sat"]
        raise


def _weekday(name: str) -> int:
    word = name.strip().lower()
    for names in (WEEKDAYS, _FULL):
        if word in names:
            return names.index(word)
    raise Unfit("is no weekday", None, suggest(name, WEEKDAYS), name=True)
