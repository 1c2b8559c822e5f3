"""What roles a name may play, before anything is known of its line: by the name and by the optimizer.

A prior is 3 for a name that hardly means anything else, 2 for one that is fixed enough to accuse by, and less
for one that needs the help of other lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

from flashcards.formula import vocabulary
from flashcards.value import Value, field

Priors: TypeAlias = dict[str, float]
Definition: TypeAlias = Literal["recursion", "definition", ""]
"""How the system defines a name: by its own old value, without it, or not at all."""

CERTAIN, FIXED = 3.0, 2.0
LITERAL = "#"
"""A number that stands for a setting is a letter of this and its digits: `#0.9`."""
GRADIENT = "∇"
"""The gradient as a letter; followed by a name where it is taken at that point."""
DECAYED = "∇λ"
"""The gradient to which a line adds the L2 term, on that line's left side."""

_SETTINGS: Mapping[str, Priors] = {
    "beta": {"b": 3, "b1": 1.5, "b2": 1},
    "beta1": {"b1": 3, "b": 2.2},
    "beta2": {"b2": 3, "b": 2.2},
    "rho": {"b": 3, "b2": 1, "b1": 1},
    "rho1": {"b1": 3},
    "rho2": {"b2": 3},
    "b1": {"b1": 3, "b": 2},
    "b2": {"b2": 3, "b": 2},
    "gamma": {"b": 2.6, "lr": 2, "gam": 3, "b1": 1, "b2": 1},
    "mu": {"b": 3, "mu": 3, "b1": 1.2, "lr": 0.8},
    "alpha": {"lr": 3, "b": 2, "a0": 2.5},
    "eta": {"lr": 3, "eta": 2.5, "a0": 2.5, "b": 0.5},
    "epsilon": {"eps": 3, "lr": 1.8},
    "eps": {"eps": 3},
    "eps_hat": {"eps": 3},
    "epsilon_hat": {"eps": 3},
    "delta": {"eps": 2.6},
    "lambda": {"lam": 3, "b": 1, "kap": 2.6, "lr": 1},
    "tau": {"tau": 3, "eps": 1.5},
    "kappa": {"kap": 3},
    "lr": {"lr": 3, "a0": 2.7},
    "learning_rate": {"lr": 3, "a0": 2.7},
    "step_size": {"lr": 2.6, "lrt": 2},
    "stepsize": {"lr": 2.6},
    "wd": {"lam": 3},
    "weight_decay": {"lam": 3},
    "l2": {"lam": 3},
    "reg": {"lam": 3},
    "reg_lambda": {"lam": 3},
    "decay": {"b": 2.6, "lam": 2.2, "kap": 2.5, "b2": 1.5, "gam": 2},
    "decay_rate": {"b": 2.8, "kap": 2, "gam": 2},
    "momentum": {"b": 3, "mu": 3},
    "mom": {"b": 2.5, "mu": 2.5},
    "friction": {"b": 2},
    "dampening": {"tau": 3},
    "zeta": {"b": 1.5, "eps": 0.8},
    "nu": {"b": 1.2},
    "theta": {"b": 0.6},
    "phi": {"b": 0.6},
    "psi": {"lam": 0.6},
    "omega": {"lam": 1},
    "xi": {"eps": 1},
    "a": {"b": 1, "lr": 1.5},
    "c": {"eps": 1, "tau": 1},
    "d": {"kap": 1, "dm": 1},
    "h": {"lr": 1.5},
    "k": {"kap": 1},
    "r": {"b": 0.8, "lr": 1},
    "s": {"eps": 0.3},
    "L": {"lam": 0.5},
    "N": {"nn": 2},
    "n": {"nn": 2},
}
_OF_SCHEDULES: Mapping[str, Priors] = {
    "T_max Tmax T_total N_total T_i max_steps total_steps num_steps T K N": {"T": 3},
    "w W t_w T_w Tw warmup warmup_steps": {"tw": 3, "T": 2.5},
    "S s": {"T": 2},
    "steps": {"T": 2.5},
    "d": {"dm": 3, "gam": 2, "kap": 2},
    "d_model": {"dm": 3},
    "p power": {"pw": 3},
    "r": {"gam": 2.5, "kap": 2},
    "gamma": {"gam": 3, "kap": 2.5},
    "lambda": {"kap": 3, "gam": 1.5},
    "k": {"kap": 2.5, "T": 2},
    "kappa": {"kap": 3},
    "decay decay_rate": {"kap": 2.6, "gam": 2.6},
    "rho": {"gam": 2.5},
    "beta": {"gam": 2, "kap": 2},
    "delta mu": {"kap": 2},
    "tau": {"T": 2.5},
    "c": {"kap": 2, "T": 2},
}
_RATE = r"(?:eta|alpha|lr|gamma|epsilon|learning_rate|rate|lrate|initial_lr|base_lr)"
_STATES: Mapping[str, Priors] = {
    "E[g^2] Eg2 E_g2 avg_sq square_avg exp_avg_sq cache sq_avg mean_square grad_squared": {"v": 3},
    "sum_sq accum_sq ms meansq sq_grad second_moment moment2 grad_sq sum_squares": {"v": 3},
    "E[delta^2] E[delta_x^2] E[delta_theta^2] E_dx2 Edx2 acc_delta delta_acc accumulated_delta E_Delta2": {
        "s": 3
    },
    "exp_avg velocity buf momentum_buffer vel first_moment ema moment moment1": {"m": 3},
}


