"""The names of a listing that count steps: the `t` of `for t in range(n)`, the `k` of `beta**k`."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from flashcards.formula.symbols import word_set
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.code_names import identifier
from flashcards.judging.systems.terms import (
    Addition,
    Constant,
    Exponentiation,
    StepCount,
    Term,
    each_term,
    transform,
)

_ALWAYS = word_set(
    "t timestep time_step iteration iter iters it step_num step_count global_step step_t num_steps state_step"
    " epoch iterations n_iter num_iter num_updates"
)
_OFTEN = frozenset({"step", "k", "n", "i", "j", "count", "steps", "idx", "epochs"})
_BODIES = (ast.Module, ast.FunctionDef, ast.For, ast.While, ast.With, ast.If)
_RANGES = frozenset({"range", "trange", "arange"})


def exponent_counters(tree: ast.AST) -> frozenset[str]:
    """The names of a listing that count steps wherever they stand, unless a loop says how."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(_, ast.Pow(), exponent) | ast.Call(
                ast.Attribute(_, "pow" | "power"), [*_, exponent]
            ):
                found |= {name for name in _names(exponent) if name in _OFTEN}
            case ast.AugAssign(target, ast.Add(), ast.Constant(1)):
                found |= set(_names(target))
            case ast.arguments(args=args, defaults=defaults):
                required = args[: len(args) - len(defaults)]
                found |= {each.arg for each in required if each.arg in {"step", "steps_done", "count"}}
            case ast.Name() | ast.Attribute() | ast.Subscript():
                found |= {name for name in _names(node) if name in _ALWAYS}
    return frozenset(found)


def late_counters(tree: ast.AST) -> dict[str, int]:
    """The names that are counted only after they are used, with the shift of the step that they then hold.

    -1 for a `t` that begins at 0 and is an exponent before its `t += 1`.
    """
    begins: dict[str, int] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets, ast.Constant(int(value))) if value in {0, 1}:
                begins |= {name: value for target in targets for name in _names(target)}
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        body: list[ast.stmt] = getattr(node, "body", []) if isinstance(node, _BODIES) else []
        for at, statement in enumerate(body):
            match statement:
                case ast.AugAssign(target, ast.Add(), ast.Constant(1)):
                    late = [name for name in _names(target) if _raised(body[:at], name)]
                    found |= {name: begins[name] - 1 for name in late if name in begins}
    return found


def counters_from_zero(tree: ast.AST) -> dict[str, int]:
    """The names that are an exponent only as `name + 1`, so that they count from 0, with the shift -1."""
    plain: set[str] = set()
    ahead: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(_, ast.Pow(), ast.BinOp(inner, ast.Add(), ast.Constant(1))):
                ahead |= set(_names(inner))
            case ast.BinOp(_, ast.Pow(), exponent):
                plain |= set(_names(exponent))
    return dict.fromkeys(ahead - plain, -1)


def copies_counter(value: ast.expr, counted: Collection[str]) -> bool:
    """True for `i` and `i + 1` where a loop counts by `i`."""
    match value:
        case ast.Name(name) | ast.BinOp(ast.Name(name), ast.Add() | ast.Sub(), ast.Constant(int())):
            return name in counted
    return False


def _raised(statements: list[ast.stmt], name: str) -> bool:
    """True if one of the statements uses `name` as an exponent."""
    return any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and name in _names(node.right)
        for statement in statements
        for node in ast.walk(statement)
    )


def _names(node: ast.expr) -> Iterable[str]:
    bare = node.left if isinstance(node, ast.BinOp) else node
    try:
        return (identifier(bare),)
    except Unreadable:
        return ()


def step_indices(tree: ast.AST) -> frozenset[str]:
    """The names by which a listing looks up the value of the step before: the `t` of `m[t-1]`."""
    return frozenset(
        node.slice.left.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.BinOp)
        and isinstance(node.slice.op, ast.Add | ast.Sub)
        and isinstance(node.slice.left, ast.Name)
        and isinstance(node.slice.right, ast.Constant)
        and node.slice.right.value == 1
    )


def loop_counters(target: ast.expr, over: ast.expr) -> dict[str, int]:
    """The name that a loop counts by, with the shift of its steps: -1 for `for i in range(n)`."""
    match over:
        case ast.Call(ast.Name("tqdm") | ast.Attribute(_, "tqdm"), [inner, *_]):
            return loop_counters(target, inner)
        case ast.Call(ast.Name(name) | ast.Attribute(_, name), args) if name in _RANGES:
            start = args[0] if len(args) > 1 else ast.Constant(0)
            return _counter(target, start)
        case ast.Call(ast.Name("enumerate"), [_, *rest], keywords) if isinstance(target, ast.Tuple):
            named = [each.value for each in keywords if each.arg == "start"]
            return _counter(target.elts[0], (rest + named + [ast.Constant(0)])[0])
        case ast.Call(ast.Name("count") | ast.Attribute(_, "count"), args):
            return _counter(target, args[0] if args else ast.Constant(0))
    return {}


def _counter(target: ast.expr, start: ast.expr) -> dict[str, int]:
    if not isinstance(target, ast.Name):
        return {}
    known = isinstance(start, ast.Constant) and isinstance(start.value, int)
    return {target.id: min(start.value, 100) - 1 if known else 0}  # type: ignore[attr-defined]


def schedule_from_zero(rate: Term) -> Term:
    """A schedule in a loop from 0 as one of the step itself: it may as well count from 0.

    Not so if it corrects a bias: `1 - beta**t` is 0 at a step 0.
    """

    def change(term: Term) -> Term | None:
        return StepCount() if term == StepCount(-1) else None

    return rate if _corrects_bias(rate) else transform(rate, change)


def _corrects_bias(term: Term) -> bool:
    """True if `1 - beta**t` is part of a term."""
    sums = (part for part in each_term(term) if isinstance(part, Addition) and Constant(1.0) in part.terms)
    return any(
        isinstance(part, Exponentiation) and isinstance(part.exponent, StepCount)
        for each in sums
        for part in each_term(each)
    )
