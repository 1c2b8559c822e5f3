"""The loss over the epochs of a training, of one rule or of several."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from flashcards.demo.compare import common
from flashcards.demo.plan import Plan
from flashcards.demo.result import Curves, Result
from flashcards.demo.table import over_steps

USUAL_PROBLEM = "regression"
_WIDE = 300
"""A loss that falls by this factor is drawn on a logarithmic axis."""


def run(plan: Plan) -> Result:
    """At epoch t the loss *before* that epoch's step, as training loops print it."""
    plan = replace(plan, demo=replace(plan.demo, surface=plan.demo.surface or USUAL_PROBLEM, gradients=""))
    runs = plan.runs()
    courses = [plan.course(run) for run in runs]
    shown = {}
    for course in courses:
        before = np.array([math.nan, *course.losses[: plan.steps]])
        shown[f"loss {course.label}" if len(courses) > 1 else "loss"] = before
    longest = max(map(len, shown.values()))
    shown = {
        name: np.pad(line, (0, longest - len(line)), constant_values=math.nan) for name, line in shown.items()
    }
    t, series, rows = over_steps(shown, plan.at, first=1)
    ground = plan.ground()
    return Result(
        kind="training",
        title=f"{' and '.join(course.rule.title for course in courses)} on {ground.title if ground else ''}",
        optimizer=", ".join(dict.fromkeys(run.optimizer for run in runs)),
        settings=common(courses),
        columns=("t", *shown),
        rows=rows,
        series=series,
        t=t,
        figure=Curves(tuple(shown), x_label="epoch", logarithmic=_falls_far(list(series.values()))),
        diverged="; ".join(course.diverged for course in courses if course.diverged),
        about=plan.demo.about,
    )


def _falls_far(lines: list[tuple[float, ...]]) -> bool:
    losses = [loss for line in lines for loss in line if math.isfinite(loss)]
    return bool(losses) and min(losses) > 0 and max(losses) / min(losses) > _WIDE
