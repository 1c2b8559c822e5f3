"""Reference optimizers in NumPy: each equation, then the same line in Python with the same letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

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
    lion,
    momentum,
    momentum_cs231n,
    momentum_velocity,
    muon,
    nadam,
    nesterov,
    nesterov_sutskever,
    radam,
    rmsprop,
    rmsprop_centered,
    rmsprop_inside,
    schedule_free,
    schedule_free_adamw,
    sgd,
    sgd_averaged,
    sgd_ema,
    sgd_l2,
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
