r"""Averaged SGD: the plain mean of all weights so far, as stochastic weight averaging keeps it.

$$ \Delta_t      = -\eta g_t $$
$$ \theta_t      = \theta_{t-1} + \Delta_t $$
$$ \bar{\theta}_t = \bar{\theta}_{t-1} + \frac{\theta_t - \bar{\theta}_{t-1}}{t} $$

Every θ since the start has the same weight, 1/t. SWA begins late in a run and takes one θ an epoch; PyTorch's
torch.optim.swa_utils.AveragedModel computes the same mean.
Polyak & Juditsky 1992, https://doi.org/10.1137/0330046; Izmailov et al. 2018, Algorithm 1,
https://arxiv.org/abs/1803.05407.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    theta_bar: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array) -> State:
    """One step down the gradient `g`, of the shape of `theta`."""
    t = old.t + 1
    delta = -eta * g
    theta = old.theta + delta
    return State(theta, t, g, old.theta_bar + (theta - old.theta_bar) / t, delta)


RULE = Rule(
    name="sgd-averaged",
    title="SGD with averaged weights (SWA)",
    first=at_rest(State, ("theta_bar",)),
    step=step,
    settings={"eta": 0.01},
    equations=docstring_equations(__doc__, "delta", "theta", "theta_bar"),
    source="Izmailov et al. 2018, Algorithm 1, https://arxiv.org/abs/1803.05407",
    carries=("theta_bar",),
    year=1992,
    after="sgd",
    answers="SGD at a constant rate never settles: the mean of its weights varies far less",
    dialect="all weights since the start: PyTorch's AveragedModel, which SWA starts late in a run",
)
