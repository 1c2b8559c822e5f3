"""SymPy symbols of a formula: an indexed quantity is `m[-1]`, a setting `beta1`, the gradient `∇[0]`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sympy as sp

Expr = Any
"""A SymPy expression; SymPy has no types of its own."""

SLOPE = "∇"
"""The name of a gradient that is written out, as in ∇L(θ)."""
HALF = sp.Rational(1, 2)
TIME = sp.Symbol("t")

_AT = re.compile(r"(.+)\[(-?\d+)\]")


def at(name: str, offset: int | None) -> Expr:
    """The symbol of a quantity `offset` steps from the formula's index; None for one without index."""
    return sp.Symbol(name if offset is None else f"{name}[{offset}]")


def parts(symbol: Expr) -> tuple[str, int | None]:
    """Name and offset of a symbol that `at` made."""
    return _parts(symbol.name)


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, int | None]:
    found = _AT.fullmatch(name)
    return (found[1], int(found[2])) if found else (name, None)


@lru_cache(maxsize=8192)
def symbols_in(e: Expr) -> frozenset[Expr]:
    """The symbols of `e`. Those of its parts are kept, which a formula shares with the slips made of it."""
    if not e.args:
        return frozenset((e,)) if e.is_Symbol else frozenset()
    return frozenset().union(*map(symbols_in, e.args))


def replace_parts(e: Expr, change: Mapping[Expr, Expr]) -> Expr:
    """`e` with parts replaced and nothing else touched: no term moves, no number is evaluated."""
    if e in change:
        return change[e]
    if not e.args:
        return e
    args = [replace_parts(part, change) for part in e.args]
    return e if all(new is old for new, old in zip(args, e.args, strict=True)) else rebuilt(e, args)


def rebuilt(e: Expr, args: Sequence[Expr]) -> Expr:
    """An expression of the same kind as `e` with other arguments, unevaluated."""
    return e.func(*args, evaluate=False)
