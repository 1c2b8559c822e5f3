"""Problems with more parameters than a map can show, or with gradients of one sample at a time.

A problem has the attributes of a surface (`name`, `title`, `height`, `slope`, `start`, `within`,
`gradient(seed)`), so that a run on one works on the other; its parameters, too, lie on the first axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import numpy as np

from optimizers import classifier as network_of_points
from optimizers import regression as network

Array = Any


@dataclass(frozen=True)
class Objective:
    """A loss to minimize."""

    name: str
    title: str
    height: Callable[[Array], Array]
    """`height(theta)`: the loss, of the shape of the parameters without their first axis."""
    slope: Callable[[Array], Array]
    """`slope(theta)`: its gradient, of the shape of the parameters."""
    start: Array
    draws: Callable[[int], Callable[[Array], Array]] | None = None
    """`draws(seed)`: a function that gives the gradient of one random sample after another."""
    within: tuple[float, float] | None = None
    """The bounds to which every parameter is clipped."""
    source: str = ""
    points: Callable[[], tuple[Array, Array]] | None = None
    """Of a classifier: the points, of shape (2, n), and the class of each, −1 or 1."""

    def gradient(self, seed: int = 0) -> Callable[[Array], Array]:
        """A new gradient function: the slope, or that of one sample after another, drawn with this seed."""
        return self.draws(seed) if self.draws else self.slope


def sparse(samples: int = 200, features: int = 20, seed: int = 0) -> Objective:
    """Logistic regression with increasingly rare features: feature k is present in one of k samples.

    Each gradient comes from one random sample, so it is mostly zero for the weight of a rare feature. This is
    the case AdaGrad was designed for.
    """

    @cache
    def data() -> tuple[Array, Array]:
        chance = np.random.default_rng(seed)  # drawn on first use: numpy.random takes 40 ms to load
        present = chance.random((samples, features)) < 1 / np.arange(1, features + 1)
        x = present * chance.standard_normal((samples, features))
        likely = _sigmoid(x @ (3 * chance.standard_normal(features)))
        return x, np.where(chance.random(samples) < likely, 1.0, -1.0)

    def margins(theta: Array) -> Array:
        x, y = data()
        return (np.tensordot(x, theta, 1).T * y).T

    def height(theta: Array) -> Array:
        return np.logaddexp(0, -margins(theta)).mean(0)

    def slope(theta: Array) -> Array:
        x, y = data()
        return np.tensordot(x.T, (-_sigmoid(-margins(theta)).T * y).T, 1) / samples

    def draws(seed: int) -> Callable[[Array], Array]:
        x, y = data()
        order = np.random.default_rng(seed)

        def gradient(theta: Array) -> Array:
            one = order.integers(samples)
            pull = -y[one] * _sigmoid(-y[one] * np.tensordot(x[one], theta, 1))
            return np.multiply.outer(x[one], pull)

        return gradient

    return Objective(
        "sparse",
        f"Logistic regression on {features} features, each rarer than the last",
        height,
        slope,
        np.zeros(features),
        draws,
        source="after Duchi, Hazan & Singer 2011, section 1, https://jmlr.org/papers/v12/duchi11a.html",
    )


def online(name: str, title: str, rare: float, common: float, period: int) -> Objective:
    """A linear loss on [-1, 1] with slope `rare` once in `period` steps and `common` at the others.

    The rare slope outweighs the common ones, so the minimum is at -1. Adam forgets it too soon and moves to
    +1; AMSGrad keeps the largest v and does not.
    """
    mean = (rare + (period - 1) * common) / period

    def height(theta: Array) -> Array:
        return mean * theta[0]

    def slope(theta: Array) -> Array:
        return mean * np.ones_like(theta)

    def draws(seed: int) -> Callable[[Array], Array]:
        steps = count(1)
        return lambda theta: (rare if next(steps) % period == 1 else common) * np.ones_like(theta)

    return Objective(
        name,
        title,
        height,
        slope,
        np.zeros(1),
        draws,
        within=(-1.0, 1.0),
        source="Reddi, Kale & Kumar 2018, section 3 and figure 1, https://arxiv.org/abs/1904.09237",
    )


def classifier(
    name: str, title: str, data: Callable[[], tuple[Array, Array]], hidden: int, scale: float = 1.0
) -> Objective:
    """A network with `hidden` tanh units that separates the classes of `data`, all points at every step.

    It starts at weights `scale` times the usual size.
    """

    def height(theta: Array) -> Array:
        return network_of_points.logistic_loss(theta, *data())

    def slope(theta: Array) -> Array:
        return network_of_points.logistic_slope(theta, *data())

    start = scale * network_of_points.initial_weights(hidden)
    return Objective(
        name, title, height, slope, start, source="weights of variance 1 over the inputs", points=data
    )


def _sigmoid(x: Array) -> Array:
    return (1 + np.tanh(x / 2)) / 2


regression = Objective(
    "regression",
    "The 2-16-1 network",
    network.loss,
    network.gradient,
    network.WEIGHTS,
    source="weights as PyTorch draws them with seed 0",
)

PROBLEMS: Mapping[str, Objective] = {
    "regression": regression,
    "moons": classifier("moons", "The 2-8-1 network on two moons", network_of_points.moons, 8),
    "moons-zero": classifier("moons-zero", "Two moons from weights of zero", network_of_points.moons, 8, 0.0),
    "moons-small": classifier(
        "moons-small", "Two moons from weights a hundredth of the usual", network_of_points.moons, 8, 0.01
    ),
    "moons-large": classifier(
        "moons-large", "Two moons from weights ten times the usual", network_of_points.moons, 8, 10.0
    ),
    "spirals": classifier("spirals", "The 2-16-1 network on two spirals", network_of_points.spirals, 16),
    "sparse": sparse(),
    "reddi": online("reddi", "Reddi's problem: 3 once in three steps, else -1", 3.0, -1.0, 3),
    "reddi-rare": online(
        "reddi-rare", "Reddi's problem: 1010 once in 101 steps, else -10", 1010.0, -10.0, 101
    ),
}
"""Each problem under its name."""
