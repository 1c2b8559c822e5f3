"""What an optimizer is: a first state, a step from state to state, and its settings.

A *state* is a NamedTuple that holds `theta`, `t`, the gradient `g`, the change `delta` and every other
quantity of the rule's equations (`m`, `v`, `m_hat`, …), so that a demo can show each and a checker can
point at the wrong one. A step takes the old state and a gradient and returns a new state; nothing is changed
in place. The same step runs on floats, on NumPy arrays of any shape, on a grid of settings by
broadcasting, and on SymPy symbols; `optimizers.arithmetic` makes the last two possible.

A setting is named after its letter in the equations (`eta` for η), except `decay` for λ (`lambda` is a
keyword) and `dampening` for τ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

Array = Any
"""A float, an array of any shape and of float32 or float64, or a SymPy expression."""
State = Any
"""A NamedTuple with at least `theta`, `t`, `g` and `delta`."""
Gradient = Callable[[Array], Array]
"""The gradient at the given parameters, of their shape."""

DECAY_FACTORS = frozenset({"beta", "beta1", "beta2", "mu", "rho"})
"""The settings that multiply an average or a velocity at each step: at least 0 and less than 1."""


@dataclass(frozen=True)
class Counterpart:
    """The same rule in a library, with the defaults that it has there."""

    name: str
    """Where the library has it, with the options that make it this rule: `torch.optim.Adam(amsgrad=True)`."""
    defaults: Mapping[str, float]
    """Setting → its default there; none for what has to be given, such as Optax's learning rates."""
    differs: str = ""
    """What its steps do otherwise; empty if they are the same."""


@dataclass(frozen=True)
class Rule:
    """An optimizer: its step, default settings, equations and source."""

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
    """The paper with its algorithm or equation number, or the library whose variant this is."""
    year: int
    """When the rule was published; of a dialect without a paper, the year of the rule that it writes."""
    answers: str
    """What is wanting in the rule before it and, after the colon, the remedy."""
    dialect: str
    """What distinguishes this way of writing the rule, and who writes it so."""
    after: str = ""
    """The name of the rule before it, which it answers; empty for the first of all."""
    elsewhere: tuple[Counterpart, ...] = ()
    """The rule in PyTorch, Keras and Optax, as far as they have it."""
    carries: tuple[str, ...] = ()
    """The quantities of the old state that a step reads, besides `theta` and `t`: what must be stored."""
    ahead: Callable[..., Array] | None = None
    """`ahead(old, **settings)`: where a look-ahead rule needs its gradient; None if at `theta`."""
    couples: bool = False
    """True if the step of one coordinate depends on others, as by a norm; they lie on the first axis."""

    @property
    def memory(self) -> int:
        """How many numbers are kept from step to step for each parameter, besides the parameter itself."""
        first = self.first(np.zeros(2))
        return sum(np.ndim(getattr(first, name)) > 0 for name in self.carries)


@dataclass(frozen=True)
class PartialDerivatives:
    """A gradient given coordinate by coordinate, so that a few floats need no array in between."""

    partials: Callable[..., Sequence[Array]]
    """`partials(x, y, …)`: the slope along each coordinate; numbers for numbers, arrays for arrays."""

    def __call__(self, theta: Array) -> Array:
        """The gradient at `theta`, of its shape."""
        return np.array(self.partials(*theta))


def merge_settings(rule: Rule, changes: Mapping[str, Array]) -> dict[str, Array]:
    """The settings of `rule` with `changes` over them; ValueError for an unknown name or impossible value."""
    for name, value in changes.items():
        if name not in rule.settings:
            close = get_close_matches(name, rule.settings, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise ValueError(f"{rule.name} has no setting {name!r}{hint} (it has {', '.join(rule.settings)})")
        _check_setting(name, value)
    return {**rule.settings, **changes}


def _check_setting(name: str, value: Array) -> None:
    values = np.asarray(value)
    if values.dtype.kind not in "iuf" or not values.size:
        raise ValueError(f"{name} must be a number, not {value!r}")
    low, high = values.min(), values.max()
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"{name} must be a finite number, not {value}")
    if low < 0:
        raise ValueError(f"{name} must not be negative, not {low:g}")
    if name in DECAY_FACTORS and high >= 1:
        raise ValueError(f"{name} must be less than 1, not {high:g}: an average at 1 would never forget")
    if name == "dampening" and high > 1:
        raise ValueError(f"dampening must be at most 1, not {high:g}")


def at_rest(
    state: Callable[..., State], copies: tuple[str, ...] = (), **other: Array
) -> Callable[[Array], State]:
    """The `first` of a rule: the given parameters, t = 0, the numbers in `other`, and zero for the rest.

    The quantities in `copies` start at the parameters.
    """
    fields: tuple[str, ...] = state._fields  # type: ignore[attr-defined]
    names = [name for name in fields if name not in {"theta", "t", *other, *copies}]

    def first(theta: Array) -> State:
        same = dict.fromkeys(copies, theta)
        return state(theta=theta, t=0, **same, **dict.fromkeys(names, 0 * theta), **other)

    return first


def docstring_equations(doc: str | None, *quantities: str) -> dict[str, str]:
    """The `$$ … $$` lines of a rule's docstring, keyed by the quantity that each defines.

    Raises ValueError unless the docstring has exactly one such line per quantity.
    """
    lines = [line.strip().strip("$").strip() for line in (doc or "").splitlines() if line.startswith("$$")]
    return dict(zip(quantities, lines, strict=True))
