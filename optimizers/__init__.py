"""Reference optimizers in NumPy: each equation, then the same line in Python with the same letters.

How to step one: `first` gives the state at the start, `step` the state after a gradient; nothing is changed
in place, and every quantity of the equations is in the state. The numbers may be floats, arrays or symbols.

    >>> from optimizers import RULES
    >>> adam = RULES["adam"]
    >>> state = adam.first(1.0)
    >>> for gradient in (2.0, 2.0):
    ...     state = adam.step(state, gradient, **adam.settings)
    >>> state.t, round(state.theta, 6), round(state.m, 6), round(state.m_hat, 6)
    (2, 0.998, 0.38, 2.0)

`trajectory` runs a rule down a surface of `SURFACES` or a problem of `PROBLEMS`, `run_on_gradients` on
gradients that you give, `sweep` over a grid of settings. `find` takes other names too, such as `nag`. The
docstring of each module in `optimizers.rules` has the equations, and each `Rule` the facts: its source, what
it answers in the rule before it, the numbers that it keeps for each parameter, its defaults in PyTorch, Keras
and Optax.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from optimizers.history import list_dialects, map_rules
from optimizers.problems import PROBLEMS
from optimizers.rule import Rule
from optimizers.rules import (
    adadelta,
    adafactor,
    adagrad,
    adam,
    adam_eps_hat,
    adam_l2,
    adam_uncorrected,
    adamax,
    adamw,
    amsgrad,
    amsgrad_reddi,
    lamb,
    lars,
    lbfgs,
    lion,
    momentum,
    momentum_cs231n,
    momentum_velocity,
    muon,
    nadam,
    nesterov,
    nesterov_sutskever,
    prodigy,
    radam,
    rmsprop,
    rmsprop_centered,
    rmsprop_inside,
    sam,
    schedule_free,
    schedule_free_adamw,
    sgd,
    sgd_averaged,
    sgd_ema,
    sgd_l2,
    shampoo,
)
from optimizers.run import Trajectory, run_on_gradients, sweep, trajectory
from optimizers.schedules import SCHEDULES
from optimizers.surfaces import SURFACES

__all__ = [
    "ALIASES",
    "PROBLEMS",
    "RULES",
    "SCHEDULES",
    "SURFACES",
    "Rule",
    "Trajectory",
    "find",
    "run_on_gradients",
    "sweep",
    "trajectory",
]

RULES: Mapping[str, Rule] = {
    "sgd": sgd.RULE,
    "sgd-l2": sgd_l2.RULE,
    "momentum": momentum.RULE,
    "momentum-velocity": momentum_velocity.RULE,
    "momentum-cs231n": momentum_cs231n.RULE,
    "nesterov": nesterov.RULE,
    "nesterov-sutskever": nesterov_sutskever.RULE,
    "adagrad": adagrad.RULE,
    "adadelta": adadelta.RULE,
    "rmsprop": rmsprop.RULE,
    "rmsprop-inside": rmsprop_inside.RULE,
    "rmsprop-centered": rmsprop_centered.RULE,
    "adam": adam.RULE,
    "adam-uncorrected": adam_uncorrected.RULE,
    "adam-eps-hat": adam_eps_hat.RULE,
    "adam-l2": adam_l2.RULE,
    "adamw": adamw.RULE,
    "amsgrad": amsgrad.RULE,
    "amsgrad-reddi": amsgrad_reddi.RULE,
    "adamax": adamax.RULE,
    "nadam": nadam.RULE,
    "radam": radam.RULE,
    "lion": lion.RULE,
    "adafactor": adafactor.RULE,
    "lamb": lamb.RULE,
    "lars": lars.RULE,
    "muon": muon.RULE,
    "schedule-free": schedule_free.RULE,
    "schedule-free-adamw": schedule_free_adamw.RULE,
    "prodigy": prodigy.RULE,
    "shampoo": shampoo.RULE,
    "sam": sam.RULE,
    "lbfgs": lbfgs.RULE,
    "sgd-averaged": sgd_averaged.RULE,
    "sgd-ema": sgd_ema.RULE,
}
"""Each rule under its name."""

ALIASES: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "momentum-average": ("momentum", {}),
    "momentum-pytorch": ("momentum-velocity", {}),
    "heavy-ball": ("momentum-velocity", {}),
    "sgd-velocity-momentum": ("momentum-velocity", {}),
    "sgd-average-momentum": ("momentum-velocity", {"dampening": 0.1}),
    "sgd-nesterov": ("nesterov", {}),
    "nesterov-pytorch": ("nesterov", {}),
    "nag": ("nesterov", {}),
    "amsgrad-pytorch": ("amsgrad", {}),
}
"""Alternative names → the rule, and the settings with which it goes by that name."""


def find(name: str) -> Rule:
    """The rule of that name or alias, with the alias's settings; KeyError, with a hint, if there is none."""
    if name in RULES:
        return RULES[name]
    if name in ALIASES:
        of, settings = ALIASES[name]
        return replace(RULES[of], settings={**RULES[of].settings, **settings})
    close = get_close_matches(name.lower(), [*RULES, *ALIASES])
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(RULES)}"
    raise KeyError(f"no optimizer {name!r}; {hint}")


__doc__ = f"""{__doc__}
The rules in the order of their history, each with what is wanting in the rule before it and the remedy:

{map_rules(RULES.values())}

The dialects, since one name often means several rules: what distinguishes each, and who writes it so:

{list_dialects(RULES.values())}
"""
