"""Learning rates over time, from the reference schedules; `warm: 10` puts a warm-up before any."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

import optimizers.schedules as reference
from flashcards.demo.lookup import numbered, unknown
from flashcards.demo.result import Curves, Result, Series
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.demo.plan import Plan

MOST_RUNS = 6
_POSITIVE = frozenset({"every", "grow", "rise", "start", "end", "steps"})
_DEFAULT = "cosine"


def find(name: str) -> reference.Schedule:
    """The schedule called `name`; raises Problem with near misses."""
    if name not in reference.SCHEDULES:
        raise unknown("schedule", name, reference.SCHEDULES)
    return reference.SCHEDULES[name]


def settings(name: str) -> dict[str, float]:
    """The schedule's settings with their defaults, `warm` among them: no steps of warm-up for most."""
    return {**find(name).settings, "warm": find(name).settings.get("warm", 0.0)}


def rate(name: str, changed: Mapping[str, float]) -> Callable[[int], float]:
    """η as a function of t. What the schedule has no use for is left out, a warm-up goes before it."""
    schedule = find(name)
    for setting, value in changed.items():
        _check(setting, value, settings(name))
    own = {setting: value for setting, value in changed.items() if setting in schedule.settings}
    over = schedule.over(**own)
    warm = int(changed.get("warm", 0))
    warmed = reference.warmed(over, warm) if "warm" not in schedule.settings and warm > 0 else over
    return lambda t: _finite(warmed, t)


def _finite(rate: Callable[[int], float], t: int) -> float:
    """The rate at `t`; nan where settings far from any use make none of it."""
    try:
        with np.errstate(all="ignore"):
            return float(rate(t))
    except ArithmeticError:
        return math.nan


def run(plan: Plan) -> Result:
    """A column for each schedule: those to compare, or the demo's own."""
    demo, steps = plan.demo, plan.steps
    given = {**demo.settings, **plan.settings}
    chosen = [
        (run.label or run.optimizer, run.optimizer, {**demo.settings, **run.settings, **plan.settings})
        for run in demo.compare
    ] or [(demo.schedule or _DEFAULT, demo.schedule or _DEFAULT, given)]
    if len(chosen) > MOST_RUNS:
        raise Problem(
            f"a demo compares at most {MOST_RUNS} schedules, not {len(chosen)}", hint="leave some out"
        )
    t = tuple(range(1, steps + 1))
    series: dict[str, Series] = {}
    shared: dict[str, float] = {}
    labels = numbered(label for label, _, _ in chosen)
    for label, (_, name, changed) in zip(labels, chosen, strict=True):
        _known(changed, [name for _, name, _ in chosen])
        own = {"steps": float(steps)} if "steps" in settings(name) else {}
        rates = rate(name, {**own, **changed})
        series[f"eta {label}" if len(chosen) > 1 else "eta"] = tuple(map(rates, t))
        shared |= {s: float({**own, **changed}.get(s, value)) for s, value in settings(name).items()}
    rows = tuple((step, *(line[step - 1] for line in series.values())) for step in plan.at or t if step >= 1)
    return Result(
        kind="schedule",
        title=", ".join(dict.fromkeys(find(name).title for _, name, _ in chosen)),
        optimizer="",
        settings=shared,
        columns=("t", *series),
        rows=rows,
        series=series,
        t=t,
        figure=Curves(tuple(series)),
        diverged=_lost(series, t),
        about=demo.about,
    )


def _lost(series: Mapping[str, Series], t: Sequence[int]) -> str:
    lost = [
        step
        for line in series.values()
        for step, rate in zip(t, line, strict=True)
        if not math.isfinite(rate)
    ]
    return f"diverged at step {min(lost)}: the learning rate is no finite number" if lost else ""


def _known(changed: Mapping[str, float], names: list[str]) -> None:
    known = {setting: 0 for name in names for setting in settings(name)}
    for setting in changed:
        if setting not in known:
            raise unknown("setting of this schedule", setting, known)


def _check(name: str, value: float, usual: Mapping[str, float]) -> None:
    hint = f"its default is {usual[name]:g}" if name in usual else ""
    if not math.isfinite(value) or value < 0:
        raise Problem(f"{name} must be a finite number and not negative, not {value:g}", hint=hint)
    if value == 0 and name in _POSITIVE:
        raise Problem(f"{name} must be more than 0", hint=hint)
