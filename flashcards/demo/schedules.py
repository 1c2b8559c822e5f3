"""Learning-rate schedules from the reference; `warm: 10` puts a warm-up before any of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

import optimizers.schedules as reference
from flashcards.demo.lookup import unknown_name
from flashcards.errors import Problem

_POSITIVE = frozenset({"every", "grow", "rise", "start", "end", "steps"})


def find_schedule(name: str) -> reference.Schedule:
    """The schedule called `name`. Raises Problem, with the nearest names, for an unknown one."""
    if name not in reference.SCHEDULES:
        raise unknown_name("schedule", name, reference.SCHEDULES)
    return reference.SCHEDULES[name]


def schedule_settings(name: str) -> dict[str, float]:
    """The schedule's settings with their defaults, including `warm`, which is 0 for most."""
    return {**find_schedule(name).settings, "warm": find_schedule(name).settings.get("warm", 0.0)}


def rate(name: str, changed: Mapping[str, float]) -> Callable[[int], float]:
    """η as a function of t, with a warm-up if one is set; settings the schedule does not have are ignored."""
    schedule = find_schedule(name)
    for setting, value in changed.items():
        _check(setting, value, schedule_settings(name))
    own = {setting: value for setting, value in changed.items() if setting in schedule.settings}
    over = schedule.over(**own)
    warm = int(changed.get("warm", 0))
    warmed = reference.with_warm_up(over, warm) if "warm" not in schedule.settings and warm > 0 else over
    return lambda t: _finite(warmed, t)


def _finite(rate: Callable[[int], float], t: int) -> float:
    """The rate at `t`; NaN if extreme settings make it undefined."""
    try:
        with np.errstate(all="ignore"):
            return float(rate(t))
    except ArithmeticError:
        return math.nan


def _check(name: str, value: float, usual: Mapping[str, float]) -> None:
    hint = f"its default is {usual[name]:g}" if name in usual else ""
    if not math.isfinite(value) or value < 0:
        raise Problem(f"{name} must be finite and not negative, not {value:g}", hint=hint)
    if value == 0 and name in _POSITIVE:
        raise Problem(f"{name} must be more than 0", hint=hint)
