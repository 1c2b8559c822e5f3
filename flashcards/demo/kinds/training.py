"""The loss over the epochs of a training, of one rule or of several."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from flashcards.deck.model import Run
from flashcards.demo.axes import choose_axes
from flashcards.demo.course import Course
from flashcards.demo.kinds.compare import label_runs, result
from flashcards.demo.lookup import ground_phrase
from flashcards.demo.plan import Plan
from flashcards.demo.result import Result

USUAL_PROBLEM = "regression"


def run(plan: Plan) -> Result:
    """The loss at epoch t *before* its step, as training loops print it; other quantities after it."""
    plan = replace(plan, demo=replace(plan.demo, surface=plan.demo.surface or USUAL_PROBLEM, gradients=""))
    runs = plan.runs()
    return draw_training(plan, runs, [plan.course(run) for run in runs])


def draw_training(plan: Plan, runs: Sequence[Run], courses: Sequence[Course]) -> Result:
    """The result of the `courses` of a plan's runs; see `run`."""
    ground = plan.ground()
    assert ground, "a training goes over a problem"
    show = plan.demo.show or ("loss",)
    shown = {
        name: np.pad(values[:-1], (1, 0), constant_values=math.nan)
        if name.split(" ")[0] == "loss"
        else values
        for name, values in label_runs(courses, show).items()
    }
    found = result(plan, runs, courses, shown, first=1)
    return replace(
        found,
        kind="training",
        title=f"{' and '.join(course.rule.title for course in courses)}: {ground_phrase(ground)}",
        figure=choose_axes(found.series),
    )
