"""The columns of the decks of the home screen: how many cells each has in a row of any width."""

from __future__ import annotations

from typing import NamedTuple

from flashcards.tui.blocks import Spans

SIGN = 2
"""The cells before the name."""
_LEAST_BAR, _BAR, _WIDEST_BAR = 12, 22, 34
_LEAST_NAME, _GOOD_NAME, _MOST_NAME = 18, 26, 31
"""The cells that a bar leaves to the name: at least, before it grows, and for a title of any length."""


class Columns(NamedTuple):
    """The cells of a row, from left to right, each with the blank before or after it."""

    name: int
    bar: int
    number: int
    total: int
    minutes: int

    @property
    def wide_bar(self) -> int:
        """The cells of a bar and of the numbers after it."""
        return self.bar + 3 * self.number

    @property
    def width(self) -> int:
        """All of them, the sign before the name included."""
        return SIGN + self.name + self.wide_bar + self.total + self.minutes


def fit_columns(width: int, longest: int) -> Columns:
    """The columns for which there is room in a row of so many cells; the `longest` title is not to be cut.

    Bars give way to it, as far as they still tell something, and grow where all titles have room.
    """
    minutes = 7 if width >= 75 else 0
    count = 4
    total = 6 if width >= 50 else 0
    rest = width - SIGN - 3 * count - total - minutes
    name = max(_LEAST_NAME, min(longest + 1, _MOST_NAME))
    bar = min(_WIDEST_BAR, max(_BAR, rest - 1 - max(name, _GOOD_NAME)), rest - 1 - name)
    bar = bar + 1 if bar >= _LEAST_BAR else 0
    return Columns(rest - bar, bar, count, total, minutes)


def title_spans(fit: Columns) -> Spans:
    """The titles of the columns."""
    heads = "".join(f"{letter:>{fit.number}}" for letter in "NLR")
    total = f"{'of':>{fit.total}}" if fit.total else ""
    minutes = f"{'today':>{fit.minutes}}" if fit.minutes else ""
    return [(f"{'':{SIGN}}{'Deck':<{fit.name}}{'':<{fit.bar}}{heads}{total}{minutes}", "$fc-muted")]
