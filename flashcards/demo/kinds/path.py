"""The paths of one or several rules over a surface, on a contour map."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from flashcards.demo import lookup
from flashcards.demo.course import Course
from flashcards.demo.kinds.compare import label_runs, result
from flashcards.demo.plan import Plan
from flashcards.demo.result import Landscape, Result, Series, Trail
from flashcards.errors import Problem
from optimizers.surfaces import Surface

USUAL_SURFACE = "ravine"
_ACROSS, _UP = 121, 61
_BANDS = (0.03, 0.12, 0.28, 0.5, 0.76)
"""The shares of the map that lie below each contour."""
_CLIMBED = 10.0
"""A run that ends this many times higher than it began is going the wrong way, even if it is still finite."""


def run(plan: Plan) -> Result:
    """Parameters and loss of one run at each t, from t = 0; the losses if there are several runs."""
    plan = replace(plan, demo=replace(plan.demo, surface=plan.demo.surface or USUAL_SURFACE))
    surface = lookup.ground(plan.demo.surface)
    if not isinstance(surface, Surface):
        raise Problem(
            f"{surface.name} has no map: it has more than two parameters", hint="use kind: training"
        )
    runs = plan.runs()
    courses = [plan.course(run) for run in runs]
    shown = label_runs(courses, plan.demo.show or (("loss",) if len(courses) > 1 else ("theta", "loss")))
    return replace(
        result(plan, runs, courses, shown, first=0),
        kind="path",
        title=f"{', '.join(course.label for course in courses)} on {lookup.ground_phrase(surface)}",
        figure=landscape(surface, courses),
        diverged="; ".join(
            sentence for course in courses if (sentence := course.diverged or _climbs(course))
        ),
    )


def landscape(surface: Surface, courses: list[Course]) -> Landscape:
    """The map of the surface's bounds, widened to include the starting points."""
    trails = tuple(_trail(course) for course in courses)
    (left, right), (bottom, top) = surface.bounds
    starts = [(trail.x[0], trail.y[0]) for trail in trails]
    left, right = min(left, *(x for x, _ in starts)), max(right, *(x for x, _ in starts))
    bottom, top = min(bottom, *(y for _, y in starts)), max(top, *(y for _, y in starts))
    xs, ys, heights, levels = _heights(surface.name, left, right, bottom, top)
    return Landscape(surface.name, xs, ys, heights, levels, trails, surface.lowest)


def _trail(course: Course) -> Trail:
    x, y = course.values["theta"].T.tolist()
    return Trail(course.label, tuple(x), tuple(y))


@lru_cache(maxsize=16)
def _heights(
    name: str, left: float, right: float, bottom: float, top: float
) -> tuple[Series, Series, tuple[Series, ...], Series]:
    """The map's grid and contour levels, cached, since they stay the same while settings change."""
    surface = lookup.ground(name)
    xs, ys = np.linspace(left, right, _ACROSS), np.linspace(bottom, top, _UP)
    heights = surface.height(np.array(np.meshgrid(xs, ys)))
    levels = np.quantile(heights, _BANDS).tolist()
    return tuple(xs.tolist()), tuple(ys.tolist()), tuple(map(tuple, heights.tolist())), tuple(levels)


def _climbs(course: Course) -> str:
    losses = course.losses
    if losses is not None and losses[-1] > _CLIMBED * max(abs(losses[0]), 1e-9):
        return f"{course.label} climbs: its loss has grown from {losses[0]:.3g} to {losses[-1]:.3g}"
    return ""
