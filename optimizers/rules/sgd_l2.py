r"""SGD with L2 regularization: the penalty λ/2 ‖θ‖² is added to the loss, so λθ to the gradient.

$$ \tilde{g}_t = g_t + \lambda \theta_{t-1} $$
$$ \Delta_t    = -\eta \tilde{g}_t $$
$$ \theta_t    = \theta_{t-1} + \Delta_t $$

PyTorch's SGD with `weight_decay`. For SGD this is the same as multiplying the weights by 1-ηλ at each step;
for Adam it is not (`adam_l2`, `adamw`).
Hanson & Pratt 1988, "Comparing biases for minimal network construction with back-propagation".
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    g_tilde: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array, decay: Array) -> State:
    """One step down the gradient `g` of the loss plus that of the penalty; `decay` is λ."""
    g_tilde = g + decay * old.theta
    delta = -eta * g_tilde
    return State(old.theta + delta, old.t + 1, g, g_tilde, delta)


RULE = Rule(
    name="sgd-l2",
    title="SGD with L2 regularization",
    first=at_rest(State),
    step=step,
    settings={"eta": 0.01, "decay": 0.01},
    equations=docstring_equations(__doc__, "g_tilde", "delta", "theta"),
    source="PyTorch, torch.optim.SGD with weight_decay, "
    "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",
    year=1988,
    after="sgd",
    answers="SGD lets the weights grow: the penalty adds λθ to the gradient",
    dialect="λθ in the gradient: PyTorch; Keras shrinks the weights directly",
    elsewhere=(Counterpart("torch.optim.SGD", {"eta": 0.001, "decay": 0.0}),),
)
