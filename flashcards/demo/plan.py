"""A demo with the person's changes: the resulting rule, settings, gradients and steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from flashcards.deck.model import Demo, Run
from flashcards.demo import lookup, schedules
from flashcards.demo.course import MOST_STEPS, Course, check_steps, course
from flashcards.demo.equation_lines import replace_lines
from flashcards.demo.gradients import sequence
from flashcards.demo.result import MOST_RUNS
from flashcards.errors import Problem
from flashcards.value import Value
from optimizers.rule import Array, PartialDerivatives, Rule
from optimizers.run import FAR

USUAL = 50
USUAL_STEPS: Mapping[str, int] = {"table": 10, "compare": 20, "step": 5, "schedule": 100}


class Plan(Value, frozen=True):
    """What to run; `settings` and `at` are the person's and override the demo's."""

    demo: Demo
    optimizer: str
    settings: Mapping[str, float]
    at: tuple[int, ...]
    objective: lookup.Ground | None = None
    """What the runs go over in place of a surface that the demo names."""
    seed: int = 0
    """The seed of a ground's noise."""

    @property
    def name(self) -> str:
        """The optimizer that the demo names, otherwise the card's."""
        return self.demo.optimizer or self.optimizer or "sgd"

    @property
    def steps(self) -> int:
        """The number of steps: given by the demo, its gradients, its table, or by default its kind."""
        demo = self.demo
        listed = len(demo.gradients) if isinstance(demo.gradients, tuple) else 0
        steps = demo.steps or listed or USUAL_STEPS.get(demo.kind, USUAL)
        if self.at and max(self.at) > steps:
            if listed:
                raise Problem(
                    f"t = {max(self.at)} is beyond the {steps} gradients of this demo",
                    hint=f"the rows are those of t = 1 to {steps}",
                )
            steps = max(self.at)
        check_steps(steps)
        if self.at and min(self.at) < 0:
            raise Problem(f"t = {min(self.at)} is before the start", hint="the first step is t = 1")
        return steps

    def rule(self) -> tuple[Rule, dict[str, float]]:
        """The rule and its effective settings, without those of the demo's schedule."""
        rule = lookup.rule(self.name)
        changes = {**self.demo.settings, **self.settings}
        theirs = self.timing()
        return rule, lookup.rule_settings(
            rule,
            {name: value for name, value in changes.items() if name in rule.settings or name not in theirs},
        )

    def runs(self) -> list[Run]:
        """The runs to compare, or the plan's only one, each with a unique label.

        The demo's settings apply to each run that has them; the run's own settings override them, and the
        user's override both. A user's setting may name its run: `sgd eta`.
        """
        listed = self.demo.compare or (Run(self.name),)
        if len(listed) > MOST_RUNS:
            raise Problem(f"a demo compares at most {MOST_RUNS} runs, not {len(listed)}", hint="omit some")
        if len(listed) * self.steps > MOST_STEPS:
            raise Problem(f"{len(listed)} runs of {self.steps:,} steps are too many", hint="use fewer steps")
        found: list[Run] = []
        used: set[str] = set()
        timing = {
            setting
            for name in {self.demo.schedule, *(run.schedule for run in listed)} - {""}
            for setting in schedules.schedule_settings(name)
        }
        for run, key in zip(listed, keys(listed, self.name), strict=True):
            name = run.optimizer or self.name
            rule = lookup.rule(name)
            own = {lookup.own_name(rule, setting): value for setting, value in run.settings.items()}
            theirs = {}
            for setting, value in self.settings.items():
                for spelled in (setting, setting.removeprefix(f"{key} ")):
                    if lookup.has(rule, spelled) and (spelled in rule.settings or spelled not in timing):
                        theirs[lookup.own_name(rule, spelled)] = value
                        used.add(setting)
            shared = {
                lookup.own_name(rule, s): v
                for s, v in self.demo.settings.items()
                if lookup.has(rule, s) and (s in rule.settings or s not in timing)
            }
            found.append(replace(run, optimizer=name, settings={**shared, **own, **theirs}))
        if lost := [setting for setting in self.settings if setting not in used | set(self.timing())]:
            raise lookup.unknown_name(
                "setting",
                lost[0],
                [*dict.fromkeys(s for run in found for s in lookup.rule(run.optimizer).settings)],
            )
        labels = lookup.number_names([run.label or _label(run, found) for run in found])
        return [replace(run, label=label) for run, label in zip(found, labels, strict=True)]

    def gradients(self) -> list[float]:
        """The gradient at every step."""
        given = "constant 1" if self.demo.gradients == "" else self.demo.gradients
        return sequence(given, self.steps)

    def ground(self) -> lookup.Ground | None:
        """The surface or problem that the run descends; None if its gradients are given."""
        if self.objective:
            return self.objective
        return lookup.ground(self.demo.surface) if self.demo.surface else None

    def start(self) -> Array:
        """The parameters at t = 0, of shape (n,). A network starts at its own weights, in their dtype."""
        ground, start = self.ground(), self.demo.start
        if not all(abs(x) <= FAR for x in start):
            raise Problem(f"the start must be finite numbers between −{FAR:.0e} and {FAR:.0e}")
        if ground is None:
            return np.array(start or (0.0,), dtype=float)
        usual = np.asarray(ground.start)
        if start and len(start) != usual.size:
            raise Problem(f"{ground.name} has {usual.size} coordinates, but the demo starts at {len(start)}")
        return np.array(start, dtype=float) if start else usual

    def course(self, run: Run | None = None) -> Course:
        """The course of a run on the surface if there is one, otherwise on the plan's gradients."""
        if run and run.schedule and run.schedule != self.demo.schedule:
            return replace(self, demo=replace(self.demo, schedule=run.schedule)).course(run)
        rule, settings = self.rule() if run is None else _rule_of(run)
        if run and run.gradients not in ("", self.demo.gradients):
            return replace(self, demo=replace(self.demo, gradients=run.gradients, surface="")).course(run)
        label, rate, start = run.label if run else self.name, self.rate(settings), self.start()
        ground = self.ground()
        if ground is None or self.demo.gradients != "":
            given = self.gradients()
            slopes = iter(given)
            alike = PartialDerivatives(lambda *_: [next(slopes)] * start.size)
            return course(rule, settings, alike, start, len(given), label, rate=rate)
        return course(
            rule, settings, ground.gradient(self.seed), start, self.steps, label,
            height=ground.height, rate=rate, within=ground.within,
        )  # fmt: skip

    def rate(self, settings: Mapping[str, float]) -> Callable[[int], float] | None:
        """The demo's schedule with the rule's rate as its peak; None if the rate is constant."""
        if not self.demo.schedule or "eta" not in settings:
            return None
        return schedules.rate(self.demo.schedule, {**self.timing(), "eta": settings["eta"]})

    def timing(self) -> dict[str, float]:
        """The settings of the demo's schedule without its rate; empty without a schedule."""
        if not self.demo.schedule:
            return {}
        theirs = schedules.schedule_settings(self.demo.schedule)
        given = {
            **theirs,
            **({"steps": self.steps} if "steps" in theirs else {}),
            **self.demo.settings,
            **self.settings,
        }
        return {name: float(value) for name, value in given.items() if name in theirs and name != "eta"}


def keys(runs: Sequence[Run], name: str) -> list[str]:
    """The name of each run in the names of settings: its label or optimizer, numbered if taken."""
    return lookup.number_names([run.label or run.optimizer or name for run in runs])


def _rule_of(run: Run) -> tuple[Rule, dict[str, float]]:
    rule = lookup.rule(run.optimizer)
    return replace_lines(rule, run.replace), lookup.rule_settings(rule, run.settings)


def _label(run: Run, runs: Sequence[Run]) -> str:
    """What distinguishes this run from the others: its optimizer and, if shared, the settings that differ."""
    same = [other for other in runs if other.optimizer == run.optimizer]
    if len(same) == 1:
        return run.optimizer
    rule = lookup.rule(run.optimizer)
    values = {**rule.settings, **run.settings}
    differ = [s for s in rule.settings if len({{**rule.settings, **other.settings}[s] for other in same}) > 1]
    return " ".join([run.optimizer, *(f"{name}={values[name]:g}" for name in differ)])
