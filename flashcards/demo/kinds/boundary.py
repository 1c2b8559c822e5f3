"""How small networks part the plane while rules train them, and their losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from flashcards.demo import lookup
from flashcards.demo.axes import choose_axes
from flashcards.demo.course import Course
from flashcards.demo.kinds.compare import label_runs, result
from flashcards.demo.plan import Plan
from flashcards.demo.quantities import QuantityTable
from flashcards.demo.result import Regions, Result
from flashcards.errors import Problem
from optimizers.classifier import output
from optimizers.problems import Objective

USUAL_PLANE = "moons"


def run(plan: Plan) -> Result:
    """Loss and points on the right side after each step; the figure is the plane as each network parts it."""
    plan = replace(plan, demo=replace(plan.demo, surface=plan.demo.surface or USUAL_PLANE, gradients=""))
    ground = lookup.ground(plan.demo.surface)
    if not parts_plane(ground):
        raise Problem(f"{ground.name} has no classes of points to part", hint="use moons or spirals")
    runs = plan.runs()
    courses = [plan.course(run) for run in runs]
    shown = label_runs(courses, plan.demo.show or ("loss",)) | _right(ground, courses)
    found = result(plan, runs, courses, shown, first=0)
    losses = {name: line for name, line in found.series.items() if not name.startswith(_RIGHT)}
    return replace(
        found,
        kind="boundary",
        title=f"{' and '.join(course.rule.title for course in courses)}: {lookup.ground_phrase(ground)}",
        figure=replace(regions(ground, courses), curves=choose_axes(losses)),
    )


_RIGHT = "right"


def parts_plane(ground: lookup.Ground) -> bool:
    """True for a problem whose network tells apart two classes of points in the plane."""
    return isinstance(ground, Objective) and ground.points is not None


def regions(ground: lookup.Ground, courses: Sequence[Course]) -> Regions:
    """The points and the weights of each network after every step."""
    assert isinstance(ground, Objective)
    assert ground.points
    (x, y), classes = ground.points()
    runs = tuple((course.label, tuple(map(tuple, course.values["theta"].tolist()))) for course in courses)
    losses = tuple(tuple(course.losses.tolist()) for course in courses if course.losses is not None)
    return Regions(ground.name, tuple(x.tolist()), tuple(y.tolist()), tuple(classes > 0), runs, losses)


def _right(ground: lookup.Ground, courses: Sequence[Course]) -> QuantityTable:
    """For each run the number of points on the right side after every step."""
    assert isinstance(ground, Objective)
    assert ground.points
    inputs, classes = ground.points()
    longest = max(course.length for course in courses)
    found: QuantityTable = {}
    for course in courses:
        sides = output(course.values["theta"].T, inputs) * classes[:, np.newaxis]
        count = (sides > 0).sum(0).astype(float)
        label = f"{_RIGHT} {course.label}" if len(courses) > 1 else _RIGHT
        found[label] = np.pad(count, (0, longest - len(count)), constant_values=np.nan)
    return found
