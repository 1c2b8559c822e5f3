r"""Adam without bias correction: both averages start at zero and are used uncorrected.

$$ m_t      = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t      = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \Delta_t = -\eta \frac{m_t}{\sqrt{v_t} + \epsilon} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The first step is (1-β₁)/√(1-β₂) times η, 3.16 times at the defaults, because v underestimates g² by more than
m² does. The simplified form in CS231n's notes, and BERT's original optimizer.
Kingma & Ba 2015, section 3 explains the correction, https://arxiv.org/abs/1412.6980.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import sqrt
from optimizers.rule import Array, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    m: Array
    v: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of Adam without correction down the gradient `g`, of the shape of `theta`."""
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    delta = -eta * m / (sqrt(v) + epsilon)
    return State(old.theta + delta, old.t + 1, g, m, v, delta)


RULE = Rule(
    name="adam-uncorrected",
    title="Adam without bias correction",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "m", "v", "delta", "theta"),
    source="CS231n, neural-networks-3, the simplified Adam, https://cs231n.github.io/neural-networks-3/",
    carries=("m", "v"),
    year=2015,
    after="adam",
    answers="Adam corrects what matters early on only: uncorrected, its first steps are long",
    dialect="no correction: CS231n's simplified Adam and BERT's",
)
