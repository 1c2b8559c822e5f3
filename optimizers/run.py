"""The one loop that steps a rule: on a few floats, on arrays, over a grid of settings, on given gradients.

A *lane* is a state that is stepped on its own. A few parameters are one lane each, as Python floats, because
on two numbers NumPy spends nearly all its time on set-up; anything else is a single lane of arrays. A run has
diverged at the first step at which a coordinate of its gradient or of its parameters is NaN or beyond `FAR`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, repeat
from typing import Any

import numpy as np

from optimizers.rule import Array, Gradient, PartialDerivatives, Rule, State, merge_settings

FEW = 4
"""The most parameters that are stepped as floats."""
FAR = 1e12
"""A gradient or parameter larger than this has diverged, finite or not."""
_KEPT = 2**21
"""Numbers in a block whose release tells glibc to keep as much memory for the next arrays.

Otherwise it returns a grid's intermediates to the system at every step, and page faults double the time.
"""

Lanes = Sequence[State]
Bounds = tuple[float, float]
Rate = Callable[[int], float]


@dataclass(frozen=True)
class Trajectory:
    """The states that a rule passed through, the one at t = 0 included; it ends early if the run diverges."""

    first: State
    """The state at t = 0, its quantities as arrays."""
    steps: Sequence[Lanes]
    """The lanes at t = 0, 1, …; all their parameters are finite."""
    diverged_at: int | None = None
    """The step at which the run diverged; it is not among the states."""
    why: str = ""
    """A sentence about the divergence, or the empty string."""

    @cached_property
    def values(self) -> dict[str, np.ndarray[Any, Any]]:
        """Each quantity at every t, of shape (T, *shape of the parameters); (T,) if one number serves all."""
        if isinstance(self.steps[0][0].theta, float):
            columns = _float_columns(self.steps)
        else:
            columns = [np.array(column) for column in zip(*(state for (state,) in self.steps), strict=True)]
        return {
            name: column[:, 0] if np.ndim(value) < column.ndim - 1 else column
            for name, value, column in zip(self.first._fields, self.first, columns, strict=True)
        }

    @property
    def states(self) -> StateSequence:
        """The states, their quantities as arrays, or as one number that serves all coordinates."""
        return StateSequence(self.first, self.steps)


class StateSequence(Sequence[State]):
    """States over the lanes of a run; of lanes of floats each is put together when it is asked for."""

    def __init__(self, first: State, steps: Sequence[Lanes]) -> None:
        self._steps = steps
        self._are_floats = isinstance(steps[0][0].theta, float)
        self._make = type(first)._make
        self._are_shared = [np.ndim(value) == 0 for value in first]

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, place: Any) -> Any:
        """The state at t = `place`, or the tuple of those in a slice."""
        if isinstance(place, slice):
            return tuple(map(self._state, self._steps[place]))
        return self._state(self._steps[place])

    def _state(self, lanes: Lanes) -> State:
        if not self._are_floats:
            return lanes[0]
        quantities = zip(self._are_shared, zip(*lanes, strict=True), strict=True)
        return self._make(values[0] if shared else np.array(values) for shared, values in quantities)


class DivergenceError(Exception):
    """Raised if a run cannot continue; the message names the numbers that diverged."""


def trajectory(
    rule: Rule,
    gradient: Gradient,
    start: Array,
    steps: int,
    *,
    rate: Rate | None = None,
    within: Bounds | None = None,
    **settings: float,
) -> Trajectory:
    """Run `steps` steps of `rule` from `start`, or as many as it takes to diverge.

    `rate(t)` gives η for step t; `within` clips every coordinate to two bounds after each step, as in online
    learning. Raises ValueError, with a sentence that a person can act on, if the settings, the start, the
    number of steps or the shape of the gradient make no sense.
    """
    merged, theta = merge_settings(rule, settings), parameters(start)
    few = theta.ndim == 1 and theta.size <= FEW and theta.dtype == float
    as_floats = few and not rule.couples and not any(map(np.ndim, merged.values()))
    slopes = partial(_float_slopes if as_floats else _array_slopes, gradient)
    check = _check_floats if as_floats else _check_array
    kept: list[Lanes] = [[rule.first(x) for x in (theta.tolist() if as_floats else [theta])]]
    try:
        with np.errstate(all="ignore"):
            each = iter(_per_step(merged, rate, steps))
            plain = as_floats and theta.size == 2 and not (rule.ahead or within)
            if plain and isinstance(gradient, PartialDerivatives):
                kept.extend(_walk_two(rule, kept[0], gradient.partials, each))
            kept.extend(_walk(rule, kept[-1], slopes, each, within, check))
    except DivergenceError as end:
        return Trajectory(rule.first(theta), kept, len(kept), f"diverged at step {len(kept)}: {end}")
    return Trajectory(rule.first(theta), kept)


def run_on_gradients(rule: Rule, gradients: Iterable[Array], start: Array, **settings: Array) -> list[State]:
    """Step `rule` on one gradient after another; returns one state more than there are gradients.

    Nothing is checked, so the numbers may be SymPy symbols, or arrays that only have to broadcast together.
    """
    given = list(gradients)
    slopes = iter(given)
    first = rule.first(start)
    walk = _walk(
        rule, [first], lambda _: [next(slopes)], repeat({**rule.settings, **settings}, len(given)), None, None
    )
    return [first, *chain.from_iterable(walk)]


def sweep(
    rule: Rule,
    gradient: Gradient,
    start: Array,
    steps: int,
    over: Mapping[str, Sequence[float]],
    *,
    within: Bounds | None = None,
    **fixed: float,
) -> Array:
    """The parameters after `steps` steps for every combination of the settings in `over`, stepped at once.

    The parameters keep their first axis and each setting adds one, in the order of `over`: from a start of
    shape (n,), `{"eta": 100 values, "beta": 50 values}` gives shape (n, 100, 50), whose cell [:, i, j] is the
    run with the i-th η and the j-th β. A setting's values are laid along its own axis, shapes (100, 1) and
    (50,), and NumPy broadcasts them; so `gradient` must take parameters with further axes, as all surfaces
    and problems do. Cells that diverged are NaN. Raises ValueError as `trajectory` does.
    """
    states, peak = _grid(rule, gradient, start, steps, over, within, fixed)
    with np.errstate(all="ignore"):
        (end,) = deque(states, maxlen=1)
    return _mark_diverged(end.theta, peak)


def sweep_steps(
    rule: Rule,
    gradient: Gradient,
    start: Array,
    steps: int,
    over: Mapping[str, Sequence[float]],
    *,
    within: Bounds | None = None,
    **fixed: float,
) -> Iterator[Array]:
    """Yield what `sweep` returns, at t = 0, 1, …, `steps`; NumPy's warnings are the caller's to silence."""
    states, peak = _grid(rule, gradient, start, steps, over, within, fixed)
    return (_mark_diverged(state.theta, peak) for state in states)


def _grid(
    rule: Rule,
    gradient: Gradient,
    start: Array,
    steps: int,
    over: Mapping[str, Sequence[float]],
    within: Bounds | None,
    fixed: Mapping[str, float],
) -> tuple[Iterator[State], Array]:
    """The states from t = 0 on, and the largest |θ| or |g| of every coordinate so far, or NaN."""
    axes = np.ix_(*(np.asarray(values, float) for values in over.values()))
    merged, theta = merge_settings(rule, {**fixed, **dict(zip(over, axes, strict=True))}), parameters(start)
    cells = tuple(len(values) for values in over.values())
    theta = np.broadcast_to(theta.reshape(theta.shape + (1,) * len(cells)), theta.shape + cells)
    np.empty(_KEPT)  # freed at once
    peak, size = np.zeros(theta.shape), np.empty(theta.shape)

    def record(_: str, lanes: Sequence[Array]) -> None:
        np.maximum(peak, np.abs(lanes[0], out=size), out=peak)

    first = rule.first(theta)
    slopes = partial(_array_slopes, gradient)
    walk = _walk(rule, [first], slopes, _per_step(merged, None, steps), within, record)
    return chain([first], chain.from_iterable(walk)), peak


def _float_columns(steps: Sequence[Lanes]) -> list[np.ndarray[Any, Any]]:
    """Each quantity at every t, of shape (T, lanes)."""
    lanes, fields = len(steps[0]), steps[0][0]._fields
    numbers = chain.from_iterable(chain.from_iterable(steps))
    size = len(steps) * lanes * len(fields)
    table = np.fromiter(numbers, float, size).reshape(len(steps), lanes, len(fields))
    return [table[..., place].astype(int if name == "t" else float) for place, name in enumerate(fields)]


def _mark_diverged(theta: Array, peak: Array) -> Array:
    return np.where((peak <= FAR).all(0), theta, np.nan)


def parameters(start: Array) -> np.ndarray[Any, Any]:
    """`start` as an array of floats, float32 kept; ValueError if a run cannot begin there."""
    theta = np.asarray(start)
    if theta.dtype.kind not in "iuf":
        raise ValueError(f"the start must be numbers, not {start!r}")
    if theta.dtype.kind != "f":
        theta = theta.astype(float)
    if not theta.size:
        raise ValueError("there are no parameters: the start is empty")
    if not np.isfinite(theta).all():
        raise ValueError(f"the start must be finite, not {theta}")
    return theta


def _walk(
    rule: Rule,
    lanes: Lanes,
    slopes: Callable[[Sequence[Array]], Sequence[Array]],
    settings: Iterable[Mapping[str, Array]],
    within: Bounds | None,
    check: Callable[[str, Sequence[Array]], None] | None,
) -> Iterator[Lanes]:
    """Yield the lanes after each step under its `settings`; `check` is shown its gradient and parameters."""
    ahead, step = rule.ahead, rule.step
    for now in settings:
        points = [ahead(state, **now) for state in lanes] if ahead else [state.theta for state in lanes]
        gradient = slopes(points)
        if check:
            check("the gradient is", gradient)
        try:
            lanes = [step(state, g, **now) for state, g in zip(lanes, gradient, strict=True)]
        except ArithmeticError:
            lanes = [_numpy_step(rule, *pair, now) for pair in zip(lanes, gradient, strict=True)]
        if within:
            lanes = [state._replace(theta=_clip(state.theta, *within)) for state in lanes]
        if check:
            check("the parameters are", [state.theta for state in lanes])
        yield lanes


def _walk_two(
    rule: Rule,
    lanes: Lanes,
    partials: Callable[..., Sequence[float]],
    settings: Iterator[Mapping[str, Array]],
) -> Iterator[Lanes]:
    """`_walk` for two floats on a surface, most of what demos run, without what these do not need.

    The first step that needs more care, as it diverges or has no finite value, is left to `_walk`.
    """
    step, (one, other) = rule.step, lanes
    after: Lanes
    for now in settings:
        try:
            x, y = slopes = partials(one.theta, other.theta)
        except ArithmeticError:
            slopes = _float_slopes(PartialDerivatives(partials), [one.theta, other.theta])
            x, y = slopes
        try:
            after = step(one, x, **now), step(other, y, **now)
            careful = not (abs(x) <= FAR >= abs(y) and abs(after[0].theta) <= FAR >= abs(after[1].theta))
        except ArithmeticError:
            careful = True
        if careful:
            after = next(_walk(rule, (one, other), lambda _: slopes, [now], None, _check_floats))  # noqa: B023
        one, other = after
        yield after


def _per_step(settings: Mapping[str, Array], rate: Rate | None, steps: int) -> Iterable[Mapping[str, Array]]:
    """The settings of each step; a schedule changes η."""
    if steps < 0:
        raise ValueError(f"the number of steps must not be negative, not {steps}")
    if rate is None:
        return repeat(settings, steps)
    return ({**settings, "eta": float(rate(t))} for t in range(1, steps + 1))


def _numpy_step(rule: Rule, state: State, g: float, settings: Mapping[str, float]) -> State:
    """A step of floats with infinity or NaN where Python raises, as in 1 / 0."""
    old = type(state)(*(np.float64(x) if isinstance(x, float) else x for x in state))
    new = rule.step(old, np.float64(g), **settings)
    return type(state)(*(x.item() if isinstance(x, np.generic) else x for x in new))


def _clip(x: Array, low: float, high: float) -> Array:
    return min(max(x, low), high) if isinstance(x, float) else np.clip(x, low, high)


def _float_slopes(gradient: Gradient, points: Sequence[float]) -> Sequence[float]:
    if isinstance(gradient, PartialDerivatives):
        try:
            return gradient.partials(*points)
        except ArithmeticError:
            pass
    (slopes,) = _array_slopes(gradient, [np.array(points)])
    return list(slopes.tolist())


def _array_slopes(gradient: Gradient, points: Sequence[Array]) -> Sequence[Array]:
    (theta,) = points
    slopes = np.asarray(gradient(theta))
    if slopes.shape != theta.shape:
        raise ValueError(f"the gradient has shape {slopes.shape}, the parameters {theta.shape}")
    return [slopes]


def _check_floats(what: str, numbers: Sequence[float]) -> None:
    for x in numbers:
        if not -FAR <= x <= FAR:
            _check_array(what, [np.array(numbers)])


def _check_array(what: str, arrays: Sequence[Array]) -> None:
    (x,) = arrays
    if not abs(x).max() <= FAR:  # also if one is NaN
        raise DivergenceError(f"{what} {'not a number' if np.isnan(x).any() else f'larger than {FAR:.0e}'}")
