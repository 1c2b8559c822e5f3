r"""Momentum, as an average: a step down the running mean of the gradients.

$$ m_t      = \beta m_{t-1} + (1 - \beta) g_t $$
$$ \Delta_t = -\eta m_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The weights of the past gradients sum to at most 1, so β changes how far the rule looks back but not how
long its steps are: η keeps the meaning that it has for SGD. This form leads to Adam, and
most lecture notes use it; PyTorch, Keras and CS231n omit the 1-β (`momentum_velocity`,
`momentum_cs231n`) and so take steps 1/(1-β) times as long at the same η.
Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5, with η(1-β) for his step size.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    m: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array) -> State:
    """One step down the average gradient; `g` has the shape of `theta`."""
    m = beta * old.m + (1 - beta) * g
    delta = -eta * m
    return State(old.theta + delta, old.t + 1, g, m, delta)


RULE = Rule(
    name="momentum",
    title="Momentum (average)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01, "beta": 0.9},
    equations=docstring_equations(__doc__, "m", "delta", "theta"),
    source="Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5, written as an average",
    carries=("m",),
    year=1964,
    after="sgd",
    answers="SGD zigzags across a ravine: in a mean of gradients what alternates cancels",
    dialect="a mean with weight 1-β for the new gradient, as in lecture notes and in Adam",
)
