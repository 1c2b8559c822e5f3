"""Two or more rules, or settings of one rule, fed the same gradients; between two of them the difference."""

from __future__ import annotations

from typing import Any

import numpy as np

from flashcards.demo import quantities
from flashcards.demo.course import Course
from flashcards.demo.plan import Plan
from flashcards.demo.result import Curves, Result
from flashcards.demo.table import over_steps, told
from flashcards.errors import Problem

MOST_RUNS = 6


def run(plan: Plan) -> Result:
    """A column for each run and quantity; for two runs also the difference, for one quantity the ratio."""
    runs = plan.runs()
    if not 2 <= len(runs) <= MOST_RUNS:
        raise Problem(f"a comparison needs 2 to {MOST_RUNS} runs, not {len(runs)}")
    courses = [plan.course(run) for run in runs]
    show = plan.demo.show or ("delta",)
    shown = {}
    for quantity in show:
        shown |= _side_by_side(quantity, courses, alone=len(show) == 1)
    lines = tuple(name for name in shown if name not in ("difference", "ratio"))
    t, series, rows = over_steps(shown, plan.at, first=1)
    return Result(
        kind="compare",
        title=f"{' and '.join(course.label for course in courses)} on {told(plan)}",
        optimizer=", ".join(dict.fromkeys(run.optimizer for run in runs)),
        settings=common(courses),
        columns=("t", *shown),
        rows=rows,
        series=series,
        t=t,
        figure=Curves(tuple(name for name in lines if not name.startswith("difference"))),
        diverged="; ".join(course.diverged for course in courses if course.diverged),
        about=plan.demo.about,
    )


def _side_by_side(quantity: str, courses: list[Course], alone: bool) -> dict[str, np.ndarray[Any, Any]]:
    length = min(len(course.states) for course in courses)
    found: dict[str, np.ndarray[Any, Any]] = {}
    for course in courses:
        for name, values in quantities.columns(course, (quantity,)).items():
            found[f"{name} {course.label}"] = values[:length]
    if len(found) != 2:
        return found
    first, second = found.values()
    name = "difference" if alone else f"difference of {quantity.partition('=')[0].strip()}"
    found[name] = first - second
    if alone:
        with np.errstate(all="ignore"):
            found["ratio"] = second / first
    return found


def common(courses: list[Course]) -> dict[str, float]:
    """The settings that every run has at the same value."""
    first, *rest = [dict(course.settings) for course in courses]
    return {name: value for name, value in first.items() if all(other.get(name) == value for other in rest)}