def _by_name(table: Mapping[str, Priors]) -> dict[str, Priors]:
    return {name: found for names, found in table.items() for name in names.split()}


_SCHEDULE_NAMES, _STATE_NAMES = _by_name(_OF_SCHEDULES), _by_name(_STATES)
_PARAMETERS = re.compile(
    r"(theta|Theta|w|W|x|p|param|params|parameters|weights?|wt|xt|data|omega|bias|value|phi|y|z|b)\d?"
)
_HAT = re.compile(r"_?(?:hat|corr(?:ected)?|bc|unbiased|bar|tilde)(?=_|$)")
_SHORT_HATS = {"mh": "m", "vh": "v", "sh": "s", "rh": "r", "mc": "m", "vc": "v", "mhat": "m", "vhat": "v"}
_BELOW = re.compile(r"(_(?:d?[A-Za-z]|dtheta|theta|new|old|prev|buf|t))+$")
_SECOND = frozenset(["s", "S", "r", "G", "h", "nu", "H", "R", "n"])
_FIRST = frozenset(["u", "z", "a", "velocity", "mom", "acc", "accum", "state", "accumulator"])
_DEFINED_BY = {"nesterov": "q", "rmsprop": "vc", "lion": "c", "nadam": "mb", "adadelta": "e", "adamw": "wd"}
"""What one optimizer defines under any name."""
_ADAMS = frozenset({"adam", "adamw", "amsgrad", "nadam", "adamax", "radam", "lamb", "adabelief", "yogi"})


class Surroundings(Value, frozen=True):
    """What the system says of its names."""

    optimizers: frozenset[str]
    defined: Mapping[str, Definition]
    bound: Mapping[str, Priors] = field(default_factory=dict)
    """Roles that earlier lines of the note gave to names."""

    def definition(self, name: str) -> Definition:
        """How the system defines `name`."""
        return self.defined.get(name, "")


def priors(name: str, around: Surroundings) -> Priors:
    """The roles that `name` may have, each with its prior."""
    found = dict(_priors(name, around))
    for role, score in around.bound.get(name, {}).items():
        found[role] = max(found.get(role, 0), score)
    return found


def _priors(name: str, around: Surroundings) -> Priors:
    if name == DECAYED:
        return {"gl": 3}
    if name.startswith(GRADIENT):
        return _of_gradient(name, around)
    if name.startswith(LITERAL):
        return _of_number(float(name[1:]), "schedule" in around.optimizers)
    if "schedule" in around.optimizers:
        return _of_schedule(name, around)
    if (plain := base_of_hat(name)) is not None and "epsilon" not in name:
        return _of_hat(plain, around.optimizers)
    return _of_name(name, around)


def _of_gradient(name: str, around: Surroundings) -> Priors:
    point = name.removeprefix(GRADIENT)
    if point and "nesterov" in around.optimizers and around.definition(point) == "definition":
        return {GRADIENT + "q": 3}
    return {"g": 3, "gl": 2.9} if around.definition(GRADIENT) else {"g": 3}


def _of_number(value: float, schedule: bool) -> Priors:
    if schedule:
        return {"gam": 2.5, "kap": 2, "T": 2, "a0": 2, "tw": 2, "amin": 1, "pw": 2}
    if 0.4 < value < 1:
        return {"b": 2.5, "b1": 2, "b2": 2, "mu": 2}
    if value <= 1e-4:
        return {"eps": 2.8, "lr": 1, "lam": 1}
    return {"lr": 2.4, "lam": 1.8} if value < 0.4 else {}


def _of_schedule(name: str, around: Surroundings) -> Priors:
    found: Priors = {}
    if around.definition(name):
        return {"lrt": 3} if re.fullmatch(rf"{_RATE}(_t)?", name) or "lr" in name else {"lrt": 1.5}
    if re.fullmatch(rf"{_RATE}_?(0|init|initial|base|start)?", name):
        found = {"a0": 2.8, "amax": 1.5, "amin": 1.5}
    if re.match(rf"{_RATE}_?(max|peak|base)", name) or name.endswith("max"):
        found = {"a0": 2.8} | found | {"amax": 3}
    if re.fullmatch(rf"{_RATE}_?(min|end|final|T)", name) or name.endswith("min"):
        found["amin"] = 3
    if "warm" in name:
        found |= {"tw": 3, "T": 2.5}
    for role, score in _SCHEDULE_NAMES.get(name, {}).items():
        found.setdefault(role, score)
    return found or {"T": 1.2, "kap": 1, "gam": 1}


def base_of_hat(name: str) -> str | None:
    """The name under the accent: `m` for `m_hat`, `m_corrected` and `mh`; None without an accent."""
    if name in _SHORT_HATS:
        return _SHORT_HATS[name]
    found = _HAT.search(name)
    return name[: found.start()] + name[found.end() :] if found and found.start() else None


