"""Surgery on SymPy expressions: parts replaced, turned round or left out, and the rest left as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations

import sympy as sp

from flashcards.judging.algebra.symbols import Expr, parts, rebuilt


def is_(symbol: Expr, other: Expr) -> Callable[[Expr], Expr | None]:
    """A change of `symbol` to `other`."""
    return lambda e: other if e == symbol else None


def changed(right: Expr, change: Callable[[Expr], Expr | None]) -> Iterator[tuple[Expr, Expr]]:
    """`right` with what `change` finds put in place: everywhere at once, then at each place alone."""
    places = [(path, new) for path, part in paths(right) if (new := change(part)) is not None]
    if len(places) > 1 and not any(_within(one, two) for (one, _), (two, _) in permutations(places, 2)):
        everywhere = right
        for path, new in places:
            everywhere = put(everywhere, path, new)
        yield everywhere, places[0][1]
    for path, new in places:
        yield put(right, path, new), new


def _within(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    return two[: len(one)] == one


def paths(e: Expr, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Expr]]:
    """Every part of `e` with the way to it, `e` itself first."""
    yield path, e
    for place, part in enumerate(e.args):
        yield from paths(part, (*path, place))


def put(e: Expr, path: tuple[int, ...], new: Expr) -> Expr:
    """`e` with `new` at `path`; the parts keep their places."""
    if not path:
        return new
    args = list(e.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    return rebuilt(e, args)


def without(e: Expr, name: str) -> Expr:
    """`e` without the terms in which `name` is a factor."""
    if not e.args:
        return e
    args = [without(part, name) for part in e.args if not (e.is_Add and _has_factor(part, name))]
    return add(args) if e.is_Add else rebuilt(e, args)


def _has_factor(e: Expr, name: str) -> bool:
    return named(e, name) or bool(e.is_Mul and any(_has_factor(part, name) for part in e.args))


def power(base: Expr, exponent: Expr) -> Expr:
    """A power as it stands."""
    return base if exponent == 1 else sp.Pow(base, exponent, evaluate=False)


def add(terms: list[Expr]) -> Expr:
    """A sum as it stands."""
    return terms[0] if len(terms) == 1 else sp.Add(*terms, evaluate=False)


def mul(factors: list[Expr]) -> Expr:
    """A product as it stands."""
    return factors[0] if len(factors) == 1 else sp.Mul(*factors, evaluate=False)


def negative(e: Expr) -> Expr:
    """`-e`; of a product that begins with -1, the rest."""
    if e.is_Mul and e.args[0] == -1:
        return mul(list(e.args[1:]))
    return sp.Mul(-1, e, evaluate=False)


def named(e: Expr, name: str) -> bool:
    """True for the symbol of that name, at whatever moment."""
    return bool(e.is_Symbol and parts(e)[0] == name)


def complement(e: Expr) -> Expr | None:
    """The β of `1 - β`; None for all else."""
    if e.is_Add and len(e.args) == 2 and sp.Integer(1) in e.args:
        rest = e.args[1] if e.args[0] == 1 else e.args[0]
        factors = [part for part in rest.args if part != -1] if rest.is_Mul else []
        if len(factors) == 1 and len(rest.args) == 2 and factors[0].is_Symbol:
            return factors[0]
    return None
