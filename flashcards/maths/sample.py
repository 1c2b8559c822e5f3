"""The values that formulas are tried with: a real run of the optimizer, or numbers drawn for each name.

Every number is drawn from its name, so the same formula always meets the same values. Settings lie
between 0.1 and 0.9: at its usual 1e-8 an epsilon under the wrong root would pass unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import sympy as sp

from flashcards.maths import algebra, roles
from optimizers.rule import Rule, run

Array = np.ndarray[Any, np.dtype[np.float64]]
Expr = Any

POINTS = 8
TURNS = (3, 4, 6)
"""The steps at which formulas are tried: t > 1, where a correction without t shows."""
ENDLESS = 300
_STEPS_WORK = 20_000
_COUNTS = frozenset({"n", "N", "T", "K", "M", "B", "d", "k", "E"})


class Scene:
    """A value for every quantity at one moment; `rule` gives those that the optimizer computes."""

    def __init__(self, t: int, rule: Rule | None = None, *, signed: bool = False) -> None:
        self.t = t
        self.signed = signed
        self.fields: frozenset[str] = frozenset()
        self.settings: dict[str, Array | float] = {}
        self.work = 0
        if rule:
            self._run(rule)

    def _run(self, rule: Rule) -> None:
        self.settings = {
            name: usual if isinstance(usual, bool | int) else _drawn(name, self.t)
            for name, usual in rule.settings.items()
        }
        slopes = [_drawn(f"g {step}", self.t, signed=True) for step in range(self.t + 2)]
        self.states = run(rule, slopes, _drawn("theta", self.t, signed=True), **self.settings)
        self.slopes = slopes
        self.fields = frozenset(self.states[0]._fields)

    def symbol(self, symbol: Expr) -> Array:
        """The value of a symbol that `maths.algebra` made."""
        name, offset = algebra.parts(symbol)
        if name == "t":
            return np.full(POINTS, float(self.t))
        if offset is None and name not in self.fields:
            return self._setting(name)
        return self.moment(name, self.t + (offset or 0))

    def _setting(self, name: str) -> Array:
        if name in self.settings:
            return np.broadcast_to(np.asarray(self.settings[name], float), POINTS)
        if name in _COUNTS:
            return np.full(POINTS, float(self.t + 1 + crc32(name.encode()) % 3))
        if name == "infty":
            return np.full(POINTS, np.inf)
        return _drawn(
            name, self.t, signed=name in roles.SIGNED or (self.signed and name not in roles.POSITIVE)
        )

    def moment(self, name: str, step: int) -> Array:
        """The value of a quantity at a step counted from the first."""
        if name == algebra.SLOPE:
            return self.slopes[step - 1] if self.fields else self.moment("g", step)
        if name in self.settings:
            return self._setting(name)
        if name in self.fields:
            inside = 0 <= step < len(self.states)
            return np.broadcast_to(
                np.asarray(getattr(self.states[step], name), float) if inside else np.nan, POINTS
            )
        if step < 0:
            return np.full(POINTS, np.nan)
        return _drawn(
            f"{name} {step}",
            self.t,
            signed=name in roles.SIGNED or self.signed and name not in roles.POSITIVE,
        )


def _drawn(name: str, t: int, *, signed: bool = False) -> Array:
    """Numbers between 0.1 and 0.9 that depend on the name alone, of both signs where asked."""
    chance = np.random.default_rng(crc32(f"{name}|{t}".encode()))
    size = chance.uniform(0.1, 0.9, POINTS)
    return size * np.where(np.arange(POINTS) % 2 == chance.integers(2), 1.0, -1.0) if signed else size


@lru_cache(maxsize=64)
def _scenes(name: str) -> tuple[Scene, ...]:
    from optimizers import RULES

    rule = RULES.get(name)
    return tuple(Scene(t, rule, signed=t == TURNS[-1]) for t in TURNS)


def scenes(optimizer: str = "") -> tuple[Scene, ...]:
    """The moments at which formulas of `optimizer` are tried; without one, values for the names alone."""
    return _scenes(optimizer)


def values(expression: Expr, optimizer: str = "") -> tuple[Array, ...]:
    """The values of `expression` at every moment that is tried."""
    return tuple(evaluate(expression, scene) for scene in scenes(optimizer))


def agree(known: tuple[Array, ...], other: Expr, optimizer: str = "") -> bool:
    """True where `other` has the `known` values wherever both have one, and that is often enough."""
    compared = 0
    for first, scene in zip(known, scenes(optimizer), strict=True):
        second = evaluate(other, scene)
        both = np.isfinite(first) & np.isfinite(second)
        near = np.abs(first - second) <= 1e-12 + 1e-9 * np.maximum(np.abs(first), np.abs(second))
        if not near[both].all():
            return False
        compared += int(both.sum())
    return compared >= POINTS


def evaluate(expression: Expr, scene: Scene) -> Array:
    """The values of `expression` in `scene`; not a number where it has none."""
    scene.work = 0
    with np.errstate(all="ignore"):
        return np.asarray(np.broadcast_to(_value(expression, scene, {}), POINTS), float)


def _value(this: Expr, scene: Scene, counted: Mapping[str, int]) -> Any:
    scene.work += 1
    if scene.work > _STEPS_WORK:
        return np.nan
    if this.is_Symbol:
        return counted[this.name] if this.name in counted else scene.symbol(this)
    if this.is_Number or this.is_NumberSymbol:
        return float(this)
    if this.is_Add:
        return sum(_value(part, scene, counted) for part in this.args)
    if this.is_Mul:
        return np.prod([np.broadcast_to(_value(part, scene, counted), POINTS) for part in this.args], axis=0)
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


def _series(this: Expr, name: str, scene: Scene, counted: Mapping[str, int]) -> Any:
    body, letter, first, last = this.args
    low, high = (float(np.broadcast_to(_value(end, scene, counted), POINTS)[0]) for end in (first, last))
    if not np.isfinite(low) or np.isnan(high):
        return np.nan
    steps = range(int(low), int(min(high, low + ENDLESS)) + 1)
    terms = (_value(body, scene, {**counted, letter.name: step}) for step in steps)
    if name == "sum":
        return sum(terms)
    return np.prod([np.broadcast_to(term, POINTS) for term in chain(terms, [1.0])], axis=0)


def _some_function(name: str, given: list[Any]) -> Any:
    """A smooth function that stands for one nobody knows: of its name and its arguments alone."""
    angle = crc32(name.encode()) % 997 / 100 + sum((place + 1.3) * value for place, value in enumerate(given))
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
}
_FUNCTIONS = {**_FUNCTIONS, "Max": _FUNCTIONS["max"], "Min": _FUNCTIONS["min"], "Abs": np.abs}
