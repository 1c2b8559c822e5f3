r"""Schedule-free AdamW: the momentum of Adam replaced by averaging the weights, no schedule needed.

$$ y_t       = (1 - \beta_1) z_{t-1} + \beta_1 \theta_{t-1} $$
$$ v_t       = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 $$
$$ \hat{v}_t = \frac{v_t}{1 - \beta_2^t} $$
$$ z_t       = z_{t-1} - \eta \left( \frac{g_t}{\sqrt{\hat{v}_t} + \epsilon} + \lambda y_t \right) $$
$$ \Delta_t  = \frac{z_t - \theta_{t-1}}{t} $$
$$ \theta_t  = \theta_{t-1} + \Delta_t $$

The gradient is taken at y, where the decay acts too. θ is the mean of all z so far, and what one evaluates.
Defazio et al. 2024, Algorithm 1, https://arxiv.org/abs/2405.15682; their package's AdamWScheduleFree at a
constant rate.
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
    y: Array
    v: Array
    v_hat: Array
    z: Array
    delta: Array


def step(
    old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array, decay: Array
) -> State:
    """One step; `g` is the gradient at `ahead(old)`, of the shape of `theta`."""
    t = old.t + 1
    y = ahead(old, beta1=beta1)
    v = beta2 * old.v + (1 - beta2) * g**2
    v_hat = v / (1 - beta2**t)
    z = old.z - eta * (g / (sqrt(v_hat) + epsilon) + decay * y)
    delta = (z - old.theta) / t
    return State(old.theta + delta, t, g, y, v, v_hat, z, delta)


def ahead(old: State, *, beta1: Array, **_: Array) -> Array:
    """The point between z and its mean where the gradient is taken."""
    return (1 - beta1) * old.z + beta1 * old.theta


RULE = Rule(
    name="schedule-free-adamw",
    title="Schedule-free AdamW",
    first=at_rest(State, ("z",)),
    step=step,
    settings={"eta": 0.0025, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decay": 0.0},
    equations=docstring_equations(__doc__, "y", "v", "v_hat", "z", "delta", "theta"),
    source="Defazio et al. 2024, Algorithm 1, https://arxiv.org/abs/2405.15682",
    carries=("v", "z"),
    ahead=ahead,
    year=2024,
    after="adamw",
    answers="AdamW's schedule must know the last step: averaging takes its place",
    dialect="constant η, decay at y: the authors' package, Optax and Keras",
    elsewhere=(
        Counterpart(
            "keras.optimizers.ScheduleFreeAdamW",
            {"eta": 0.0025, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08},
        ),
        Counterpart(
            "optax.contrib.schedule_free_adamw",
            {"eta": 0.0025, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08, "decay": 0.0},
        ),
    ),
)
