r"""RMSprop: each coordinate's step is divided by the size of its recent gradients.

$$ v_t      = \beta v_{t-1} + (1 - \beta) g_t^2 $$
$$ \Delta_t = -\eta \frac{g_t}{\sqrt{v_t} + \epsilon} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

ε is outside the root, as in PyTorch (which calls β alpha, default 0.99, and has η = 0.01) and in
CS231n; Keras, TensorFlow and Optax put it inside (`rmsprop_inside`). v starts at zero and is not corrected,
so the first steps are 1/√(1-β) times too long.
Tieleman & Hinton 2012, lecture 6e, https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf.
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


def step(old: State, g: Array, *, eta: Array, beta: Array, epsilon: Array) -> State:
    """One step of RMSprop down the gradient `g`, of the shape of `theta`."""
    v = beta * old.v + (1 - beta) * g**2
    delta = -eta * g / (sqrt(v) + epsilon)
    return State(old.theta + delta, old.t + 1, g, v, delta)


RULE = Rule(
    name="rmsprop",
    title="RMSprop",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.001, "beta": 0.9, "epsilon": 1e-8},
    equations=docstring_equations(__doc__, "v", "delta", "theta"),
    source="Tieleman & Hinton 2012, lecture 6e, "
    "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    carries=("v",),
    year=2012,
    after="adagrad",
    answers="AdaGrad's sum never forgets, so its steps die out: a decaying mean forgets",
    dialect="ε outside the root: PyTorch and CS231n",
    elsewhere=(
        Counterpart("torch.optim.RMSprop", {"eta": 0.01, "beta": 0.99, "epsilon": 1e-08}),
        Counterpart("optax.rmsprop(eps_in_sqrt=False)", {"beta": 0.9, "epsilon": 1e-08}),
    ),
)
