r"""Converts formula trees to SymPy, with names by role and time indices relative to one step.

Nothing is evaluated while it is built: a power of numbers stays a power, and a formula that is too long,
too deep, or holds a number too large, is refused with `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import sympy as sp

from flashcards.formula import vocabulary
from flashcards.formula.tree import Node, Relation, Row
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.algebra.from_tree import TreeConverter
from flashcards.judging.algebra.symbols import HALF, SLOPE, TIME, Expr, at, parts, replace_parts

__all__ = [
    "HALF",
    "SLOPE",
    "TIME",
    "AlgebraicFormula",
    "Expr",
    "at",
    "exactly",
    "forms",
    "formula",
    "parts",
    "replace_parts",
    "spread",
]

EQUALS = frozenset({"=", ":=", "gets", "equiv", "doteq"})
"""The relations that define."""

ARROWS = frozenset({"to", "mapsto"})
"""In an answer, `w → w - ηg` says what w becomes; in a note, `v → 0` where it tends."""

_GROWS: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "+=": lambda old, by: sp.Add(old, by, evaluate=False),
    "-=": lambda old, by: sp.Add(old, sp.Mul(-1, by, evaluate=False), evaluate=False),
    "*=": lambda old, by: sp.Mul(old, by, evaluate=False),
    "/=": lambda old, by: sp.Mul(old, sp.Pow(by, -1, evaluate=False), evaluate=False),
}


@dataclass(frozen=True)
class AlgebraicFormula:
    """One formula in SymPy: what it defines, and its right sides."""

    left: Expr | None
    """None where only a right side was written."""
    rights: tuple[Expr, ...]
    """One for each relation sign of the chain."""
    relation: str = "="
    spelled: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Name → the name that the formula gives it: `v_hat` may be written `s_hat`."""
    timed: frozenset[str] = frozenset()
    """The names that have a moment."""
    shift: int = 0
    """1 where the left side is one step ahead of the formula's letter, as in `m_{t+1} = …`."""

    @property
    def right(self) -> Expr:
        """The expression after the first relation sign."""
        return self.rights[0]

    @property
    def defines(self) -> str:
        """The name on the left side; empty if the left side is missing or more than a name."""
        return parts(self.left)[0] if self.left is not None and self.left.is_Symbol else ""

    @property
    def symbols(self) -> frozenset[Expr]:
        """All symbols of the right sides."""
        return frozenset().union(*(side.free_symbols for side in self.rights))

    @property
    def names(self) -> frozenset[str]:
        """The names of those symbols without their time indices."""
        return frozenset(parts(symbol)[0] for symbol in self.symbols)

    def shown(self, name: str) -> str:
        """The name as the formula writes it, on one line."""
        return vocabulary.unicode(self.spelled.get(name, name))


def formula(
    node: Node,
    *known: Collection[str],
    timed: Collection[str] | None = None,
    left: str = "",
    ahead: int = 0,
    before: int = 0,
    moments: Mapping[str, int] = MappingProxyType({}),
) -> AlgebraicFormula:
    """`node` as a formula whose time index is that of its left side.

    For a right side alone, `left` is the quantity it defines and `ahead` the offset of its index (without an
    index, its t can only be that of the quantity asked for). A name without an index among indexed ones means
    the value at its moment in `moments`, else at `before`, or for the defined quantity the value one step
    earlier. `timed` are the indexed
    names, by default those with an index somewhere and the defined quantity.
    Names are resolved through `known` (see `roles.assigned`); those in `timed` change from step to step.
    Raises Unreadable if it is too large or contains something without an algebraic meaning.
    """
    reader = TreeConverter(node, known, timed)
    if not isinstance(node, Relation):
        alone = AlgebraicFormula(None, (reader.expr(node),), "=", reader.spelled, reader.timed)
        indexed = any(parts(symbol)[1] is not None for symbol in alone.symbols)
        return _moved(alone, -ahead if indexed else 0, left, before, moments)
    if left and node.ops[0] in ARROWS and len(node.ops) > 1:
        node = Relation(node.sides[1:], node.ops[1:])  # `w → w' = w - ηg`
    first, *rest = node.sides
    if not any(rest):
        raise Unreadable("the right side is missing", 0)
    sides = [reader.expr(side) for side in rest]
    name = reader.expr(first) if first != Row() else None
    op = node.ops[0]
    if op in _GROWS:
        sides[0] = _GROWS[op](name if name is not None else sp.Symbol(left), sides[0])
    defined, offset = parts(name) if name is not None and name.is_Symbol else (left, 0)
    moving = reader.timed if timed is not None else reader.timed | {defined}
    defining = EQUALS | _GROWS.keys() | (ARROWS if left else frozenset())
    relation = "=" if op in defining else op
    whole = AlgebraicFormula(name, tuple(sides), relation, reader.spelled, moving)
    return _moved(whole, -(offset or 0), defined, before, moments)


