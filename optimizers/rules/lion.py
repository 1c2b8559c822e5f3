r"""Lion: only the sign of an averaged gradient counts, so every coordinate steps equally far.

$$ c_t      = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ \Delta_t = -\eta \left( \operatorname{sign}(c_t) + \lambda \theta_{t-1} \right) $$
$$ m_t      = \beta_2 m_{t-1} + (1 - \beta_2) g_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

Two averages share one buffer: c, with β₁, gives this step; m, with the slower β₂, is what is stored. There is
no second moment, so it needs half of Adam's memory; the best η is three to ten times smaller. Weight decay is
decoupled, as in AdamW.
Discovered by program search. Chen et al. 2023, Algorithm 2, https://arxiv.org/abs/2302.06675; Optax's `lion`.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import sign
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    c: Array
    m: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, decay: Array) -> State:
    """One step of Lion down the gradient `g`, of the shape of `theta`; `decay` is λ."""
    c = beta1 * old.m + (1 - beta1) * g
    delta = -eta * (sign(c) + decay * old.theta)
    m = beta2 * old.m + (1 - beta2) * g
    return State(old.theta + delta, old.t + 1, g, c, m, delta)


RULE = Rule(
    name="lion",
    title="Lion",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.0001, "beta1": 0.9, "beta2": 0.99, "decay": 0.0},
    equations=docstring_equations(__doc__, "c", "delta", "m", "theta"),
    source="Chen et al. 2023, Algorithm 2, https://arxiv.org/abs/2302.06675",
    carries=("m",),
    year=2023,
    after="adamw",
    answers="AdamW keeps two averages and takes a root: the sign of one average is enough",
    dialect="decoupled decay, multiplied by η: Optax and the paper",
    elsewhere=(
        Counterpart("keras.optimizers.Lion", {"eta": 0.001, "beta1": 0.9, "beta2": 0.99, "decay": 0.0}),
        Counterpart("optax.lion", {"beta1": 0.9, "beta2": 0.99, "decay": 0.001}),
    ),
)
