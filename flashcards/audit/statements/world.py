"""Worlds in which statements are tried: a rule run on gradients of a kind, with random settings.

A world has a few points, and each quantity a value at every point. Its numbers are drawn from their names,
so the same statement always meets the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from flashcards.formula import vocabulary
from flashcards.judging.reference import Reference, reference
from flashcards.value import Value

Values = np.ndarray[Any, np.dtype[np.float64]]

POINTS = 6
LATE = 160
"""A step by which averages with decays below 0.8 have settled."""
TURNS = (3, 5)
COUNTS = frozenset({"n", "N", "T", "K", "M", "B", "d", "k", "E", "s", "w", "p", "i", "j"})


class Premises(Value, frozen=True):
    """What a card says of the world in which its statements hold."""

    pins: tuple[tuple[str, float], ...] = ()
    """Settings with their values."""
    gradients: str = ""
    """constant, positive, alternating, first (one, then zeros), or empty for the slope of a surface."""
    listed: tuple[tuple[float, ...], ...] = ()
    """The gradients of each step, one for each point or one for all."""
    t: int = 0
    """The only step; 0 for any."""
    late: bool = False

    @property
    def turns(self) -> tuple[int, ...]:
        """The steps at which a statement is tried."""
        if self.t or (self.listed and not self.late):
            return (self.t,) if self.t else tuple(turn for turn in TURNS if turn <= len(self.listed)) or (1,)
        return (min(LATE, len(self.listed)) if self.listed else LATE,) if self.late else TURNS


NO_PREMISES = Premises()


class World:
    """One step of one run: a value at every point for whatever has a name."""

    def __init__(self, of: Reference, premises: Premises, t: int) -> None:
        self.of, self.premises, self.t = of, premises, t
        self.pins = dict(premises.pins)
        self.free: dict[str, Values] = {}
        resting = {name: usual for name, usual in of.settings.items() if usual == 0}
        self.settings = {
            name: np.full(POINTS, self.pins[name]) if name in self.pins else self._setting(name, usual)
            for name, usual in of.settings.items()
        }
        self.resting = resting.keys() - self.pins.keys()

    def _setting(self, name: str, usual: float) -> Values:
        if isinstance(usual, bool):
            return np.full(POINTS, float(usual))
        size = 0.2 + 0.6 * _draw_uniform(name)
        return size if usual <= 1 else 8 + np.ceil(9 * size)

    @cached_property
    def states(self) -> list[Any]:
        """The states of the run, the settings that are usually off included only where they are pinned."""
        rule = self.of.rule
        assert rule is not None
        settings = {**self.settings, **{name: np.zeros(POINTS) for name in self.resting}}
        state = rule.first(_draw_signed("theta"))
        found = [state]
        with np.errstate(all="ignore"):
            for step in range(1, self.t + 2):
                point = rule.ahead(state, **settings) if rule.ahead else state.theta
                state = rule.step(state, self._gradient(step, point), **settings)
                found.append(state)
        return found

    def _gradient(self, step: int, point: Values) -> Values:
        listed = self.premises.listed
        if listed:
            given = listed[step - 1] if step <= len(listed) else (np.nan,)
            return np.resize(np.asarray(given, float), POINTS)
        match self.premises.gradients:
            case "constant":
                return _draw_signed("g")
            case "positive":
                return np.abs(_draw_signed("g"))
            case "alternating":
                return _draw_signed("g") * (-1.0) ** step
            case "first":
                return _draw_signed("g") * (step == 1)
        return slope(point)

    def quantity(self, name: str, step: int) -> Values | None:
        """The value of a quantity of the run, or of the schedule's rate, at a step; None if it is neither."""
        if self.of.schedule and name == "eta":
            return self._rate(step)
        if self.of.rule is None or name not in self.of.fields or name == "t":
            return None
        if not 0 <= step < len(self.states) or (name == "g" and step == 0):
            return np.full(POINTS, np.nan)
        return np.asarray(getattr(self.states[step], name), float) * np.ones(POINTS)

    def _rate(self, step: int) -> Values:
        schedule = self.of.schedule
        assert schedule is not None
        rates = [
            schedule.rate(np.float64(step), **{name: each[point] for name, each in self.settings.items()})
            for point in range(POINTS)
        ]
        return np.asarray(rates, float)

    def letter(self, name: str) -> Values:
        """A value for a letter that means nothing else here."""
        if name not in self.free:
            pinned = self.pins.get(name)
            self.free[name] = np.full(POINTS, pinned) if pinned is not None else _draw_letter(name)
        return self.free[name]

    def moving(self, name: str, step: int) -> Values:
        """A value for a quantity that no rule here has, at a step."""
        key = f"{name} {step}"
        if key not in self.free:
            sign = name in vocabulary.POSITIVE
            self.free[key] = 0.1 + _draw_uniform(key) if sign else _draw_signed(key)
        return self.free[key]


@lru_cache(maxsize=512)
def world(name: str, premises: Premises, t: int) -> World:
    """The world of the rule or schedule called `name` at step t; of letters alone for an empty name."""
    return World(reference(name), premises, t)


def slope(point: Values) -> Values:
    """The slope of one fixed smooth surface, which every run descends whose gradients are not given."""
    return 0.3 + 0.9 * np.sin(2.3 * point + np.arange(POINTS)) + 0.35 * point


def _draw_letter(name: str) -> Values:
    if name in COUNTS:
        return np.asarray(2 + (np.arange(POINTS) + crc32(name.encode("utf-8", "replace"))) % 4, float)
    return 0.2 + 0.6 * _draw_uniform(name) if name not in vocabulary.SIGNED else _draw_signed(name)


def _draw_uniform(name: str) -> Values:
    return np.random.default_rng(crc32(name.encode("utf-8", "replace"))).uniform(0, 1, POINTS)


def _draw_signed(name: str) -> Values:
    """Numbers of both signs, between 0.3 and 1.4 in size."""
    signs: Values = np.where(np.arange(POINTS) % 2, -1.0, 1.0)
    return (0.3 + 1.1 * _draw_uniform(name)) * signs


def same_values(one: Values, other: Values, within: float = 1e-9) -> bool:
    """True if both agree wherever they have values; False if that is at fewer than all points but one."""
    both = np.isfinite(one) & np.isfinite(other)
    if both.sum() < POINTS - 1:
        return False
    size = np.maximum(np.abs(one[both]), np.abs(other[both]))
    return bool((np.abs(one[both] - other[both]) <= 1e-12 + within * size).all())


def all_small(one: Values) -> bool:
    """True if there is nothing to compare: every value is below 1e-7 in size."""
    return bool((np.nan_to_num(np.abs(one)) < 1e-7).all())


Letters = Mapping[str, Values]
"""Letters with values of their own, such as the card's number."""
