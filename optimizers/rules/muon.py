r"""Muon: momentum whose step, as a matrix, has all its singular values made about 1.

$$ m_t      = \beta m_{t-1} + (1 - \beta) g_t $$
$$ c_t      = \beta m_t + (1 - \beta) g_t $$
$$ o_t      = \operatorname{msign}(c_t) $$
$$ \Delta_t = -\eta (o_t + \lambda \theta_{t-1}) $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

msign replaces each singular value by about 1 with five Newton-Schulz iterations, a few matrix products
instead of a decomposition (`optimizers.matrices`). A weight vector is taken as the most nearly square matrix,
at least as wide as high. PyTorch's torch.optim.Muon, whose iterations run in bfloat16; it is meant for the
matrices of hidden layers, with another rule for the rest.
Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/; Liu et al. 2025, https://arxiv.org/abs/2502.16982.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.matrices import matrix_sign
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    m: Array
    c: Array
    o: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array, decay: Array) -> State:
    """One step of Muon down the gradient `g`, of the shape of `theta`."""
    m = beta * old.m + (1 - beta) * g
    c = beta * m + (1 - beta) * g
    o = matrix_sign(c)
    delta = -eta * (o + decay * old.theta)
    return State(old.theta + delta, old.t + 1, g, m, c, o, delta)


RULE = Rule(
    name="muon",
    title="Muon",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.02, "beta": 0.95, "decay": 0.0},
    equations=docstring_equations(__doc__, "m", "c", "o", "delta", "theta"),
    source="Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/; PyTorch's Muon",
    carries=("m",),
    couples=True,
    year=2024,
    after="momentum",
    answers="momentum follows few directions of a matrix: all get about the same length",
    dialect="with a step of Nesterov's and decoupled decay: PyTorch",
    elsewhere=(
        Counterpart("torch.optim.Muon", {"eta": 0.001, "beta": 0.95, "decay": 0.1}),
        Counterpart(
            "keras.optimizers.Muon",
            {"eta": 0.001, "beta": 0.95, "decay": 0.004},
            "steps 0.2 √max(rows, columns) as long",
        ),
        Counterpart("optax.contrib.muon", {"beta": 0.95, "decay": 0.0}),
    ),
)
