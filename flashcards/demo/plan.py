"""A demo with what the person changed: which rule, settings, gradients and steps it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flashcards.card import Demo, Run
from flashcards.demo import lookup
from flashcards.demo.course import Course, bounded, fed, follow
from flashcards.demo.gradients import sequence
from flashcards.errors import Problem
from optimizers.rule import Array, Rule

USUAL_STEPS: Mapping[str, int] = {"table": 10, "curve": 50, "compare": 20, "step": 5}


@dataclass(frozen=True)
class Plan:
    """What to run; `settings` and `at` are the person's and stand over the demo's own."""

    demo: Demo
    optimizer: str
    settings: Mapping[str, float]
    at: tuple[int, ...]

    @property
    def name(self) -> str:
        """The optimizer that the demo names, else the one it was given."""
        return self.demo.optimizer or self.optimizer or "sgd"

    @property
    def steps(self) -> int:
        """As many as the demo says, or its gradients, or its table needs, or are usual for its kind."""
        demo = self.demo
        listed = len(demo.gradients) if isinstance(demo.gradients, tuple) else 0
        steps = demo.steps or listed or USUAL_STEPS.get(demo.kind, 50)
        if self.at and max(self.at) > steps:
            if listed:
                raise Problem(f"t = {max(self.at)} is beyond the {steps} gradients of this demo")
            steps = max(self.at)
        bounded(steps)
        if self.at and min(self.at) < 0:
            raise Problem(f"t = {min(self.at)} is before the start")
        return steps

    def rule(self) -> tuple[Rule, dict[str, float]]:
        """The rule and every setting in force."""
        rule, preset = lookup.rule(self.name)
        return rule, lookup.settings(rule, preset, self.demo.settings, self.settings)

    def runs(self) -> list[Run]:
        """The runs to compare, or the one of this plan; the person's settings go to each that has them."""
        found = []
        for run in self.demo.compare or (Run(self.name),):
            rule, preset = lookup.rule(run.optimizer or self.name)
            shared = {**self.demo.settings, **self.settings}
            shared = {name: value for name, value in shared.items() if lookup.has(rule, name)}
            found.append(
                Run(run.optimizer or self.name, {**preset, **shared, **run.settings}, _label(run, self.name))
            )
        return found

    def gradients(self) -> list[float]:
        """The gradient of every step."""
        given = "constant 1" if self.demo.gradients == "" else self.demo.gradients
        return sequence(given, self.steps)

    def ground(self) -> lookup.Ground | None:
        """What the run goes over; None where it is fed gradients."""
        return lookup.ground(self.demo.surface) if self.demo.surface else None

    def start(self) -> Array:
        """The parameters at t = 0; a single number has no axes. A network starts at its own weights, in their type."""
        ground, start = self.ground(), self.demo.start
        if ground is None:
            return np.array(start, dtype=float) if len(start) > 1 else np.float64(start[0] if start else 0.0)
        usual = np.asarray(ground.start)
        if start and len(start) != usual.size:
            raise Problem(f"{ground.name} has {usual.size} coordinates, but the demo starts at {len(start)}")
        return np.array(start, dtype=float) if start else usual

    def course(self, run: Run | None = None) -> Course:
        """The course of a run: over the surface where there is one, else on this plan's gradients."""
        rule, settings = self.rule() if run is None else self._rule_of(run)
        label, ground = run.label if run else self.name, self.ground()
        if ground is None or self.demo.gradients != "":
            return fed(rule, settings, self.gradients(), self.start(), label)
        return follow(
            rule, settings, ground.gradient(0), self.start(), self.steps, label,
            height=ground.height, within=getattr(ground, "within", None),
        )  # fmt: skip

    def _rule_of(self, run: Run) -> tuple[Rule, dict[str, float]]:
        rule, _ = lookup.rule(run.optimizer)
        return rule, lookup.settings(rule, run.settings)


def _label(run: Run, name: str) -> str:
    """What tells this run from the others: its label, or its optimizer with what was changed."""
    if run.label:
        return run.label
    changed = ", ".join(f"{setting} {value:g}" for setting, value in run.settings.items())
    return f"{run.optimizer or name} {changed}".strip()
