"""One run of a rule in a demo: its label, every quantity at every step, the losses, and where it diverged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from flashcards.errors import Problem
from optimizers.rule import Array, Gradient, Rule
from optimizers.run import Trajectory, trajectory

MOST_STEPS = 100_000
MOST_NUMBERS = 600_000
"""Steps times coordinates that a demo keeps."""


@dataclass(frozen=True)
class Course:
    """The trajectory of one run, t = 0 included; it ends early if the run diverges."""

    rule: Rule
    settings: Mapping[str, float]
    label: str
    trajectory: Trajectory
    height: Callable[[Array], Array] | None = None
    """The loss at given parameters, if the run goes over a surface or a problem."""

    @property
    def length(self) -> int:
        """The number of states: one more than steps."""
        return len(self.trajectory.steps)

    @property
    def fields(self) -> tuple[str, ...]:
        """The quantities of the rule's state except `t`."""
        return tuple(name for name in self.trajectory.first._fields if name != "t")

    @property
    def diverged(self) -> str:
        """A sentence about the divergence, or the empty string."""
        return f"{self.label} {self.trajectory.why}" if self.trajectory.why else ""

    @cached_property
    def values(self) -> dict[str, np.ndarray[Any, Any]]:
        """Each quantity at every state, of shape (T, coordinates), or (T, 1) if one number serves all."""
        values = self.trajectory.values
        return {name: values[name].astype(float, copy=False).reshape(self.length, -1) for name in self.fields}

    @cached_property
    def losses(self) -> np.ndarray[Any, Any] | None:
        """The loss at each state, of shape (T,); None without a surface or a problem."""
        if self.height is None:
            return None
        theta = np.ascontiguousarray(self.trajectory.values["theta"].T)
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.height(theta), dtype=float), (self.length,))


def course(
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
    """Run `rule` for a demo; raises Problem for too many steps and for settings that make no sense."""
    check_steps(steps, np.size(start))
    try:
        found = trajectory(rule, gradient, start, steps, rate=rate, within=within, **settings)
    except ValueError as error:
        raise Problem(str(error)) from None
    return Course(rule, settings, label, found, height)


def check_steps(steps: int, coordinates: int = 1) -> None:
    """Raises Problem if a demo would take no steps or too many."""
    most = min(MOST_STEPS, MOST_NUMBERS // max(1, coordinates))
    if not 1 <= steps <= most:
        raise Problem(f"this demo takes 1 to {most:,} steps, not {steps:,}")