def base_name(name: str) -> str:
    """The name without what tells one parameter's state from another's: `v` for `v_dW`."""
    return _BELOW.sub("", name) or name


def _of_hat(plain: str, optimizers: Collection[str]) -> Priors:
    plain = base_name(plain)
    if "momentum" in optimizers:
        return {"mh": 3}
    found: Priors = {"mh": 1.5, "vh": 1.5}
    if plain in ("m", "M", "mt", "exp_avg", "first", "mu", "first_moment"):
        found = {"mh": 3, "vh": 0.4}
    elif plain in ("v", "vt", "V", "exp_avg_sq", "second", "nu", "second_moment"):
        found = {"vh": 3, "mh": 0.8}
    if "amsgrad" in optimizers:
        found["vm"] = 2.5
    if "nadam" in optimizers:
        found["mb"] = 2
    if "nesterov" in optimizers:
        found["q"] = 2
    return found


def _of_name(name: str, around: Surroundings) -> Priors:
    defined, plain = around.definition(name), base_name(name)
    if re.match(r"(?:Delta|D)(?=_|[a-zA-Z]|$)|delta_", name):
        return {"d": 3, "e": 2.6}
    if name in _STATE_NAMES:
        return dict(_STATE_NAMES[name])
    if name == "momentum" and defined:
        return {"m": 2}
    if "max" in name:
        return {"vm": 3}
    found: Priors = {}
    if _PARAMETERS.fullmatch(plain):
        found["w"] = 3 if re.match("theta|w|W|x|p|Theta", plain) else 2
    if not defined:
        found |= _SETTINGS.get(name) or _SETTINGS.get(plain) or _spelled_setting(name)
    if name in ("alpha_t", "eta_t", "lr_t", "gamma_t", "step_size", "a_t"):
        found |= {"lrt": 3, "lr": 2.5, "d": 0.5}
    for role, score in _of_state(name, plain, around).items():
        found.setdefault(role, score)
    return found


def _spelled_setting(name: str) -> Priors:
    """The setting that a whole word names in the vocabulary."""
    parts = {"weight-decay": "lam", "rate": "lr", "stabilizer": "eps", "dampening": "tau"}
    return {role: 2.8 for part, role in parts.items() if len(name) > 1 and vocabulary.plays(name, part)}


def _of_state(name: str, plain: str, around: Surroundings) -> Priors:
    """The priors of a quantity that changes from step to step."""
    optimizers, defined = around.optimizers, around.definition(name)
    found: Priors = {}
    if defined or plain in _SECOND or plain in ("m", "M", "v", "V", "u", "z", "c", "buf"):
        found = _of_moment(plain, bool(optimizers & {"momentum", "nesterov"}))
    found |= _by_optimizer(plain, optimizers, recursive=defined == "recursion")
    if "nesterov" in optimizers and (defined or re.match(r"phi|y|z|theta|w|x|look|v_prev|q", name)):
        found |= {role: 1.5 for role in ("q", "y", "p") if role not in found}
    if defined == "definition":
        if optimizers & _ADAMS and plain[:1] in "mvMVsr":
            found |= {role: 1.8 for role in ("mh", "vh") if role not in found}
        also = ("d", "lrt", *(role for name, role in _DEFINED_BY.items() if name in optimizers))
        found |= {role: 1.2 for role in also if role not in found}
    elif re.match(r"d|delta|update|upd|step|dx|direction|u", name):
        found.setdefault("d", 1.8)
    if name in ("update", "dx", "delta", "step", "direction"):
        found["d"] = 2.5
    return found


def _of_moment(plain: str, momentum: bool) -> Priors:
    """First or second moment, by the letter."""
    if plain in ("m", "M", "mt"):
        return {"m": 3, "v": 0.3}
    if plain in ("v", "vt", "V"):
        return {"m": 3} if momentum else {"v": 2.6, "m": 2.4}
    if plain in _SECOND:
        return {"m": 2} if momentum else {"v": 2.6, "m": 1.2}
    if plain in _FIRST:
        return {"m": 2.2, "v": 1.4}
    return {"m": 1.5, "v": 1.5}


def _by_optimizer(plain: str, optimizers: Collection[str], *, recursive: bool) -> Priors:
    """Roles that a letter has under one optimizer alone."""
    found: Priors = {}
    if "adamax" in optimizers and plain in ("u", "v"):
        found["u"] = 3
    if "amsgrad" in optimizers:
        found["vm"] = 1
    if "adadelta" in optimizers and plain in ("u", "s", "h", "x", "r", "D", "delta"):
        found["s"] = 2.2
    if "adadelta" in optimizers and plain == "d":
        found |= {"s": 2.2} if recursive else {"d": 2.5}
    if "lion" in optimizers and plain in ("c", "u", "update"):
        found |= {"c": 3, "d": 1.5}
    if "rmsprop" in optimizers and plain in ("m", "mg", "avg", "g_avg", "grad_avg", "Eg"):
        found["mg"] = 2.5
    return found
