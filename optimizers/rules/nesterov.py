r"""Nesterov's momentum, as PyTorch has it: the velocity is carried one step further within the same step.

$$ v_t      = \beta v_{t-1} + g_t $$
$$ \Delta_t = -\eta \left( g_t + \beta v_t \right) $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The gradient is taken at θ, as in other rules, because θ here is the point that Sutskever's form
(`nesterov_sutskever`) looks ahead to; at constant settings the two follow the same path.
PyTorch's SGD with `nesterov=True`; Keras and Optax likewise. Nesterov 1983; in this form Bengio,
Boulanger-Lewandowski & Pascanu 2012, equation 7, https://arxiv.org/abs/1212.0901.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    v: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array) -> State:
    """One step along the next step's velocity; `g` has the shape of `theta`."""
    v = beta * old.v + g
    delta = -eta * (g + beta * v)
    return State(old.theta + delta, old.t + 1, g, v, delta)


RULE = Rule(
    name="nesterov",
    title="Nesterov's momentum (PyTorch)",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01, "beta": 0.9},
    equations=docstring_equations(__doc__, "v", "delta", "theta"),
    source="Bengio, Boulanger-Lewandowski & Pascanu 2012, equation 7, https://arxiv.org/abs/1212.0901",
    carries=("v",),
    year=1983,
    after="momentum-velocity",
    answers="momentum overshoots before it turns: the velocity is applied one step ahead",
    dialect="θ is the point ahead, and the gradient is taken there: PyTorch and Optax",
    elsewhere=(
        Counterpart("torch.optim.SGD(nesterov=True)", {"eta": 0.001, "beta": 0.0}),
        Counterpart(
            "keras.optimizers.SGD(nesterov=True)", {"eta": 0.01, "beta": 0.0}, "η inside the velocity"
        ),
        Counterpart("optax.sgd(nesterov=True)", {"beta": 0.0}),
    ),
)
