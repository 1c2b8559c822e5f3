"""What one call of PyTorch, NumPy, JAX or Optax computes, as arithmetic."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from flashcards.formula import vocabulary
from flashcards.judging.python import MODULES

_SAME = frozenset(
    {"conj", "clone", "detach", "copy", "contiguous", "float", "double", "numpy", "cpu", "item"}
)
"""Methods that give the numbers they are called on."""
_OTHER_NAMES: Mapping[str, str] = {
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "true_divide": "div",
    "negative": "neg",
    "apply_updates": "add",
    "fmax": "maximum",
    "fmin": "minimum",
    "fabs": "abs",
}
COMPUTED = frozenset({"sqrt", "rsqrt", "abs", "sign", "exp", "log", "pow", "maximum", "minimum"})
"""Functions of one tensor or two that code may apply in place, as in `v.sqrt_()`."""


def value_of_call(function: str, given: Sequence[ast.expr], words: Mapping[str, ast.expr]) -> ast.expr | None:
    """What the call of `function` gives; None if it is no arithmetic known here."""
    name = plain_name(function)
    if function.startswith("_foreach_addc") and len(given) == 4:
        *given, factor = given
        words = {**words, "value": factor}
    match name, [*given], [*words.items()]:
        case (_, [x], []) | ("copy", [_, x], []) if name in _SAME:
            return x
        case "neg", [x], []:
            return ast.UnaryOp(ast.USub(), x)
        case "square", [x], []:
            return ast.BinOp(x, ast.Pow(), ast.Constant(2))
        case "reciprocal", [x], []:
            return ast.BinOp(ast.Constant(1), ast.Div(), x)
        case "add" | "sub", [x, y], [("alpha", factor)] if not _changes(factor):
            return ast.BinOp(x, OPERATORS[name], ast.BinOp(factor, ast.Mult(), y))
        case "add" | "sub" | "mul" | "div", [x, y], [] | [("other", _)]:
            return ast.BinOp(x, OPERATORS[name], y)
        case "clamp" | "clip", [x, *bounds], _ if (bounded := _clamped(x, bounds, words)) is not None:
            return bounded
    return _blended(name, given, words) or _added(name, given, words)


def _blended(name: str, given: Sequence[ast.expr], words: Mapping[str, ast.expr]) -> ast.expr | None:
    match name, [*given], [*words.items()]:
        case ("lerp", [x, end, weight], []) | ("lerp", [x, end], [("weight", weight)]):
            return _lerp(x, end, weight)
        case "lerp", [x], [("end", end), ("weight", weight)]:
            return _lerp(x, end, weight)
        case "incremental_update", [end, x, weight], []:
            return _lerp(x, end, weight)
    return None


def _added(name: str, given: Sequence[ast.expr], words: Mapping[str, ast.expr]) -> ast.expr | None:
    """A tensor with a multiple of another, or of a product or quotient of two; the factor may stand first."""
    match name, [*given], [*words.items()]:
        case "add", [x, factor, y], [] if not _changes(factor):
            return ast.BinOp(x, ast.Add(), ast.BinOp(factor, ast.Mult(), y))
        case "addcmul" | "addcdiv", [x, a, b], []:
            return ast.BinOp(x, ast.Add(), ast.BinOp(a, OPERATORS[name], b))
        case "addcmul" | "addcdiv", [x, a, b], [("value", factor)] if not _changes(factor):
            return _plus(x, factor, a, OPERATORS[name], b)
        case "addcmul" | "addcdiv", [x, factor, a, b], [] if not (_changes(factor) or _is_number(b)):
            return _plus(x, factor, a, OPERATORS[name], b)
    return None


def _clamped(x: ast.expr, bounds: Sequence[ast.expr], words: Mapping[str, ast.expr]) -> ast.expr | None:
    """`x` kept from passing its bounds, each of which may be left out; None for other arguments."""
    found = dict(zip(("min", "max"), bounds, strict=False))
    found |= {word.removeprefix("a_"): bound for word, bound in words.items()}
    if len(bounds) > 2 or not found or not found.keys() <= {"min", "max"}:
        return None
    for name, function in (("min", "maximum"), ("max", "minimum")):
        match found.get(name):
            case None | ast.Constant(None):
                pass
            case bound:
                x = ast.Call(ast.Name(function), [x, bound], [])
    return x


_TENSORS = ("first-corrected", "second-corrected", "change")
_NUMBERS = (
    *("rate", "first-decay", "second-decay", "decay", "weight-decay", "dampening"),
    *("stabilizer", "time"),
)


def _changes(node: ast.expr) -> bool:
    """True if the expression holds a tensor: PyTorch takes none for a factor, which it multiplies with."""
    return any(vocabulary.moves(name) or vocabulary.plays(name, *_TENSORS) for name in _names_in(node))


def _is_number(node: ast.expr) -> bool:
    """True if the expression is made of numbers and settings: PyTorch takes none for one of two tensors."""
    return all(vocabulary.plays(name, *_NUMBERS) and not vocabulary.moves(name) for name in _names_in(node))


def _names_in(node: ast.expr) -> Iterator[str]:
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name) and each.id not in MODULES)


OPERATORS: Mapping[str, ast.operator] = {
    "add": ast.Add(),
    "sub": ast.Sub(),
    "mul": ast.Mult(),
    "div": ast.Div(),
    "addcmul": ast.Mult(),
    "addcdiv": ast.Div(),
}


def _lerp(x: ast.expr, end: ast.expr, weight: ast.expr) -> ast.expr:
    return ast.BinOp(x, ast.Add(), ast.BinOp(weight, ast.Mult(), ast.BinOp(end, ast.Sub(), x)))


def _plus(x: ast.expr, factor: ast.expr, a: ast.expr, op: ast.operator, b: ast.expr) -> ast.expr:
    return ast.BinOp(x, ast.Add(), ast.BinOp(ast.BinOp(factor, ast.Mult(), a), op, b))


def is_module(node: ast.expr) -> bool:
    """True for the name of a library that computes with arrays."""
    return isinstance(node, ast.Name) and node.id in MODULES


def plain_name(name: str) -> str:
    """The name of what a function computes: `mul` for `mul_`, `_foreach_mul_` and `multiply`."""
    plain = name.removeprefix("_foreach_").rstrip("_")
    return _OTHER_NAMES.get(plain, plain)
