"""What an experiment comes to: the course of each rule, its losses, and what there is to say at a step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from flashcards.deck.model import Demo, Run
from flashcards.demo import lookup
from flashcards.demo.axes import shows_better_on_logarithm
from flashcards.demo.course import Course
from flashcards.demo.kinds.boundary import regions
from flashcards.demo.kinds.path import landscape
from flashcards.demo.lab import Experiment
from flashcards.demo.plan import Plan
from flashcards.demo.result import MOST_RUNS, Landscape, Regions, Series
from flashcards.errors import counted, list_some
from flashcards.text.numbers import format_number
from optimizers.surfaces import SURFACES

CLIMBED = 10.0
"""A run that ends this many times higher than it began goes the wrong way, even if it is still finite."""
TURNS = 2
"""From so many on it is said how often a run reversed its direction."""


class _Key(NamedTuple):
    """All that a run depends on."""

    optimizer: str
    label: str
    settings: tuple[tuple[str, float], ...]
    surface: str
    gradients: tuple[float, ...] | str
    start: tuple[float, ...]
    steps: int
    schedule: str
    timing: tuple[tuple[str, float], ...]
    seed: int


@lru_cache(maxsize=64)
def _course(key: _Key) -> Course:
    demo = Demo(
        kind="curve" if key.gradients else "training",
        settings=dict(key.timing),
        gradients=key.gradients,
        surface=key.surface,
        start=key.start,
        steps=key.steps,
        schedule=key.schedule,
    )
    plan = Plan(demo, key.optimizer, {}, (), seed=key.seed)
    return plan.course(Run(key.optimizer, dict(key.settings), key.label))


def run_entrant(experiment: Experiment, run: Run) -> Course:
    """The course of one entrant; kept, since turning a knob changes one of several."""
    return _course(
        _Key(
            run.optimizer,
            run.label,
            tuple(sorted(run.settings.items())),
            "" if experiment.gradients or run.gradients else experiment.surface,
            run.gradients or experiment.gradients,
            experiment.start,
            experiment.steps,
            experiment.schedule,
            tuple(sorted(experiment.timing.items())),
            experiment.seed,
        )
    )


@dataclass(frozen=True)
class Race:
    """The courses of the rules that race."""

    experiment: Experiment
    courses: tuple[Course, ...]

    @property
    def last(self) -> int:
        """The last step."""
        return self.experiment.steps

    @property
    def has_losses(self) -> bool:
        """False on given gradients, which are those of no loss."""
        return self.courses[0].losses is not None

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """Which mark and colour each course has."""
        return tuple(self.experiment.mark_of(course.label) for course in self.courses)

    def ended(self, course: Course) -> int | None:
        """The step at which the run left the finite numbers; None if it did not."""
        return course.trajectory.diverged_at

    def score(self, course: Course, t: int) -> float:
        """The loss after `t` steps, or without a loss θ; NaN after the run has ended."""
        if t >= course.length:
            return math.nan
        if course.losses is None:
            return float(course.values["theta"][t, 0])
        return float(course.losses[t])

    @cached_property
    def losses(self) -> Mapping[str, Series]:
        """The loss of each run at every step; a run that climbs does not stretch the axis of the others."""
        lines = {course.label: _padded(course.losses, self.last) for course in self.courses}  # type: ignore[arg-type]
        return _cut_climbers(self, lines)

    @cached_property
    def suits_logarithm(self) -> bool | None:
        """True if a logarithmic axis shows the losses better; None if they cannot lie on one."""
        if not self.has_losses or not any(value > 0 for line in self.losses.values() for value in line):
            return None
        return shows_better_on_logarithm(self.losses.values())

    @cached_property
    def map(self) -> Landscape | None:
        """The surface with the trails, or None if there is no map."""
        if not self.experiment.has_map:
            return None
        return landscape(SURFACES[self.experiment.surface], list(self.courses))

    @cached_property
    def regions(self) -> Regions | None:
        """The plane as the networks part it, or None where nothing is told apart."""
        if not self.experiment.parts_plane:
            return None
        return regions(lookup.ground(self.experiment.surface), self.courses)


def run_race(experiment: Experiment) -> Race:
    """The race of an experiment. Raises Problem for settings that make no sense."""
    return Race(experiment, tuple(run_entrant(experiment, run) for run in experiment.runs()))


def climbs(course: Course) -> bool:
    """True if the loss has grown many times over, or the run diverged."""
    losses = course.losses
    if course.trajectory.why:
        return True
    return losses is not None and bool(losses[-1] > CLIMBED * max(abs(losses[0]), 1e-9))


def step_lines(race: Race) -> dict[str, Series]:
    """The step δ of each run; of several parameters its length."""
    lines = {}
    for course in race.courses:
        delta = course.values["delta"]
        size = delta[:, 0] if delta.shape[1] == 1 else np.sqrt((delta**2).sum(1))
        size = size.copy()
        size[0] = math.nan  # at t = 0 no step was taken
        lines[course.label] = _padded(size, race.last)
    return _cut_climbers(race, lines)


def _padded(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], last: int) -> Series:
    return tuple(values.tolist()) + (math.nan,) * (last + 1 - len(values))


def _cut_climbers(race: Race, lines: Mapping[str, Series]) -> dict[str, Series]:
    """Without the numbers of runs that climb which are beyond those of the others and where they began."""
    wild = {course.label for course in race.courses if climbs(course)}
    calm = [abs(value) for label in lines if label not in wild for value in lines[label]]
    first = [abs(value) for label in wild for value in lines[label][:2]]
    top = max((value for value in (*calm, *first) if math.isfinite(value)), default=math.inf)
    top = top if calm else CLIMBED * top
    return {
        label: tuple(value if abs(value) <= top else math.nan for value in line) if label in wild else line
        for label, line in lines.items()
    }


def ends(race: Race) -> dict[str, int]:
    """The runs that left the finite numbers, and at which step."""
    found = ((course.label, race.ended(course)) for course in race.courses)
    return {label: t for label, t in found if t is not None}


def quantity_lines(course: Course, last: int) -> dict[str, Series]:
    """Every quantity of a run of one parameter at each step, in the order of the rule's equations."""
    names = ["g", *(name for name in course.rule.equations if name != "g")]
    return {name: _padded(course.values[name][:, 0], last) for name in names if name in course.values}


