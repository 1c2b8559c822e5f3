r"""AMSGrad, as published: the largest second moment so far, and no bias correction.

$$ m_t       = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t       = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{v}_t = \max(\hat{v}_{t-1}, v_t) $$
$$ \Delta_t  = -\eta \frac{m_t}{\sqrt{\hat{v}_t} + \epsilon} $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

The hat means "maximum" here, not "corrected". Since v̂ never falls, η/√v̂ never grows, which the convergence
proof requires. The paper has no ε, lets η fall as 1/√t and projects θ onto the feasible set.
Reddi, Kale & Kumar 2018, Algorithm 2, https://arxiv.org/abs/1904.09237.
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
    v_hat: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of AMSGrad down the gradient `g`, of the shape of `theta`."""
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    v_hat = maximum(old.v_hat, v)
    delta = -eta * m / (sqrt(v_hat) + epsilon)
    return State(old.theta + delta, old.t + 1, g, m, v, v_hat, delta)


RULE = Rule(
    name="amsgrad-reddi",
    title="AMSGrad (Reddi et al.)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "m", "v", "v_hat", "delta", "theta"),
    source="Reddi, Kale & Kumar 2018, Algorithm 2, https://arxiv.org/abs/1904.09237",
    carries=("m", "v", "v_hat"),
    year=2018,
    after="adam",
    answers="Adam forgets a rare large gradient and may not converge: v̂ never falls",
    dialect="no correction, as published",
    elsewhere=(
        Counterpart(
            "optax.amsgrad(bias_correction_mu=False, bias_correction_nu=False)",
            {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08},
        ),
    ),
)
