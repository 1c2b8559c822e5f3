"""The `schedule` demo: the learning rate over time, a column for each schedule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from flashcards.demo import schedules
from flashcards.demo.axes import choose_axes
from flashcards.demo.lookup import number_names, unknown_name
from flashcards.demo.plan import Plan
from flashcards.demo.result import MOST_RUNS, Result, Series
from flashcards.errors import Problem

DEFAULT = "cosine"


def run(plan: Plan) -> Result:
    """A column for each schedule to compare, or for the demo's own."""
    demo, steps = plan.demo, plan.steps
    given = {**demo.settings, **plan.settings}
    chosen = [
        (run.label or run.optimizer, run.optimizer, {**demo.settings, **run.settings, **plan.settings})
        for run in demo.compare
    ] or [(demo.schedule or DEFAULT, demo.schedule or DEFAULT, given)]
    if len(chosen) > MOST_RUNS:
        raise Problem(f"a demo compares at most {MOST_RUNS} schedules, not {len(chosen)}", hint="omit some")
    t = tuple(range(1, steps + 1))
    series: dict[str, Series] = {}
    shared: dict[str, float] = {}
    labels = number_names(label for label, _, _ in chosen)
    for label, (_, name, changed) in zip(labels, chosen, strict=True):
        _known(changed, [name for _, name, _ in chosen])
        usual = schedules.schedule_settings(name)
        own = {**({"steps": float(steps)} if "steps" in usual else {}), **changed}
        rates = schedules.rate(name, own)
        series[f"eta {label}" if len(chosen) > 1 else "eta"] = tuple(map(rates, t))
        shared |= {
            s: float({**own, **changed}.get(s, value))
            for s, value in schedules.schedule_settings(name).items()
        }
    rows = tuple((step, *(line[step - 1] for line in series.values())) for step in plan.at or t if step >= 1)
    return Result(
        kind="schedule",
        title=", ".join(dict.fromkeys(schedules.find_schedule(name).title for _, name, _ in chosen)),
        optimizer="",
        settings=shared,
        columns=("t", *series),
        rows=rows,
        series=series,
        t=t,
        figure=choose_axes(series),
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
    return f"diverged at step {min(lost)}: the learning rate is not finite" if lost else ""


def _known(changed: Mapping[str, float], names: list[str]) -> None:
    known = {setting: 0 for name in names for setting in schedules.schedule_settings(name)}
    for setting in changed:
        if setting not in known:
            raise unknown_name("setting of this schedule", setting, known)
