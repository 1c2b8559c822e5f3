r"""AdaGrad: each coordinate's step is divided by the size of all its gradients so far.

$$ v_t      = v_{t-1} + g_t^2 $$
$$ \Delta_t = -\eta \frac{g_t}{\sqrt{v_t} + \epsilon} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

v, which many write G, only grows: on a constant gradient the steps shrink as η/√t. Rare features keep long
steps, which is what the rule was designed for; RMSprop forgets instead.
ε is outside the root, as in the paper (δ there), PyTorch (1e-10) and CS231n; Keras and Optax put it inside
and start v at 0.1.
Duchi, Hazan & Singer 2011, figure 1 with diagonal matrices, https://jmlr.org/papers/v12/duchi11a.html.
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
    v: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, epsilon: Array) -> State:
    """One step of AdaGrad down the gradient `g`, of the shape of `theta`."""
    v = old.v + g**2
    delta = -eta * g / (sqrt(v) + epsilon)
    return State(old.theta + delta, old.t + 1, g, v, delta)


RULE = Rule(
    name="adagrad",
    title="AdaGrad",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01, "epsilon": 1e-10},
    equations=docstring_equations(__doc__, "v", "delta", "theta"),
    source="Duchi, Hazan & Singer 2011, figure 1, https://jmlr.org/papers/v12/duchi11a.html",
    carries=("v",),
    year=2011,
    after="sgd",
    answers="SGD has one rate for all: each coordinate gets its own, long where rarely used",
    dialect="ε outside the root, v from 0: PyTorch and CS231n",
    elsewhere=(
        Counterpart("torch.optim.Adagrad", {"eta": 0.01, "epsilon": 1e-10}),
        Counterpart(
            "keras.optimizers.Adagrad", {"eta": 0.001, "epsilon": 1e-07}, "ε inside the root, v from 0.1"
        ),
        Counterpart("optax.adagrad", {"epsilon": 1e-07}, "ε inside the root, v from 0.1"),
    ),
)
