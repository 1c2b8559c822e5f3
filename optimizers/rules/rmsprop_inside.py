r"""RMSprop with ε inside the root: it bounds the mean square from below, not its root.

$$ v_t      = \beta v_{t-1} + (1 - \beta) g_t^2 $$
$$ \Delta_t = -\eta \frac{g_t}{\sqrt{v_t + \epsilon}} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The same value has far more effect here: for small gradients ε = 1e-8 inside acts like √ε = 1e-4 outside.
Keras, TensorFlow and Optax (`eps_in_sqrt`, on by default); PyTorch and CS231n use `rmsprop`.
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
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array, epsilon: Array) -> State:
    """One step of RMSprop down the gradient `g`, of the shape of `theta`."""
    v = beta * old.v + (1 - beta) * g**2
    delta = -eta * g / sqrt(v + epsilon)
    return State(old.theta + delta, old.t + 1, g, v, delta)


RULE = Rule(
    name="rmsprop-inside",
    title="RMSprop (ε inside the root)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta": 0.9, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "v", "delta", "theta"),
    source="Keras, keras.optimizers.RMSprop, https://keras.io/api/optimizers/rmsprop/",
    carries=("v",),
    year=2012,
    after="rmsprop",
    answers="RMSprop's root has no finite slope at v = 0: with ε under it, it has",
    dialect="ε inside the root: Keras, TensorFlow and Optax",
    elsewhere=(
        Counterpart("keras.optimizers.RMSprop", {"eta": 0.001, "beta": 0.9, "epsilon": 1e-07}),
        Counterpart("optax.rmsprop", {"beta": 0.9, "epsilon": 1e-08}),
    ),
)
