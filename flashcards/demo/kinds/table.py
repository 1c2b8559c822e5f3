"""Selected quantities of one run at selected steps, and their curves over t."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from flashcards.demo import gradients, lookup, quantities
from flashcards.demo.axes import late_axes
from flashcards.demo.plan import Plan
from flashcards.demo.result import Result, Series
from flashcards.demo.shown import split_quantity

MOST_LINES = 3
"""More curves than this in one small picture are a tangle."""
_OTHER_SCALE = ("g", "delta", "theta")


def run(plan: Plan) -> Result:
    """A table or a curve: the same numbers, with a larger figure for the curve."""
    course = plan.course()
    show = plan.demo.show or tuple(name for name in course.fields if name != "theta")
    shown = quantities.columns(course, show)
    t, series, rows = over_steps(shown, plan.at, first=1)
    return Result(
        kind=plan.demo.kind,
        title=f"{course.rule.title} on {title_phrase(plan)}",
        optimizer=plan.name,
        settings={**course.settings, **plan.timing()},
        columns=("t", *shown),
        rows=rows,
        series=series,
        t=t,
        figure=late_axes({name: series[name] for name in plotted_names(shown, show)}, t, plan.at),
        diverged=course.diverged,
        about=plan.demo.about,
    )


def over_steps(
    shown: Mapping[str, np.ndarray[Any, Any]], at: Sequence[int], first: int
) -> tuple[tuple[int, ...], dict[str, Series], tuple[Series, ...]]:
    """The steps from `first` on, every series at them, and the table's rows at `at` (all if empty)."""
    last = max((len(values) for values in shown.values()), default=1) - 1
    t = tuple(range(first, last + 1))
    series = {name: tuple(values[first:].tolist()) for name, values in shown.items()}
    rows = tuple(zip(t, *series.values(), strict=True))
    if at:
        rows = tuple(rows[step - first] for step in at if first <= step <= last)
    return t, series, rows


def plotted_names(names: Iterable[str], show: Iterable[str] = ()) -> tuple[str, ...]:
    """The shown quantities that are drawn: all, or of many those that are neither given nor summed up.

    A column that is another by a new name, as in `dx = g`, counts as that one; one that is the count of steps
    would be a diagonal and is left to the table.
    """
    meant = {name: of for name, of in map(split_quantity, show) if of}
    drawn = [name for name in names if meant.get(name) != "t"] or list(names)
    few = [name for name in drawn if meant.get(name, name).partition("[")[0] not in _OTHER_SCALE]
    return tuple(drawn)[:6] if len(drawn) <= MOST_LINES or not few else tuple(few)[:6]


def title_phrase(plan: Plan) -> str:
    """A phrase for the title: the gradient sequence or the surface."""
    if plan.demo.surface and not plan.demo.gradients:
        return lookup.ground_phrase(lookup.ground(plan.demo.surface))
    return gradients.gradient_phrase(plan.demo.gradients or "constant 1")
