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
    has_slider,
    place_knob,
    rule_knobs,
    set_knob,
    slider_share,
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
    """The race at `count` values of a knob, the present one among them; each with its title.

    Of a schedule, at every one that there is.
    """
    if knob.of:  # the race is that of the rule whose setting varies
        experiment = replace(experiment, racing=(knob.of,), marks=(experiment.mark_of(knob.of),))
    place = next((at for at, run in enumerate(experiment.entrants) if run.label == knob.of), None)
    found = {
        knob_title(varied_knob): varied
        for varied in _experiments(experiment, knob, count)
        for varied_knob in _knobs(varied, knob, place)
    }
    found = _with_present(found, experiment, knob, place)
    return [(title, run_race(varied)) for title, varied in found.items()]


def knob_title(knob: Knob) -> str:
    """What the race at a knob's present value is called among the multiples."""
    return f"{knob.label} {knob.text}"


def _knobs(experiment: Experiment, knob: Knob, place: int | None) -> list[Knob]:
    """The same knob in another experiment, in which the rule at that place may have another label."""
    label = "" if place is None else experiment.entrants[place].label
    every = rule_knobs(experiment, label) if label else ground_knobs(experiment)
    return [each for each in every if each.name == knob.name]


def _with_present(
    found: dict[str, Experiment], experiment: Experiment, knob: Knob, place: int | None
) -> dict[str, Experiment]:
    """Those experiments by their titles; the present one in place of the nearest, if it is not among them."""
    present = knob_title(knob)
    if present in found:
        return found
    here = _share(experiment, knob)
    away = {
        title: abs(_share(varied, each) - here)
        for title, varied in found.items()
        for each in _knobs(varied, knob, place)
    }
    nearest = min(away, key=away.__getitem__)
    return dict((present, experiment) if title == nearest else (title, each) for title, each in found.items())


def _share(experiment: Experiment, knob: Knob) -> float:
    """The place of a knob on its slider; without one, its value."""
    return slider_share(experiment, knob) if has_slider(knob) else float(knob.value)


def _experiments(experiment: Experiment, knob: Knob, count: int) -> list[Experiment]:
    """The experiments with the knob at other values, around the present one, or at the usual ones."""
    kind = knob.name.partition(" ")[0]
    if kind == SCHEDULE:
        return [set_knob(experiment, knob, name) for name in (NONE, *SCHEDULES)]
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


def _final(race: Race) -> float:
    scores = [race.score(course, race.last) for course in race.courses]
    return min((score for score in scores if math.isfinite(score)), default=math.nan)


def _told(race: Race, score: float) -> str:
    if not math.isfinite(score):
        ended = [race.ended(course) for course in race.courses]
        return f"✗ at t = {ended[0]}"
    return format_number(score, 3)
