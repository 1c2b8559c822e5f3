r"""SAM: the gradient is taken where the loss is higher, a step of length ρ uphill.

$$ c_t      = 1 - c_{t-1} $$
$$ a_t      = c_t \theta_{t-1} + (1 - c_t) a_{t-1} $$
$$ u_t      = \frac{\rho g_t}{\lVert g_t \rVert} $$
$$ \Delta_t = c_t u_t + (1 - c_t) (a_t - \eta g_t - \theta_{t-1}) $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

Sharpness-aware minimization takes two gradients for each change of the weights; a step here is one of them.
At odd t, where c is 1, θ climbs from a, the weights themselves, to a point ρ away; at even t it goes back and
takes SGD's step with the gradient found up there. So a moves at every second step.
Foret et al. 2021, Algorithm 1, https://arxiv.org/abs/2010.01412, with SGD; optax.contrib.sam counts so too.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import maximum, norm
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations

_LEAST = 1e-30
"""Keeps the direction a number where the gradient is zero."""


class State(NamedTuple):
    """The parameters after `t` gradients and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    c: Array
    a: Array
    u: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, rho: Array) -> State:
    """One step of SAM with the gradient `g`, of the shape of `theta`: uphill, or back and down."""
    c = 1 - old.c
    a = c * old.theta + (1 - c) * old.a
    u = rho * g / maximum(norm(g), _LEAST)
    delta = c * u + (1 - c) * (a - eta * g - old.theta)
    return State(old.theta + delta, old.t + 1, g, c, a, u, delta)


RULE = Rule(
    name="sam",
    title="SAM",
    first=at_rest(State, ("a",), c=0.0),
    step=step,
    settings={"eta": 0.01, "rho": 0.05},
    equations=docstring_equations(__doc__, "c", "a", "u", "delta", "theta"),
    source="Foret et al. 2021, Algorithm 1, https://arxiv.org/abs/2010.01412",
    carries=("c", "a"),
    couples=True,
    year=2021,
    after="sgd",
    answers="SGD stops in narrow minima too: use the gradient from a point uphill",
    dialect="SGD inside, one gradient a step, so a moves at every second one: Optax",
    elsewhere=(Counterpart("optax.contrib.sam", {}),),
)
