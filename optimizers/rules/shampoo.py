r"""Shampoo: AdaGrad for a matrix, its rows and its columns each rescaled by a root of a matrix.

$$ L_t      = L_{t-1} + g_t g_t^\top $$
$$ R_t      = R_{t-1} + g_t^\top g_t $$
$$ o_t      = L_t^{-1/4} g_t R_t^{-1/4} $$
$$ \Delta_t = -\eta o_t $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

g is a matrix here: a vector is taken as the most nearly square one (`optimizers.matrices`).
L and R, laid out row after row, start at ε times the identity, with ε = 10⁻⁶. A single number is a matrix of
one row and one column, and there Shampoo is AdaGrad. The roots are taken exactly at every step; in practice
they are renewed now and then, and large matrices are cut into blocks.
Gupta, Koren & Singer 2018, Algorithm 1, https://arxiv.org/abs/1802.09568.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.matrices import column_products, precondition, row_products
from optimizers.rule import Array, Rule, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    L: Array
    R: Array
    o: Array
    delta: Array


def first(theta: Array) -> State:
    """The parameters at t = 0; the sums of products are empty, each laid out row after row."""
    zero = 0 * theta
    return State(theta, 0, zero, row_products(zero), column_products(zero), zero, zero)


def step(old: State, g: Array, *, eta: Array) -> State:
    """One step of Shampoo down the gradient `g`, of the shape of `theta`."""
    L = old.L + row_products(g)
    R = old.R + column_products(g)
    o = precondition(L, g, R)
    delta = -eta * o
    return State(old.theta + delta, old.t + 1, g, L, R, o, delta)


RULE = Rule(
    name="shampoo",
    title="Shampoo",
    first=first,
    step=step,
    settings={"eta": 0.1},
    equations=docstring_equations(__doc__, "L", "R", "o", "delta", "theta"),
    source="Gupta, Koren & Singer 2018, Algorithm 1, https://arxiv.org/abs/1802.09568",
    carries=("L", "R"),
    couples=True,
    year=2018,
    after="adagrad",
    answers="AdaGrad scales each weight alone: two matrices scale rows and columns",
    dialect="roots taken exactly at every step, without blocks: the paper",
)
