"""Evaluates a formula tree numerically, given numbers for its names. No algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flashcards.errors import counted, suggest
from flashcards.formula.names import name
from flashcards.formula.render.one_line import inline
from flashcards.formula.traverse import arguments, children, formulas
from flashcards.formula.tree import (
    Apply,
    Fence,
    Fraction,
    Hidden,
    Node,
    Number,
    Product,
    Relation,
    Root,
    Script,
    Sum,
    Symbol,
    Unreadable,
)

NumericValue = float | NDArray[np.float64]

CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": np.pi, "e": np.e, "infty": np.inf})
"""Names that have a value of their own where they are given no other."""

_ONE: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "exp": np.exp,
        "log": np.log,
        "ln": np.log,
        "log2": np.log2,
        "log10": np.log10,
        "log1p": np.log1p,
        "expm1": np.expm1,
        "abs": np.abs,
        "sign": np.sign,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "tanh": np.tanh,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "arcsin": np.arcsin,
        "arccos": np.arccos,
        "arctan": np.arctan,
        "sqrt": np.sqrt,
        "cbrt": np.cbrt,
        "square": np.square,
        "floor": np.floor,
        "ceil": np.ceil,
        "round": np.round,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "relu": lambda x: np.maximum(x, 0),
        "rsqrt": lambda x: 1 / np.sqrt(x),
        "reciprocal": lambda x: 1 / x,
        "norm": np.linalg.norm,
        "sum": np.sum,
        "mean": np.mean,
    }
)
_MANY: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "max": lambda *given: reduce(np.maximum, given),
        "min": lambda *given: reduce(np.minimum, given),
        "hypot": np.hypot,
        "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    }
)
_FENCES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "(": lambda x: x,
        "[": lambda x: x,
        "{": lambda x: x,
        "|": np.abs,
        "Vert": np.linalg.norm,
        "lfloor": np.floor,
        "lceil": np.ceil,
    }
)
_PRODUCTS = frozenset({"", "*", "cdot", "times", "odot", "asterisk", "circ"})


def evaluate(tree: Node, names: Mapping[str, NumericValue]) -> NumericValue:
    """The value of `tree`; arrays give arrays. For `m = …` that of the right side, for `w -= x` the new w.

    Names are looked up as `names_in` gives them. Raises Unreadable for a name without a value, for anything
    but arithmetic, and for a number that is not finite (1/0, towers of powers).
    """
    found = formulas(tree)
    if len(found) != 1:
        raise Unreadable(f"expected one formula, not {len(found)}")
    with np.errstate(all="ignore"):
        result = np.asarray(_value(found[0], names), float)
    if result.ndim:
        return result
    if not np.isfinite(result):
        raise Unreadable(f"this has no finite value: {_shown(tree)}")
    return float(result)


def names_in(tree: Node) -> frozenset[str]:
    """The plain names of the quantities that `value` would look up, constants left out."""
    if isinstance(tree, Relation) and tree.ops[-1] in {"=", ":="}:
        return names_in(tree.sides[-1])
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if named := name(node):
            found.add(named)
        elif isinstance(node, Apply):
            waiting.append(node.argument)
        elif isinstance(node, Script) and node.sub is not None:
            waiting += [Script(node.base, node.sub), node.sup] if node.sup else [node.base]
        else:
            waiting += children(node)
    return frozenset(found - CONSTANTS.keys())


def _value(node: Node, names: Mapping[str, NumericValue]) -> Any:
    if named := name(node):
        return _named(named, names)
    match node:
        case Number(text):
            return np.float64(text)
        case Relation(sides, ops) if ops[-1] in {"=", ":=", *_AUGMENTED}:
            right = _value(sides[-1], names)
            return _AUGMENTED[ops[-1]](_value(sides[-2], names), right) if ops[-1] in _AUGMENTED else right
        case Sum(terms, signs):
            return reduce(
                np.add, [_signed(sign, _value(term, names)) for sign, term in zip(signs, terms, strict=True)]
            )
        case Product(factors, ops):
            return _product([_value(factor, names) for factor in factors], ops)
        case Fraction(top, bottom, True):
            return np.divide(_value(top, names), _value(bottom, names))
        case Root(inside, index):
            base = _value(inside, names)
            return np.sqrt(base) if index is None else np.power(base, 1 / _value(index, names))
        case Script(base, None, sup, 0) if sup is not None:
            return np.power(_value(base, names), _value(sup, names))
        case Script(base, sub, sup, 0) if sub is not None and sup is not None:
            return np.power(_value(Script(base, sub), names), _value(sup, names))
        case Fence(opening, inside, _) if opening in _FENCES:
            return _FENCES[opening](_value(inside, names))
        case Apply():
            return _applied(node, names)
        case Hidden(_, _, inside):
            return _value(inside, names)
    raise Unreadable(f"this has no value: {_shown(node)}")


_AUGMENTED: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"+=": np.add, "-=": np.subtract, "*=": np.multiply, "/=": np.divide, "**=": np.power}
)


def _named(named: str, names: Mapping[str, NumericValue]) -> Any:
    if named in names:
        return np.asarray(names[named], float)[()]
    if named in CONSTANTS:
        return np.float64(CONSTANTS[named])
    known = suggest(named, sorted(names), "known here: {}")
    raise Unreadable(f"'{named}' has no value{'; ' if known else ''}{known}")


def _signed(sign: str, number: Any) -> Any:
    if sign not in {"", "+", "-"}:
        raise Unreadable(f"'{sign}' has no single value")
    return np.negative(number) if sign == "-" else number


def _product(factors: list[Any], ops: tuple[str, ...]) -> Any:
    result = factors[0]
    for op, factor in zip(ops[1:], factors[1:], strict=True):
        if op in {"/", "div"}:
            result = np.divide(result, factor)
        elif op in _PRODUCTS:
            result = np.multiply(result, factor)
        elif op == "bmod":
            result = np.mod(result, factor)
        else:
            raise Unreadable(f"'{op}' is not an arithmetic operation")
    return result


def _applied(node: Apply, names: Mapping[str, NumericValue]) -> Any:
    """Applies a function to its arguments; a power on its name, as in `log²(x)`, applies to its value."""
    named = node.function if isinstance(node.function, Script) else Script(node.function)
    function, power = named.base, named.sup
    base = _value(named.sub, names) if named.sub else None
    called = function.name if isinstance(function, Symbol) else ""
    given = [_value(argument, names) for argument in arguments(node)]
    if called in _ONE and len(given) == 1:
        result = _ONE[called](given[0])
    elif (
        called in _MANY
        and given
        and (called in {"max", "min"} or len(given) == {"hypot": 2, "clip": 3}[called])
    ):
        result = _MANY[called](*given)
    else:
        raise Unreadable(f"unknown function '{_shown(node.function)}' with {counted(len(given), 'argument')}")
    if base is not None:
        result = result / np.log(base)
    return result if power is None else np.power(result, _value(power, names))


def _shown(node: Node) -> str:
    line = inline(node)
    return line if len(line) <= 60 else line[:59] + "…"
