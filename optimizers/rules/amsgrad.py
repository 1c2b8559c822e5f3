r"""AMSGrad, as PyTorch has it: Adam that never forgets its largest second moment.

$$ m_t       = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t       = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ v_{\max,t} = \max(v_{\max,t-1}, v_t) $$
$$ \hat{m}_t = \frac{m_t}{1 - \beta_1^t} $$
$$ \hat{v}_t = \frac{v_{\max,t}}{1 - \beta_2^t} $$
$$ \Delta_t  = -\eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

The maximum is taken over the *uncorrected* v and corrected afterwards, so v̂ can still fall early on.
PyTorch's Adam with `amsgrad=True`; Optax corrects first and then takes the maximum; the paper corrects
neither (`amsgrad_reddi`). Reddi, Kale & Kumar 2018, https://arxiv.org/abs/1904.09237.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import maximum, sqrt
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    m: Array
    v: Array
    v_max: Array
    m_hat: Array
    v_hat: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of AMSGrad down the gradient `g`, of the shape of `theta`."""
    t = old.t + 1
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    v_max = maximum(old.v_max, v)
    m_hat = m / (1 - beta1**t)
    v_hat = v_max / (1 - beta2**t)
    delta = -eta * m_hat / (sqrt(v_hat) + epsilon)
    return State(old.theta + delta, t, g, m, v, v_max, m_hat, v_hat, delta)


RULE = Rule(
    name="amsgrad",
    title="AMSGrad (PyTorch)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "m", "v", "v_max", "m_hat", "v_hat", "delta", "theta"),
    source="PyTorch, torch.optim.Adam with amsgrad, after Reddi, Kale & Kumar 2018, "
    "https://arxiv.org/abs/1904.09237",
    carries=("m", "v", "v_max"),
    year=2018,
    after="amsgrad-reddi",
    answers="the published AMSGrad lacks Adam's correction: it follows the maximum here",
    dialect="the maximum of the uncorrected v, then corrected: PyTorch",
    elsewhere=(
        Counterpart(
            "torch.optim.Adam(amsgrad=True)", {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}
        ),
        Counterpart(
            "keras.optimizers.Adam(amsgrad=True)",
            {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07},
            "ε added to the uncorrected √v",
        ),
        Counterpart(
            "optax.amsgrad",
            {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08},
            "v corrected before the maximum",
        ),
    ),
)
