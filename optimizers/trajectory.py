"""A guarded run of a rule: settings checked, the run stopped where it leaves the world of finite numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from optimizers.rule import Array, Gradient, Rule, State
from optimizers.walk import FAR, FEW, Cells, Whole, near

__all__ = ["FAR", "Trajectory", "checked", "parameters", "trajectory"]

_BELOW_ONE = frozenset({"beta", "beta1", "beta2", "mu", "rho"})


@dataclass(frozen=True)
class Trajectory:
    """The states that a rule passed through, the first at t = 0, all of them finite."""

    states: tuple[State, ...]
    diverged_at: int | None = None
    """The step that left the finite numbers, or went absurdly far; it is not among the states."""
    why: str = ""
    """A sentence about the divergence; empty where there was none."""


def trajectory(
    rule: Rule,
    gradient: Gradient,
    start: Array,
    steps: int,
    *,
    rate: Callable[[int], float] | None = None,
    within: tuple[float, float] | None = None,
    **changed: float,
) -> Trajectory:
    """At most `steps` steps of `rule` from `start`; `diverged_at` says where it had to stop.

    `rate(t)`, a schedule, gives η for the step t; `within` holds every coordinate between two bounds after
    each step, as in online learning. Raises ValueError, with a sentence that a person can act on, where the
    settings, the start, the number of steps or the shape of the gradient make no sense.
    """
    if steps < 0:
        raise ValueError(f"the number of steps must not be negative, not {steps}")
    settings = checked(rule, changed)
    theta = parameters(start)
    walk = _walk(rule, theta, settings)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            if rate is not None:
                settings["eta"] = rate(t)
            g = np.asarray(gradient(walk.point(settings)))
            if g.shape != theta.shape:
                raise ValueError(f"the gradient has shape {g.shape}, the parameters {theta.shape}")
            if not near(g):
                return Trajectory(walk.states(t), t, f"diverged at step {t}: {_fault('gradient', 'is', g)}")
            theta = walk.step(g, settings, within)
            if not near(theta):
                return Trajectory(
                    walk.states(t), t, f"diverged at step {t}: {_fault('parameters', 'are', theta)}"
                )
    return Trajectory(walk.states(steps + 1))


def _walk(rule: Rule, theta: Array, settings: Mapping[str, Array]) -> Cells | Whole:
    few = theta.ndim == 1 and theta.size <= FEW and theta.dtype == float
    return Cells(rule, theta) if few and not any(map(np.ndim, settings.values())) else Whole(rule, theta)


def checked(rule: Rule, changed: Mapping[str, Array]) -> dict[str, Array]:
    """The rule's settings with those in `changed`; ValueError for an unknown name or an impossible value."""
    for name, value in changed.items():
        if name not in rule.settings:
            close = get_close_matches(name, rule.settings, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise ValueError(f"{rule.name} has no setting {name!r}{hint} (it has {', '.join(rule.settings)})")
        _check(name, value)
    return {**rule.settings, **changed}


def _check(name: str, value: Array) -> None:
    values = np.asarray(value)
    if values.dtype.kind not in "iuf" or not values.size:
        raise ValueError(f"{name} must be a number, not {value!r}")
    low, high = values.min(), values.max()
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"{name} must be a finite number, not {value}")
    if low < 0:
        raise ValueError(f"{name} must not be negative, not {low:g}")
    if name in _BELOW_ONE and high >= 1:
        raise ValueError(f"{name} must be less than 1, not {high:g}: an average at 1 would never forget")
    if name == "dampening" and high > 1:
        raise ValueError(f"dampening must be at most 1, not {high:g}")


def parameters(start: Array) -> Array:
    """`start` as an array of floats, float32 kept; ValueError where a run cannot begin there."""
    theta = np.asarray(start)
    if theta.dtype.kind not in "iuf":
        raise ValueError(f"the start must be numbers, not {start!r}")
    if theta.dtype.kind != "f":
        theta = theta.astype(float)
    if not theta.size:
        raise ValueError("there are no parameters: the start is empty")
    if not np.isfinite(theta).all():
        raise ValueError(f"the start must be finite, not {theta}")
    return theta


def _fault(what: str, verb: str, x: Array) -> str:
    if np.isnan(x).any():
        return f"the {what} {verb} not a number"
    return f"the {what} {verb} larger than {FAR:.0e}"
