r"""Momentum, as in CS231n: the velocity includes the learning rate and the minus sign.

$$ v_t      = \mu v_{t-1} - \eta g_t $$
$$ \Delta_t = v_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

At a constant η the path is that of PyTorch's velocity (`momentum_velocity`), whose v is this one divided by
-η. When η changes they differ: here the accumulated velocity keeps the old η, there it takes the new one.
CS231n's notes, Caffe, Keras' SGD with `momentum`, and Sutskever et al. 2013; first in Rumelhart, Hinton &
Williams 1986, https://doi.org/10.1038/323533a0.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    v: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, mu: Array) -> State:
    """One step along the velocity; `g` has the shape of `theta`."""
    v = mu * old.v - eta * g
    delta = v
    return State(old.theta + delta, old.t + 1, g, v, delta)


RULE = Rule(
    name="momentum-cs231n",
    title="Momentum (CS231n's velocity)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01, "mu": 0.9},
    equations=docstring_equations(__doc__, "v", "delta", "theta"),
    source="CS231n, neural-networks-3, https://cs231n.github.io/neural-networks-3/#sgd",
    carries=("v",),
    year=1986,
    after="momentum-velocity",
    answers="a new η rescales all of a velocity: inside it, η acts on new gradients only",
    dialect="a sum, with -η inside: Keras, Caffe and CS231n",
    elsewhere=(Counterpart("keras.optimizers.SGD", {"eta": 0.01, "mu": 0.0}),),
)
