"""Steps of a rule in a row, kept for a trajectory: a few parameters go as Python floats, many as arrays.

A step is the same lines either way. On two parameters NumPy spends nearly all its time on getting ready, so
stepping each coordinate as a float takes a quarter of the time; the states are put together at the end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np

from optimizers.rule import Array, Rule, State

FEW = 4
"""Up to so many parameters are stepped one by one."""
FAR = 1e12
"""Parameters or a gradient longer than this have diverged, finite or not."""


def near(x: Array) -> bool:
    """Whether `x` is finite and of a sane length."""
    if x.ndim == 1 and x.size <= FEW:
        return math.hypot(*x.tolist()) <= FAR
    return bool(np.vdot(x, x) <= FAR * FAR)


class Whole:
    """A walk of arrays, or of one number."""

    def __init__(self, rule: Rule, theta: Array) -> None:
        self.rule = rule
        self._states = [rule.first(theta)]

    def point(self, settings: Mapping[str, Array]) -> Array:
        """Where the next step wants its gradient."""
        return _point(self.rule, self._states[-1], settings)

    def step(self, g: Array, settings: Mapping[str, Array], within: tuple[float, float] | None) -> Array:
        """One step; the parameters that it leads to."""
        state = self.rule.step(self._states[-1], g, **settings)
        if within is not None:
            state = state._replace(theta=np.clip(state.theta, *within))
        self._states.append(state)
        return state.theta

    def states(self, count: int) -> tuple[State, ...]:
        """The first `count` states."""
        return tuple(self._states[:count])


class Cells:
    """A walk of a few parameters, each with a state of its own."""

    def __init__(self, rule: Rule, theta: np.ndarray[Any, Any]) -> None:
        self.rule = rule
        self._first = rule.first(theta)
        self._rows = [_split(self._first)]
        self._theta = theta

    def point(self, settings: Mapping[str, float]) -> Array:
        """Where the next step wants its gradient."""
        if not self.rule.ahead:
            return self._theta
        return np.array([_point(self.rule, cell, settings) for cell in self._rows[-1]])

    def step(self, g: Array, settings: Mapping[str, float], within: tuple[float, float] | None) -> Array:
        """One step; the parameters that it leads to."""
        cells = self._rows[-1]
        try:
            new = [self.rule.step(cell, x, **settings) for cell, x in zip(cells, g.tolist(), strict=True)]
        except ArithmeticError:  # Python raises where NumPy gives infinity: 1 / 0, 1e200²
            (old,) = _joined([cells], self._first)
            new = _split(self.rule.step(old, g, **settings))
        if within is not None:
            low, high = within
            new = [cell._replace(theta=min(max(cell.theta, low), high)) for cell in new]
        self._rows.append(new)
        self._theta = np.array([cell.theta for cell in new])
        return self._theta

    def states(self, count: int) -> tuple[State, ...]:
        """The first `count` states, their quantities as arrays."""
        return (self._first, *_joined(self._rows[1:count], self._first))


def _point(rule: Rule, state: State, settings: Mapping[str, Array]) -> Array:
    return rule.ahead(state, **settings) if rule.ahead else state.theta


def _split(state: State) -> list[State]:
    """A state for each coordinate; quantities that are one number go to all of them."""
    columns = [np.broadcast_to(value, state.theta.shape).tolist() for value in state]
    return [type(state)(*values) for values in zip(*columns, strict=True)]


def _joined(rows: list[list[State]], like: State) -> list[State]:
    """A state of arrays for each row; what is one number in `like` is one number here."""
    if not rows:
        return []
    numbers = chain.from_iterable(chain.from_iterable(rows))
    table = np.fromiter(numbers, float).reshape(len(rows), -1, len(like)).transpose(2, 0, 1).copy()
    columns = [
        list(column) if np.ndim(value) else column[:, 0].tolist()
        for column, value in zip(table, like, strict=True)
    ]
    columns[like._fields.index("t")] = [cells[0].t for cells in rows]
    return [type(like)(*values) for values in zip(*columns, strict=True)]
