"""The lines of the dialects as terms: `b*m_ + (1-b)*g` in the table, read once.

A name is a role; `_` after it means the old value, `__` the one before, `F` the next. `g` is the gradient and
`G(x)` the gradient at x; `t` is the step, `gi` within `total(…)` the gradient of each step up to t.
"""

from __future__ import annotations

import ast
from functools import cache

from flashcards.judging.systems.roles import BEFORE, NEW, NEXT, OLD, STATES
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Indexed,
    Letter,
    Multiplication,
    Series,
    StepCount,
    Term,
)

INDEX = "i"
"""The index of the sums in the table."""


@cache
def form(text: str) -> Term:
    """The term that a line of the table denotes."""
    return _term(ast.parse(text, mode="eval").body)


def _term(node: ast.expr) -> Term:
    match node:
        case ast.Constant(value):
            return Constant(float(value))  # type: ignore[arg-type]
        case ast.Name("g"):
            return Gradient()
        case ast.Name("gi"):
            return Indexed("g", INDEX)
        case ast.Name("t"):
            return StepCount()
        case ast.Name(name):
            return role_letter(name)
        case ast.UnaryOp(ast.USub(), operand):
            return negative_term(_term(operand))
        case ast.BinOp(left, op, right):
            return _binary(_term(left), op, _term(right))
        case ast.Call(ast.Name("G"), [where]):
            return Gradient(_term(where))
        case ast.Call(ast.Name("total"), [body]):
            return Series(INDEX, Constant(1.0), StepCount(), _term(body))
        case ast.Call(ast.Name(function), arguments):
            return Application(function, tuple(map(_term, arguments)))
    raise ValueError(ast.dump(node))


def role_letter(name: str) -> Letter:
    """The letter of a role as the table writes it."""
    if name == INDEX:
        return Letter(INDEX)
    for end, time in (("__", BEFORE), ("_", OLD), ("F", NEXT)):
        if name.endswith(end) and name.removesuffix(end) in STATES:
            return Letter(name.removesuffix(end), time)
    return Letter(name, NEW if name in STATES else None)


def _binary(left: Term, op: ast.operator, right: Term) -> Term:
    match op:
        case ast.Add():
            return Addition((left, right))
        case ast.Sub():
            return Addition((left, negative_term(right)))
        case ast.Mult():
            return Multiplication((left, right))
        case ast.Div():
            return Division(left, right)
        case ast.Pow():
            return Exponentiation(left, right)
    raise ValueError(op)


def negative_term(term: Term) -> Term:
    """`-term`; of a number the negative number."""
    if isinstance(term, Constant):
        return Constant(-term.value)
    return Multiplication((Constant(-1.0), term))
