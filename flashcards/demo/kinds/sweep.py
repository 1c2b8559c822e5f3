"""The final loss over a grid of one or two settings, computed in one broadcast run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from flashcards.demo import lookup
from flashcards.demo.course import check_steps
from flashcards.demo.kinds.path import USUAL_SURFACE
from flashcards.demo.lookup import Ground
from flashcards.demo.plan import Plan
from flashcards.demo.result import Heat, Result, Series
from flashcards.demo.setting_steps import DECADE
from flashcards.errors import Problem
from optimizers.rule import DECAY_FACTORS, Array, Rule
from optimizers.run import sweep

MOST_VALUES = 250
MOST_WORK = 100_000_000
"""Steps times what a step costs: cells times coordinates, and as much again as this for the step itself."""
_A_STEP = 10_000
RATES = (*(float(f"{factor * 10.0**power:.3g}") for power in range(-3, 1) for factor in DECADE), 10.0)
_SHARES = tuple(float(f"{share:.3g}") for share in np.linspace(0, 0.98, 15))


def run(plan: Plan) -> Result:
    """A row for every combination of values; the figure is their heat map."""
    plan = replace(plan, demo=replace(plan.demo, surface=plan.demo.surface or USUAL_SURFACE, gradients=""))
    rule, settings = plan.rule()
    ground, over = lookup.ground(plan.demo.surface), _over(rule, plan.demo.over)
    fixed = {name: value for name, value in settings.items() if name not in over}
    losses = final_losses(rule, ground, over, fixed, plan.steps, plan.start())
    (x_name, xs), (y_name, ys) = [*over.items(), ("", (0.0,))][:2]
    table = losses.reshape(len(xs), len(ys)).T.tolist()
    rows = tuple(
        (x, *((y,) if y_name else ()), table[j][i]) for j, y in enumerate(ys) for i, x in enumerate(xs)
    )
    return Result(
        kind="sweep",
        title=f"{rule.title}: loss after {plan.steps} steps on {lookup.ground_phrase(ground)}",
        optimizer=plan.name,
        settings=fixed,
        columns=(*over, "loss"),
        rows=rows,
        figure=Heat(x_name, xs, y_name, ys, tuple(map(tuple, table)), "loss"),
        diverged="" if np.isfinite(losses).any() else "every run diverged",
        notes=(_best(tuple(over), rows),),
        about=plan.demo.about,
    )


def final_losses(
    rule: Rule,
    ground: Ground,
    over: Mapping[str, Sequence[float]],
    fixed: Mapping[str, float],
    steps: int,
    start: Array,
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The loss after `steps` steps for each combination in `over`, one axis per setting; NaN if diverged.

    Raises Problem if that would take too long or a setting is invalid.
    """
    check_steps(steps)
    cells = math.prod(map(len, over.values()))
    if steps * (cells * np.size(start) + _A_STEP) > MOST_WORK:
        raise Problem(
            f"{cells:,} runs of {steps:,} steps are too many to draw", hint="use fewer steps or values"
        )
    within = getattr(ground, "within", None)
    try:
        ends = sweep(
            rule, ground.gradient(0), np.array(start, dtype=float), steps, over, within=within, **fixed
        )
    except ValueError as error:
        raise Problem(str(error)) from None
    with np.errstate(all="ignore"):
        return np.asarray(ground.height(ends), dtype=float)


def _over(rule: Rule, over: Mapping[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    """The settings to vary with their values; by default η and the first decay rate."""
    if not over:
        share = next((name for name in rule.settings if name in DECAY_FACTORS), "")
        return {"eta": RATES, **({share: _SHARES} if share else {})}
    if len(over) > 2:
        raise Problem(f"a sweep varies one or two settings, not {len(over)}")
    for name, values in over.items():
        if not 1 <= len(values) <= MOST_VALUES:
            raise Problem(f"a sweep takes 1 to {MOST_VALUES} values of {name}, not {len(values)}")
    return {lookup.own_name(rule, name): tuple(map(float, values)) for name, values in over.items()}


def _best(names: tuple[str, ...], rows: tuple[Series, ...]) -> str:
    finite = [row for row in rows if math.isfinite(row[-1])]
    if not finite:
        return ""
    best = min(finite, key=lambda row: row[-1])
    where = ", ".join(f"{name} {value:g}" for name, value in zip(names, best, strict=False))
    return f"lowest: {best[-1]:.4g} at {where}; {len(rows) - len(finite)} of {len(rows)} runs diverged"
