"""Small multiples: the same race with one setting varied."""

from __future__ import annotations

import math
from dataclasses import replace

from flashcards.demo.lab import Experiment
from flashcards.demo.lab_knobs import (
    NONE,
    NUMBER,
    SCHEDULE,
    SEED,
    START,
    STEPS,
    Knob,
    ground_knobs,
    place_knob,
    rule_knobs,
    set_knob,
    turn_knob,
)
from flashcards.demo.lab_race import Race, run_race
from flashcards.text.numbers import format_number
from optimizers.rule import DECAY_FACTORS
from optimizers.schedules import SCHEDULES

SHARES = (0.0, 0.5, 0.9, 0.99, 0.999, 0.9999)
"""The values of a factor that an average keeps."""
_APART = 3
"""Presses between two values of a number of a sequence."""


def vary_knob(experiment: Experiment, knob: Knob, count: int) -> list[tuple[str, Race]]:
    """The race at `count` values of a knob, the present one among them; each with its value as text."""
    if knob.of:  # the race is that of the rule whose setting varies
        experiment = replace(experiment, racing=(knob.of,))
    found = []
    for varied in _experiments(experiment, knob, count):
        value = next((each for each in _knobs(varied, knob)), knob)
        found.append((f"{knob.label} {value.text}", run_race(varied)))
    return found


def _knobs(experiment: Experiment, knob: Knob) -> list[Knob]:
    every = rule_knobs(experiment, knob.of) if knob.of else ground_knobs(experiment)
    return [each for each in every if each.name == knob.name]


def _experiments(experiment: Experiment, knob: Knob, count: int) -> list[Experiment]:
    kind = knob.name.partition(" ")[0]
    if kind == SCHEDULE:
        return [set_knob(experiment, knob, name) for name in (NONE, *SCHEDULES)][:count]
    if kind == SEED:
        return [set_knob(experiment, knob, seed) for seed in range(count)]
    if kind == NUMBER:
        return [turn_knob(experiment, knob, (at - count // 2) * _APART) for at in range(count)]
    if kind == START:
        return [place_knob(experiment, knob, (at + 0.5) / count, 40) for at in range(count)]
    if knob.name in DECAY_FACTORS:
        return [set_knob(experiment, knob, value) for value in SHARES[:count]]
    value = float(knob.value) or 0.01
    values = (float(f"{value * 10 ** ((at - count // 2) / 2):.1g}") for at in range(count))
    return [set_knob(experiment, knob, max(1, each) if kind == STEPS else each) for each in values]


def multiple_titles(multiples: list[tuple[str, Race]]) -> list[tuple[str, bool]]:
    """The title of each, with the lowest loss of its runs at the end, and whether that is the best."""
    scores = [_final(race) for _, race in multiples]
    finite = [score for score in scores if math.isfinite(score)]
    best = min(finite) if finite else math.nan
    return [
        (f"{value} · {_told(race, score)}", score == best and race.has_losses)
        for (value, race), score in zip(multiples, scores, strict=True)
    ]


def said_in_titles(race: Race) -> str:
    """What the number in such a title is."""
    return f"{'loss' if race.has_losses else 'θ'} at {race.last}"


def _final(race: Race) -> float:
    scores = [race.score(course, race.last) for course in race.courses]
    return min((score for score in scores if math.isfinite(score)), default=math.nan)


def _told(race: Race, score: float) -> str:
    if not math.isfinite(score):
        ended = [race.ended(course) for course in race.courses]
        return f"✗ at t = {ended[0]}"
    return format_number(score, 3)
