r"""Adam with L2 regularization: λθ is added to the gradient, then averaged and divided with it.

$$ \tilde{g}_t = g_t + \lambda \theta_{t-1} $$
$$ m_t         = \beta_1 m_{t-1} + (1 - \beta_1) \tilde{g}_t $$
$$ v_t         = \beta_2 v_{t-1} + (1 - \beta_2) \tilde{g}_t^2 $$
$$ \hat{m}_t   = \frac{m_t}{1 - \beta_1^t} $$
$$ \hat{v}_t   = \frac{v_t}{1 - \beta_2^t} $$
$$ \Delta_t    = -\eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} $$
$$ \theta_t    = \theta_{t-1} + \Delta_t $$

Since λθ is divided by √v̂ too, weights with large gradients decay less than the others; AdamW (`adamw`)
removes this coupling. PyTorch's Adam with `weight_decay`.
Loshchilov & Hutter 2019, Algorithm 2 with the L2 term, https://arxiv.org/abs/1711.05101.
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
    g_tilde: Array
    m: Array
    v: Array
    m_hat: Array
    v_hat: Array
    delta: Array


def step(
    old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array, decay: Array
) -> State:
    """One step of Adam down the gradient `g` of the loss plus that of the penalty; `decay` is λ."""
    t = old.t + 1
    g_tilde = g + decay * old.theta
    m = beta1 * old.m + (1 - beta1) * g_tilde
    v = beta2 * old.v + (1 - beta2) * g_tilde**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    delta = -eta * m_hat / (sqrt(v_hat) + epsilon)
    return State(old.theta + delta, t, g, g_tilde, m, v, m_hat, v_hat, delta)


RULE = Rule(
    name="adam-l2",
    title="Adam with L2 regularization",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decay": 0.01},
    equations=docstring_equations(__doc__, "g_tilde", "m", "v", "m_hat", "v_hat", "delta", "theta"),
    source="Loshchilov & Hutter 2019, Algorithm 2 with the L2 term, https://arxiv.org/abs/1711.05101",
    carries=("m", "v"),
    year=2019,
    after="adam",
    answers="Adam lets the weights grow: λθ joins the gradient, as it does for SGD",
    dialect="the decay goes through both averages: PyTorch's Adam with weight_decay",
    elsewhere=(
        Counterpart(
            "torch.optim.Adam", {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "decay": 0.0}
        ),
    ),
)
