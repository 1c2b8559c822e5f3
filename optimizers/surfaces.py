"""Surfaces over two parameters, with height, slope and lowest points.

A point's coordinates lie on its *first* axis, `x, y = point`, so that the same lines run on one point
(shape (2,)), on a grid of points (shape (2, rows, columns), which is what a contour map and a grid of
settings need) and on a pair of SymPy symbols.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any
Point = tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """A function of two parameters to be walked down."""

    name: str
    title: str
    height: Callable[[Array], Array]
    """`height(point)`, of the point's shape without its first axis."""
    slope: Callable[[Array], Array]
    """The exact derivative of `height`, of the point's shape."""
    start: Point
    lowest: tuple[Point, ...]
    """Every lowest point; none for a saddle, which has no bottom."""
    bounds: tuple[Point, Point]
    """What a map of it shows: (left, right), (bottom, top)."""
    noise: float = 0.0
    """The standard deviation of what `gradient` adds to each coordinate of the slope."""
    source: str = ""

    def gradient(self, seed: int = 0) -> Callable[[Array], Array]:
        """A fresh gradient to descend by: the slope, with this seed's noise where the surface is noisy."""
        if not self.noise:
            return self.slope
        chance = np.random.default_rng(seed)
        return lambda point: self.slope(point) + self.noise * chance.standard_normal(np.shape(point))


def ravine(condition: float = 40.0) -> Surface:
    """A valley that is `condition` times as steep across as along."""

    def height(point: Array) -> Array:
        x, y = point
        return (x**2 + condition * y**2) / 2

    def slope(point: Array) -> Array:
        x, y = point
        return np.array([x, condition * y])

    return Surface(
        "ravine", f"Ravine, {condition:g} times as steep across", height, slope,
        start=(-4.0, 1.0), lowest=((0.0, 0.0),), bounds=((-5.0, 5.0), (-2.0, 2.0)),
    )  # fmt: skip


def _bowl_height(point: Array) -> Array:
    x, y = point
    return (x**2 + y**2) / 2


def _bowl_slope(point: Array) -> Array:
    x, y = point
    return np.array([x, y])


BOWL = Surface(
    "bowl", "Bowl", _bowl_height, _bowl_slope,
    start=(-3.0, 2.0), lowest=((0.0, 0.0),), bounds=((-4.0, 4.0), (-3.0, 3.0)),
)  # fmt: skip

SURFACES: dict[str, Surface] = {surface.name: surface for surface in (BOWL, ravine())}
