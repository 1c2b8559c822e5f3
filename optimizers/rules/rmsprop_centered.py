r"""RMSprop, centred: divided by the gradient's standard deviation, not by its root mean square.

$$ v_t      = \beta v_{t-1} + (1 - \beta) g_t^2 $$
$$ m_t      = \beta m_{t-1} + (1 - \beta) g_t $$
$$ c_t      = \max(v_t - m_t^2, 0) $$
$$ \Delta_t = -\eta \frac{g_t}{\sqrt{c_t} + \epsilon} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

If the gradient hardly varies, c is small and the steps are long. Algebraically c is never negative, but
rounding can make it so; the maximum keeps the root real where PyTorch would give NaN.
PyTorch's RMSprop with `centered=True`; Graves puts ε inside the root.
Graves 2013, equations 38 to 41, https://arxiv.org/abs/1308.0850.
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
    v: Array
    m: Array
    c: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array, epsilon: Array) -> State:
    """One step of centred RMSprop down the gradient `g`, of the shape of `theta`."""
    v = beta * old.v + (1 - beta) * g**2
    m = beta * old.m + (1 - beta) * g
    c = maximum(v - m**2, 0)
    delta = -eta * g / (sqrt(c) + epsilon)
    return State(old.theta + delta, old.t + 1, g, v, m, c, delta)


RULE = Rule(
    name="rmsprop-centered",
    title="RMSprop (centred)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta": 0.9, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "v", "m", "c", "delta", "theta"),
    source="Graves 2013, equations 38 to 41, https://arxiv.org/abs/1308.0850",
    carries=("v", "m"),
    year=2013,
    after="rmsprop",
    answers="RMSprop slows down on large steady gradients: only variation should shorten",
    dialect="ε outside the root: PyTorch; Graves, Keras and Optax put it inside",
    elsewhere=(
        Counterpart("torch.optim.RMSprop(centered=True)", {"eta": 0.01, "beta": 0.99, "epsilon": 1e-08}),
        Counterpart(
            "keras.optimizers.RMSprop(centered=True)",
            {"eta": 0.001, "beta": 0.9, "epsilon": 1e-07},
            "ε inside the root",
        ),
        Counterpart("optax.rmsprop(centered=True)", {"beta": 0.9, "epsilon": 1e-08}, "ε inside the root"),
    ),
)
