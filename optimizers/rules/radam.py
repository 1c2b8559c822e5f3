r"""RAdam: Adam that does not divide by √v until v has averaged enough gradients to be reliable.

$$ \bar{\rho}_t = \frac{2}{1 - \beta_2} - 1 $$
$$ \rho_t       = \bar{\rho}_t - \frac{2 t \beta_2^t}{1 - \beta_2^t} $$
$$ r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2) \bar{\rho}_t}{(\bar{\rho}_t - 4)(\bar{\rho}_t - 2) \rho_t}} $$
$$ m_t          = \beta_1 m_{t-1} + (1 - \beta_1) g_t $$
$$ v_t          = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{m}_t    = \frac{m_t}{1 - \beta_1^t} $$
$$ l_t          = \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v_t} + \epsilon} $$
$$ a_t          = \begin{cases} r_t l_t & \rho_t > 5 \\ 1 & \rho_t \le 5 \end{cases} $$
$$ \Delta_t     = -\eta a_t \hat{m}_t $$
$$ \theta_t     = \theta_{t-1} + \Delta_t $$

ρ is the effective number of gradients in v, and ρ̄ (the paper's ρ∞) its limit. While ρ ≤ 5, which is the first
five steps at β₂ = 0.999, the variance of 1/√v is too large: r is unused (and stored as 0) and the step is
that of momentum. After that r, which rises to 1, rectifies the step. PyTorch's RAdam, with threshold 5 and ε
added to the uncorrected √v; the paper's threshold is 4.
Liu et al. 2020, Algorithm 2, https://arxiv.org/abs/1908.03265.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import cache_numbers, maximum, sqrt, where
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    rho_bar: Array
    rho: Array
    r: Array
    m: Array
    v: Array
    m_hat: Array
    l: Array  # noqa: E741
    a: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of RAdam down the gradient `g`, of the shape of `theta`."""
    t = old.t + 1
    rho_bar, rho, r = _trust(t, beta2)
    m = beta1 * old.m + (1 - beta1) * g
    v = beta2 * old.v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    l = sqrt(1 - beta2**t) / (sqrt(v) + epsilon)  # noqa: E741 - the paper's letter
    a = where(rho > 5, r * l, 1 + 0 * v)
    delta = -eta * a * m_hat
    return State(old.theta + delta, t, g, rho_bar, rho, r, m, v, m_hat, l, a, delta)


@cache_numbers
def _trust(t: int, beta2: Array) -> tuple[Array, Array, Array]:
    """ρ̄, ρ and r, which depend on t and β₂ alone."""
    rho_bar = 2 / (1 - beta2) - 1
    rho = rho_bar - 2 * t * beta2**t / (1 - beta2**t)
    return rho_bar, rho, where(rho > 5, _rectification(maximum(rho, 5), maximum(rho_bar, 5)), 0 * rho)


def _rectification(rho: Array, rho_bar: Array) -> Array:
    """The rectification term r_t. Real only for ρ > 4; callers clamp ρ so the unused branch stays finite."""
    return sqrt((rho - 4) * (rho - 2) * rho_bar / ((rho_bar - 4) * (rho_bar - 2) * rho))


RULE = Rule(
    name="radam",
    title="RAdam",
    first=at_rest(State, rho_bar=0.0, rho=0.0, r=0.0),
    step=step,
    settings={"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(
        __doc__, "rho_bar", "rho", "r", "m", "v", "m_hat", "l", "a", "delta", "theta"
    ),
    source="Liu et al. 2020, Algorithm 2, https://arxiv.org/abs/1908.03265",
    carries=("m", "v"),
    year=2020,
    after="adam",
    answers="Adam's first v rests on few gradients: it is not used until it is reliable",
    dialect="threshold 5, ε added to the uncorrected √v: PyTorch; the paper's threshold is 4",
    elsewhere=(
        Counterpart("torch.optim.RAdam", {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}),
        Counterpart(
            "optax.radam", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}, "ε added to the corrected root"
        ),
    ),
)
