"""What can be turned in the laboratory: the settings of the rule and of the ground that the run uses.

A setting that the run does not use is not offered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

import numpy as np

import optimizers
from flashcards.demo import lookup, schedules
from flashcards.demo.gradients import SEQUENCES
from flashcards.demo.lab import MOST_LAB_STEPS, Experiment
from flashcards.demo.setting_steps import turn
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.value import Value
from optimizers.rule import DECAY_FACTORS
from optimizers.surfaces import Surface

STEPS, SCHEDULE, SEED, START, NUMBER = "steps", "schedule", "seed", "position", "number"
NONE = "none"
_NINES = 5.0
"""The slider of a share kept ends at 0.99999."""
_SHIFTED = 6
"""A setting's slider reaches from a thousandth of its default to a thousand times it."""
_WORDS = {"c": "value", "k": "period", "t": "at step"}
_WHOLE = ("seed", "period", "at step")
"""The numbers of a sequence that are counts."""
_MAP_CELLS = 100
"""As finely as in so many cells, a click on a map tells a coordinate."""
_DRAWN = 4
"""So many draws tell whether a ground's gradients depend on the seed."""


class Knob(Value, frozen=True):
    """Something that can be turned, with its value now."""

    name: str
    """The setting's name; of a list, with the place in it, as in `position 0`."""
    label: str
    value: float | str
    of: str = ""
    """The label of the rule whose setting it is; empty for one of the ground."""

    @property
    def text(self) -> str:
        """Its value as text."""
        return self.value if isinstance(self.value, str) else format_number(self.value, 5)


def rule_knobs(experiment: Experiment, label: str) -> tuple[Knob, ...]:
    """The settings of an entrant."""
    run = experiment.entrant(label)
    settings = lookup.rule_settings(lookup.rule(run.optimizer), run.settings)
    return tuple(Knob(name, pretty(name), value, label) for name, value in settings.items())


def ground_knobs(experiment: Experiment) -> tuple[Knob, ...]:
    """Where the run starts, for how long it goes, under which schedule, and what drives it."""
    found = [*_driving(experiment), Knob(STEPS, STEPS, float(experiment.steps))]
    found.append(Knob(SCHEDULE, SCHEDULE, experiment.schedule or NONE))
    if experiment.schedule:
        theirs = {**schedules.schedule_settings(experiment.schedule), **experiment.timing}
        left_out = {"eta", "steps"}
        found += [Knob(name, pretty(name), value) for name, value in theirs.items() if name not in left_out]
    return tuple(found)


def _driving(experiment: Experiment) -> list[Knob]:
    if isinstance(experiment.gradients, str) and experiment.gradients:
        word, numbers = sequence_numbers(experiment.gradients)
        names = [part.strip("[]").lower() for part in SEQUENCES[word].usage.split()[1:]]
        names = [_WORDS.get(name, name) for name in names]
        return [Knob(f"{NUMBER} {at}", name, numbers[at]) for at, name in enumerate(names)]
    if experiment.gradients:
        return []
    start = starting_point(experiment)
    places = start if len(start) <= 2 else ()
    letters = "xy" if len(start) == 2 else "θ"
    found = [Knob(f"{START} {at}", f"start {letters[at]}", value) for at, value in enumerate(places)]
    if uses_seed(experiment.surface):
        found.append(Knob(SEED, SEED, float(experiment.seed)))
    return found


def sequence_numbers(gradients: str) -> tuple[str, list[float]]:
    """The word of a named sequence of gradients, and all of its numbers."""
    word, *rest = gradients.split()
    given = [float(text) for text in rest]
    return word, [*given, *SEQUENCES[word].numbers[len(given) :]]


def starting_point(experiment: Experiment) -> tuple[float, ...]:
    """Where the runs over a ground start."""
    usual = np.asarray(lookup.ground(experiment.surface).start)
    return experiment.start or tuple(map(float, usual.tolist()))


