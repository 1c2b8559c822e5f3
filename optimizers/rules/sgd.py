r"""SGD: a step straight down the gradient.

$$ \Delta_t = -\eta g_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The gradient may come from a random sample of the data, hence "stochastic"; the rule is the same.
PyTorch's SGD without momentum, Optax's `sgd`, Keras' `SGD`.
Robbins & Monro 1951, equation 3, https://doi.org/10.1214/aoms/1177729586.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array) -> State:
    """One step down the gradient `g`, of the shape of `theta`."""
    delta = -eta * g
    return State(old.theta + delta, old.t + 1, g, delta)


RULE = Rule(
    name="sgd",
    title="SGD",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01},
    equations=docstring_equations(__doc__, "delta", "theta"),
    source="Robbins & Monro 1951, https://doi.org/10.1214/aoms/1177729586",
    year=1951,
    answers="a step on all data is a pass over it: a sample's gradient is right on average",
    dialect="the same everywhere",
    elsewhere=(
        Counterpart("torch.optim.SGD", {"eta": 0.001}),
        Counterpart("keras.optimizers.SGD", {"eta": 0.01}),
        Counterpart("optax.sgd", {}),
    ),
)
