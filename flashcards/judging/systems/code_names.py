"""The names of Python code → letters: `self.m[key]` is m, `p.grad` the gradient, `v_prev` the v of before."""

from __future__ import annotations

import ast
import re

from flashcards.formula import symbols, vocabulary
from flashcards.formula.tree import Unreadable
from flashcards.judging.systems.quantity_names import is_gradient
from flashcards.judging.systems.terms import NEW, Gradient, Letter

_TRANSPARENT = frozenset({"data", "value", "values", "real", "at"})
_HOLDERS = frozenset({"params", "parameters", "param", "weights", "self", "theta", "model", "layer"})
"""Dictionaries and objects whose key alone is the name."""
_GRADIENT = re.compile(
    r"g_?t|g[wWb]\d*|d_?(?:w|W|b|x|p|theta|params?|weights?|bias)_?\d*"
    r"|(?:grads?|gradients?|g)_?(?:[A-Za-z]|theta|params?|weights?|bias|t)?\d*|\w+_(?:grads?|gradients?)"
)
_NO_GRADIENT = re.compile(
    r"sq|avg|mean|norm|ema|acc|sum|hist|prev|old|moment|cache|fn|func|clip|max|hat|sign"
)
_CORRECTED = re.compile(
    r"_?(?:bias_?corrected|bias_?corr|corrected|corr|unbiased|debiased|bc|cap)(?=_|$)|(?<=^[mvsrg])hat$"
)
_GREEK = {glyph: name for name, glyph in symbols.GREEK.items()} | {"ϵ": "epsilon", "µ": "mu"}
_PLURALS = {"exp_avgs": "exp_avg", "exp_avg_sqs": "exp_avg_sq", "max_exp_avg_sqs": "max_exp_avg_sq"}
_LAMBDAS = frozenset({"lambd", "lmbda", "lamda", "lambda"})


def letter_of_name(name: str) -> Letter | Gradient:
    """The letter that an identifier names.

    >>> letter_of_name("beta_1"), letter_of_name("new_w").offset == NEW, letter_of_name("grad_w")
    (Letter(name='beta1', offset=None), True, Gradient(point=None))
    >>> letter_of_name("v_prev"), letter_of_name("m_t"), letter_of_name("vhat").name
    (Letter(name='v', offset=-1), Letter(name='m', offset=None), 'v_hat')
    """
    name = "".join(_GREEK.get(letter, letter) for letter in name)
    name = re.sub(r"[^A-Za-z0-9_]", "", name).strip("_") or "unnamed"
    name = _PLURALS.get(name, name)
    if name in _LAMBDAS:
        return Letter("lambda")
    stem, offset = _without_time(name)
    if offset is None and names_gradient(stem):
        return Gradient()
    stem = _CORRECTED.sub("_hat", stem) if len(stem) > 2 else stem
    stem = re.sub(r"^hat_(\w+)$", r"\1_hat", stem)
    stem = re.sub(r"(?<=[A-Za-z])_(\d)(?=_|$)", r"\1", stem)
    return Letter(stem.strip("_") or name, offset)


def names_gradient(name: str) -> bool:
    """True for an identifier that holds the gradient: `g`, `dW1`, `grad_w`, `param_grads`; not `grad_sq`."""
    return is_gradient(name) or bool(_GRADIENT.fullmatch(name) and not _NO_GRADIENT.search(name))


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
    return name, None


def identifier(node: ast.expr) -> str:
    """The last word of a name: `m` for `self.m[k]`, `exp_avg` for `state['exp_avg']`, `p` for `p.data`.

    A key that only says which parameter joins the name: `v_dW` for `v["dW" + str(l)]`. Raises Unreadable for
    what is no name.
    """
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name) if name in _TRANSPARENT:
            return identifier(value)
        case ast.Attribute(_, "T" | "shape" | "size" | "ndim" | "dtype"):
            raise Unreadable("this is no quantity")
        case ast.Attribute(_, name):
            return name
        case ast.Subscript(value, index):
            return _item(value, index)
        case ast.Call(ast.Attribute(value, "setdefault" | "get"), [key, *_]):
            return _item(value, key)
        case ast.Starred(value):
            return identifier(value)
    raise Unreadable("this is no name")


def _item(held: ast.expr, index: ast.expr) -> str:
    key = _key(index)
    if isinstance(key, int):
        base = identifier(held)
        return f"beta{key + 1}" if base in {"betas", "beta"} else base
    if not key:
        return identifier(held)
    if not _says_which(key):
        return key
    base = identifier(held)
    whole_name = base in _HOLDERS or (len(key) > 2 and not names_gradient(key) and base.endswith("state"))
    return key if whole_name else base if names_gradient(base) else f"{base}_{key}"


def _says_which(key: str) -> bool:
    """True for the key of a parameter or of its gradient, `W1` or `dW`; a state's key is its name."""
    stem = key.rstrip("0123456789_")
    return names_gradient(stem) or stem == "b" or vocabulary.plays(stem, "parameters")


def _key(index: ast.expr) -> str | int:
    """The text or number that an index begins with; empty if it is computed."""
    match index:
        case ast.Constant(bool()):
            return ""
        case ast.Constant(str(text)) if re.fullmatch(r"\w+", text.strip("_ ")):
            return text.strip("_ ")
        case ast.Constant(int(number)):
            return number
        case ast.BinOp(left, ast.Add()):
            found = _key(left)
            return found if isinstance(found, str) else ""
        case ast.JoinedStr([ast.Constant(str(text)), *_]):
            return text.strip("_ ") if re.fullmatch(r"\w+", text.strip("_ ")) else ""
    return ""
