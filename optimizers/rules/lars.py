r"""LARS: momentum whose rate for a layer is scaled to the length of its weights over that of its gradient.

$$ w_t      = \lVert \theta_{t-1} \rVert $$
$$ r_t      = \frac{\kappa w_t}{\lVert g_t \rVert + \lambda w_t} $$
$$ v_t      = \beta v_{t-1} + \eta r_t (g_t + \lambda \theta_{t-1}) $$
$$ \Delta_t = -v_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

One weight vector is one layer here; κ is the trust coefficient, and r is 1 where either length is 0.
You, Gitman & Ginsburg 2017, Algorithm 1, https://arxiv.org/abs/1708.03888.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import norm, trust_ratio
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    w: Array
    r: Array
    v: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array, kappa: Array, decay: Array) -> State:
    """One step of LARS down the gradient `g`, of the shape of `theta`."""
    w = norm(old.theta)
    r = trust_ratio(kappa * w, norm(g) + decay * w)
    v = beta * old.v + eta * r * (g + decay * old.theta)
    delta = -v
    return State(old.theta + delta, old.t + 1, g, w, r, v, delta)


RULE = Rule(
    name="lars",
    title="LARS",
    first=at_rest(State, w=0.0, r=1.0),
    step=step,
    settings={"eta": 1.0, "beta": 0.9, "kappa": 0.001, "decay": 0.0},
    equations=docstring_equations(__doc__, "w", "r", "v", "delta", "theta"),
    source="You, Gitman & Ginsburg 2017, Algorithm 1, https://arxiv.org/abs/1708.03888",
    carries=("v",),
    couples=True,
    year=2017,
    after="momentum-cs231n",
    answers="momentum has one rate for all layers: each gets its own, by its weights' length",
    dialect="η inside the velocity, two separate lengths below the fraction: the paper",
    elsewhere=(
        Counterpart(
            "optax.lars", {"beta": 0.9, "kappa": 0.001, "decay": 0.0}, "r divides by the length of g + λθ"
        ),
    ),
)
