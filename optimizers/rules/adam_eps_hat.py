r"""Adam with "ε hat": both corrections folded into one learning rate, for speed.

$$ m_t          = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t          = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{\eta}_t = \eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} $$
$$ \Delta_t     = -\hat{\eta}_t \frac{m_t}{\sqrt{v_t} + \epsilon} $$
$$ \theta_t     = \theta_{t-1} + \Delta_t $$

Not quite the same rule: this ε is added to the uncorrected √v, so it acts like ε/√(1-β₂ᵗ) in
Algorithm 1, which is 32 times as large at t = 1. The paper writes ε̂ to distinguish the two; at ε = 0 they
agree. Used by TensorFlow, Keras and scikit-learn. Kingma & Ba 2015, end of section 2, https://arxiv.org/abs/1412.6980.
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
    eta_hat: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of Adam down the gradient `g`, of the shape of `theta`; `epsilon` is the paper's ε̂."""
    t = old.t + 1
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    eta_hat = eta * sqrt(1 - beta2**t) / (1 - beta1**t)
    delta = -eta_hat * m / (sqrt(v) + epsilon)
    return State(old.theta + delta, t, g, m, v, eta_hat, delta)


RULE = Rule(
    name="adam-eps-hat",
    title="Adam (ε hat)",
    first=at_rest(State, eta_hat=0.0),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "m", "v", "eta_hat", "delta", "theta"),
    source="Kingma & Ba 2015, end of section 2, https://arxiv.org/abs/1412.6980",
    carries=("m", "v"),
    year=2015,
    after="adam",
    answers="Adam corrects two averages at each step: one corrected rate is less work",
    dialect="ε added to the uncorrected √v: Keras, TensorFlow and scikit-learn",
    elsewhere=(
        Counterpart("keras.optimizers.Adam", {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07}),
    ),
)
