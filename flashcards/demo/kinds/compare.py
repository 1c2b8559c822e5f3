"""Compares rules, or settings of one rule, on the same gradients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from flashcards.deck.model import Run
from flashcards.demo import quantities
from flashcards.demo.axes import late_axes
from flashcards.demo.course import Course
from flashcards.demo.kinds.table import over_steps, title_phrase
from flashcards.demo.plan import Plan, keys
from flashcards.demo.quantities import QuantityTable
from flashcards.demo.result import Result
from flashcards.errors import Problem
from flashcards.text.names import pretty
from optimizers.rule import DECAY_FACTORS


def run(plan: Plan) -> Result:
    """A column for each run and quantity; for two runs also the difference, for one quantity the ratio."""
    runs = plan.runs()
    if len(runs) < 2:
        raise Problem(f"there is nothing to compare {runs[0].optimizer} with", hint="name at least two runs")
    courses = [plan.course(run) for run in runs]
    show = plan.demo.show or (("loss",) if courses[0].losses is not None else ("delta",))
    shown = label_runs(courses, show)
    lines = tuple(shown)
    if len(courses) == 2:
        shown |= _differences(shown)
    title = " and ".join(course.label for course in courses)
    title += "" if any(run.gradients for run in runs) else f" on {title_phrase(plan)}"
    found = result(plan, runs, courses, shown, first=1)
    figure = late_axes({name: found.series[name] for name in lines}, found.t, plan.at)
    return replace(found, kind="compare", title=title, figure=figure)


def result(
    plan: Plan, runs: Sequence[Run], courses: Sequence[Course], shown: QuantityTable, *, first: int
) -> Result:
    """The parts of a Result that every demo of several runs shares, from step `first` on."""
    t, series, rows = over_steps(shown, plan.at, first=first)
    return Result(
        kind="",
        title="",
        optimizer=", ".join(dict.fromkeys(run.optimizer for run in runs)),
        settings=compared_settings(plan, courses),
        columns=("t", *shown),
        rows=rows,
        series=series,
        t=t,
        diverged="; ".join(course.diverged for course in courses if course.diverged),
        about=plan.demo.about,
    )


def label_runs(courses: Sequence[Course], show: Sequence[str]) -> QuantityTable:
    """The shown quantities of every run, labelled; a run that ended early is padded with NaN."""
    longest = max(course.length for course in courses)
    found: QuantityTable = {}
    for quantity in show:
        for course in courses:
            for name, values in quantities.columns(course, (quantity,)).items():
                label = f"{name} {course.label}" if len(courses) > 1 else name
                found[label] = np.pad(values, (0, longest - len(values)), constant_values=math.nan)
    return found


def compared_settings(plan: Plan, courses: Sequence[Course]) -> dict[str, float]:
    """The settings that all runs share, then the schedule's, then each run's own as `sgd eta`.

    Of these only the rates, the shares kept and what the demo sets, or a row of them would be long; and none
    that a label states (`β=0.5`), or it would come to lie.
    """
    first, *rest = [dict(course.settings) for course in courses]
    found = {name: value for name, value in first.items() if all(other.get(name) == value for other in rest)}
    found |= plan.timing()
    listed = plan.demo.compare or (Run(plan.name),)
    for run, key, course in zip(listed, keys(listed, plan.name), courses, strict=True):
        for name, value in course.settings.items():
            said = f"{name}=" in run.label or f"{pretty(name)}=" in run.label
            if name not in found and not said and name in {"eta", *DECAY_FACTORS, *run.settings}:
                found[f"{key} {name}"] = value
    return found


def _differences(shown: QuantityTable) -> QuantityTable:
    """First run minus second for each quantity; for a single quantity also second over first."""
    names = list(shown)
    half = len(names) // 2
    if half == 1:
        first, second = shown.values()
        with np.errstate(all="ignore"):
            return {"difference": first - second, "ratio": second / first}
    found: QuantityTable = {}
    for name in names:
        quantity = name.partition(" ")[0]
        pair = [other for other in names if other.partition(" ")[0] == quantity]
        if len(pair) == 2:
            found[f"{quantity} difference"] = shown[pair[0]] - shown[pair[1]]
    return found
