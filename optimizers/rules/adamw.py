r"""AdamW: Adam with weight decay applied directly, not through the gradient.

$$ m_t       = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t       = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{m}_t = \frac{m_t}{1 - \beta_1^t} $$
$$ \hat{v}_t = \frac{v_t}{1 - \beta_2^t} $$
$$ \Delta_t  = -\eta \left( \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} + \lambda \theta_{t-1} \right) $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

Every weight decays by the same fraction ηλ. PyTorch and Optax multiply λ by η, as here; in the paper both
terms are multiplied by the schedule's η_t and only the first by the step size α, so its λ is α times ours.
Loshchilov & Hutter 2019, Algorithm 2 with decoupled decay, https://arxiv.org/abs/1711.05101.
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


def step(
    old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array, decay: Array
) -> State:
    """One step of AdamW down the gradient `g`, of the shape of `theta`; `decay` is λ."""
    t = old.t + 1
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    delta = -eta * (m_hat / (sqrt(v_hat) + epsilon) + decay * old.theta)
    return State(old.theta + delta, t, g, m, v, m_hat, v_hat, delta)


RULE = Rule(
    name="adamw",
    title="AdamW",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decay": 0.01},
    equations=docstring_equations(__doc__, "m", "v", "m_hat", "v_hat", "delta", "theta"),
    source="Loshchilov & Hutter 2019, Algorithm 2 with decoupled decay, https://arxiv.org/abs/1711.05101",
    carries=("m", "v"),
    year=2019,
    after="adam-l2",
    answers="Adam divides an L2 term by √v̂ too: the decay acts on the weights directly",
    dialect="λ is multiplied by η: PyTorch, Keras and Optax, not the paper",
    elsewhere=(
        Counterpart(
            "torch.optim.AdamW", {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "decay": 0.01}
        ),
        Counterpart(
            "keras.optimizers.AdamW",
            {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07, "decay": 0.004},
            "ε added to the uncorrected √v",
        ),
        Counterpart("optax.adamw", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "decay": 0.0001}),
    ),
)
