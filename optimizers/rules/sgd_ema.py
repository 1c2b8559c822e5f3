r"""SGD with an exponential moving average of the weights beside them.

$$ \Delta_t      = -\eta g_t $$
$$ \theta_t      = \theta_{t-1} + \Delta_t $$
$$ \bar{\theta}_t = \beta \bar{\theta}_{t-1} + (1 - \beta) \theta_t $$

The average starts at the initial weights and takes no part in the training; it is what one evaluates.
PyTorch's torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn, updated once before the first step.
Polyak & Juditsky 1992, https://doi.org/10.1137/0330046, for averaging; decay as in the libraries.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    theta_bar: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, beta: Array) -> State:
    """One step down the gradient `g`, of the shape of `theta`."""
    delta = -eta * g
    theta = old.theta + delta
    return State(theta, old.t + 1, g, beta * old.theta_bar + (1 - beta) * theta, delta)


RULE = Rule(
    name="sgd-ema",
    title="SGD with averaged weights (EMA)",
    first=at_rest(State, ("theta_bar",)),
    step=step,
    settings={"eta": 0.01, "beta": 0.99},
    equations=docstring_equations(__doc__, "delta", "theta", "theta_bar"),
    source="PyTorch, torch.optim.swa_utils.get_ema_multi_avg_fn; Polyak & Juditsky 1992",
    carries=("theta_bar",),
    year=1992,
    after="sgd-averaged",
    answers="the plain mean keeps the bad start for ever: one that decays forgets it",
    dialect="starts at the initial weights, no correction: PyTorch's and Keras' moving averages",
    elsewhere=(Counterpart("torch.optim.swa_utils.get_ema_multi_avg_fn", {"beta": 0.999}),),
)
