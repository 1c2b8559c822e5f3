r"""The one table of what a symbol is called: roles and spellings, Unicode and LaTeX, how it is spoken.

A *name* is how the optimizers' states and settings spell a quantity: `beta1`, `m_hat`, `delta`. Several
spellings share a name (η, α, lr, learning_rate), and one spelling may play several roles (`v` is the second
moment or the velocity): it is looked up among the names that are *known*, those of the formula that it is
compared with, then those of the deck's optimizer. No SymPy, no tree.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from flashcards.formula.symbols import ACCENTS, GREEK, SUBSCRIPTS

_TABLE = """
indexed-velocity  v m b
rate              eta alpha lr learning_rate stepsize step_size eta_max eta_0 eta0
parameters        theta w x p param params parameters W weights weight bias var variable variables
averaged          theta_bar w_bar theta_ema w_ema ema ema_params ema_param ema_p ema_w avg average shadow swa
averaged          theta' w' x' averaged w_avg avg_p avg_model ema_model ema_weights theta_avg polyak
gradient          g grad grads gradient gradients dw dx dW dp d_p dtheta updates
first             m moment1 momentum1 first_moment exp_avg M ema avg average moving_average v_dw
first             Vdw
velocity          v u m velocity vel buf buffer momentum_buffer V ema avg average v_dw Vdw trace
second            v moment2 momentum2 second_moment exp_avg_sq nu n V s S r cache G h grad_squared square_avg
second            Sdw sum_sq E[g^2] s_dw v_dw sum_of_squares sum_squares state_sum accumulator mean_square ms
second            acc accum avg_sq sq_avg
greatest-second   v_hat v_max vmax max_v nu_max max_exp_avg_sq v_hat_max vhat
infinity-norm     u exp_inf u_inf v_inf
past-changes      u acc_delta acc_update delta_acc delta_accum accumulated_update E[delta^2] E[h^2]
first-corrected   exp_avg_hat m_corr m_bc
first-corrected   m_hat mhat mt mu_hat m_corrected m_unbiased first_unbias u_hat v_dw_corrected v_dw_hat
second-corrected  exp_avg_sq_hat v_corr v_bc
second-corrected  v_hat vhat vt nu_hat s_hat v_corrected v_unbiased second_unbias r_hat
second-corrected  s_corrected s_dw_corrected s_dw_hat v_dw_corrected v_dw_hat
change            delta Delta delta_theta update change
first-decay       beta1 b1 rho1 beta b mu rho gamma momentum decay_rate
second-decay      beta2 b2 rho2 beta b rho gamma alpha decay_rate
decay             beta rho mu gamma alpha momentum decay_rate b decay
stabilizer        epsilon eps varepsilon e delta damping
weight-decay      decay lambda lamda lambda_ lam weight_decay wd l2 lambd reg
dampening         dampening tau
scheduled-decay   b beta2t beta2_t beta_2t beta_hat_2 beta2_hat beta_hat_2t beta_t decay
time              t step k iteration iter timestep epoch count state_step global_step
least-rate        eta_min
steps             steps T T_max total
every             every s step_size
warm              warm w warmup T_w warmup_steps num_warmup_steps n_warmup t_warmup
late-rate         eta gamma
"""
"""Each part with the names that people give it, the usual one first; a name may play several parts.

