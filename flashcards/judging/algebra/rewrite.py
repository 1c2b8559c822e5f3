"""Rewrites SymPy expressions: parts replaced, reversed or dropped, the rest untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import permutations

import sympy as sp

from flashcards.judging.algebra.symbols import Expr, parts, rebuilt


def is_(symbol: Expr, other: Expr) -> Callable[[Expr], Expr | None]:
    """The substitution of `other` for `symbol`."""
    return lambda e: other if e == symbol else None


def each_change(right: Expr, change: Callable[[Expr], Expr | None]) -> Iterator[tuple[Expr, Expr]]:
    """`right` with `change` applied: everywhere at once, then at each place separately."""
    places = [(path, new) for path, part in paths(right) if (new := change(part)) is not None]
    if len(places) > 1 and not any(_within(one, two) for (one, _), (two, _) in permutations(places, 2)):
        everywhere = right
        for path, new in places:
            everywhere = put_at(everywhere, path, new)
        yield everywhere, places[0][1]
    for path, new in places:
        yield put_at(right, path, new), new


def _within(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    return two[: len(one)] == one


@lru_cache(maxsize=64)
def paths(e: Expr) -> tuple[tuple[tuple[int, ...], Expr], ...]:
    """Every subexpression of `e` with its path, `e` itself first. Kept, since each slip asks for them."""
    return tuple(_each_path(e, ()))


def _each_path(e: Expr, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Expr]]:
    yield path, e
    for place, part in enumerate(e.args):
        yield from _each_path(part, (*path, place))


def put_at(e: Expr, path: tuple[int, ...], new: Expr) -> Expr:
    """`e` with `new` at `path`; the order of the other parts is kept."""
    if not path:
        return new
    args = list(e.args)
    args[path[0]] = put_at(args[path[0]], path[1:], new)
    return rebuilt(e, args)


def drop_terms(e: Expr, name: str) -> Expr:
    """`e` without the terms that have `name` as a factor."""
    if not e.args:
        return e
    args = [drop_terms(part, name) for part in e.args if not (e.is_Add and _has_factor(part, name))]
    return unevaluated_sum(args) if e.is_Add else rebuilt(e, args)


def _has_factor(e: Expr, name: str) -> bool:
    return has_name(e, name) or bool(e.is_Mul and any(_has_factor(part, name) for part in e.args))


def unevaluated_power(base: Expr, exponent: Expr) -> Expr:
    """An unevaluated power."""
    return base if exponent == 1 else sp.Pow(base, exponent, evaluate=False)


def unevaluated_sum(terms: list[Expr]) -> Expr:
    """An unevaluated sum."""
    return terms[0] if len(terms) == 1 else sp.Add(*terms, evaluate=False)


def mul(factors: list[Expr]) -> Expr:
    """An unevaluated product."""
    return factors[0] if len(factors) == 1 else sp.Mul(*factors, evaluate=False)


def negative(e: Expr) -> Expr:
    """`-e`; for a product that begins with -1, the rest of it."""
    if e.is_Mul and e.args[0] == -1:
        return mul(list(e.args[1:]))
    return sp.Mul(-1, e, evaluate=False)


def has_name(e: Expr, name: str) -> bool:
    """True for a symbol of that name, at any time index."""
    return bool(e.is_Symbol and parts(e)[0] == name)


def complement(e: Expr) -> Expr | None:
    """The β in `1 - β`; None for anything else."""
    if e.is_Add and len(e.args) == 2 and sp.Integer(1) in e.args:
        rest = e.args[1] if e.args[0] == 1 else e.args[0]
        factors = [part for part in rest.args if part != -1] if rest.is_Mul else []
        if len(factors) == 1 and len(rest.args) == 2 and factors[0].is_Symbol:
            return factors[0]
    return None


def corrected_parts(e: Expr) -> frozenset[Expr]:
    """What stands in a `1 - …` in `e`, such as the power of a bias correction."""
    sums = (part for part in sp.preorder_traversal(e) if part.is_Add and 1 in part.args)
    return frozenset(part for each in sums for part in sp.preorder_traversal(each))
