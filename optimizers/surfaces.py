"""Surfaces over two parameters, with height, slope and minima.

A point's coordinates lie on its *first* axis, `x, y = point`, so that the same lines run on one point
(shape (2,)), on a grid of points (shape (2, rows, columns), for a contour map or a grid of settings) and on
a pair of SymPy symbols.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizers.rule import PartialDerivatives

Array = Any
Point = tuple[float, float]
Height = Callable[[Array], Array]
Partials = Callable[[Array, Array], tuple[Array, Array]]


@dataclass(frozen=True)
class Surface:
    """A function of two parameters to minimize."""

    name: str
    title: str
    height: Height
    """`height(point)`, of the shape of `point` without its first axis."""
    formula: str
    """The height for people, with `{x}` and `{y}` for the coordinates."""
    partials: Partials
    """`partials(x, y)`: the exact derivative of `height` with respect to each coordinate."""
    start: Point
    lowest: tuple[Point, ...]
    """All global minima; empty if there are none that are single points."""
    bounds: tuple[Point, Point]
    """The extent of its map: (left, right), (bottom, top)."""
    noise: float = 0.0
    """The standard deviation of the noise that `gradient` adds to each coordinate of the slope."""
    within: tuple[float, float] | None = None
    """The bounds to which every parameter is clipped; always None here, for the sake of problems."""
    source: str = ""

    @property
    def slope(self) -> PartialDerivatives:
        """The gradient of `height`, of the shape of the point at which it is called; without noise."""
        return PartialDerivatives(self.partials)

    def gradient(self, seed: int = 0) -> PartialDerivatives:
        """A new gradient function: the slope, with noise drawn with this seed if the surface is noisy."""
        if not self.noise:
            return PartialDerivatives(self.partials)
        draw = np.random.default_rng(seed).standard_normal

        def noisy(*point: Array) -> Sequence[Array]:
            floats = isinstance(point[0], float)
            drawn = draw(2).tolist() if floats else draw((2, *np.shape(point[0])))
            return [slope + self.noise * off for slope, off in zip(self.partials(*point), drawn, strict=True)]

        return PartialDerivatives(noisy)


def quadratic(across: float, along: float = 1.0) -> tuple[Height, str, Partials]:
    """Height, formula and partials of a paraboloid of these curvatures; their ratio is its condition."""

    def height(point: Array) -> Array:
        x, y = point
        return (along * x**2 + across * y**2) / 2

    def partials(x: Array, y: Array) -> tuple[Array, Array]:
        return along * x, across * y

    signed = f"{'−' if across < 0 else '+'} {_factor(abs(across))}"
    return height, f"({_factor(along)}{{x}}² {signed}{{y}}²)/2", partials


def _factor(number: float) -> str:
    """The number before a quantity; 1 is not written."""
    return "" if number == 1 else f"{number:g} "


def ravine(condition: float = 40) -> Surface:
    """A straight valley with `condition` times as much curvature across as along."""
    return Surface(
        "ravine",
        f"Ravine, {condition:g} times as steep across",
        *quadratic(condition),
        start=(-4.0, 1.0),
        lowest=((0.0, 0.0),),
        bounds=((-5.0, 2.0), (-1.5, 1.5)),
    )


def turned_ravine(condition: float = 40) -> Surface:
    """The ravine turned by 45°, its floor along the diagonal: the same curvatures along other axes."""
    same, cross = (1 + condition) / 2, (1 - condition) / 2

    def height(point: Array) -> Array:
        x, y = point
        return (same * x**2 + 2 * cross * x * y + same * y**2) / 2

    def partials(x: Array, y: Array) -> tuple[Array, Array]:
        return same * x + cross * y, cross * x + same * y

    start = (-3.5, -2.1)  # as far along and across as on the straight one, in round numbers
    return Surface(
        "turned-ravine",
        f"Ravine turned by 45°, {condition:g} times as steep across",
        height,
        f"({same:g} {{x}}² − {-2 * cross:g} {{x}} {{y}} + {same:g} {{y}}²)/2",
        partials,
        start=start,
        lowest=((0.0, 0.0),),
        bounds=((-4.0, 2.0), (-4.0, 2.0)),
    )


def _rosenbrock(point: Array) -> Array:
    x, y = point
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_partials(x: Array, y: Array) -> tuple[Array, Array]:
    rise = y - x**2
    return -2 * (1 - x) - 400 * x * rise, 200 * rise


def _beale(point: Array) -> Array:
    x, y = point
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def _beale_partials(x: Array, y: Array) -> tuple[Array, Array]:
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    by_x = 2 * a * (y - 1) + 2 * b * (y**2 - 1) + 2 * c * (y**3 - 1)
    return by_x, 2 * a * x + 4 * b * x * y + 6 * c * x * y**2


def _himmelblau(point: Array) -> Array:
    x, y = point
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _himmelblau_partials(x: Array, y: Array) -> tuple[Array, Array]:
    a, b = x**2 + y - 11, x + y**2 - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def _ray(point: Array) -> Array:
    x, y = point
    return 1 - y / (x**2 + y**2) ** 0.5


def _ray_partials(x: Array, y: Array) -> tuple[Array, Array]:
    length = (x**2 + y**2) ** 1.5
    return x * y / length, -(x**2) / length


BOWL = Surface(
    "bowl",
    "Bowl",
    *quadratic(1),
    start=(-3.0, 2.0),
    lowest=((0.0, 0.0),),
    bounds=((-4.0, 4.0), (-3.0, 3.0)),
)
ROSENBROCK = Surface(
    "rosenbrock",
    "Rosenbrock's valley",
    _rosenbrock,
    "(1 − {x})² + 100 ({y} − {x}²)²",
    _rosenbrock_partials,
    start=(-1.2, 1.0),
    lowest=((1.0, 1.0),),
    bounds=((-2.0, 2.0), (-1.0, 3.0)),
    source="Rosenbrock 1960, equation 4, https://doi.org/10.1093/comjnl/3.3.175",
)
BEALE = Surface(
    "beale",
    "Beale's plateau",
    _beale,
    "(1.5 − {x} + {x} {y})² + (2.25 − {x} + {x} {y}²)² + (2.625 − {x} + {x} {y}³)²",
    _beale_partials,
    start=(1.0, 1.5),
    lowest=((3.0, 0.5),),
    bounds=((-1.0, 4.0), (-1.0, 2.0)),
    source="Beale 1958, On an iterative method for finding a local minimum of a function",
)
HIMMELBLAU = Surface(
    "himmelblau",
    "Himmelblau's four wells",
    _himmelblau,
    "({x}² + {y} − 11)² + ({x} + {y}² − 7)²",
    _himmelblau_partials,
    start=(-0.3, -0.9),
    lowest=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    ),
    bounds=((-5.0, 5.0), (-5.0, 5.0)),
    source="Himmelblau 1972, Applied Nonlinear Programming",
)
RAY = Surface(
    "ray",
    "Loss of the direction alone, as before a norm",
    _ray,
    "1 − {y}/√({x}² + {y}²)",
    _ray_partials,
    start=(1.0, 0.5),
    lowest=(),
    bounds=((-0.5, 2.5), (0.25, 3.25)),
    source="after van Laarhoven 2017, section 3, https://arxiv.org/abs/1706.05350",
)
SADDLE = Surface(
    "saddle",
    "Saddle",
    *quadratic(-1),
    start=(-2.0, 0.001),
    lowest=(),
    bounds=((-3.0, 3.0), (-3.0, 3.0)),
)
NOISY = Surface(
    "noisy",
    "Noisy quadratic",
    *quadratic(10),
    start=(-4.0, 1.0),
    lowest=((0.0, 0.0),),
    bounds=((-5.0, 2.0), (-2.0, 2.0)),
    noise=2.0,
)

SURFACES: Mapping[str, Surface] = {
    "bowl": BOWL,
    "ravine": ravine(),
    "turned-ravine": turned_ravine(),
    "rosenbrock": ROSENBROCK,
    "beale": BEALE,
    "himmelblau": HIMMELBLAU,
    "saddle": SADDLE,
    "ray": RAY,
    "noisy": NOISY,
}
"""Each surface under its name."""
