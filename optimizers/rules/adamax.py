r"""Adamax: Adam with the largest recent gradient in place of the root mean square.

$$ m_t       = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ u_t       = \max(\beta_2 u_{t-1}, |g_t| + \epsilon) $$
$$ \hat{m}_t = \frac{m_t}{1 - \beta_1^t} $$
$$ \Delta_t  = -\eta \frac{\hat{m}_t}{u_t} $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

u is a maximum that decays by β₂ per step; it is not biased at the start, so only m is corrected. ε is inside
the maximum, as in PyTorch; the paper has none, and Keras adds it to u in the denominator.
Kingma & Ba 2015, Algorithm 2, https://arxiv.org/abs/1412.6980.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import maximum
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    m: Array
    u: Array
    m_hat: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of Adamax down the gradient `g`, of the shape of `theta`."""
    t = old.t + 1
    m = beta1 * old.m + (1 - beta1) * g
    u = maximum(beta2 * old.u, abs(g) + epsilon)
    m_hat = m / (1 - beta1**t)
    delta = -eta * m_hat / u
    return State(old.theta + delta, t, g, m, u, m_hat, delta)


RULE = Rule(
    name="adamax",
    title="Adamax",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.002, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "m", "u", "m_hat", "delta", "theta"),
    source="Kingma & Ba 2015, Algorithm 2, https://arxiv.org/abs/1412.6980",
    carries=("m", "u"),
    year=2015,
    after="adam",
    answers="Adam's mean of squares starts biased: a maximum that decays does not",
    dialect="ε inside the maximum: PyTorch and Optax; the paper has none",
    elsewhere=(
        Counterpart("torch.optim.Adamax", {"eta": 0.002, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}),
        Counterpart(
            "keras.optimizers.Adamax",
            {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07},
            "ε added to u in the denominator",
        ),
        Counterpart("optax.adamax", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}),
    ),
)
