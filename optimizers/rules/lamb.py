r"""LAMB: AdamW's step for a layer, rescaled to the length of the layer's weights.

$$ m_t       = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t       = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{m}_t = \frac{m_t}{1 - \beta_1^t} $$
$$ \hat{v}_t = \frac{v_t}{1 - \beta_2^t} $$
$$ u_t       = \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} + \lambda \theta_{t-1} $$
$$ r_t       = \frac{\lVert \theta_{t-1} \rVert}{\lVert u_t \rVert} $$
$$ \Delta_t  = -\eta r_t u_t $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

One weight vector is one layer here. r is the trust ratio, so that a step is η times as long as the weights;
it is 1 where either length is 0. The paper's φ, which may clip the weights' length, is the identity.
You et al. 2020, Algorithm 2, https://arxiv.org/abs/1904.00962.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import norm, sqrt, trust_ratio
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
    u: Array
    r: Array
    delta: Array


def step(
    old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array, decay: Array
) -> State:
    """One step of LAMB down the gradient `g`, of the shape of `theta`."""
    t = old.t + 1
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    u = m_hat / (sqrt(v_hat) + epsilon) + decay * old.theta
    r = trust_ratio(norm(old.theta), norm(u))
    delta = -eta * r * u
    return State(old.theta + delta, t, g, m, v, m_hat, v_hat, u, r, delta)


RULE = Rule(
    name="lamb",
    title="LAMB",
    first=at_rest(State, r=1.0),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-6, "decay": 0.0},
    equations=docstring_equations(__doc__, "m", "v", "m_hat", "v_hat", "u", "r", "delta", "theta"),
    source="You et al. 2020, Algorithm 2, https://arxiv.org/abs/1904.00962",
    carries=("m", "v"),
    couples=True,
    year=2020,
    after="adamw",
    answers="AdamW has one rate for all layers: each step is scaled to its layer's weights",
    dialect="φ is the identity, no clipping: Optax; Keras has no λ in the step",
    elsewhere=(
        Counterpart(
            "keras.optimizers.Lamb",
            {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07},
            "no λθ in u",
        ),
        Counterpart("optax.lamb", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-06, "decay": 0.0}),
    ),
)
