"""Evaluates a formula tree numerically, given numbers for its names. No algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, reduce
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
)
from flashcards.formula.unreadable import Unreadable

NumericValue = float | NDArray[np.float64]
_Function = Callable[[Mapping[str, NumericValue]], Any]

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
    return evaluator(tree)(names)


def evaluator(tree: Node) -> Callable[[Mapping[str, NumericValue]], NumericValue]:
    """`evaluate` of one tree, which is gone through once: for its values at thousands of steps."""
    found = formulas(tree)
    if len(found) != 1:
        raise Unreadable(f"expected one formula, not {len(found)}")
    value = _function(found[0])

    def evaluated(names: Mapping[str, NumericValue]) -> NumericValue:
        with np.errstate(all="ignore"):
            result = np.asarray(value(names), float)
        if result.ndim:
            return result
        if not np.isfinite(result):
            raise Unreadable(f"this has no finite value: {_shown(tree)}")
        return float(result)

    return evaluated


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


def _function(node: Node) -> _Function:
    """The value of a node as a function of the names; of what is no arithmetic one that says so."""
    if named := name(node):
        return partial(_named, named)
    match node:
        case Number(text):
            number = np.float64(text)
            return lambda names: number
        case Relation(sides, ops) if ops[-1] in _AUGMENTED:
            change = _AUGMENTED[ops[-1]]
            return _called(lambda right, left: change(left, right), sides[-1], sides[-2])
        case Relation(sides, ops) if ops[-1] in {"=", ":="}:
            return _function(sides[-1])
        case Sum(terms, signs):
            parts = [_signed(sign, _function(term)) for sign, term in zip(signs, terms, strict=True)]
            return lambda names: reduce(np.add, [part(names) for part in parts])
        case Product(factors, ops):
            return _product([_function(factor) for factor in factors], ops)
        case Fraction(top, bottom, True):
            return _called(np.divide, top, bottom)
        case Root(inside, index):
            return _called(np.sqrt, inside) if index is None else _called(_root, inside, index)
        case Script(base, sub, sup, 0) if sup is not None:
            return _called(np.power, base if sub is None else Script(base, sub), sup)
        case Fence(opening, inside, _) if opening in _FENCES:
            return _called(_FENCES[opening], inside)
        case Apply():
            return _applied(node)
        case Hidden(_, _, inside):
            return _function(inside)
    return _refused(f"this has no value: {_shown(node)}")


_AUGMENTED: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"+=": np.add, "-=": np.subtract, "*=": np.multiply, "/=": np.divide, "**=": np.power}
)


def _called(function: Callable[..., Any], *nodes: Node) -> _Function:
    """What a function makes of the values of one node or two."""
    first, *others = map(_function, nodes)
    if not others:
        return lambda names: function(first(names))
    (second,) = others
    return lambda names: function(first(names), second(names))


def _root(base: Any, degree: Any) -> Any:
    return np.power(base, 1 / degree)


def _refused(why: str) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise Unreadable(why)

    return refuse


def _named(named: str, names: Mapping[str, NumericValue]) -> Any:
    if named in names:
        value = names[named]
        return np.float64(value) if isinstance(value, float) else np.asarray(value, float)[()]
    if named in CONSTANTS:
        return np.float64(CONSTANTS[named])
    known = suggest(named, sorted(names), "known here: {}")
    raise Unreadable(f"'{named}' has no value{'; ' if known else ''}{known}")


def _signed(sign: str, value: _Function) -> _Function:
    if sign in {"", "+"}:
        return value
    change = np.negative if sign == "-" else _refused(f"'{sign}' has no single value")
    return lambda names: change(value(names))


def _product(factors: list[_Function], ops: tuple[str, ...]) -> _Function:
    operations = [_operation(op) for op in ops[1:]]

    def multiply(names: Mapping[str, NumericValue]) -> Any:
        result, *others = [factor(names) for factor in factors]
        for operation, other in zip(operations, others, strict=True):
            result = operation(result, other)
        return result

    return multiply


def _operation(op: str) -> Callable[..., Any]:
    if op in {"/", "div"}:
        return np.divide
    if op in _PRODUCTS:
        return np.multiply
    return np.mod if op == "bmod" else _refused(f"'{op}' is not an arithmetic operation")


def _applied(node: Apply) -> _Function:
    """A function of its arguments; a power on its name, as in `log²(x)`, applies to its value."""
    named = node.function if isinstance(node.function, Script) else Script(node.function)
    given = [_function(argument) for argument in arguments(node)]
    function = _known(named.base, len(given)) or _refused(
        f"unknown function '{_shown(node.function)}' with {counted(len(given), 'argument')}"
    )
    base, power = (part and _function(part) for part in (named.sub, named.sup))

    def apply(names: Mapping[str, NumericValue]) -> Any:
        divisor = np.log(base(names)) if base else None
        result = function(*(each(names) for each in given))
        if divisor is not None:
            result = result / divisor
        return np.power(result, power(names)) if power else result

    return apply


def _known(function: Node, count: int) -> Callable[..., Any] | None:
    """What computes a function of so many arguments."""
    called = function.name if isinstance(function, Symbol) else ""
    if count == 1 and called in _ONE:
        return _ONE[called]
    takes = {"hypot": 2, "clip": 3}.get(called, count)
    return _MANY.get(called) if count and takes == count else None


def _shown(node: Node) -> str:
    line = inline(node)
    return line if len(line) <= 60 else line[:59] + "…"
