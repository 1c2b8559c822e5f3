"""One run of a rule, kept whole: every quantity at every step, the losses, and where it diverged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np

from flashcards.errors import Problem
from optimizers import trajectory
from optimizers.rule import Array, Gradient, Rule, State
from optimizers.trajectory import FAR

MOST_STEPS = 100_000
MOST_NUMBERS = 600_000
"""Steps times coordinates that a demo keeps."""

Lane = Sequence[State]
"""The states of one coordinate, or of all of them as arrays."""


@dataclass(frozen=True)
class Course:
    """The states of one run, the first (t = 0) included; it ends early where it diverges."""

    rule: Rule
    settings: Mapping[str, float]
    label: str
    lanes: Sequence[Lane]
    """One for each coordinate, stepped by itself on plain floats; or one whose quantities are arrays."""
    height: Callable[[Array], Array] | None = None
    diverged: str = ""

    @property
    def length(self) -> int:
        """How many states there are: one more than steps."""
        return len(self.lanes[0])

    @property
    def fields(self) -> tuple[str, ...]:
        """The quantities that the rule keeps, `t` left out."""
        return tuple(name for name in self.lanes[0][0]._fields if name != "t")

    @cached_property
    def values(self) -> dict[str, np.ndarray[Any, Any]]:
        """Every quantity at every state, in shape (T, coordinates)."""
        if isinstance(self.lanes[0][0].theta, float):
            columns = zip(
                *(zip(*lane, strict=True) for lane in self.lanes), strict=True
            )  # quantity by quantity
            return {
                name: np.array(column, dtype=float).T
                for name, column in zip(self.lanes[0][0]._fields, columns, strict=True)
            }
        states = self.lanes[0]
        lines = {name: [getattr(state, name) for state in states] for name in self.fields}
        return {name: np.array(line, dtype=float).reshape(self.length, -1) for name, line in lines.items()}

    @cached_property
    def losses(self) -> np.ndarray[Any, Any] | None:
        """The loss at each state, of shape (T,), where the run goes over a surface or a problem."""
        if self.height is None:
            return None
        plain = isinstance(self.lanes[0][0].theta, float)
        theta = self.values["theta"].T if plain else np.stack([s.theta for s in self.lanes[0]], axis=-1)
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.height(theta), dtype=float), (self.length,))


def fed(
    rule: Rule,
    settings: Mapping[str, float],
    gradients: Sequence[float],
    start: Sequence[float],
    label: str,
    *,
    rate: Callable[[int], float] | None = None,
) -> Course:
    """The run that is fed these gradients, at every coordinate alike, wherever its parameters are."""
    numbers = iter(gradients)
    alike = len(start)
    return plain(rule, settings, lambda _: [next(numbers)] * alike, start, len(gradients), label, rate=rate)


def plain(
    rule: Rule,
    settings: Mapping[str, float],
    slope: Callable[[Sequence[float]], Sequence[float]],
    start: Sequence[float],
    steps: int,
    label: str,
    *,
    height: Callable[[Array], Array] | None = None,
    rate: Callable[[int], float] | None = None,
) -> Course:
    """The run of few parameters, each stepped by itself: no rule mixes them, floats outrun small arrays."""
    bounded(steps, len(start))
    states = [rule.first(float(x)) for x in start]
    way, ahead, step, diverged = [states], rule.ahead, rule.step, ""
    for t, now in enumerate(_settings(settings, rate, steps), start=1):
        try:
            at = [ahead(state, **now) for state in states] if ahead else [state.theta for state in states]
            states = [step(state, g, **now) for state, g in zip(states, slope(at), strict=True)]
        except ArithmeticError:
            diverged = f"{label} diverged at step {t}: it divided by zero or grew too large"
            break
        if not all(-FAR <= state.theta <= FAR and -FAR <= state.g <= FAR for state in states):
            diverged = f"{label} diverged at step {t}: {_fault(states)}"
            break
        way.append(states)
    return Course(rule, settings, label, list(zip(*way, strict=True)), height, diverged)


def trained(
    rule: Rule,
    settings: Mapping[str, float],
    gradient: Gradient,
    start: Array,
    steps: int,
    label: str,
    *,
    height: Callable[[Array], Array],
    rate: Callable[[int], float] | None = None,
    within: tuple[float, float] | None = None,
) -> Course:
    """The run of many parameters, as arrays, in the type of `start`."""
    bounded(steps, np.size(start))
    try:
        way = trajectory(rule, gradient, start, steps, rate=rate, within=within, **settings)
    except ValueError as error:
        raise Problem(str(error)) from None
    return Course(rule, settings, label, [way.states], height, f"{label} {way.why}" if way.why else "")


def bounded(steps: int, coordinates: int = 1) -> None:
    """Raises Problem where a demo would take no steps, or more than anyone waits for."""
    most = min(MOST_STEPS, MOST_NUMBERS // max(1, coordinates))
    if not 1 <= steps <= most:
        raise Problem(f"this demo takes 1 to {most:,} steps, not {steps:,}")


def _settings(
    settings: Mapping[str, float], rate: Callable[[int], float] | None, steps: int
) -> Iterable[Mapping[str, float]]:
    """The settings of each step; a schedule moves η."""
    if rate is None:
        return repeat(settings, steps)
    return ({**settings, "eta": float(rate(t))} for t in range(1, steps + 1))


def _fault(states: Sequence[State]) -> str:
    nan = next((name for state in states for name in state._fields if math.isnan(getattr(state, name))), "")
    return f"{nan} is not a number" if nan else f"its numbers have passed {FAR:.0e}"