def race_sentences(race: Race, t: int) -> list[str]:
    """Which run is lowest at a step, and what became of the others."""
    said = [_lowest(race, t) if race.has_losses else _whereabouts(race, t)]
    turned: dict[int, list[str]] = {}
    for course in race.courses:
        end = race.ended(course)
        if end is not None and t >= end:
            said.append(f"{course.label} diverged at t = {end}.")
        elif course.losses is not None and climbs(course) and course.losses[t] > 2 * course.losses[0]:
            said.append(f"{course.label} is climbing.")
        elif race.has_losses and (turns := _turns(course, t)) >= TURNS:
            turned.setdefault(turns, []).append(course.label)
    return [*said, *([_reversals(turned)] if turned else [])]


def _reversals(turned: Mapping[int, Sequence[str]]) -> str:
    """How often runs reversed their direction, those together that did so equally often."""
    verb, told = "reversed direction ", []
    for count, labels in turned.items():
        told.append(f"{list_some(labels, MOST_RUNS)} {verb}{_times(count)}")
        verb = ""
    return f"{', '.join(told)}."


def _times(count: int) -> str:
    return "twice" if count == 2 else counted(count, "time")


def _lowest(race: Race, t: int) -> str:
    """Which runs have the lowest loss at a step: those of the same figure together, as all have at t = 0."""
    scores = {course.label: race.score(course, t) for course in race.courses}
    figures = {label: format_number(score, 3) for label, score in scores.items() if math.isfinite(score)}
    if not figures:
        return "Every run has diverged."
    number = figures[min(figures, key=scores.__getitem__)]
    lowest = [label for label, figure in figures.items() if figure == number]
    if len(scores) == 1:
        told = f"the loss is {number}"
    elif len(lowest) == len(scores):
        told = f"{'both' if len(lowest) == 2 else 'all'} have the same loss, {number}"
    else:
        verb = "has" if len(lowest) == 1 else "have"
        told = f"{list_some(lowest, MOST_RUNS)} {verb} the lowest loss, {number}"
    return f"At t = {t}, {told}."


def _whereabouts(race: Race, t: int) -> str:
    """Where θ is on given gradients."""
    places = [f"{course.label} {format_number(race.score(course, t), 3)}" for course in race.courses]
    return f"At t = {t}, θ: {', '.join(places)}."


def _turns(course: Course, t: int) -> int:
    """How often a coordinate's step changed its sign, of the coordinate for which that is most."""
    deltas = np.sign(course.values["delta"][1 : t + 1])
    if len(deltas) < 2:
        return 0
    return int((deltas[1:] * deltas[:-1] < 0).sum(0).max())


def number_rows(race: Race, at: Sequence[int]) -> list[tuple[int, Series]]:
    """The loss, or θ, of each run at some steps."""
    return [(t, tuple(race.score(course, t) for course in race.courses)) for t in at]
