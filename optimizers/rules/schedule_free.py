r"""Schedule-free SGD: gradients between a fast sequence z and its running mean θ, no schedule needed.

$$ y_t      = (1 - \beta) z_{t-1} + \beta \theta_{t-1} $$
$$ z_t      = z_{t-1} - \eta g_t $$
$$ \Delta_t = \frac{z_t - \theta_{t-1}}{t} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The gradient is taken at y. θ, the paper's x, is the plain mean of all z so far, and what one evaluates.
Defazio et al. 2024, equations 3 to 5, https://arxiv.org/abs/2405.15682; their package's SGDScheduleFree
without warm-up and decay.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    y: Array
    z: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array) -> State:
    """One step; `g` is the gradient at `ahead(old)`, of the shape of `theta`."""
    t = old.t + 1
    y = ahead(old, beta=beta)
    z = old.z - eta * g
    delta = (z - old.theta) / t
    return State(old.theta + delta, t, g, y, z, delta)


def ahead(old: State, *, beta: Array, eta: Array = 0) -> Array:
    """The point between z and its mean where the gradient is taken; η is not used."""
    return (1 - beta) * old.z + beta * old.theta


RULE = Rule(
    name="schedule-free",
    title="Schedule-free SGD",
    first=at_rest(State, ("z",)),
    step=step,
    settings={"eta": 1.0, "beta": 0.9},
    equations=docstring_equations(__doc__, "y", "z", "delta", "theta"),
    source="Defazio et al. 2024, equations 3 to 5, https://arxiv.org/abs/2405.15682",
    carries=("z",),
    ahead=ahead,
    year=2024,
    after="sgd-averaged",
    answers="averaged SGD lags behind: gradients are taken between mean and iterate",
    dialect="constant η, so all z weigh the same: the authors' package and Optax",
    elsewhere=(Counterpart("optax.contrib.schedule_free_sgd", {"eta": 1.0, "beta": 0.9}),),
)
