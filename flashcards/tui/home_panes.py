"""Which panes stand beside the decks of the home screen, and how many rows each gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flashcards.study.overview import HomeFigures

_LEAST_COLUMNS, _MOST_COLUMNS = 5, 14
"""The rows that the columns of the forecast take."""
_WEAK, _SLIPS, _NEXT = 5, 3, 10
"""So many of each are shown where there is room for no more."""
MOST_NEXT = 25
"""So many cards of the next session are shown at most."""


class Pane(NamedTuple):
    """A part of a column: the rows that it needs, and those that it can use."""

    name: str
    least: int
    most: int


def share_rows(panes: Iterable[Pane], height: int) -> dict[str, int]:
    """The rows of each pane in a column of so many, with a blank one between two; the first panes come first.

    What has no room is left out. What is left over goes to those that can use it.
    """
    given: dict[str, Pane] = {}
    left = height + 1
    for pane in panes:
        if pane.least < left:
            given[pane.name] = pane
            left -= pane.least + 1
    rows = {}
    for name, pane in given.items():
        rows[name] = min(pane.most, pane.least + left)
        left -= rows[name] - pane.least
    return rows


def side_panes(figures: HomeFigures, *, beside: bool, is_huge: bool) -> tuple[list[Pane], list[Pane]]:
    """What is told of days, and what of cards: the parts of two columns, those first that matter most.

    A large terminal has more of them; in one column they are fewer, and no longer than they need be.
    """
    grows = beside or is_huge
    columns = _MOST_COLUMNS if grows else _LEAST_COLUMNS
    days = [
        Pane("forecast", _LEAST_COLUMNS + 3, columns + 3) if figures.has_begun else Pane("forecast", 2, 2),
        Pane("heat", 9, 9),
    ]
    cards = [
        _list_pane("weakest", len(figures.weakest), _WEAK, is_huge),
        _list_pane("slips", len(figures.slips), _SLIPS, is_huge),
    ]
    if grows:
        cards.append(Pane("next", 1 + _NEXT, 1 + (MOST_NEXT if is_huge else _NEXT)))
    if is_huge:
        days += [] if figures.has_begun else [Pane("first-steps", 17, 17)]
        any_day = any(figures.heat.values())
        days += [Pane("known", 5, 5), Pane("days", *((4, 4) if any_day else (2, 2)))]
        days.append(Pane("answers", *((8, 18) if any_day else (2, 2))))
        cards.append(Pane("done", 4, 4))
    return days, cards


def merge_columns(days: Sequence[Pane], cards: Sequence[Pane]) -> list[Pane]:
    """Both columns as one: the first two of each matter more than the rest."""
    return [days[0], cards[0], days[1], cards[1], *days[2:], *cards[2:]]


def _list_pane(name: str, count: int, least: int, is_huge: bool) -> Pane:
    """A title over a list of which the first few need to be seen; "none" takes a row too."""
    return Pane(name, 1 + max(1, min(count, least)), 1 + max(1, count if is_huge else min(count, least)))
