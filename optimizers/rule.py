"""What an optimizer is: a first state, a step from state to state, and its settings.

A *state* is a NamedTuple that holds `theta`, `t`, the gradient `g`, the change `delta` and every other
quantity of the rule's equations (`m`, `v`, `m_hat`, …), so that a demo can show each and a checker can
name the wrong one. A step takes the old state and a gradient and returns a new state; nothing is changed
in place. The same step runs on floats, on NumPy arrays of any shape, on a grid of settings by
broadcasting, and on SymPy symbols; `optimizers.arithmetic` is what makes the last two possible.

A setting is named after its letter in the equations (`eta` for η), except `decay` for λ, which is a keyword
of Python's, and `dampening` for τ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

Array = Any
"""A float, an array of any shape and of float32 or float64, or a SymPy expression."""
State = Any
"""A NamedTuple with at least `theta`, `t`, `g` and `delta`."""
Gradient = Callable[[Array], Array]
"""The slope at the given parameters, of their shape."""


@dataclass(frozen=True)
class Rule:
    """An optimizer by its name, with its defaults and where it comes from."""

    name: str
    title: str
    first: Callable[[Array], State]
    """`first(theta)`: the state at t = 0."""
    step: Callable[..., State]
    """`step(old, g, **settings)`: the state one step later."""
    settings: Mapping[str, float]
    """The names and defaults of the step's settings."""
    equations: Mapping[str, str]
    """Quantity → the LaTeX equation that defines it, in the order in which they are computed."""
    source: str
    """Paper with algorithm or equation number, or the library whose dialect it is."""
    carries: tuple[str, ...] = ()
    """The quantities of the old state that a step reads, besides `theta` and `t`: what must be stored."""
    ahead: Callable[..., Array] | None = None
    """`ahead(old, **settings)`: where a rule that looks ahead wants its gradient; at `theta` where none."""


def descend(rule: Rule, gradient: Gradient, start: Array, **changed: Array) -> Iterator[State]:
    """Yield the states that `rule` passes through from `start`, the first included, without end.

    `gradient(theta)` gives the slope; it is called with the current parameters before each step.
    Nothing is checked; `optimizers.trajectory` is the guarded way.
    """
    settings = {**rule.settings, **changed}
    state = rule.first(start)
    while True:
        yield state
        point = rule.ahead(state, **settings) if rule.ahead else state.theta
        state = rule.step(state, gradient(point), **settings)


def run(rule: Rule, gradients: Iterable[Array], start: Array, **changed: Array) -> list[State]:
    """The states of `rule` fed the given gradients in turn: one more than there are gradients."""
    settings = {**rule.settings, **changed}
    states = [rule.first(start)]
    for g in gradients:
        states.append(rule.step(states[-1], g, **settings))
    return states


def take(states: Iterator[State], steps: int) -> list[State]:
    """The first state and the `steps` that follow it."""
    return list(islice(states, steps + 1))


def at_rest(state: Callable[..., State], **other: Array) -> Callable[[Array], State]:
    """The `first` of a rule: the parameters as given, t = 0, all else zero but the numbers in `other`."""
    fields: tuple[str, ...] = state._fields  # type: ignore[attr-defined]
    names = [name for name in fields if name not in {"theta", "t", *other}]

    def first(theta: Array) -> State:
        return state(theta=theta, t=0, **dict.fromkeys(names, 0 * theta), **other)

    return first


def equations(doc: str | None, *quantities: str) -> dict[str, str]:
    """The `$$ … $$` lines of a rule's docstring, each under the quantity that it defines.

    Raises ValueError where the docstring does not hold one line for each quantity.
    """
    lines = [line.strip().strip("$").strip() for line in (doc or "").splitlines() if line.startswith("$$")]
    return dict(zip(quantities, lines, strict=True))