After optimizers' papers and the code of PyTorch, Keras, Optax and CS231n; PyTorch's documentation calls the
learning rate γ, which elsewhere is a decay, so that reading is the last one tried.
"""


_COORDINATE = re.compile(r"_[ij]$")
"""What makes a coordinate of a whole: `theta_j` beside the θ of J(θ) is the same quantity."""


def _parts() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.split("\n")[1:-1]:
        part, *names = line.split()
        found[part] = (*found.get(part, ()), *names)
    return found


_PARTS: Mapping[str, tuple[str, ...]] = _parts()


POSITIVE = frozenset({"v", "s", "r", "G", "n", "h", "cache", "v_hat", "s_hat", "v_max", "nu", "nu_hat"})
"""Averages or sums of squares: never negative."""

SIGNED = frozenset({*"gmuwxpbW", "theta", "delta", "m_hat"})
"""What may be of either sign; every other name without an optimizer is drawn between 0.1 and 0.9."""

_ALWAYS: Mapping[str, str] = {
    **dict.fromkeys(("lr", "learning_rate", "step_size", "stepsize"), "eta"),
    "eps": "epsilon",
    **dict.fromkeys(("wd", "weight_decay", "lam", "lambda_", "lambda", "lamda"), "decay"),
}
"""Names that can mean but one thing, also where no optimizer is known."""

_BASE_RATES = frozenset(
    f"{before}{rate}{after}"
    for rate in ("lr", "eta", "alpha", "learning_rate")
    for before, after in (
        *(("", end) for end in ("_0", "0", "_max", "_base", "_init", "_initial", "_peak", "_start")),
        *((start, "") for start in ("base_", "init_", "initial_", "peak_", "max_")),
    )
) | {"peak", "peak_rate", "base_rate"}
"""The rate that a schedule scales, beside the rate that it gives: both are η there."""

_OF_PARAMETER = re.compile(r"_(?:d[A-Za-z]|dtheta|[wWbijl]|ii|jj|ij|ji|jk|kj|theta|grad)(?=_|$)")
"""A part of a name that says of which parameter, coordinate or layer it is: `v_dW`, `grad_w`."""


def match_names(names: Mapping[str, bool], *known: Collection[str]) -> dict[str, str]:
    """Maps each name in a formula to the known name that it denotes, no two to the same one.

    `names` says of each whether it has a time index somewhere: b_t is a buffer, b a decay rate.

    A known name denotes itself; others are looked up in each collection in turn. A name that denotes
    nothing known, or the same as another name, is left unchanged.

    >>> match_names(dict.fromkeys(["lr", "s", "w", "x"], False), ["theta", "eta", "v", "g"])
    {'lr': 'eta', 's': 'v', 'w': 'theta', 'x': 'x'}
    """
    found = {name: name for name in names if any(name in some for some in known)}
    taken = set(found)
    wholes = {
        name: whole for name in names if (whole := _COORDINATE.sub("", name)) != name and whole in names
    }
    for name, indexed in names.items():
        if name not in found and name not in wholes:
            free = (one for some in known for one in _candidates(name, some, indexed) if one not in taken)
            found[name] = next(free, _ALWAYS.get(name, name))
            if found[name] == name in _BASE_RATES and any("eta" in some for some in known[1:]):
                found[name] = "eta"
            taken.add(found[name])
    return found | {name: found[whole] for name, whole in wholes.items() if name not in found}


def _candidates(name: str, known: Collection[str], indexed: bool) -> Iterator[str]:
    for spelling in _spellings(name):
        for part, members in _PARTS.items():
            if spelling in members and (indexed or not part.startswith("indexed")):
                change = part != "change" and "theta" in known  # there delta is the step, no stabilizer
                meant = (one for one in members if one in known and not (change and one == "delta"))
                yield from (one for one in meant if one != "decay" or part == "weight-decay")
    if len(name) == 1 and name.isupper() and not any(name in members for members in _PARTS.values()):
        yield from (one for one in (name.lower(),) if one in known)  # the matrix O, whose column is o


def _spellings(name: str) -> Collection[str]:
    """The name, in small letters, without what it is of, and the one of several: `exp_avgs` is `exp_avg`."""
    small = name.lower() if len(name) > 1 else name
    one = name[:-1] if len(name) > _SHORTEST_PLURAL and name.endswith("s") else name
    return dict.fromkeys((name, small, _OF_PARAMETER.sub("", name), one))


_SHORTEST_PLURAL = 3
_DECAYS = ("decay", "first-decay", "second-decay")


def is_known(name: str) -> bool:
    """True if `name` plays some role in an optimizer."""
    spellings = {*_spellings(name)}
    return name in _BASE_RATES or any(spellings & {*members} for members in _PARTS.values())


def plays(name: str, *parts: str) -> bool:
    """True if `name` may play one of the roles `parts` (`rate`, `second`, `weight-decay`, …)."""
    return any(name in _PARTS[part] for part in parts)


def is_parameter(name: str) -> bool:
    """True for the parameters and for one of them: `theta`, `w_i`."""
    return plays(_OF_PARAMETER.sub("", name), "parameters")


def is_base_rate(name: str) -> bool:
    """True for the rate that a schedule scales, such as `lr_max`, beside the rate that it gives."""
    return name in _BASE_RATES


def share_count(name: str, other: str) -> bool:
    """True if two names may stand for the same count of steps in a schedule: `warmup` and `w`."""
    return any({name, other} <= {*_PARTS[part]} for part in ("warm", "steps", "every"))


def moves(name: str) -> bool:
    """True for a letter that changes at every step in any formula: `theta`, `g`, `m`, `v`.

    >>> moves("theta"), moves("beta"), moves("x_i")
    (True, False, False)
    """
    return plays(name, "parameters", "gradient", "first", "second") and not plays(name, "rate", *_DECAYS)


_WRITTEN: Mapping[str, tuple[str, str, str]] = {
    "delta": ("Δθ", r"\Delta\theta", "delta"),
    "decay": ("λ", r"\lambda", "lambda"),
    "dampening": ("τ", r"\tau", "tau"),
}
"""Names that differ from their letter → Unicode, LaTeX, spoken: the change of the parameters, and settings
whose letter is a Python keyword or too ambiguous."""

_SPOKEN: Mapping[str, str] = {
    **dict.fromkeys(("ldots", "cdots", "vdots"), "and so on"),
    **dict.fromkeys(("star", "ast", "*", "asterisk"), "star"),
    "infty": "infinity",
    "top": "transpose",
    "ell": "l",
    "emptyset": "the empty set",
}
"""Signs that are not read aloud by their LaTeX name."""

VARIANT_LETTERS: Mapping[str, str] = {
    "lamda": "lambda",
    "varepsilon": "epsilon",
    "varphi": "phi",
    "vartheta": "theta",
    "varrho": "rho",
    "varsigma": "sigma",
    "varpi": "pi",
    "varkappa": "kappa",
}
"""Greek letters by another word → the word that names them here."""

_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def setting_spelled(spelling: str, settings: Collection[str]) -> str | None:
    """The one of `settings` that a person's `spelling` means; None if it means none, or could mean two.

    >>> setting_spelled("stepsize", ["eta", "beta1", "beta2"]), setting_spelled("lambda", ["eta", "decay"])
    ('eta', 'decay')
    >>> setting_spelled("b1", ["eta", "beta1", "beta2"]), setting_spelled("rho", ["eta", "beta1", "beta2"])
    ('beta1', None)
    """
    name = VARIANT_LETTERS.get(spelling, spelling)
    if name in settings:
        return name
    meant = list(dict.fromkeys(_candidates(name, settings, indexed=False)))
    if len({"beta1", "beta2"} & set(meant)) > 1:
        return None
    return meant[0] if meant else None


def unicode(name: str) -> str:
    """The name in Unicode on one line: `beta1` is β₁, `m_hat` is m̂, `v_max` is vₘₐₓ.

    >>> unicode("beta2"), unicode("delta"), unicode("v_hat") == "v̂", unicode("loss")
    ('β₂', 'Δθ', True, 'loss')
    """
    if name in _WRITTEN:
        return _WRITTEN[name][0]
    stem, _, index = name.rpartition("_")
    if stem and index in ACCENTS:
        return unicode(stem) + ACCENTS[index]
    if _is_letter(stem) and all(letter in SUBSCRIPTS for letter in index):
        return unicode(stem) + "".join(SUBSCRIPTS[letter] for letter in index)
    letter, digits = _numbered(name)
    return GREEK.get(letter, letter) + digits.translate(_DIGITS) if _is_letter(letter) else name


def latex_name(name: str) -> str:
    r"""The name in LaTeX: `beta1` is `\beta_1`, `m_hat` is `\hat{m}`.

    >>> latex_name("beta2"), latex_name("v_hat"), latex_name("eta_min")
    ('\\beta_2', '\\hat{v}', '\\eta_{min}')
    """
    stem, _, rest = name.rpartition("_")
    if stem and rest in ACCENTS:
        return rf"\{rest}{{{latex_name(stem)}}}"
    if stem:
        return f"{latex_name(stem)}_{{{rest}}}"
    letter, digits = _numbered(name)
    written = (
        _WRITTEN[letter][1]
        if letter in _WRITTEN
        else rf"\{letter}"
        if letter in GREEK
        else letter
        if len(letter) == 1
        else rf"\text{{{letter}}}"
    )
    return f"{written}_{digits}" if digits else written


def spoken_name(name: str) -> str:
    """A name or sign in words: `m_hat` is "m hat", `decay` "lambda", `infty` "infinity".

    >>> spoken_name("m_hat"), spoken_name("decay"), spoken_name("infty")
    ('m hat', 'lambda', 'infinity')
    """
    return _SPOKEN.get(name) or (_WRITTEN[name][2] if name in _WRITTEN else name.replace("_", " "))


def _is_letter(word: str) -> bool:
    return len(word) == 1 or word in GREEK


def _numbered(name: str) -> tuple[str, str]:
    """A name without the digits at its end, and those digits."""
    letter = name.rstrip("0123456789")
    return letter, name[len(letter) :]
