r"""Adam: momentum and a step size per coordinate, both corrected for starting at zero.

$$ m_t       = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t       = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{m}_t = \frac{m_t}{1 - \beta_1^t} $$
$$ \hat{v}_t = \frac{v_t}{1 - \beta_2^t} $$
$$ \Delta_t  = -\eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

Algorithm 1 of Kingma & Ba 2015, https://arxiv.org/abs/1412.6980: ε is outside the root and
added after the correction, as in PyTorch and Optax.
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
    m: Array
    v: Array
    m_hat: Array
    v_hat: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of Adam down the gradient `g`, of the shape of `theta`."""
    t = old.t + 1
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    delta = -eta * m_hat / (sqrt(v_hat) + epsilon)
    return State(old.theta + delta, t, g, m, v, m_hat, v_hat, delta)


RULE = Rule(
    name="adam",
    title="Adam",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "m", "v", "m_hat", "v_hat", "delta", "theta"),
    source="Kingma & Ba 2015, Algorithm 1, https://arxiv.org/abs/1412.6980",
    carries=("m", "v"),
    year=2015,
    after="rmsprop",
    answers="RMSprop follows noisy gradients and starts too fast: average g, correct both",
    dialect="ε outside the root, after the correction: the paper's Algorithm 1, PyTorch and Optax",
    elsewhere=(
        Counterpart("torch.optim.Adam", {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}),
        Counterpart(
            "keras.optimizers.Adam",
            {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07},
            "ε added to the uncorrected √v",
        ),
        Counterpart("optax.adam", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}),
    ),
)
