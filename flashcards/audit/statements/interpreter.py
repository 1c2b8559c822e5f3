"""Computes what a few lines of Python would assign, given values for the names they read; executes nothing.

It knows arithmetic, NumPy's and PyTorch's functions for it, in-place methods such as `addcmul_`, and
`jax.tree.map`; everything else is Unreadable.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import numpy as np

from flashcards.formula.unreadable import Unreadable

MOST_WORK = 2000
_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{
        name: getattr(np, name)
        for name in ("sqrt", "square", "abs", "sign", "exp", "log", "maximum", "minimum")
    },
    "max": np.maximum,
    "min": np.minimum,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "pow": np.power,
    "clone": lambda x: x,
}
_IN_PLACE: Mapping[str, Callable[..., Any]] = {
    "add": lambda x, y, *, alpha=1.0: x + alpha * y,
    "sub": lambda x, y, *, alpha=1.0: x - alpha * y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "addcmul": lambda x, y, z, *, value=1.0: x + value * y * z,
    "addcdiv": lambda x, y, z, *, value=1.0: x + value * y / z,
    "lerp": lambda x, y, w: x + w * (y - x),
    "sqrt": np.sqrt,
    "neg": np.negative,
}
"""PyTorch's arithmetic methods; with an underscore at the end they write into what they are called on."""


class Interpreter:
    """The values of names while a program is read line by line."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values: MutableMapping[str, Any] = dict(values)
        self.assigned: dict[str, Any] = {}
        self.work = 0

    def run(self, statements: list[ast.stmt]) -> None:
        """Reads statements in order; a loop's body once. Raises Unreadable for what it does not know."""
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign([target], value):
                self._assign(target, self._value(value))
            case ast.AugAssign(target, op, value):
                self._assign(target, self._operated(op, self._value(target), self._value(value)))
            case ast.With(body=body) | ast.For(body=body) | ast.FunctionDef(body=body):
                self.run(body)
            case ast.Return() | ast.Pass() | ast.Expr(ast.Constant()) | ast.If(ast.Compare(_, [ast.Is()])):
                pass
            case ast.Expr(value):
                self._value(value)
            case _:
                raise Unreadable(f"{type(node).__name__} is not read here")

    def _assign(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, tuple) and len(value) == len(target.elts):
            for each, part in zip(target.elts, value, strict=True):
                self._assign(each, part)
            return
        name = name_of(target)
        if not name:
            raise Unreadable("this target has no name")
        self.values[name] = self.assigned[name] = value

    def _value(self, node: ast.expr) -> Any:
        self.work += 1
        if self.work > MOST_WORK:
            raise Unreadable("this is too much work")
        if name := name_of(node):
            if name not in self.values:
                raise Unreadable(f"'{name}' has no value")
            return self.values[name]
        match node:
            case ast.Constant(int() | float() as value):
                return float(value)
            case ast.BinOp(left, op, right):
                return self._operated(op, self._value(left), self._value(right))
            case ast.UnaryOp(ast.USub(), inside):
                return -self._value(inside)
            case ast.Tuple(parts):
                return tuple(self._value(part) for part in parts)
            case ast.Call():
                return self._call(node)
        raise Unreadable(f"{type(node).__name__} is not read here")

    def _operated(self, op: ast.operator, left: Any, right: Any) -> Any:
        if type(op) not in _OPERATORS:
            raise Unreadable(f"{type(op).__name__} is no arithmetic")
        return _OPERATORS[type(op)](left, right)

    def _call(self, node: ast.Call) -> Any:
        match node.func:
            case ast.Attribute(ast.Attribute(_, "tree"), "map") | ast.Attribute(_, "tree_map"):
                return self._mapped(node.args)
            case ast.Attribute(ast.Name("np" | "numpy" | "jnp" | "torch" | "math"), name) if (
                name in _FUNCTIONS
            ):
                return _FUNCTIONS[name](*map(self._value, node.args))
            case ast.Name(name) if name in _FUNCTIONS:
                return _FUNCTIONS[name](*map(self._value, node.args))
            case ast.Name("gradient" | "grad"):
                return self._value(ast.Name("g"))
            case ast.Attribute(base, name):
                return self._method(base, name, node)
        raise Unreadable("this call is not known")

    def _method(self, base: ast.expr, name: str, node: ast.Call) -> Any:
        method = name.removesuffix("_")
        function = _IN_PLACE.get(method) or _FUNCTIONS.get(method)
        if function is None:
            raise Unreadable(f"'{name}' is not known")
        options = {each.arg: self._value(each.value) for each in node.keywords if each.arg}
        try:
            value = function(self._value(base), *map(self._value, node.args), **options)
        except TypeError:
            raise Unreadable(f"'{name}' is not called so") from None
        owner = base
        while (
            isinstance(owner, ast.Call)
            and isinstance(owner.func, ast.Attribute)
            and owner.func.attr.endswith("_")
        ):
            owner = owner.func.value
        if name.endswith("_") and name_of(owner):
            self._assign(owner, value)
        return value

    def _mapped(self, given: list[ast.expr]) -> Any:
        match given:
            case [ast.Lambda(arguments, body), *trees] if len(arguments.args) == len(trees):
                values = [self._value(tree) for tree in trees]
                outside = dict(self.values)
                self.values.update(zip((each.arg for each in arguments.args), values, strict=True))
                value = self._value(body)
                self.values = outside
                return value
        raise Unreadable("this map is not known")


def name_of(node: ast.expr) -> str:
    """The last word of a name: `m` of `self.m`, `state["m"]` and `m`; empty for anything else."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(ast.Name(), name):
            return name
        case ast.Subscript(ast.Name(), ast.Constant(str() as name)):
            return name
    return ""


def names_read(node: ast.AST, inside: frozenset[str] = frozenset()) -> set[str]:
    """The names in a program that stand for values; `inside` are the parameters of the lambdas around it."""
    match node:
        case ast.Lambda(arguments, body):
            return names_read(body, inside | {each.arg for each in arguments.args})
        case ast.Call(ast.Name(), args) | ast.Call(ast.Attribute(ast.Name("np" | "jnp" | "torch"), _), args):
            return set().union(*(names_read(each, inside) for each in [*args, *node.keywords]))
        case ast.Call(ast.Attribute(base), args):
            return set().union(*(names_read(each, inside) for each in [base, *args, *node.keywords]))
        case ast.expr() if name := name_of(node):
            return {name} - inside
    return set().union(*(names_read(each, inside) for each in ast.iter_child_nodes(node)))


def names_assigned(tree: ast.AST) -> set[str]:
    """The names that a program gives a new value, by assignment or by a method that ends in an underscore."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets):
                found |= {name_of(each) for target in targets for each in getattr(target, "elts", [target])}
            case ast.AugAssign(target):
                found.add(name_of(target))
            case ast.Call(ast.Attribute(owner, method)) if method.endswith("_"):
                found.add(name_of(owner))
    return found - {""}
