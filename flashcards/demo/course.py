"""One run of a rule, kept whole: its states, its losses, and where it left the numbers that mean something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from flashcards.errors import Problem
from optimizers import trajectory
from optimizers.rule import Array, Gradient, Rule, State

MOST_STEPS = 100_000
MOST_NUMBERS = 5_000_000
"""Steps times coordinates that a demo keeps."""


@dataclass(frozen=True)
class Course:
    """The states of one run, the first (t = 0) included; it ends early where it diverges."""

    rule: Rule
    settings: Mapping[str, float]
    label: str
    states: Sequence[State]
    losses: Sequence[float] = ()
    """The loss at each state, where the run goes over a surface or a problem."""
    diverged: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The quantities that the rule keeps, `t` left out."""
        return tuple(name for name in self.states[0]._fields if name != "t")

    def over_time(self, quantity: str) -> np.ndarray[Any, Any]:
        """A quantity at every state: shape (T,) for a scalar run, (T, n) for n coordinates."""
        return np.array([getattr(state, quantity) for state in self.states], dtype=float)


def fed(
    rule: Rule,
    settings: Mapping[str, float],
    gradients: Sequence[float],
    start: Array,
    label: str,
    *,
    rate: Callable[[int], float] | None = None,
) -> Course:
    """The run that is fed these gradients, at every coordinate alike, wherever its parameters are."""
    numbers = np.asarray(gradients, dtype=float)
    rows = iter(np.multiply.outer(numbers, np.ones_like(start)) if np.ndim(start) else numbers)
    return follow(rule, settings, lambda _: next(rows), start, len(gradients), label, rate=rate)


def follow(
    rule: Rule,
    settings: Mapping[str, float],
    gradient: Gradient,
    start: Array,
    steps: int,
    label: str,
    *,
    height: Callable[[Array], Array] | None = None,
    rate: Callable[[int], float] | None = None,
    within: tuple[float, float] | None = None,
) -> Course:
    """The run that asks `gradient` for the slope at its parameters; with `height`, the loss at each state."""
    bounded(steps, np.size(start))
    try:
        way = trajectory(rule, gradient, start, steps, rate=rate, within=within, **settings)
    except ValueError as error:
        raise Problem(str(error)) from None
    losses = _losses(height, way.states) if height else []
    return Course(rule, settings, label, way.states, losses, f"{label} {way.why}" if way.why else "")


def bounded(steps: int, coordinates: int = 1) -> None:
    """Raises Problem where a demo would take no steps, or more than anyone waits for."""
    most = min(MOST_STEPS, MOST_NUMBERS // max(1, coordinates))
    if not 1 <= steps <= most:
        raise Problem(f"this demo takes 1 to {most:,} steps, not {steps:,}")


def _losses(height: Callable[[Array], Array], states: Sequence[State]) -> list[float]:
    """The height at every state at once: the coordinates lie on the first axis, the states on the second."""
    with np.errstate(all="ignore"):
        found = np.asarray(height(np.stack([state.theta for state in states], axis=-1)), dtype=float)
    return np.broadcast_to(found, (len(states),)).tolist()
