"""Compares programs by what they compute, at numbers drawn for the names in them. Nothing is executed.

A straight program is a value for each name that it sets, in terms of what the names were before; two
programs are the same if they set the same names to the same values. What is no arithmetic is a name of its
own, spelled as `judging.python` spells it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from flashcards.judging import array_calls, python

POINTS = 15
"""At how many numbers programs are compared."""

Numbers = NDArray[np.float64]

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in ("exp", "log", "abs", "sign", "sqrt", "tanh", "cos", "sin")},
    "maximum": np.maximum,
    "minimum": np.minimum,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "pow": np.power,
    "power": np.power,
}
_OPERATORS: Mapping[type[ast.operator], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}


def compute_the_same(one: str, other: str) -> bool:
    """True if two programs are equivalent by syntax or by what they compute.

    Raises Unreadable if one of them is not Python or is too large.
    """
    if python.same(one, other):
        return True
    return _bodies_agree(python.parse_program(one).body, python.parse_program(other).body)


def _bodies_agree(one: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> bool:
    match one, other:
        case [ast.With() | ast.For() as first], [ast.With() | ast.For() as second]:
            return _header(first) == _header(second) and _bodies_agree(first.body, second.body)
    lines = [array_calls.assignments_in(body) for body in (one, other)]
    if lines[0] is None or lines[1] is None:
        return False
    first_set, second_set = (array_calls.compose(each) for each in lines if each is not None)
    return first_set.keys() == second_set.keys() and all(
        values_agree(first_set[name].value, second_set[name].value) for name in first_set
    )


def values_agree(one: ast.expr, other: ast.expr) -> bool:
    """True if two expressions have the same values wherever both are defined, at enough numbers."""
    with np.errstate(all="ignore"):
        first, second = (np.broadcast_to(_value(each), POINTS) for each in (one, other))
    both = np.isfinite(first) & np.isfinite(second)
    near = np.isclose(first[both], second[both], rtol=1e-9, atol=1e-12)
    same_places = bool(np.array_equal(np.isnan(first), np.isnan(second)))
    return same_places and bool(near.all()) and int(both.sum()) >= POINTS // 3


def _header(node: ast.With | ast.For) -> str:
    """The head of a compound statement in a canonical spelling."""
    if isinstance(node, ast.With):
        return "with " + ", ".join(map(python.spelling, node.items))
    return f"for {python.spelling(node.target)} in {python.spelling(node.iter)} {len(node.orelse)}"


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(int() | float() as number) if not isinstance(number, bool) and abs(number) < 1e150:
            return np.float64(number)
        case ast.UnaryOp(ast.USub(), inside):
            return -_value(inside)
        case ast.UnaryOp(ast.UAdd(), inside):
            return _value(inside)
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS and not python.keeps_order(node):
            return _OPERATORS[type(op)](_value(left), _value(right))
        case ast.Call(function, args, []) if (called := _called(function, args)) is not None:
            return _FUNCTIONS[called[0]](*map(_value, called[1]))
    return _drawn(python.spelling(node))


def _called(function: ast.expr, args: Sequence[ast.expr]) -> tuple[str, Sequence[ast.expr]] | None:
    """A function that is computed, with its arguments; None for any other."""
    match function:
        case ast.Attribute(ast.Name(module), name) if module in python.MODULES:
            pass
        case ast.Attribute(base, name):
            args = [base, *args]
        case ast.Name(name):
            pass
        case _:
            return None
    arity = 2 if name in {"maximum", "minimum", "pow", "power"} else 1
    return (name, args) if name in _FUNCTIONS and len(args) == arity else None


def _drawn(name: str) -> Numbers:
    """Numbers that depend on the name alone: a third positive and below 1, where roots of 1 - β exist.

    The others are of both signs and up to 4, so that a bound or an absolute value changes something.
    """
    chance = np.random.default_rng(crc32(name.encode("utf-8", "surrogatepass")))
    tame = np.arange(POINTS) < POINTS // 3
    signs = np.where(tame, 1.0, chance.choice([-1.0, 1.0], POINTS))
    return np.asarray(chance.uniform(0.1, np.where(tame, 0.9, 4.0), POINTS) * signs, float)
