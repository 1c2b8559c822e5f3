"""Identifiers and words → letters: `grad_w` is the gradient, `v_prev` the v of before, `vhat` is v_hat."""

from __future__ import annotations

import re
from functools import lru_cache

from flashcards.formula import symbols, vocabulary
from flashcards.judging.systems.terms import NEW, Gradient, Letter

_ALWAYS_GRADIENT = frozenset(
    {"g", "grad", "grads", "gradient", "gradients", "dtheta", "d_p", "d_theta", "dparams"}
)
_GRADIENT = re.compile(
    r"g_?t|g[wWb]\d*|d_?(?:w|W|b|x|p|theta|params?|[wW]eights?|[bB]ias(?:es)?)_?\d*"
    r"|(?:grads?|gradients?|g)_?(?:[A-Za-z]|theta|params?|weights?|bias|t)?\d*|\w+_(?:grads?|gradients?)"
)
_NO_GRADIENT = re.compile(
    r"sq|avg|mean|norm|ema|acc|sum|hist|prev|old|moment|cache|fn|func|clip|max|hat|sign"
)
_MEAN = re.compile(r"E_?(?:(g(?:rad)?)|(?:d|delta|dx|delta_?\w+?))_?(?:2|sq|squared)")
"""A running mean of squares, as code names `E[g^2]`."""
_CORRECTED = re.compile(
    r"_?(?:bias_?corrected|bias_?corr|corrected|corr|unbiased|debiased|bc|cap)(?=_|$)|(?<=^[mvsrg])[hH]at$"
)
_GREEK = {glyph: name for name, glyph in symbols.GREEK.items()} | {"ϵ": "epsilon", "µ": "mu"}
_PLURALS = {"exp_avgs": "exp_avg", "exp_avg_sqs": "exp_avg_sq", "max_exp_avg_sqs": "max_exp_avg_sq"}
_LAMBDAS = frozenset({"lambd", "lmbda", "lamda", "lambda"})


@lru_cache(maxsize=2048)
def letter_of_name(name: str) -> Letter | Gradient:
    """The letter that an identifier names.

    >>> letter_of_name("beta_1"), letter_of_name("new_w").offset == NEW, letter_of_name("grad_w")
    (Letter(name='beta1', offset=None), True, Gradient(point=None))
    >>> letter_of_name("v_prev"), letter_of_name("m_t"), letter_of_name("vhat").name
    (Letter(name='v', offset=-1), Letter(name='m', offset=None), 'v_hat')
    """
    if not name.isascii():
        name = "".join(_spelled(letter) for letter in symbols.decompose(name))
    name = re.sub(r"[^A-Za-z0-9_]", "", name)
    if re.fullmatch("[A-Za-z]_+", name):
        return Letter(f"{name[0]}_bar")  # m_ is another m, mostly the corrected one
    name = name.strip("_") or "unnamed"
    name = _PLURALS.get(name, name)
    if name in _LAMBDAS:
        return Letter("lambda")
    if mean := _MEAN.fullmatch(name):
        return Letter("E[g^2]" if mean[1] else "E[delta^2]")
    stem, offset = _without_time(name)
    if offset is None and names_gradient(stem):
        return Gradient()
    stem = re.sub(r"^([mrsvMRSV])(d[WwbBxX])", r"\1_\2", stem)
    stem = _CORRECTED.sub("_hat", stem) if len(stem) > 2 else stem
    stem = re.sub(r"^hat_(\w+)$", r"\1_hat", stem)
    stem = re.sub(r"(?<=[A-Za-z])_(\d)(?=_|$)", r"\1", stem)
    stem = stem.replace("_hat_", "_") + "_hat" if "_hat_" in stem else stem
    return Letter(stem.strip("_") or name, offset)


def _spelled(letter: str) -> str:
    """A letter or accent of Unicode in ASCII."""
    return f"_{symbols.COMBINING[letter]}" if letter in symbols.COMBINING else _GREEK.get(letter, letter)


def names_gradient(name: str) -> bool:
    """True for an identifier that holds the gradient: `g`, `dW1`, `grad_w`, `param_grads`; not `grad_sq`."""
    return name in _ALWAYS_GRADIENT or bool(_GRADIENT.fullmatch(name) and not _NO_GRADIENT.search(name))


def _without_time(name: str) -> tuple[str, int | None]:
    """A name without the part that says when, and the offset that this part means."""
    if match := re.fullmatch(r"(?:new|next)_(\w+)|(\w+?)_(?:new|next|updated)", name):
        return match[1] or match[2], NEW
    if match := re.fullmatch(r"(?:old|prev|previous|last)_(\w+)|(\w+?)_(?:old|prev|previous|last)", name):
        return match[1] or match[2], -1
    if match := re.fullmatch(r"(\w+?)_t(?:_minus_|m|_)1", name):
        return match[1], -1
    match = re.fullmatch(r"(\w+?)_t(_hat)?", name)
    if match and vocabulary.moves(match[1].removesuffix("_hat")):
        return match[1] + (match[2] or ""), None
    if match and vocabulary.plays(match[1], "rate"):
        return match[1], 0
    return name, None