@lru_cache
def uses_seed(surface: str) -> bool:
    """True if a ground's gradients differ from seed to seed."""
    ground = lookup.ground(surface)
    start = np.asarray(ground.start, dtype=float)
    drawn = []
    for seed in (0, 1, 2):
        gradient = ground.gradient(seed)
        drawn.append([np.asarray(gradient(start)).tolist() for _ in range(_DRAWN)])
    return any(each != drawn[0] for each in drawn[1:])


def turn_knob(experiment: Experiment, knob: Knob, presses: int) -> Experiment:
    """The experiment with the knob turned so many presses up, or down if negative."""
    match knob.name.partition(" ")[0]:
        case "steps":
            value = turn(STEPS, float(experiment.steps), presses)
            return set_knob(experiment, knob, math.ceil(value) if presses > 0 else value)
        case "schedule":
            names = (NONE, *optimizers.SCHEDULES)
            at = names.index(str(knob.value)) + presses
            return set_knob(experiment, knob, names[at % len(names)])
        case "seed":
            return set_knob(experiment, knob, float(knob.value) + presses)
        case "position":
            return set_knob(experiment, knob, float(knob.value) + presses * _start_step(experiment, knob))
        case "number" if knob.label in _WHOLE:
            return set_knob(experiment, knob, float(knob.value) + presses)
        case "number":
            return set_knob(experiment, knob, _turn_signed(float(knob.value), presses))
    return set_knob(experiment, knob, turn(knob.name, float(knob.value), presses))


def _turn_signed(value: float, presses: int) -> float:
    """A number of a sequence, which may be negative: through zero to the other side."""
    for _ in range(abs(presses)):
        up = presses > 0
        if value == 0:
            value = 0.1 if up else -0.1
        elif abs(value) <= 0.1 and (value > 0) != up:
            value = 0.0
        else:
            size = turn("", abs(value), 1 if (value > 0) == up else -1)
            value = math.copysign(size, value)
    return value


def _start_step(experiment: Experiment, knob: Knob) -> float:
    low, high = _start_bounds(experiment, knob)
    return float(f"{(high - low) / 40:.1g}")


def _start_bounds(experiment: Experiment, knob: Knob) -> tuple[float, float]:
    ground = lookup.ground(experiment.surface)
    if isinstance(ground, Surface):
        return ground.bounds[_place(knob)]
    return ground.within or (-5.0, 5.0)


def _place(knob: Knob) -> int:
    return int(knob.name.rpartition(" ")[2])


def set_knob(experiment: Experiment, knob: Knob, value: float | str) -> Experiment:
    """The experiment with the knob at a value, as near to it as the knob goes."""
    if knob.of:
        return _set_rule(experiment, knob, float(value))
    match knob.name.partition(" ")[0]:
        case "steps":
            return replace(experiment, steps=min(max(int(value), 1), MOST_LAB_STEPS))
        case "schedule":
            return replace(experiment, schedule="" if value == NONE else str(value), timing={})
        case "seed":
            return replace(experiment, seed=max(0, int(value)))
        case "position":
            return replace(experiment, start=_with(starting_point(experiment), knob, round(float(value), 6)))
        case "number":
            return replace(experiment, gradients=_sequence(experiment, knob, float(value)))
    return replace(experiment, timing={**experiment.timing, knob.name: float(value)})


def _set_rule(experiment: Experiment, knob: Knob, value: float) -> Experiment:
    """With a setting of one rule changed, also where its label states it."""
    at = next(at for at, run in enumerate(experiment.entrants) if run.label == knob.of)
    runs = list(experiment.entrants)
    label = _restate(knob, value)
    taken = label in {run.label for run in runs} - {knob.of}
    label = knob.of if taken else label
    runs[at] = replace(runs[at], settings={**runs[at].settings, knob.name: value}, label=label)
    racing = tuple(label if each == knob.of else each for each in experiment.racing)
    return replace(experiment, entrants=tuple(runs), racing=racing)


def _restate(knob: Knob, value: float) -> str:
    """The label with the setting's new value, if it names the setting: `sgd eta=0.1`."""
    starts = (f"{knob.name}=", f"{knob.label}=")
    words = knob.of.split(" ")
    return " ".join(
        word.partition("=")[0] + f"={value:g}" if word.startswith(starts) else word for word in words
    )


