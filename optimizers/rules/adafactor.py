r"""Adafactor for a vector: Adam without momentum, its step relative to the weights and clipped.

$$ b_t      = 1 - t^{-0.8} $$
$$ v_t      = b_t v_{t-1} + (1 - b_t) g_t^2 $$
$$ u_t      = \frac{g_t}{\sqrt{v_t}} $$
$$ c_t      = \max\left(1, \sqrt{\operatorname{mean}(u_t^2)}\right) $$
$$ s_t      = \max\left(\epsilon, \sqrt{\operatorname{mean}(\theta_{t-1}^2)}\right) $$
$$ a_t      = \min\left(\eta, \frac{1}{\sqrt{t}}\right) s_t $$
$$ \Delta_t = -\frac{a_t u_t}{c_t} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The decay b rises with t, so that no correction is needed; c keeps the root mean square of a step below a, and
a is η times that of the weights. PyTorch's torch.optim.Adafactor without decay, for parameters of one
dimension (a gradient of zero moves nothing). For matrices v is replaced by the means of its rows and columns:
`optimizers.matrices.factored_mean_square`.
Shazeer & Stern 2018, Algorithm 5, https://arxiv.org/abs/1804.04235.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import least_of, maximum, rms, sqrt
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations

_LEAST = 1e-30
"""Keeps the root off zero where every gradient was zero."""


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    b: Array
    v: Array
    u: Array
    c: Array
    s: Array
    a: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, epsilon: Array) -> State:
    """One step of Adafactor down the gradient `g`, of the shape of `theta`."""
    t = old.t + 1
    b = 1 - t**-0.8
    v = b * old.v + (1 - b) * g**2
    u = g / maximum(sqrt(v), _LEAST)
    c = maximum(rms(u), 1)
    s = maximum(rms(old.theta), epsilon)
    a = least_of(eta, 1 / sqrt(t)) * s
    delta = -a * u / c
    return State(old.theta + delta, t, g, b, v, u, c, s, a, delta)


RULE = Rule(
    name="adafactor",
    title="Adafactor",
    first=at_rest(State, b=0.0, c=1.0, s=0.0, a=0.0),
    step=step,
    settings={"eta": 0.01, "epsilon": 0.001},
    equations=docstring_equations(__doc__, "b", "v", "u", "c", "s", "a", "delta", "theta"),
    source="Shazeer & Stern 2018, Algorithm 5, https://arxiv.org/abs/1804.04235; PyTorch's Adafactor",
    carries=("v",),
    couples=True,
    year=2018,
    after="adam",
    answers="Adam keeps two numbers a parameter: no m, and v as means of rows and columns",
    dialect="for a vector, without decay: PyTorch",
    elsewhere=(
        Counterpart("torch.optim.Adafactor", {"eta": 0.01, "epsilon": 0.001}),
        Counterpart("keras.optimizers.Adafactor", {"eta": 0.001, "epsilon": 0.001}, "1e-30 added to g²"),
    ),
)
