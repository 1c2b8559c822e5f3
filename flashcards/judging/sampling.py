"""The values at which formulas are compared: a real run of the optimizer, or numbers drawn by name.

Every number is drawn from its name, so the same formula always meets the same values. Settings lie
between 0.1 and 0.9: at its usual 1e-8 an epsilon under the wrong root would pass unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from operator import mul
from typing import Any
from zlib import crc32

import numpy as np

from flashcards.formula import vocabulary
from flashcards.judging.algebra.symbols import SLOPE, parts
from flashcards.judging.reference import Reference
from optimizers.rule import State
from optimizers.run import run_on_gradients
from optimizers.schedules import Schedule

Array = np.ndarray[Any, np.dtype[np.float64]]
Expr = Any

POINTS = 8
TURNS = (3, 4, 6)
"""The steps at which formulas are evaluated: at t > 1 a correction without t makes a difference."""
ENDLESS = 300
"""How many terms of an endless sum are added."""
MOST_NAMES = 500
MOST_WORK = 10_000
"""Parts of an expression that are computed, those of a sum once a term; one with more has no value."""
COUNTS = frozenset({"n", "N", "T", "K", "M", "B", "d", "k", "E"})


class Scene:
    """A value for every quantity at one step; those the reference computes come from a real run of it."""

    def __init__(self, t: int, of: Reference, off: frozenset[str], *, signed: bool) -> None:
        self.t = t
        self.of = of
        self.signed = signed
        self.work = 0
        self.met: dict[Expr, Array] = {}
        self.settings = {
            name: self._chosen(name, usual) for name, usual in of.settings.items() if name not in off
        }
        if of.rule:
            usual = {name: of.settings[name] for name in off & of.settings.keys()}
            self.slopes = [_drawn(f"g {step}", t, signed=True) for step in range(t + 2)]
            start = _drawn("theta", t, signed=True)
            slopes = self.slopes
            if of.rule.couples:  # a second coordinate, beside the one whose values formulas are given
                start = np.stack([start, _drawn("theta beside", t, signed=True)])
                slopes = [
                    np.stack([slope, _drawn(f"g beside {step}", t, signed=True)])
                    for step, slope in enumerate(slopes)
                ]
            at_first = of.rule.first
            rule = replace(of.rule, first=lambda theta: _grown(at_first(theta), t))
            self.states = run_on_gradients(rule, slopes, start, **{**usual, **self.settings})

    def _chosen(self, name: str, usual: float) -> Array:
        """Values for a setting: plausible for its kind, and away from those at which slips vanish."""
        if isinstance(usual, bool):
            return np.full(POINTS, float(usual))
        if vocabulary.plays(name, "warm"):
            return self._threshold(name)
        return _drawn(name, self.t) if usual <= 1 else np.ceil(9 * _drawn(name, self.t))

    def _threshold(self, name: str) -> Array:
        """Values below t and above it, some below one: of `max(t, w)` and `min(t/w, 1)` each side counts."""
        drawn = _drawn(name, self.t)
        return np.where(np.arange(POINTS) % 2 == 0, np.ceil(9 * drawn), drawn)

    def symbol(self, symbol: Expr) -> Array:
        """The value of a symbol made by `judging.algebra`."""
        if symbol not in self.met:
            if len(self.met) > MOST_NAMES:
                self.met.clear()
            self.met[symbol] = self._symbol(symbol)
        return self.met[symbol]

    def _symbol(self, symbol: Expr) -> Array:
        name, offset = parts(symbol)
        if name == "t":
            return np.full(POINTS, float(self.t))
        if offset is None and (name not in self.of.fields or name in self.settings):
            return self._setting(name)
        return self.moment(name, self.t + (offset or 0))

    def _setting(self, name: str) -> Array:
        if name in self.settings:
            return self.settings[name]
        if name in COUNTS:
            return np.full(POINTS, float(self.t + 1 + _seed(name) % 3))
        if name == "infty":
            return np.full(POINTS, np.inf)
        if not self.signed and vocabulary.plays(name, "warm"):
            return self._threshold(name)
        return self._free(name, name)

    def moment(self, name: str, step: int) -> Array:
        """The value of a quantity at an absolute step."""
        if name == SLOPE:
            inside = self.of.rule is not None and 1 <= step <= len(self.slopes)
            return self.slopes[step - 1] if inside else self.moment("g", step)
        if self.of.schedule and name == "eta":
            return self._rate(step, self.of.schedule)
        if name in self.settings:
            return self.settings[name]
        if self.of.rule and name in self.of.fields:
            inside = 0 <= step < len(self.states)
            value = np.asarray(getattr(self.states[step], name) if inside else np.nan, float)
            return (value[0] if value.ndim == 2 else value) * np.ones(POINTS)
        return self._free(name, f"{name} {step}") if step >= 0 else np.full(POINTS, np.nan)

    def _rate(self, step: int, schedule: Schedule) -> Array:
        """The learning rate at a step, point by point, since a schedule takes one number a setting."""
        settings = {
            name: self.settings.get(name, np.full(POINTS, usual)) for name, usual in schedule.settings.items()
        }
        rates = [
            schedule.rate(np.float64(step), **{name: each[point] for name, each in settings.items()})
            for point in range(POINTS)
        ]
        return np.asarray(rates, float)

    def _free(self, name: str, key: str) -> Array:
        either = self.signed and name not in vocabulary.POSITIVE
        return _drawn(key, self.t, signed=either)


def _grown(first: State, t: int) -> State:
    """A first state whose tiny numbers are usual ones: of tiny quantities every formula seems right."""
    tiny = [name for name, value in first._asdict().items() if isinstance(value, float) and 0 < value < 1e-3]
    return first._replace(**{name: _drawn(f"{name} at first", t) for name in tiny})


def _seed(name: str) -> int:
    """A number that depends on the name alone, which may hold lone surrogates."""
    return crc32(name.encode("utf-8", "surrogatepass"))


def _drawn(name: str, t: int, *, signed: bool = False) -> Array:
    """Numbers between 0.1 and 0.9 that depend on the name alone, of both signs where asked."""
    chance = np.random.default_rng(_seed(f"{name}|{t}"))
    size = chance.uniform(0.1, 0.9, POINTS)
    return size * np.where(np.arange(POINTS) % 2 == chance.integers(2), 1.0, -1.0) if signed else size


@lru_cache(maxsize=256)
def scenes(of: Reference, off: frozenset[str] = frozenset()) -> tuple[Scene, ...]:
    """The steps at which formulas are compared, the settings `off` at their defaults."""
    return tuple(Scene(t, of, off, signed=t == TURNS[-1]) for t in TURNS)


def values(expression: Expr, at: Sequence[Scene]) -> tuple[Array, ...]:
    """The values of `expression` at every sampled step."""
    return tuple(evaluate_expression(expression, scene) for scene in at)


def agree(known: Sequence[Array], other: Expr, at: Sequence[Scene]) -> bool:
    """True if `other` has the `known` values wherever both are defined, at enough points."""
    return agree_with_any([known], other, at)


def agree_with_any(known: Sequence[Sequence[Array]], other: Expr, at: Sequence[Scene]) -> bool:
    """True if `other`, evaluated once, agrees with one of several series of values."""
    alive = [(series, 0) for series in known]
    for place, scene in enumerate(at):
        here = evaluate_expression(other, scene)
        met = [(series, compared, _compared(series[place], here)) for series, compared in alive]
        alive = [(series, compared + more) for series, compared, more in met if more >= 0]
        if not alive:
            return False
    return any(compared >= POINTS for _, compared in alive)


def _compared(one: Array, other: Array) -> int:
    """The number of points where both are defined; -1 if they differ at any."""
    both = np.isfinite(one) & np.isfinite(other)
    one, other = one[both], other[both]
    near = np.abs(one - other) <= 1e-12 + 1e-9 * np.maximum(np.abs(one), np.abs(other))
    return len(near) if near.all() else -1


@lru_cache(maxsize=16_384)
def evaluate_expression(expression: Expr, scene: Scene) -> Array:
    """The values of `expression` in `scene`; NaN where undefined or too expensive."""
    return _evaluated(expression, scene)


def _evaluated(expression: Expr, scene: Scene) -> Array:
    scene.work = 0
    try:
        with np.errstate(all="ignore"):
            return np.asarray(np.broadcast_to(_value(expression, scene, {}), POINTS), float)
    except _TooMuchWork:
        return np.full(POINTS, np.nan)


class _TooMuchWork(Exception):  # noqa: N818 - ends one evaluation; never leaves this module
    """An expression has more parts to compute than `MOST_WORK`."""


def work(expression: Expr, scene: Scene) -> int:
    """How many parts had to be computed for the value of `expression`."""
    _evaluated(expression, scene)
    return scene.work


def _value(this: Expr, scene: Scene, counted: Mapping[str, int]) -> Any:
    scene.work += 1
    if scene.work > MOST_WORK:
        raise _TooMuchWork
    if this.is_Symbol:
        return counted[this.name] if this.name in counted else scene.symbol(this)
    if this.is_Number or this.is_NumberSymbol:
        return _number(this)
    if this.is_Add:
        return sum(_value(part, scene, counted) for part in this.args)
    if this.is_Mul:
        return reduce(mul, [_value(part, scene, counted) for part in this.args])
    if this.is_Pow:
        return np.power(_floats(_value(this.base, scene, counted)), _floats(_value(this.exp, scene, counted)))
    name = type(this).__name__
    if name in {"sum", "prod"} and len(this.args) == 4 and this.args[1].is_Symbol:
        return _series(this, name, scene, counted)
    given = [_floats(_value(part, scene, counted)) for part in this.args]
    if name.endswith("[]"):
        index = np.broadcast_to(given[0], POINTS)[0]
        return scene.moment(name[:-2], int(index)) if np.isfinite(index) and index == int(index) else np.nan
    return _FUNCTIONS[name](*given) if name in _FUNCTIONS else _some_function(name, given)


@lru_cache(maxsize=4096)
def _number(this: Expr) -> float:
    return float(this)


def _series(this: Expr, name: str, scene: Scene, counted: Mapping[str, int]) -> Any:
    body, letter, first, last = this.args
    low, high = (float(np.broadcast_to(_value(end, scene, counted), POINTS)[0]) for end in (first, last))
    if not np.isfinite(low) or np.isnan(high):
        return np.nan
    if low != int(low) or not (high == np.inf or high == int(high)):
        return np.nan
    steps = range(int(low), int(min(high, low + ENDLESS)) + 1)
    terms = (_value(body, scene, {**counted, letter.name: step}) for step in steps)
    if name == "sum":
        return sum(terms)
    return reduce(mul, terms, 1.0)


def _some_function(name: str, given: list[Any]) -> Any:
    """A smooth stand-in for an unknown function, determined by its name and arguments."""
    angle = _seed(name) % 997 / 100 + sum((place + 1.3) * value for place, value in enumerate(given))
    return 1.5 + np.sin(angle)


def _floats(value: Any) -> Any:
    return np.asarray(value, float)


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "max": lambda *given: np.max(np.broadcast_arrays(*given), axis=0),
    "min": lambda *given: np.min(np.broadcast_arrays(*given), axis=0),
    "norm": lambda x, *_: 1.37 * np.abs(x),
    "<": np.less,
    "le": np.less_equal,
    ">": np.greater,
    "ge": np.greater_equal,
    "where": lambda *given: np.where(*np.broadcast_arrays(*given)),
}
_FUNCTIONS = {**_FUNCTIONS, "Max": _FUNCTIONS["max"], "Min": _FUNCTIONS["min"], "Abs": np.abs}
