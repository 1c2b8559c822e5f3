"""The names of Python's syntax tree: `self.m[key]` is m, `state['exp_avg']` is exp_avg."""

from __future__ import annotations

import ast
import re

from flashcards.formula import vocabulary
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.identifiers import names_gradient

_TRANSPARENT = frozenset({"data", "value", "values", "real", "at"})
_HOLDERS = frozenset({"params", "parameters", "param", "weights", "self", "theta", "model", "layer"})
"""Dictionaries and objects whose key alone is the name."""


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
    if key in _HOLDERS or not _says_which(key):
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


def innermost_object(node: ast.expr) -> ast.expr:
    """The object that a chain of calls changes: `m` of `m.mul_(b).add_(g)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return node
