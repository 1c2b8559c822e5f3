"""Finds a learning rate for each rule on a surface, since with one rate for all most hardly move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

import numpy as np

from flashcards.deck.model import Demo, Run
from flashcards.demo import lookup
from flashcards.demo.course import check_steps
from flashcards.demo.kinds.sweep import RATES
from flashcards.demo.plan import USUAL
from optimizers.run import sweep_steps


def with_best_rates(demo: Demo, optimizer: str, settings: Mapping[str, float]) -> Demo:
    """The demo with the best rate set in each run; `settings` are the person's other changes."""
    check_steps(demo.steps or USUAL)
    runs = demo.compare or (Run(demo.optimizer or optimizer or "sgd"),)
    found = []
    for run in runs:
        rule = lookup.rule(run.optimizer)
        own = {**run.settings, **{name: value for name, value in settings.items() if lookup.has(rule, name)}}
        rate = best_rate(run.optimizer, demo.surface, demo.steps or USUAL, own)
        found.append(replace(run, settings={**run.settings, **({"eta": rate} if rate else {})}))
    return replace(demo, compare=tuple(found))


def best_rate(name: str, surface: str, steps: int, settings: Mapping[str, float]) -> float | None:
    """The round learning rate with which a rule reaches the lowest loss, for a fair comparison.

    It is judged by its highest loss over the second half of the way, so that neither luck at the end nor
    wild swings win. None for a rule without a rate, or where every run is lost.
    """
    rule, ground = lookup.rule(name), lookup.ground(surface)
    if "eta" not in rule.settings:
        return None
    fixed = {s: value for s, value in lookup.rule_settings(rule, settings).items() if s != "eta"}
    start = np.asarray(ground.start, dtype=float)
    thetas = sweep_steps(
        rule, ground.gradient(0), start, steps, {"eta": RATES}, within=ground.within, **fixed
    )
    with np.errstate(all="ignore"):
        losses = [ground.height(theta) for theta in islice(thetas, steps // 2, steps + 1)]
        highest = np.max(losses, axis=0)
    return RATES[int(np.nanargmin(highest))] if np.isfinite(highest).any() else None
