"""Problems with more parameters than a map can show, or with gradients that come from data.

A problem has what a surface has (`name`, `title`, `height`, `slope`, `start`, `gradient(seed)`), so that
whatever runs on one runs on the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optimizers import regression as network

Array = Any


@dataclass(frozen=True)
class Problem:
    """A loss to be trained down."""

    name: str
    title: str
    height: Callable[[Array], Array]
    """The loss; the parameters lie on the first axis."""
    slope: Callable[[Array], Array]
    """Its derivative, of the shape of the parameters."""
    start: Array
    draws: Callable[[int], Callable[[Array], Array]] | None = None
    """`draws(seed)`: a gradient of one sample after another, where the problem has them."""
    within: tuple[float, float] | None = None
    """The bounds that every parameter is held between."""
    source: str = ""

    def gradient(self, seed: int = 0) -> Callable[[Array], Array]:
        """A fresh gradient to descend by: the slope, or the slope of one sample after another."""
        return self.draws(seed) if self.draws else self.slope


regression = Problem(
    "regression", "The 2-16-1 network", network.loss, network.gradient, network.WEIGHTS,
)  # fmt: skip

PROBLEMS: dict[str, Problem] = {problem.name: problem for problem in (regression,)}
