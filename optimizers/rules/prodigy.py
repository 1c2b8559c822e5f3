r"""Prodigy: Adam that estimates its own rate d, from how far the gradients say that the start is off.

$$ a_t      = a_{t-1} $$
$$ m_t      = \beta_1 m_{t-1} + (1 - \beta_1) d_{t-1} g_t $$
$$ v_t      = \beta_2 v_{t-1} + (1 - \beta_2) d_{t-1}^2 g_t^2 $$
$$ c_t      = (1 - \sqrt{\beta_2}) \eta d_{t-1}^2 $$
$$ r_t      = \sqrt{\beta_2} r_{t-1} + c_t \operatorname{sum}(g_t (a_t - \theta_{t-1})) $$
$$ s_t      = \sqrt{\beta_2} s_{t-1} + c_t g_t $$
$$ d_t      = \max\left(d_{t-1}, \frac{r_t}{\operatorname{sum}(|s_t|)}\right) $$
$$ \Delta_t = -\eta d_{t-1} \frac{m_t}{\sqrt{v_t} + d_t \epsilon} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

a is where the weights started. On a convex function r over the size of s is never above the distance from a
to the minimum (the largest over the coordinates), so d grows towards it and stays below; it begins at 10⁻⁶.
η only multiplies d, and 1 is meant. Adam's corrections are left out, as in the authors' package; Optax has
them. The package takes the new d with ε, the paper the old one.
Mishchenko & Defazio 2024, the Adam version, https://arxiv.org/abs/2306.06101; their package prodigyopt.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import maximum, sqrt, total
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations

_FIRST = 1e-6
"""d at the start: too small to do harm, and soon left behind."""
_LEAST = 1e-300
"""Keeps the estimate a number where every gradient was zero."""


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    a: Array
    m: Array
    v: Array
    c: Array
    r: Array
    s: Array
    d: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta1: Array, beta2: Array, epsilon: Array) -> State:
    """One step of Prodigy down the gradient `g`, of the shape of `theta`."""
    a = old.a
    m = beta1 * old.m + (1 - beta1) * old.d * g
    v = beta2 * old.v + (1 - beta2) * old.d**2 * g**2
    c = (1 - sqrt(beta2)) * eta * old.d**2
    r = sqrt(beta2) * old.r + c * total(g * (a - old.theta))
    s = sqrt(beta2) * old.s + c * g
    d = maximum(old.d, r / maximum(total(abs(s)), _LEAST))
    delta = -eta * old.d * m / (sqrt(v) + d * epsilon)
    return State(old.theta + delta, old.t + 1, g, a, m, v, c, r, s, d, delta)


RULE = Rule(
    name="prodigy",
    title="Prodigy",
    first=at_rest(State, ("a",), c=0.0, r=0.0, d=_FIRST),
    step=step,
    settings={"eta": 1.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "a", "m", "v", "c", "r", "s", "d", "delta", "theta"),
    source="Mishchenko & Defazio 2024, the Adam version, https://arxiv.org/abs/2306.06101",
    carries=("a", "m", "v", "r", "s", "d"),
    couples=True,
    year=2024,
    after="adam",
    answers="Adam's rate must be tuned: the distance to the minimum is estimated",
    dialect="no corrections of the averages: the authors' package; Optax has them",
    elsewhere=(
        Counterpart(
            "optax.contrib.prodigy",
            {"eta": 1.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08},
            "with Adam's corrections",
        ),
    ),
)
