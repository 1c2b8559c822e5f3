"""Proves by algebra that two expressions are equal; undecided if the question is too large."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import comb
from typing import Any

import sympy as sp

from flashcards.formula import vocabulary
from flashcards.judging.algebra.symbols import SLOPE, TIME, Expr, at, parts
from flashcards.judging.reference import Reference

MOST_OPERATIONS = 300
MOST_TERMS = 3000

_REAL: Mapping[str, Any] = {"max": sp.Max, "min": sp.Min, "abs": sp.Abs, "sign": sp.sign}


def prove_equal(one: Expr, other: Expr, of: Reference, off: frozenset[str] = frozenset()) -> bool:
    """True if SymPy proves both equal in every run; False if it cannot decide.

    The settings `off` are zero.
    """
    sides = [_plain(side.xreplace(_written_out(of, off))) for side in (one, other)]
    if sum(side.count_ops() for side in sides) > MOST_OPERATIONS:
        return False
    gap = sides[0] - sides[1]
    if gap == 0:
        return True
    top = sp.fraction(sp.together(gap))[0]
    return any(_terms(form) <= MOST_TERMS and sp.expand(form) == 0 for form in (gap, top))


@lru_cache(maxsize=64)
def _written_out(of: Reference, off: frozenset[str]) -> Mapping[Expr, Expr]:
    """Every quantity of this step in terms of the previous one: the rule's own code run on symbols."""
    if of.rule is None:
        return {at(SLOPE, 0): at("g", 0)}
    old = of.rule.first(at("theta", -1))
    old = old._replace(**{name: at(name, -1) for name in old._fields if name != "t"}, t=TIME - 1)
    settings = {name: 0 if name in off else sp.Symbol(name) for name in of.settings}
    new = of.rule.step(old, at("g", 0), **settings)
    found = {
        at(name, 0): sp.sympify(value) for name, value in new._asdict().items() if name not in {"t", "g"}
    }
    return {**found, at(SLOPE, 0): at("g", 0)}


def _plain(e: Expr) -> Expr:
    """`e` evaluated over real symbols, with non-negative quantities declared as such."""
    if e.is_Symbol:
        name = parts(e)[0]
        if e == TIME:
            return sp.Symbol("t", integer=True, positive=True)
        positive = name in vocabulary.POSITIVE or (e.name == name and name not in vocabulary.SIGNED)
        return sp.Symbol(e.name, positive=True) if positive else sp.Symbol(e.name, real=True)
    if e.is_Float:
        return sp.nsimplify(e, rational=True)
    if not e.args:
        return e
    args = [_plain(part) for part in e.args]
    return _REAL[type(e).__name__](*args) if type(e).__name__ in _REAL else e.func(*args)


def _terms(e: Expr) -> int:
    """An upper bound on the number of terms that `expand` would produce."""
    if e.is_Add:
        return sum(_terms(part) for part in e.args)
    if e.is_Mul:
        product = 1
        for part in e.args:
            product *= _terms(part)
        return product
    if e.is_Pow and e.exp.is_Integer:
        base, power = _terms(e.base), abs(int(e.exp))
        return comb(base + power - 1, power) if power <= 64 else MOST_TERMS + 1
    return max([_terms(part) for part in e.args], default=1)
