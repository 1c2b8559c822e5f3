"""A laboratory run as a value: which rules race over what, with which settings. A demo without a card.

An experiment becomes a `Demo`, so that its numbers are those of a card that shows the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import optimizers
from flashcards.deck.model import Demo, Run
from flashcards.demo import lookup
from flashcards.demo.kinds.boundary import USUAL_PLANE, parts_plane
from flashcards.demo.plan import Plan
from flashcards.demo.result import MOST_RUNS
from optimizers.surfaces import Surface

USUAL_GROUND = "ravine"
USUAL_STEPS = 60
MOST_LAB_STEPS = 1000
"""So many steps are run between a key and its picture."""
_FIRST: Mapping[str, Mapping[str, float]] = {
    "sgd": {},
    "momentum": {},
    "rmsprop": {"eta": 0.05},
    "adam": {"eta": 0.1},
}
"""The rules that race at first, with rates at which the ravine shows how they differ."""


@dataclass(frozen=True)
class Experiment:
    """The rules that may race, those that do, and what they race over."""

    entrants: tuple[Run, ...]
    """Each with a label of its own."""
    racing: tuple[str, ...]
    """The labels of those that race, in the order of `entrants`."""
    marks: tuple[int, ...] = ()
    """Of each that races, which mark and colour it has; none for those of its place."""
    surface: str = USUAL_GROUND
    """A surface or a problem; empty if the gradients are given."""
    gradients: tuple[float, ...] | str = ""
    start: tuple[float, ...] = ()
    """Where the runs start; none for the ground's own start."""
    steps: int = USUAL_STEPS
    schedule: str = ""
    timing: Mapping[str, float] = field(default_factory=dict)
    """The settings of the schedule that were changed."""
    seed: int = 0

    def entrant(self, label: str) -> Run:
        """The entrant of that label."""
        return next(run for run in self.entrants if run.label == label)

    def mark_of(self, label: str) -> int:
        """Which mark and colour an entrant has; of one that does not race, those that it would get."""
        marks = self.marks or tuple(range(len(self.racing)))
        known = dict(zip(self.racing, marks, strict=True))
        free = (mark for mark in range(MOST_RUNS) if mark not in marks)
        return known[label] if label in known else next(free, 0)

    def runs(self) -> tuple[Run, ...]:
        """Those that race."""
        return tuple(run for run in self.entrants if run.label in self.racing)

    @property
    def has_map(self) -> bool:
        """True on a surface over two parameters."""
        return not self.gradients and isinstance(lookup.ground(self.surface), Surface)

    @property
    def parts_plane(self) -> bool:
        """True on a problem whose network tells points in the plane apart."""
        return not self.gradients and parts_plane(lookup.ground(self.surface))

    def demo(self, runs: Sequence[Run] | None = None) -> Demo:
        """The demo that shows the same; of other runs if they are given."""
        chosen = tuple(map(_unlabelled, self.runs() if runs is None else runs))
        kind = "compare" if len(chosen) > 1 else "curve"
        if not self.gradients:
            kind = "path" if self.has_map else "boundary" if self.parts_plane else "training"
        single = chosen[0] if len(chosen) == 1 else None
        return Demo(
            kind=kind,
            optimizer=single.optimizer if single else "",
            settings={**(single.settings if single else {}), **self.timing},
            gradients=self.gradients,
            surface="" if self.gradients else self.surface,
            start=self.start,
            steps=self.steps,
            compare=() if single else chosen,
            schedule=self.schedule,
        )

    def plan(self, run: Run) -> Plan:
        """The plan that runs one entrant."""
        return Plan(self.demo((run,)), run.optimizer, {}, (), seed=self.seed)


def _unlabelled(run: Run) -> Run:
    """The run without a label that its optimizer gives it anyway."""
    return replace(run, label="") if run.label == run.optimizer else run


def new_experiment() -> Experiment:
    """What the laboratory shows at first: four rules in the ravine."""
    entrants = tuple(Run(name, dict(_FIRST.get(name, {})), name) for name in optimizers.RULES)
    return Experiment(entrants, tuple(_FIRST))


def experiment_of(demo: Demo, optimizer: str = "", drawn: Mapping[str, float] | None = None) -> Experiment:
    """The experiment that a card's demo shows, beside the other rules, which wait.

    `drawn` are the values that the card was asked with. Raises Problem if the demo names what there is not.
    """
    plan = Plan(demo, optimizer, {}, ())
    theirs = {
        name: value for name, value in (drawn or {}).items() if lookup.has(lookup.rule(plan.name), name)
    }
    runs = replace(plan, settings=theirs).runs() if not demo.compare else plan.runs()
    others = [Run(name, {}, name) for name in optimizers.RULES if name not in {run.label for run in runs}]
    timing = {name: value for name, value in plan.timing().items() if name in demo.settings}
    surface = demo.surface or ("" if demo.gradients else _usual_ground(demo.kind))
    gradients = demo.gradients or ("" if surface else "constant 1")
    return Experiment(
        entrants=(*runs, *others),
        racing=tuple(run.label for run in runs),
        surface=surface,
        gradients=gradients,
        start=demo.start,
        steps=min(plan.steps, MOST_LAB_STEPS),
        schedule=demo.schedule,
        timing=timing,
    )


def _usual_ground(kind: str) -> str:
    """What a demo of a kind that descends goes over if it does not say."""
    return {"path": "ravine", "sweep": "ravine", "training": "regression", "boundary": USUAL_PLANE}.get(
        kind, ""
    )


def toggle_entrant(experiment: Experiment, label: str) -> Experiment:
    """With the entrant racing, or no longer; one always races, and at most as many as there are colours.

    The others keep their marks: whoever looks at a curve knows by its colour whose it is.
    """
    chosen = set(experiment.racing) ^ {label}
    if not 1 <= len(chosen) <= MOST_RUNS:
        return experiment
    kept = tuple(run.label for run in experiment.entrants if run.label in chosen)
    return replace(experiment, racing=kept, marks=tuple(map(experiment.mark_of, kept)))


def over_ground(experiment: Experiment, ground: str) -> Experiment:
    """Over another surface or problem, from its own start, or on gradients as a deck names them."""
    is_ground = ground in optimizers.SURFACES or ground in optimizers.PROBLEMS
    return replace(
        experiment,
        surface=ground if is_ground else "",
        gradients="" if is_ground else ground,
        start=(),
        seed=0,
    )
