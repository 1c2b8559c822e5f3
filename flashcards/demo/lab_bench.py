"""The state of the laboratory: an experiment, what of it is looked at, and what the keys do to both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from flashcards.demo.lab import Experiment, over_ground, toggle_entrant
from flashcards.demo.lab_knobs import Knob, ground_knobs, place_knob, place_start, rule_knobs, turn_knob
from flashcards.value import Value

View: TypeAlias = Literal["map", "curves", "step", "table", "multiples"]
VIEWS: Sequence[View] = ("map", "curves", "step", "table", "multiples")


class Bench(Value, frozen=True):
    """An experiment under observation."""

    experiment: Experiment
    at: int = 0
    """The place of the rule under the cursor among the entrants."""
    chosen: tuple[str, bool] = ("eta", True)
    """The name of the chosen knob, and whether it is the rule's."""
    now: int = 0
    """The step that is looked at."""
    view: View = "map"
    logarithmic: bool | None = None
    """Whether losses are drawn on a logarithmic axis; None for what suits them."""
    page: int = 0
    """Which page of what there is no room for at once is shown."""

    @property
    def label(self) -> str:
        """The label of the rule under the cursor."""
        return self.experiment.entrants[self.at].label

    def knobs(self) -> tuple[Knob, ...]:
        """All knobs in their order: those of the ground, then those of the rule under the cursor."""
        return (*ground_knobs(self.experiment), *rule_knobs(self.experiment, self.label))

    @property
    def knob(self) -> Knob:
        """The chosen knob, or one that there is in its place."""
        return self._chosen_of(self.knobs())

    def _chosen_of(self, every: Sequence[Knob]) -> Knob:
        name, of_rule = self.chosen
        same = (each for each in every if each.name == name and bool(each.of) == of_rule)
        return next(same, next(each for each in every if each.of))

    def choose(self, knob: Knob) -> Bench:
        """With another knob chosen."""
        return replace(self, chosen=(knob.name, bool(knob.of)), page=0)

    def move_knob(self, by: int) -> Bench:
        """With a knob further down or up chosen."""
        every = self.knobs()
        return self.choose(every[(every.index(self._chosen_of(every)) + by) % len(every)])

    def move_rule(self, by: int) -> Bench:
        """With the cursor on a rule further down or up; its knobs are shown then."""
        return self.at_rule(self.at + by)

    def at_rule(self, place: int) -> Bench:
        """With the cursor on the rule at a place among the entrants, or at the nearest that there is."""
        return replace(self, at=min(max(place, 0), len(self.experiment.entrants) - 1), page=0)

    def turn(self, presses: int) -> Bench:
        """With the chosen knob turned."""
        return self.over(turn_knob(self.experiment, self.knob, presses))

    def place(self, knob: Knob, share: float, cells: int) -> Bench:
        """With a knob where its slider is clicked."""
        return self.choose(knob).over(place_knob(self.experiment, knob, share, cells))

    def start_at(self, point: Sequence[float]) -> Bench:
        """With the runs starting where the map is clicked."""
        return self.over(place_start(self.experiment, point))

    def over(self, experiment: Experiment) -> Bench:
        """With another experiment; the last step stays the last."""
        is_last = self.now >= self.experiment.steps
        now = experiment.steps if is_last else min(self.now, experiment.steps)
        return replace(self, experiment=experiment, now=now, page=0)

    def toggle(self) -> Bench:
        """With the rule under the cursor racing, or no longer."""
        return self.over(toggle_entrant(self.experiment, self.label))

    def descend(self, ground: str) -> Bench:
        """Over another ground, with the view that suits it."""
        return replace(self.over(over_ground(self.experiment, ground)), view="map", logarithmic=None)

    def step(self, by: int) -> Bench:
        """At a later or earlier step."""
        return self.at_step(self.now + by)

    def at_step(self, t: int) -> Bench:
        """At a step, or at the nearest that there is."""
        return replace(self, now=min(max(t, 0), self.experiment.steps))

    def next_view(self) -> Bench:
        """With the next view."""
        return replace(self, view=VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)], page=0)

    def turn_page(self, by: int, pages: int) -> Bench:
        """With a later or earlier one of so many pages."""
        return replace(self, page=min(max(self.page + by, 0), max(0, pages - 1)))


def open_bench(experiment: Experiment) -> Bench:
    """The experiment with its whole run in sight, and the cursor on the last rule that races."""
    at = max(at for at, run in enumerate(experiment.entrants) if run.label in experiment.racing)
    return Bench(experiment, at=at, now=experiment.steps)
