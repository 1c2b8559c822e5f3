"""Draws how networks part the plane: half blocks where one class is expected, and the points on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from flashcards.demo.result import Regions, Series
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import COLOURS, StyledLine, ellipsize, line_width, side_by_side
from optimizers.classifier import output

POINTS, ASCII_POINTS = "●×", "ox"
"""The signs of the two classes; the first lies on the filled side if the network is right."""
_BLOCKS = " ▄▀█"
_FILLED = ":"
_GAP = 2
_MARGIN = 0.12
"""The share of the plane around the points."""
_LOWEST = 4
_WIDEST = 1.6
"""How much wider than true a plane may be drawn."""

Sides = Sequence[Sequence[bool]]


class _Layout(NamedTuple):
    """How many panels stand beside each other, and their size without the title."""

    across: int
    width: int
    height: int


def draw_regions(
    figure: Regions,
    *,
    width: int,
    height: int,
    ascii_only: bool = False,
    now: int | None = None,
    marks: Sequence[int] = (),
) -> list[StyledLine]:
    """A panel for each run with its loss, at the step `now` or the last, in `width` × `height` cells.

    `marks` says which colour the title of each has, if not that of its place.
    """
    room = _layout(figure, width, height)
    colours = [COLOURS[mark % len(COLOURS)] for mark in marks or range(len(figure.runs))]
    panels = [_panel(figure, at, room, now, ascii_only, colour) for at, colour in enumerate(colours)]
    drawn: list[StyledLine] = []
    for first in range(0, len(panels), room.across):
        row: list[StyledLine] = []
        for panel in panels[first : first + room.across]:
            row = side_by_side(row, panel, _GAP) if row else panel
        drawn += row
    return drawn


def sides_of(figure: Regions, at: int, t: int, width: int, rows: int) -> Sides:
    """For a grid of so many columns and rows, top row first, whether a run expects the first class there."""
    left, right, bottom, top = extent(figure)
    xs = left + (np.arange(width) + 0.5) / width * (right - left)
    ys = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
    grid = np.array(np.meshgrid(xs, ys)).reshape(2, -1)
    weights = figure.runs[at][1]
    found = output(np.array(weights[min(t, len(weights) - 1)]), grid) > 0
    return [[bool(side) for side in row] for row in found.reshape(rows, width)]


def extent(figure: Regions) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of the plane that is drawn."""
    left, right = _widened(figure.x)
    return (left, right, *_widened(figure.y))


@lru_cache(maxsize=16)
def _widened(values: Series) -> tuple[float, float]:
    low, high = min(values), max(values)
    return low - _MARGIN * (high - low), high + _MARGIN * (high - low)


def _layout(figure: Regions, width: int, height: int) -> _Layout:
    """The layout in which the planes are drawn largest."""
    left, right, bottom, top = extent(figure)
    true = 2 * (right - left) / (top - bottom)  # a cell is twice as high as it is wide
    found = []
    for across in range(1, len(figure.runs) + 1):
        down = -(-len(figure.runs) // across)
        wide = (width - _GAP * (across - 1)) // across
        high = max(_LOWEST, height // down - 1)
        found.append((min(wide / true, high), _Layout(across, min(wide, round(high * true * _WIDEST)), high)))
    return max(found, key=lambda each: each[0])[1]


def _panel(
    figure: Regions, at: int, room: _Layout, now: int | None, ascii_only: bool, colour: str
) -> list[StyledLine]:
    label, weights = figure.runs[at]
    last = len(weights) - 1
    t = last if now is None else min(now, last)
    sides = sides_of(figure, at, t, room.width, 2 * room.height)
    points = _cells_of_points(figure, room)
    name, loss = pretty(label, ascii_only=ascii_only), ""
    if figure.losses:
        loss = format_number(figure.losses[at][t], 3, ascii_only=ascii_only)
    full = f"{name}  loss {loss}" if loss else name
    title = full if cells(full) <= room.width else f"{name}  {loss}"
    title = ellipsize(title, room.width, "." if ascii_only else "…")
    drawn: list[StyledLine] = [((title, colour),)]
    for y in range(room.height):
        upper, lower = sides[2 * y], sides[2 * y + 1]
        drawn.append(
            _joined([_cell(points.get((y, x)), upper[x], lower[x], ascii_only) for x in range(room.width)])
        )
    drawn[0] = (*drawn[0], (" " * (room.width - line_width(drawn[0])), ""))
    return drawn


def _cells_of_points(figure: Regions, room: _Layout) -> dict[tuple[int, int], bool]:
    """Row and column → the class of the point in that cell."""
    left, right, bottom, top = extent(figure)
    found = {}
    for x, y, is_first in zip(figure.x, figure.y, figure.classes, strict=True):
        column = int((x - left) / (right - left) * room.width)
        found[int((top - y) / (top - bottom) * room.height), column] = is_first
    return found


def _cell(point: bool | None, upper: bool, lower: bool, ascii_only: bool) -> tuple[str, str]:
    filled = upper + lower
    if point is not None:
        sign = (ASCII_POINTS if ascii_only else POINTS)[not point]
        return sign, ("first" if point else "second") + (" on region" if filled == 2 else "")
    if ascii_only:
        return (_FILLED if filled == 2 else " "), "region"
    return _BLOCKS[2 * upper + lower], "region"


def _joined(signs: Sequence[tuple[str, str]]) -> StyledLine:
    """The cells of a row, those of one style together."""
    found: list[tuple[str, str]] = []
    for sign, style in signs:
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + sign, style)
        else:
            found.append((sign, style))
    return tuple(found)
