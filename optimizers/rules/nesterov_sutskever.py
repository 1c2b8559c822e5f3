r"""Nesterov's momentum, as Sutskever writes it: first move along the velocity, then correct by the gradient.

$$ \phi_t   = \theta_{t-1} + \mu v_{t-1} $$
$$ v_t      = \mu v_{t-1} - \eta g_t $$
$$ \Delta_t = v_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The gradient is taken at the point ahead, $g_t = \nabla L(\phi_t)$, so a training loop that computes
gradients at θ cannot run it: hence PyTorch's form (`nesterov`), whose θ is the next step's φ here.
Sutskever, Martens, Dahl & Hinton 2013, equations 3 and 4, https://proceedings.mlr.press/v28/sutskever13.html.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    phi: Array
    v: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, mu: Array) -> State:
    """One step; `g` is the gradient at `ahead(old)`, of the shape of `theta`."""
    phi = ahead(old, mu=mu)
    v = mu * old.v - eta * g
    delta = v
    return State(old.theta + delta, old.t + 1, g, phi, v, delta)


def ahead(old: State, *, mu: Array, eta: Array = 0) -> Array:
    """The point to which the velocity alone would carry the parameters; η is not used."""
    return old.theta + mu * old.v


RULE = Rule(
    name="nesterov-sutskever",
    title="Nesterov's momentum (Sutskever)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01, "mu": 0.9},
    equations=docstring_equations(__doc__, "phi", "v", "delta", "theta"),
    source="Sutskever et al. 2013, equations 3 and 4, https://proceedings.mlr.press/v28/sutskever13.html",
    carries=("v",),
    ahead=ahead,
    year=2013,
    after="nesterov",
    answers="Nesterov's look-ahead is hidden in the formula: here one sees where g is taken",
    dialect="θ stays behind, and the gradient is taken at φ: papers rather than libraries",
)