def _with(values: tuple[float, ...], knob: Knob, value: float) -> tuple[float, ...]:
    return tuple(value if at == _place(knob) else old for at, old in enumerate(values))


def _sequence(experiment: Experiment, knob: Knob, value: float) -> str:
    """The sequence's text with one number changed; a count or a seed is whole and not negative."""
    word, numbers = sequence_numbers(str(experiment.gradients))
    if knob.label in _WHOLE:
        value = max(float(round(value)), 0.0 if knob.label == "seed" else 1.0)
    numbers[_place(knob)] = min(max(value, -1e6), 1e6)
    return " ".join([word, *(f"{number:g}" for number in numbers)])


# The slider


def has_slider(knob: Knob) -> bool:
    """True for a knob whose value is a place on a line."""
    return knob.name.partition(" ")[0] not in {SCHEDULE, SEED, NUMBER}


def slider_share(experiment: Experiment, knob: Knob) -> float:
    """The knob's place on its slider, from 0 to 1."""
    to_share, _ = _scale(experiment, knob)
    return min(max(to_share(float(knob.value)), 0.0), 1.0)


def place_knob(experiment: Experiment, knob: Knob, share: float, cells: int) -> Experiment:
    """The experiment with the knob where a slider of so many cells is clicked: a round number near it."""
    if not has_slider(knob):
        return experiment
    _, to_value = _scale(experiment, knob)
    value = to_value(min(max(share, 0.0), 1.0))
    return set_knob(experiment, knob, _rounded(experiment, knob, value, cells))


def place_start(experiment: Experiment, point: Sequence[float]) -> Experiment:
    """The experiment with its runs starting where a map is clicked: round numbers near the point."""
    for knob, value in zip(_driving(experiment), point, strict=False):
        low, high = _start_bounds(experiment, knob)
        experiment = place_knob(experiment, knob, (value - low) / (high - low), _MAP_CELLS)
    return experiment


def _rounded(experiment: Experiment, knob: Knob, value: float, cells: int) -> float:
    """Whole for steps; of the fewest digits that still lie within the cell for the rest."""
    to_share, _ = _scale(experiment, knob)
    if knob.name == STEPS:
        return round(value)
    at, near = to_share(value), 0.5 / max(1, cells)
    digits = (float(f"{value:.{count}g}") for count in range(1, 6))
    nines = (1 - float(f"{1 - value:.{count}g}") for count in range(1, 4))
    found = islice(nines, 3) if knob.name in DECAY_FACTORS else digits
    return next((round(each, 8) if knob.name in DECAY_FACTORS else each for each in found
                 if abs(to_share(each) - at) <= near), value)  # fmt: skip


def _scale(experiment: Experiment, knob: Knob) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """From a value to its share of the slider, and back."""
    if knob.name in DECAY_FACTORS:
        return (
            lambda value: -math.log10(max(1 - value, 10**-_NINES)) / _NINES,
            lambda share: 1 - 10 ** (-_NINES * share),
        )
    if knob.name.startswith(START):
        low, high = _start_bounds(experiment, knob)
        return lambda value: (value - low) / (high - low), lambda share: low + share * (high - low)
    low, decades = _decades(experiment, knob)
    return (
        lambda value: (math.log10(value) - low) / decades if value > 0 else 0.0,
        lambda share: 10 ** (low + share * decades) if share > 0 or knob.name == STEPS else 0.0,
    )


def _decades(experiment: Experiment, knob: Knob) -> tuple[float, float]:
    """The power of ten at the slider's left end, and the number of decades that it spans."""
    if knob.name == STEPS:
        return 0.0, math.log10(MOST_LAB_STEPS)
    usual = 0.0
    if knob.of:
        usual = lookup.rule(experiment.entrant(knob.of).optimizer).settings[knob.name]
    elif experiment.schedule:
        usual = schedules.schedule_settings(experiment.schedule).get(knob.name, 0.0)
    return math.log10(usual or 0.01) - _SHIFTED / 2, float(_SHIFTED)