def forms(read: AlgebraicFormula) -> tuple[AlgebraicFormula, ...]:
    r"""The possible readings of a formula: as written, and shifted if its left side is one step ahead.

    `\theta_{t+1} = \theta_t - \eta m_t` describes the same step as `\theta_t = \theta_{t-1} - \eta m_t`,
    with θ counted from the previous step. So quantities other than θ may be one step later than written,
    unless one of this step is already used; in the line of m or v this applies only to the gradient.
    """
    if read.shift != 1:
        return (read,)
    symbols = set().union(*(side.free_symbols for side in read.rights))
    names = {symbol: parts(symbol) for symbol in symbols}
    movable = {symbol: found for symbol, found in names.items() if found[1] is not None and found[0] != SLOPE}
    if vocabulary.plays(read.defines, "parameters"):
        moved = {one: found for one, found in movable.items() if not vocabulary.plays(found[0], "parameters")}
    else:
        moved = {one: found for one, found in movable.items() if vocabulary.plays(found[0], "gradient")}
    if not moved or max(offset for _, offset in moved.values() if offset is not None) != -1:
        return (read,)
    later = {symbol: at(name, (offset or 0) + 1) for symbol, (name, offset) in moved.items()}
    if vocabulary.plays(read.defines, "parameters"):
        later[TIME] = TIME + 1
    return (read, replace(read, rights=tuple(replace_parts(side, later) for side in read.rights)))


def _moved(
    read: AlgebraicFormula, by: int, name: str, before: int, moments: Mapping[str, int]
) -> AlgebraicFormula:
    """`read` shifted by `by` steps, with a time index for each quantity without one."""
    change: dict[Expr, Expr] = {}
    sides = (*read.rights, *(() if read.left is None else (read.left,)))
    for symbol in set().union(*(side.free_symbols for side in sides)):
        stem, offset = parts(symbol)
        if stem == "t" and by:
            change[symbol] = symbol + by
        elif offset is not None:
            change[symbol] = at(stem, _slope(offset + by) if stem == SLOPE else offset + by)
        elif stem == SLOPE:
            change[symbol] = at(SLOPE, 0)
        elif stem in read.timed:
            change[symbol] = at(
                stem,
                moments.get(stem, before) if stem in moments and stem != name else _usual(stem, name, before),
            )
    rights = tuple(replace_parts(side, change) for side in read.rights)
    if read.left is None:
        return replace(read, rights=rights, shift=-by)
    if read.left.is_Symbol and parts(read.left)[0] in read.timed:
        return replace(read, left=at(name, 0), rights=rights, shift=-by)
    return replace(read, left=replace_parts(read.left, change), rights=rights, shift=-by)


def _usual(stem: str, name: str, before: int) -> int:
    """The time index of an unindexed quantity in the line that defines `name`, as in Python."""
    if stem == name or vocabulary.plays(stem, "parameters"):
        return -1
    return 0 if vocabulary.plays(stem, "gradient") else before


def _slope(offset: int) -> int:
    """The step that the gradient at θ of this moment belongs to: θ before it, or, in some books, after it."""
    return 0 if offset in {0, -1} else offset + 1


def spread(e: Expr) -> Expr:
    """`e` with products expanded over sums."""
    return sp.expand_mul(e)


def exactly(value: float) -> Expr:
    """A float as an exact SymPy rational, by its shortest decimal representation."""
    return sp.Rational(str(value))


def unevaluated_difference(one: Expr, other: Expr) -> Expr:
    """`one - other`, unevaluated."""
    return sp.Add(one, sp.Mul(-1, other, evaluate=False), evaluate=False)


def solve_linear(gap: Expr, symbol: Expr) -> Expr | None:
    """The solution for `symbol` of `gap = 0`, assumed linear in it; None if `gap` does not contain it.

    For a nonlinear gap the result is not a solution, and so agrees with nothing.
    """
    if not gap.has(symbol):
        return None
    none, one = (replace_parts(gap, {symbol: sp.Integer(value)}) for value in (0, 1))
    return sp.Mul(none, sp.Pow(unevaluated_difference(none, one), -1, evaluate=False), evaluate=False)
