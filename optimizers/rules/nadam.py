r"""NAdam: Adam whose momentum looks one step ahead, with a momentum that warms up.

$$ \mu_t     = \beta_1 \left( 1 - 0.5 \cdot 0.96^{t \psi} \right) $$
$$ \nu_t     = \beta_1 \left( 1 - 0.5 \cdot 0.96^{(t + 1) \psi} \right) $$
$$ p_t       = p_{t-1} \mu_t $$
$$ m_t       = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t       = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{m}_t = \frac{\nu_t m_t}{1 - p_t \nu_t} + \frac{(1 - \mu_t) g_t}{1 - p_t} $$
$$ \hat{v}_t = \frac{v_t}{1 - \beta_2^t} $$
$$ \Delta_t  = -\eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

μ is this step's momentum, ν the next one's, p the product of all so far (1 before the first step).
As in PyTorch and Keras, m is averaged with β₁ itself, where Dozat's report has μ. ψ is 0.004 in PyTorch and 1
in Keras.
Dozat 2016, Algorithm 2, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ.
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
    mu: Array
    nu: Array
    p: Array
    m: Array
    v: Array
    m_hat: Array
    v_hat: Array
    delta: Array


def step(
    old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array, psi: Array
) -> State:
    """One step of NAdam down the gradient `g`, of the shape of `theta`; `psi` is the momentum decay."""
    t = old.t + 1
    mu = beta1 * (1 - 0.5 * 0.96 ** (t * psi))
    nu = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * psi))
    p = old.p * mu
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    m_hat = nu * m / (1 - p * nu) + (1 - mu) * g / (1 - p)
    v_hat = v / (1 - beta2**t)
    delta = -eta * m_hat / (sqrt(v_hat) + epsilon)
    return State(old.theta + delta, t, g, mu, nu, p, m, v, m_hat, v_hat, delta)


RULE = Rule(
    name="nadam",
    title="NAdam",
    first=at_rest(State, mu=0.0, nu=0.0, p=1.0),
    step=step,
    settings={"eta": 0.002, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "psi": 0.004},
    equations=docstring_equations(__doc__, "mu", "nu", "p", "m", "v", "m_hat", "v_hat", "delta", "theta"),
    source="Dozat 2016, Algorithm 2, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ",
    carries=("p", "m", "v"),
    year=2016,
    after="adam",
    answers="Adam's momentum does not look ahead: Nesterov's does",
    dialect="m averaged with β₁, not μ: PyTorch and Keras",
    elsewhere=(
        Counterpart(
            "torch.optim.NAdam", {"eta": 0.002, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "psi": 0.004}
        ),
        Counterpart(
            "keras.optimizers.Nadam", {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07}, "ψ is 1"
        ),
        Counterpart("optax.nadam", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}, "β₁ does not warm up"),
    ),
)
