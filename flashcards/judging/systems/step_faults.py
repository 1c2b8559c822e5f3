"""Faults of a listing that no single line shows: a step never counted, a state that parameters share."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Literal

from flashcards.value import Value

_PARAMETERS = re.compile(r"param|weight|layer|variables|grads\b", re.IGNORECASE)
"""What a loop over parameters names in its head."""


class StepFault(Value, frozen=True):
    """A fault that shows only over several steps, or over several parameters."""

    kind: Literal["never-counted", "shared-state"]
    name: str
    """As it is written: `self.t`."""
    line: int
    """The line of the listing, from 1: where the step is used, or where the state changes."""


def step_faults(tree: ast.Module) -> tuple[StepFault, ...]:
    """The faults of a listing, in the order of its lines."""
    return tuple(sorted({*_never_counted(tree), *_shared_states(tree)}, key=lambda fault: fault.line))


def _never_counted(tree: ast.Module) -> Iterator[StepFault]:
    """Exponents such as the `t` of `beta**t` that are set to a number and never change."""
    fixed, changed = _assigned_names(tree)
    seen: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(_, ast.Pow(), exponent) | ast.Call(
                ast.Attribute(_, "pow" | "power"), [_, exponent]
            ) if isinstance(exponent, ast.Name | ast.Attribute | ast.Subscript):
                name = ast.unparse(exponent)
                if name in fixed and name not in changed and name not in seen:
                    seen.add(name)
                    yield StepFault("never-counted", name, exponent.lineno)


def _assigned_names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The names that are set to 0 or 1, and those that change: by `+=`, a loop, a call or another value."""
    fixed: set[str] = set()
    changed: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets, ast.Constant(0 | 1)):
                fixed |= {ast.unparse(target) for target in targets}
            case ast.Assign(targets):
                changed |= {ast.unparse(part) for target in targets for part in _parts(target)}
            case ast.AugAssign(target) | ast.For(target) | ast.comprehension(target) | ast.NamedExpr(target):
                changed |= {ast.unparse(part) for part in _parts(target)}
            case ast.arg(name):
                changed.add(name)
    return fixed, changed


def _parts(target: ast.expr) -> list[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def _shared_states(tree: ast.Module) -> Iterator[StepFault]:
    """States that a loop over parameters changes without looking up which parameter's they are."""
    for loop in ast.walk(tree):
        if not (isinstance(loop, ast.For) and _PARAMETERS.search(ast.unparse(loop.iter)[:200])):
            continue
        own = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
        writes = [*_writes(loop)]
        fresh = {name for name, reads_itself, _ in writes if not reads_itself}
        for name, reads_itself, line in writes:
            if reads_itself and name not in fresh and name.split(".")[0] not in own - {"self"}:
                yield StepFault("shared-state", name, line)


def _writes(loop: ast.For) -> Iterator[tuple[str, bool, int]]:
    """Each name that the loop sets, whether its new value comes from its old one, and the line."""
    for node in ast.walk(loop):
        match node:
            case ast.Assign([ast.Name() | ast.Attribute() as target], value):
                name = ast.unparse(target)
                yield name, _remembers(name, value), node.lineno
            case ast.Assign([ast.Tuple(targets)], _):
                yield from ((ast.unparse(target), False, node.lineno) for target in targets)
            case ast.For(target) if node is not loop:
                yield from ((ast.unparse(part), False, node.lineno) for part in _parts(target))


def _remembers(name: str, value: ast.expr) -> bool:
    """True for a fading memory, `b * m + (1 - b) * g`: a sum in which `name` is a factor of a term.

    `total = total + …` is none: sums over all parameters are meant to be shared.
    """
    match value:
        case ast.BinOp(one, ast.Add(), other):
            return any(_multiplies(name, term) for term in (one, other))
    return False


def _multiplies(name: str, term: ast.expr) -> bool:
    match term:
        case ast.BinOp(left, ast.Mult(), right):
            return name in {ast.unparse(left), ast.unparse(right)}
    return False
