"""A surface from above as bands of height, and the trails over it as dots: the data of a coloured map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from flashcards.demo.lookup import ground
from flashcards.demo.plot.canvas import clip_line
from flashcards.demo.result import Landscape, Trail
from flashcards.value import Value

BANDS = 14
"""Heights are told apart in so many bands."""
_STEEP = 6.0
"""How much more room low ground gets than high ground."""
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
BRAILLE = 0x2800

Dots: TypeAlias = Mapping[int, Mapping[int, Sequence[tuple[int, int]]]]
"""Row → column → the dots in that cell: the step of each, and its bit in a braille sign."""
Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, right, bottom, top."""


def bounds_of(figure: Landscape) -> Bounds:
    """The extent of a map."""
    return figure.xs[0], figure.xs[-1], figure.ys[0], figure.ys[-1]


@lru_cache(maxsize=32)
def height_bands(surface: str, bounds: Bounds, width: int, rows: int) -> tuple[tuple[int, ...], ...]:
    """The band of every point of a grid, from 0 for the lowest to `BANDS` - 1; the first row is the top."""
    left, right, bottom, top = bounds
    xs = left + (np.arange(width) + 0.5) / width * (right - left)
    ys = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
    heights = np.asarray(ground(surface).height(np.array(np.meshgrid(xs, ys))), dtype=float)
    low = heights.min()
    middle = max(float(np.median(heights - low)), 1e-9)
    shares = np.log1p((heights - low) / middle * _STEEP)
    bands = np.minimum(np.floor(shares / max(shares.max(), 1e-9) * BANDS), BANDS - 1)
    return tuple(map(tuple, bands.astype(int).tolist()))


class MapGrid(Value, frozen=True):
    """The cells of a map and the ground that they show."""

    bounds: Bounds
    width: int
    height: int

    def dot(self, x: float, y: float) -> tuple[float, float]:
        """A point in dots, two to a cell across and four down, counted from the top left."""
        left, right, bottom, top = self.bounds
        across = (x - left) / (right - left) * (2 * self.width - 1)
        return across, (top - y) / (top - bottom) * (4 * self.height - 1)

    def point(self, column: int, row: int) -> tuple[float, float]:
        """The point in the middle of a cell."""
        left, right, bottom, top = self.bounds
        across, down = (column + 0.5) / self.width, (row + 0.5) / self.height
        return left + across * (right - left), top - down * (top - bottom)

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of a point, the nearest ones for a point outside."""
        across, down = self.dot(x, y)
        column = round(min(max(across, 0.0), 2.0 * self.width - 1)) // 2
        return round(min(max(down, 0.0), 4.0 * self.height - 1)) // 4, column


@lru_cache(maxsize=64)
def trail_dots(grid: MapGrid, trail: Trail) -> Dots:
    """The dots of a trail on the grid, each with the step at which it is reached first."""
    found: dict[int, dict[int, list[tuple[int, int]]]] = {}
    seen: set[tuple[int, int]] = set()
    points = [grid.dot(x, y) for x, y in zip(trail.x, trail.y, strict=True)]
    for t, (start, end) in enumerate(pairwise(points), 1):
        for x, y in _line(grid, start, end):
            if (x, y) not in seen:
                seen.add((x, y))
                found.setdefault(y // 4, {}).setdefault(x // 2, []).append((t, _BITS[y % 4][x % 2]))
    return found


def _line(grid: MapGrid, start: tuple[float, float], end: tuple[float, float]) -> list[tuple[int, int]]:
    """The dots of a line that lie on the grid."""
    right, bottom = 2 * grid.width - 1, 4 * grid.height - 1
    inside = clip_line(start, end, right, bottom)
    if inside is None:
        return []
    (x0, y0), (x1, y1) = inside
    steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))))
    return [
        (round(x0 + (x1 - x0) * at / steps), round(y0 + (y1 - y0) * at / steps)) for at in range(steps + 1)
    ]
