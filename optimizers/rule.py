"""What an optimizer is: a first state, a step from state to state, and its settings.

A *state* is a NamedTuple that holds `theta`, `t` and every named quantity of the rule's equations
(`g`, `m`, `v`, `m_hat`, …), so that a demo can show each and a checker can name the wrong one.
A step takes the old state and a gradient and returns a new state; nothing is changed in place.
The same step runs on floats, on NumPy arrays of any shape, on a grid of settings by broadcasting,
and on SymPy symbols; `sqrt` and `maximum` below are what makes the last two possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

Array = Any
"""A float, an array of any shape and of float32 or float64, or a SymPy expression."""
State = Any
"""A NamedTuple with at least `theta` and `t`."""


@dataclass(frozen=True)
class Rule:
    """An optimizer by its name, with its defaults and where it comes from."""

    name: str
    title: str
    first: Callable[[Array], State]
    """`first(theta)`: the state at t = 0."""
    step: Callable[..., State]
    """`step(old, g, **settings)`: the state one step later."""
    settings: Mapping[str, float]
    """The names and defaults of the step's settings."""
    equations: Mapping[str, str]
    """Quantity → the LaTeX equation that defines it, in the order in which they are computed."""
    source: str
    """Paper with algorithm or equation number, or the library whose dialect it is."""


def descend(rule: Rule, gradient: Callable[[Array], Array], start: Array, **changed: float) -> Iterator[State]:
    """Yield the states that `rule` passes through from `start`, the first included, without end.

    `gradient(theta)` gives the slope; it is called with the current parameters before each step.
    """
    settings = {**rule.settings, **changed}
    state = rule.first(start)
    while True:
        yield state
        state = rule.step(state, gradient(state.theta), **settings)


def run(rule: Rule, gradients: Iterable[Array], start: Array, **changed: float) -> list[State]:
    """The states of `rule` fed the given gradients in turn: one more than there are gradients."""
    settings = {**rule.settings, **changed}
    states = [rule.first(start)]
    for g in gradients:
        states.append(rule.step(states[-1], g, **settings))
    return states


def take(states: Iterator[State], steps: int) -> list[State]:
    """The first state and the `steps` that follow it."""
    return list(islice(states, steps + 1))


def sqrt(x: Array) -> Array:
    """The square root of a float, an array, or a symbol (an exact half power keeps it a root)."""
    if isinstance(x, (float, int, np.generic)) or (isinstance(x, np.ndarray) and x.dtype != object):
        return np.sqrt(x)
    return x ** Fraction(1, 2)


def equations(doc: str | None, *quantities: str) -> dict[str, str]:
    """The `$$ … $$` lines of a rule's docstring, each under the quantity that it defines.

    Raises ValueError where the docstring does not hold one line for each quantity.
    """
    lines = [line.strip().strip("$").strip() for line in (doc or "").splitlines() if line.startswith("$$")]
    return dict(zip(quantities, lines, strict=True))
