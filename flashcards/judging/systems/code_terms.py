"""Expressions of Python's syntax tree → terms. Nothing is executed."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Mapping

from flashcards.formula import vocabulary
from flashcards.formula.symbols import word_set
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems import code_calls
from flashcards.judging.systems.code_names import identifier
from flashcards.judging.systems.definitions import minus
from flashcards.judging.systems.identifiers import letter_of_name, names_gradient
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Letter,
    Multiplication,
    StepCount,
    Term,
    each_term,
)

Meanings = Mapping[str, Term]
"""What the parameters of a lambda, or the targets of a comprehension, stand for."""
_MODULES = word_set("np numpy jnp jax torch math tf mx cp F K nn lax optax ops keras tree_util xp backend")
_MAPS = frozenset({"tree_map", "map", "tree_multimap", "multimap", "map_structure"})
_AHEAD = re.compile(r"ahead|look|nag|nesterov|tilde|temp|interim")
"""How a point is called that is no name of the weights themselves."""
_DEEPEST = 60
_LARGEST = 2_000
"""Parts of a term; functions of functions may make more of a short listing than can be read."""


class CodeTerms:
    """Reads the expressions of one listing."""

    def __init__(self, step_index: frozenset[str] = frozenset()) -> None:
        self.steps: dict[str, int] = {}
        """The names that count steps now, with the shift of each."""
        self.functions: dict[str, ast.Lambda] = {}
        """Functions of one expression that the listing defines."""
        self.corrected: dict[str, Term] = {}
        """Parameters that the function corrects for its own use, with what they stand for from there on."""
        self.step_index = step_index
        """The names by which arrays hold a value for each step, as in `m[t-1]`."""
        self._depth = 0
        self._budget = 50_000

    def term(self, node: ast.expr, meanings: Meanings | None = None) -> Term:
        """The term that `node` computes. Raises Unreadable if it is no arithmetic."""
        self._depth += 1
        self._budget -= 1
        try:
            if self._depth > _DEEPEST or self._budget < 0:
                raise Unreadable("this is nested too deeply to judge")
            return self._term(node, meanings or {})
        finally:
            self._depth -= 1

    def _term(self, node: ast.expr, meanings: Meanings) -> Term:
        match node:
            case ast.Constant(bool()):
                raise Unreadable("a truth value is no number")
            case ast.Constant(int() | float() as value):
                return Constant(_number(value))
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self.name(node, meanings)
            case ast.UnaryOp(ast.USub(), operand):
                return minus(self.term(operand, meanings))
            case ast.UnaryOp(ast.UAdd(), operand):
                return self.term(operand, meanings)
            case ast.BinOp(left, ast.Div(), ast.Call(ast.Name("len"))):
                return self.term(left, meanings)  # of a sum over a batch the mean
            case ast.BinOp(left, op, right):
                return self._operation(op, self.term(left, meanings), self.term(right, meanings))
            case ast.Tuple([single]) | ast.List([single]):
                return self.term(single, meanings)
            case ast.Call():
                return self._call(node, meanings)
            case ast.ListComp(element, [ast.comprehension(target, over, [])]) | ast.GeneratorExp(
                element, [ast.comprehension(target, over, [])]
            ):
                return self.term(element, {**meanings, **self._elements(target, over, meanings)})
            case ast.DictComp(value=element):
                return self.term(element, meanings)
        raise Unreadable("this is no arithmetic")

    def name(self, node: ast.expr, meanings: Meanings | None = None) -> Term:
        """What a name stands for: its meaning, the number of the step, the gradient, or a letter."""
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            return Gradient()
        if isinstance(node, ast.Attribute) and node.attr in {"pi", "e"} and _is_module(node.value):
            return Constant(math.pi if node.attr == "pi" else math.e)
        if isinstance(node, ast.Subscript) and (found := self._timed(node)) is not None:
            return found
        word = identifier(node)
        if word in (meanings or {}):
            return (meanings or {})[word]
        if word in self.corrected:
            return self.corrected[word]
        if word in self.steps:
            return StepCount(self.steps[word])
        return Constant(math.pi) if word == "pi" else letter_of_name(word)

    def _timed(self, node: ast.Subscript) -> Term | None:
        """`m[t-1]` as the m before, where the listing holds a value for each step; None for other items."""
        match node.slice:
            case ast.Name(index) if index in self.step_index:
                offset = 0
            case ast.BinOp(ast.Name(index), ast.Add() | ast.Sub() as op, ast.Constant(int(number))) if (
                index in self.step_index and number < 10
            ):
                offset = number if isinstance(op, ast.Add) else -number
            case _:
                return None
        named = letter_of_name(identifier(node.value))
        return Letter(named.name, offset) if isinstance(named, Letter) else named

    def _operation(self, op: ast.operator, left: Term, right: Term) -> Term:
        match op:
            case ast.Add() | ast.Sub():
                right = minus(right) if isinstance(op, ast.Sub) else right
                return _shifted(left, right) or Addition((left, right))
            case ast.Mult():
                return Multiplication((left, right))
            case ast.Div():
                return Division(left, right)
            case ast.FloorDiv():
                return Application("floor", (Division(left, right),))
            case ast.Pow():
                return Exponentiation(left, right)
        raise Unreadable("this operator is none of the terms")

    def _call(self, node: ast.Call, meanings: Meanings) -> Term:
        name, given = _called(node)
        if names_gradient(name) or name.startswith(("grad", "nabla", "compute_grad", "numerical_grad")):
            return self._gradient(node.args, meanings)
        if isinstance(node.func, ast.Call) and "grad" in ast.unparse(node.func)[:80]:
            return self._gradient(node.args, meanings)
        if name in _MAPS and node.args:
            function, *values = node.args
            return self._applied(self._function(function), values, meanings)
        if name in self.functions and isinstance(node.func, ast.Name):
            return self._applied(self.functions[name], node.args, meanings)
        if name in {"get", "setdefault"}:
            return self.name(node, meanings)
        if isinstance(node.func, ast.Attribute) and _is_update_at(node.func.value):
            given = [node.func.value.value.value, *node.args]  # type: ignore[attr-defined]
        terms = [self.term(each, meanings) for each in given]
        named = {
            each.arg: self.term(each.value, meanings)
            for each in node.keywords
            if each.arg and each.arg not in {"out", "dtype", "axis", "dim", "keepdim", "device", "copy"}
        }
        return code_calls.library_call(name, terms, named)

    def _function(self, node: ast.expr) -> ast.Lambda:
        if isinstance(node, ast.Lambda):
            return node
        if isinstance(node, ast.Name) and node.id in self.functions:
            return self.functions[node.id]
        raise Unreadable("a function that is not known is applied")

    def _applied(self, function: ast.Lambda, values: Iterable[ast.expr], meanings: Meanings) -> Term:
        """What a function computes of arguments."""
        parameters = [each.arg for each in function.args.args]
        given = dict(zip(parameters, (self.term(value, meanings) for value in values), strict=False))
        made = self.term(function.body, {**meanings, **given})
        if any(at >= _LARGEST for at, _ in enumerate(each_term(made))):
            raise Unreadable("this makes too large a term")
        return made

    def _elements(self, target: ast.expr, over: ast.expr, meanings: Meanings) -> dict[str, Term]:
        """What the targets of a loop over lists stand for: the m of `for m_i, g_i in zip(m, g)`."""
        match target, over:
            case ast.Name(name), _ if not isinstance(over, ast.Call):
                return {name: self.term(over, meanings)}
            case ast.Tuple(targets), ast.Call(ast.Name("zip"), lists):
                pairs = zip(targets, lists, strict=False)
                return {one.id: self.term(held, meanings) for one, held in pairs if isinstance(one, ast.Name)}
        return {}

    def _gradient(self, args: list[ast.expr], meanings: Meanings) -> Gradient:
        """The gradient at the weights that a call names among its arguments."""
        found: list[Term] = []
        for each in args:
            try:
                found.append(self.term(each, meanings))
            except Unreadable:
                continue
        points = [one for one in found if not isinstance(one, Letter | Constant | Gradient | StepCount)]
        named = [one for one in found if isinstance(one, Letter)]
        ahead = [one for one in named if _AHEAD.search(one.name)]
        weights = [one for one in named if vocabulary.plays(one.name, "parameters")]
        ahead += [one for one in named[:1] if one.name in {"phi", "y", "z", "q"}]
        return Gradient(next(iter([*points, *ahead, *weights]), None))


def _called(node: ast.Call) -> tuple[str, list[ast.expr]]:
    """The name of what is called, and its arguments, the object of a method first."""
    match node.func:
        case ast.Name(name):
            return name, node.args
        case ast.Attribute(value, name):
            return name, node.args if _is_module(value) else [value, *node.args]
        case ast.Call(function):
            return _called(ast.Call(function, [], []))[0], node.args
    raise Unreadable("what is called here has no name")


def _is_module(node: ast.expr) -> bool:
    """True for `np`, `jax.numpy`, `torch.linalg`."""
    match node:
        case ast.Name(name):
            return name in _MODULES
        case ast.Attribute(ast.Name(name)) | ast.Attribute(ast.Attribute(ast.Name(name))):
            return name in _MODULES
    return False


def _is_update_at(node: ast.expr) -> bool:
    """True for `x.at[i]`, whose methods make a changed copy of x."""
    return (
        isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "at"
    )


def _number(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        raise Unreadable("this number is too large") from None


def _shifted(left: Term, right: Term) -> StepCount | None:
    """`t + 1` as the number of a step; None for other sums."""
    if isinstance(right, StepCount):
        left, right = right, left
    if isinstance(left, StepCount) and isinstance(right, Constant) and abs(right.value) < 100:
        return StepCount(left.shift + int(right.value)) if right.value.is_integer() else None
    return None
