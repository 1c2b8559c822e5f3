r"""Momentum, as PyTorch's velocity: gradients accumulate, undamped unless a dampening is set.

$$ v_t      = \beta v_{t-1} + (1 - \tau) g_t $$
$$ \Delta_t = -\eta v_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

With dampening τ = 0 a constant gradient g leads to a velocity of g/(1-β): at β = 0.9 ten times that of
the average form (`momentum`) at the same η. With τ = β it is the average form except for the first step:
PyTorch starts with $v_1 = g_1$, undamped whatever τ is.
PyTorch's SGD with `momentum` and `dampening`; Optax's `trace`. Polyak's heavy ball (Polyak 1964,
https://doi.org/10.1016/0041-5553(64)90137-5).
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import where
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    v: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array, dampening: Array) -> State:
    """One step along the velocity; `g` has the shape of `theta`, `dampening` is τ."""
    t = old.t + 1
    v = where(t == 1, g, beta * old.v + (1 - dampening) * g)
    delta = -eta * v
    return State(old.theta + delta, t, g, v, delta)


RULE = Rule(
    name="momentum-velocity",
    title="Momentum (PyTorch's velocity)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01, "beta": 0.9, "dampening": 0.0},
    equations=docstring_equations(__doc__, "v", "delta", "theta"),
    source="PyTorch, torch.optim.SGD with momentum, "
    "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",
    carries=("v",),
    year=1964,
    after="momentum",
    answers="the mean's first steps are short: a sum takes each gradient in full",
    dialect="a sum, with η outside: PyTorch and Optax",
    elsewhere=(
        Counterpart("torch.optim.SGD", {"eta": 0.001, "beta": 0.0, "dampening": 0.0}),
        Counterpart("optax.sgd", {"beta": 0.0}),
    ),
)
