r"""Adadelta: the size of the past steps takes the place of the learning rate.

$$ v_t      = \rho v_{t-1} + (1 - \rho) g_t^2 $$
$$ h_t      = \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}} g_t $$
$$ u_t      = \rho u_{t-1} + (1 - \rho) h_t^2 $$
$$ \Delta_t = -\eta h_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

A step of size RMS[h]/RMS[g] · g has the units of θ. ε is inside both roots; it is also what gets the
rule moving, since u starts at zero. The paper has no η; PyTorch (default 1) and Keras do.
Zeiler 2012, Algorithm 1 (its Δx is -h), https://arxiv.org/abs/1212.5701.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import sqrt
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    v: Array
    h: Array
    u: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, rho: Array, epsilon: Array) -> State:
    """One step of Adadelta down the gradient `g`, of the shape of `theta`."""
    v = rho * old.v + (1 - rho) * g**2
    h = sqrt(old.u + epsilon) / sqrt(v + epsilon) * g
    u = rho * old.u + (1 - rho) * h**2
    delta = -eta * h
    return State(old.theta + delta, old.t + 1, g, v, h, u, delta)


RULE = Rule(
    name="adadelta",
    title="Adadelta",
    first=at_rest(State),
    step=step,
    settings={"eta": 1.0, "rho": 0.9, "epsilon": 1e-6},
    equations=docstring_equations(__doc__, "v", "h", "u", "delta", "theta"),
    source="Zeiler 2012, Algorithm 1, https://arxiv.org/abs/1212.5701",
    carries=("v", "u"),
    year=2012,
    after="adagrad",
    answers="AdaGrad's steps die out and need an η: a decaying mean, and past steps for η",
    dialect="with η, which the paper does not have: PyTorch, Keras and Optax",
    elsewhere=(
        Counterpart("torch.optim.Adadelta", {"eta": 1.0, "rho": 0.9, "epsilon": 1e-06}),
        Counterpart("keras.optimizers.Adadelta", {"eta": 0.001, "rho": 0.95, "epsilon": 1e-07}),
        Counterpart("optax.adadelta", {"rho": 0.9, "epsilon": 1e-06}),
    ),
)
