"""The person's own memory as a training problem: optimizers side by side, and the engine's trainer."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from flashcards.deck.model import Demo, Run
from flashcards.demo.axes import choose_axes
from flashcards.demo.course import Course, check_steps
from flashcards.demo.forgetting import NAMES, USUAL, forgetting_problem, mean_log_loss
from flashcards.demo.kinds import require_rows
from flashcards.demo.kinds.training import draw_training
from flashcards.demo.plan import Plan
from flashcards.demo.result import Result
from flashcards.scheduling.engine import DEFAULT_PARAMETERS, PARAMETER_BOUNDS
from flashcards.scheduling.model import Grade
from flashcards.scheduling.retests import Retest, fit_retests, retest_loss
from flashcards.value import Value

STEPS = 100
RUNS = (
    Run("sgd", {"eta": 5.0}),
    Run("momentum", {"eta": 5.0}),
    Run("rmsprop", {"eta": 0.02}),
    Run("adam", {"eta": 0.05}),
)
"""With rates at which each arrives; the gradients are small, since a forgetting curve is flat."""
FEWEST_RETESTS = 50
SYNTHETIC = (0.8, 2.0, 6.0, 20.0, 0.35)
"""The learner whose log is made up where the person has none."""
_MADE_UP = 3000
ENGINE, TRUTH = "engine", "truth"


class FittedCurve(Value, frozen=True):
    """Parameters found by one optimizer or by the engine, and their log loss, evaluated by both."""

    name: str
    values: tuple[float, ...]
    """Days until recall is 0.9 for each first grade, and the decay."""
    log_loss: float
    engine_loss: float
    """NaN for parameters that the engine does not take."""

    def as_json(self) -> dict[str, object]:
        """The numbers under the names of the parameters."""
        found = dict(zip(NAMES, self.values, strict=True))
        found |= {"log_loss": self.log_loss, "engine_log_loss": self.engine_loss}
        return {name: value if math.isfinite(value) else None for name, value in found.items()}


class MemoryFit(Value, frozen=True):
    """The course of the losses, and what each run came to."""

    result: Result
    fitted: tuple[FittedCurve, ...]
    retests: int
    own: bool
    """Whether the retests are the person's or made up."""


def fit_own_memory(
    retests: Sequence[Retest],
    *,
    settings: Mapping[str, float],
    at: Sequence[int] = (),
    steps: int = STEPS,
    compare: Sequence[str] = (),
) -> MemoryFit:
    """Fit a forgetting curve to the retests with each optimizer; to made-up ones if there are too few.

    Raises Problem for settings, steps or optimizers that make no sense.
    """
    own = len(retests) >= FEWEST_RETESTS
    used = retests if own else synthetic_retests(SYNTHETIC, _MADE_UP, seed=1)
    usual = {run.optimizer: run for run in RUNS}
    runs = tuple(usual.get(name, Run(name)) for name in compare) or RUNS
    check_steps(steps, len(NAMES))
    demo = Demo(kind="training", compare=runs, steps=steps, about=_about(len(used), own))
    plan = Plan(demo, "", dict(settings), tuple(at), forgetting_problem(used))
    labelled = plan.runs()
    courses = [plan.course(run) for run in labelled]
    engine = fit_retests(used)
    found = [_fitted(course.label, _end(course), used) for course in courses]
    found.append(_fitted(ENGINE, np.log([*engine[:4], engine[20]]), used))
    if not own:
        found.append(_fitted(TRUTH, np.log(SYNTHETIC), used))
    result = _with_engine(draw_training(plan, labelled, courses), plan, found[len(courses)])
    require_rows(plan.at, result)
    return MemoryFit(result, tuple(found), len(used), own)


def run_own_memory(retests: Sequence[Retest], settings: Mapping[str, float]) -> Result:
    """The result of `fit_own_memory` with what the runs came to as notes, for a pane without that table."""
    found = fit_own_memory(retests, settings=settings)
    return replace(found.result, notes=tuple(_notes(found.fitted)))


def _notes(fitted: Sequence[FittedCurve]) -> Iterator[str]:
    for place, what in ((2, "days to 90 % after Good"), (4, "decay")):
        yield f"{what}: " + " · ".join(f"{each.name} {each.values[place]:.3g}" for each in fitted)


def synthetic_retests(truth: Sequence[float], count: int, seed: int) -> list[Retest]:
    """Retests of a learner with those days and that decay, at very uneven intervals."""
    chance, (*days, decay) = random.Random(seed), truth
    factor = 0.9 ** (-1 / decay) - 1
    found = []
    for _ in range(count):
        first = chance.choices(list(Grade), [0.2, 0.1, 0.5, 0.2])[0]
        stability = days[first - 1]
        after = max(1, round(stability * math.exp(chance.uniform(math.log(0.3), math.log(30)))))
        recalled = chance.random() < (1 + factor * after / stability) ** -decay
        found.append(Retest(first, after, recalled))
    return found


def _about(count: int, own: bool) -> str:
    whose = (
        "first retests of your cards"
        if own
        else "made-up retests: your log has too few, so this is a learner whose truth is known"
    )
    return f"{count:,} {whose}. R(t) = (1 + f t/S)^-d with an S for each first grade."


def _end(course: Course) -> Any:
    return course.trajectory.values["theta"][-1]


def _fitted(name: str, theta: Any, retests: Sequence[Retest]) -> FittedCurve:
    with np.errstate(all="ignore"):  # a run that is lost
        values = tuple(float(value) for value in np.exp(theta))
        here = mean_log_loss(retests, theta)
    parameters = (*values[:4], *DEFAULT_PARAMETERS[4:20], values[4])
    bounds = (*PARAMETER_BOUNDS[:4], PARAMETER_BOUNDS[20])
    known = all(low <= value <= high for value, (low, high) in zip(values, bounds, strict=True))
    return FittedCurve(name, values, here, retest_loss(retests, parameters) if known else math.nan)


def _with_engine(result: Result, plan: Plan, engine: FittedCurve) -> Result:
    """The result with the loss of the engine's parameters as a level line."""
    assert plan.objective
    level = float(plan.objective.height(np.log(engine.values)))
    series = {**result.series, f"loss {ENGINE}": (level,) * len(result.t)}
    figure = choose_axes(series, "step")
    return replace(result, title=_title(plan), series=series, figure=figure)


def _title(plan: Plan) -> str:
    return f"Your own memory as a training problem: {len(USUAL)} parameters, {plan.steps:,} steps"
