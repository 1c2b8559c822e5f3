r"""A tree as SymPy has it, its names by the part they play and its indices counted from one moment.

Nothing is evaluated while it is built: no text reaches SymPy, a power of numbers stays a power, and a
formula of more than `LIMIT` nodes, or with a number too large to hold, is refused with `Unreadable`.

A quantity with a moment is the symbol `m[-1]`: m, one step before the formula's own (`at`, `parts`); a
setting is `beta1`; what counts under a sum is the function `g[](i)`; the slope ∇L(θ) is `∇[0]`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction as Ratio
from functools import lru_cache
from typing import Any

import sympy as sp

from flashcards.maths import labels, roles
from flashcards.maths.labels import Label, Moment, Step
from flashcards.maths.tree import (
    Accent,
    Apply,
    Big,
    Brace,
    Fence,
    Fraction,
    Hidden,
    Mark,
    Node,
    Number,
    Product,
)
from flashcards.maths.tree import Relation, Root, Row, Script, Space, Stack, Sum, Symbol, Table, Text, Unknown
from flashcards.maths.tree import Unreadable, arguments, pieces

Expr = Any
"""A SymPy expression; SymPy has no types of its own."""

LIMIT = 1500
DEEPEST = 60
EQUALS = frozenset({"=", ":=", "gets", "equiv", "doteq", "leftarrow"})
HALF = sp.Rational(1, 2)
SLOPE = "∇"
_GROWS: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "+=": lambda old, by: sp.Add(old, by, evaluate=False),
    "-=": lambda old, by: sp.Add(old, sp.Mul(-1, by, evaluate=False), evaluate=False),
    "*=": lambda old, by: sp.Mul(old, by, evaluate=False),
    "/=": lambda old, by: sp.Mul(old, sp.Pow(by, -1, evaluate=False), evaluate=False),
}
_TIMES = frozenset({"", "*", "cdot", "times", "odot", "circ", "asterisk", "ast", "bullet"})
_DIVIDES = frozenset({"/", "div", "oslash"})
_SYMBOL = re.compile(r"(.+)\[([+-]?\d+|=\d+|)\]")


@dataclass(frozen=True)
class Formula:
    """One formula: what it defines, and what it says that is."""

    left: Expr | None
    """None where only a right side was written."""
    rights: tuple[Expr, ...]
    """One for each relation sign of the chain."""
    relation: str = "="
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Name → how the formula writes it."""
    shift: int = 0
    """1 where the left side was written one step ahead of its letter, as in `m_{t+1} = …`."""

    @property
    def right(self) -> Expr:
        """What stands after the first relation sign."""
        return self.rights[0]

    @property
    def defines(self) -> str:
        """The name on the left; empty where the left side is missing or more than a name."""
        return parts(self.left)[0] if self.left is not None and self.left.is_Symbol else ""


def at(name: str, offset: int | None) -> Expr:
    """The symbol of a quantity `offset` steps from the formula's moment; None for one without a moment."""
    return sp.Symbol(name if offset is None else f"{name}[{offset}]")


@lru_cache(maxsize=4096)
def _split(name: str) -> tuple[str, int | None]:
    found = _SYMBOL.fullmatch(name)
    return (found[1], int(found[2])) if found and found[2].lstrip("+-").isdigit() else (name, None)


def parts(symbol: Expr) -> tuple[str, int | None]:
    """Name and offset of a symbol that `at` made."""
    return _split(symbol.name)


def formula(
    node: Node,
    *known: Collection[str],
    timed: Collection[str] = roles.TIMED,
    left: str = "",
    ahead: int = 0,
    before: int = 0,
) -> Formula:
    """`node` as a formula whose moment is that of its left side.

    `left` is what a lone right side defines, and `ahead` by how many steps; a name without index among those
    that have one means the value at `before`, or, where it is what is defined, the value a step earlier.
    Names are resolved through `known` (see `roles.assigned`); those in `timed` change from step to step.
    Raises Unreadable where it is too large, or holds what algebra has no meaning for.
    """
    reader = _Reader(node, known, timed)
    if not isinstance(node, Relation):
        alone = Formula(None, (reader.expr(node),), "=", reader.spelled)
        return _moved(alone, -ahead, left, timed, before)
    first, *rest = node.sides
    if not any(rest):
        raise Unreadable("the right side is missing", 0)
    sides = [reader.expr(side) for side in rest]
    name = reader.expr(first) if first != Row() else None
    op = node.ops[0]
    if op in _GROWS:
        sides[0] = _GROWS[op](name if name is not None else sp.Symbol(left), sides[0])
    whole = Formula(name, tuple(sides), "=" if op in EQUALS | _GROWS.keys() else op, reader.spelled)
    defined, offset = parts(name) if name is not None and name.is_Symbol else (left, 0)
    return _moved(whole, -(offset or 0), defined, timed, before)


def forms(read: Formula) -> tuple[Formula, ...]:
    r"""The formula as it stands, and as it may be meant where its left side is one step ahead.

    `\theta_{t+1} = \theta_t - \eta m_t` says of the same step what `\theta_t = \theta_{t-1} - \eta m_t` says:
    there θ is counted from the step before. So what is not θ may be one step later than it is written,
    as long as nothing of this step is used yet; in the line of m or v that holds for the gradient alone.
    """
    if read.shift != 1:
        return (read,)
    symbols = set().union(*(side.free_symbols for side in read.rights))
    names = {symbol: parts(symbol) for symbol in symbols}
    movable = {symbol: found for symbol, found in names.items() if found[1] is not None and found[0] != SLOPE}
    if roles.plays(read.defines, "parameters"):
        moved = {one: found for one, found in movable.items() if not roles.plays(found[0], "parameters")}
    else:
        moved = {one: found for one, found in movable.items() if roles.plays(found[0], "gradient")}
    if not moved or max(offset for _, offset in moved.values() if offset is not None) != -1:
        return (read,)
    later = {symbol: at(name, (offset or 0) + 1) for symbol, (name, offset) in moved.items()}
    if roles.plays(read.defines, "parameters"):
        later[sp.Symbol("t")] = sp.Symbol("t") + 1
    return (read, replace(read, rights=tuple(side.xreplace(later) for side in read.rights)))


def _moved(read: Formula, by: int, name: str, timed: Collection[str], before: int) -> Formula:
    """`read` with its letter of time `by` steps later, and a moment for each quantity that has none."""
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
        elif stem in timed:
            change[symbol] = at(stem, _usual(stem, name, before))
    rights = tuple(side.xreplace(change) for side in read.rights)
    if read.left is None:
        return replace(read, rights=rights, shift=-by)
    if read.left.is_Symbol and parts(read.left)[0] in timed:
        return replace(read, left=at(name, 0), rights=rights, shift=-by)
    return replace(read, left=read.left.xreplace(change), rights=rights, shift=-by)


def _usual(stem: str, name: str, before: int) -> int:
    """The moment of a quantity without index in the line that defines `name`, as in Python."""
    if stem == name or roles.plays(stem, "parameters"):
        return -1
    return 0 if roles.plays(stem, "gradient") else before


def _slope(offset: int) -> int:
    """The step that the gradient at θ of this moment belongs to: θ before it, or, in some books, after it."""
    return 0 if offset in {0, -1} else offset + 1


class _Reader:
    """Turns the nodes of one formula into SymPy, within bounds."""

    def __init__(self, node: Node, known: tuple[Collection[str], ...], timed: Collection[str]) -> None:
        if sum(1 for _ in zip(labels.walk(node), range(LIMIT + 1), strict=False)) > LIMIT:
            raise Unreadable(f"this is too long to judge: more than {LIMIT} parts", 0)
        self.known = known
        self.timed = timed
        self.counters = labels.bound(node)
        self.time = labels.letter_of_time(node)
        self.names = roles.assigned(sorted({*labels.names(node, self.time, self.counters)}), *known)
        self.spelled: dict[str, str] = {}
        self.depth = 0

    def expr(self, node: Node) -> Expr:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("this is nested too deeply to judge", 0)
        found = self._expr(node)
        self.depth -= 1
        return found

    def _expr(self, node: Node) -> Expr:  # noqa: PLR0911, PLR0912 - one line a kind of node
        if (named := labels.label(node, self.time, self.counters)) is not None:
            return self._quantity(named)
        match node:
            case Number(digits):
                return _number(digits)
            case Sum(terms, signs):
                return self._sum(terms, signs)
            case Product(factors, ops):
                return self._product(factors, ops)
            case Fraction(top, bottom, True):
                return self._fraction(top, bottom)
            case Root(inside, None):
                return _power(self.expr(inside), HALF)
            case Root(inside, index):
                return _power(self.expr(inside), _power(self.expr(index), sp.Integer(-1)))
            case Script():
                return self._script(node)
            case Apply():
                return self._apply(node)
            case Fence(opening, inside, _):
                return self._fence(opening, inside)
            case Big():
                return self._big(node)
            case Brace(inside=inside) | Hidden(inside=inside) | Stack(base=inside):
                return self.expr(inside)
            case Row() if len(found := pieces(node)) == 1:
                return self.expr(found[0])
            case Unknown(name) | Mark(name) | Text(name):
                return sp.Symbol(f"\\{name}")
            case Row(items) | Table(rows=items):
                return self._opaque(type(node).__name__, *_flat(items))
            case Fraction(top, bottom):
                return self._opaque("binom", top, bottom)
            case Accent(kind, inside):
                return self._opaque(kind, inside)
            case Relation(sides, ops):
                return self._opaque(" ".join(ops), *sides)
            case _:
                return sp.Symbol(type(node).__name__)

    def _opaque(self, name: str, *inside: Node) -> Expr:
        """What algebra knows nothing of: equal only to the same thing of equal parts."""
        if not inside or any(part == Row() for part in inside) and len(inside) == 1:
            raise Unreadable("something is missing here", 0)
        return sp.Function(name)(*(self.expr(part) for part in inside if part != Row()))

    def _quantity(self, named: Label) -> Expr:
        if named.name == "pi":
            return sp.pi
        if named.name == "nabla":
            return sp.Symbol(SLOPE)
        if named.moment is None and named.name in self.counters:
            return sp.Symbol(f"{named.name}#")
        if named.moment is None and named.name == self.time:
            return sp.Symbol("t")
        name = self.names.get(named.name, named.name)
        self.spelled.setdefault(name, roles.pretty(named.name))
        stem = name.rstrip("0123456789")
        match named.moment:
            case Moment(index):
                return sp.Function(f"{name}[]")(self.expr(index))
            case Step(offset):
                return at(name, offset)
            case None if (
                stem != name and stem in self.timed and not any(name in names for names in self.known)
            ):
                return sp.Function(f"{stem}[]")(sp.Integer(name[len(stem) :][:4]))
        return at(name, None)

    def _sum(self, terms: tuple[Node, ...], signs: tuple[str, ...]) -> Expr:
        if set(signs) - {"", "+", "-"}:
            raise Unreadable(f"algebra has no single meaning for '{(set(signs) - {'', '+', '-'}).pop()}'", 0)
        read = [self.expr(term) for term in terms]
        signed = [
            sp.Mul(-1, term, evaluate=False) if sign == "-" else term
            for term, sign in zip(read, signs, strict=True)
        ]
        return signed[0] if len(signed) == 1 else sp.Add(*signed, evaluate=False)

    def _product(self, factors: tuple[Node, ...], ops: tuple[str, ...]) -> Expr:
        match factors:
            case (Symbol("Delta" | "delta"), quantity) if (
                named := labels.label(quantity, self.time, self.counters)
            ) and roles.plays(named.name, "parameters"):
                return self._quantity(Label("delta", named.moment))
        read: list[Expr] = []
        for factor, op in zip(factors, ops, strict=True):
            if op not in _TIMES | _DIVIDES:
                return self._opaque(op, *factors)
            value = self.expr(factor)
            read.append(_power(value, sp.Integer(-1)) if op in _DIVIDES else value)
        return read[0] if len(read) == 1 else sp.Mul(*read, evaluate=False)

    def _fraction(self, top: Node, bottom: Node) -> Expr:
        if (of := _differential(top)) is not None and (by := _differential(bottom)) is not None:
            named = labels.label(by, self.time, self.counters)
            if named and roles.plays(named.name, "parameters"):
                return self._slope(by)
            return self._opaque("derivative", *(part for part in (of, by) if part != Row()))
        return sp.Mul(self.expr(top), _power(self.expr(bottom), sp.Integer(-1)), evaluate=False)

    def _script(self, node: Script) -> Expr:
        base, raised = Script(node.base, node.sub, None, node.primes), node.sup
        if node.sub is None and not node.primes:
            base = node.base  # type: ignore[assignment]
        if raised is None:
            return self._opaque("script", *(part for part in (node.base, node.sub) if part is not None))
        if base == Symbol("e"):
            return sp.exp(self.expr(raised), evaluate=False)
        if isinstance(raised, Symbol) and raised.name in {"top", "intercal", "dagger"}:
            return self._opaque("transposed", base)
        if isinstance(base, Symbol) and base.name in _FUNCTIONS:
            return self._opaque(f"{base.name}^", raised)
        return _power(self.expr(base), self.expr(raised))

    def _apply(self, node: Apply) -> Expr:
        match node.function:
            case Symbol("nabla" | "grad") | Script(Symbol("nabla" | "grad"), _, None, 0):
                return self._slope(node)
            case Symbol("Delta" | "delta") if named := labels.label(node.argument, self.time, self.counters):
                return self._quantity(Label("delta", named.moment))
            case Script(function, None, power, 0) if power is not None:
                return _power(self.expr(Apply(function, node.argument)), self.expr(power))
            case Symbol(name) if name in _FUNCTIONS:
                return _FUNCTIONS[name](*(self.expr(part) for part in arguments(node)))
        named = labels.label(node.function, self.time, self.counters)
        if named is None:
            return self._opaque("apply", node.function, *arguments(node))
        name = self.names.get(named.name, named.name)
        if isinstance(node.argument, Fence) and (named.moment or any(name in names for names in self.known)):
            return sp.Mul(self.expr(node.function), self.expr(node.argument), evaluate=False)
        return self._opaque(f"{name}()", *arguments(node))

    def _slope(self, node: Node) -> Expr:
        """The gradient, at the moment of the parameters that it is taken at."""
        match node:
            case Apply(_, Apply(_, Fence(inside=Sum() as ahead)) | Fence(inside=Sum() as ahead)):
                return sp.Function(SLOPE)(self.expr(ahead))
        found = (
            labels.label(part, self.time, self.counters)
            for part in labels.walk(node)
            if isinstance(part, Script)
        )
        steps = [one.moment.offset for one in found if one and isinstance(one.moment, Step)]
        return at(SLOPE, steps[0] if steps else None)

    def _fence(self, opening: str, inside: Node) -> Expr:
        name = {"|": "abs", "Vert": "norm", "lfloor": "floor", "lceil": "ceil", "langle": "inner"}.get(
            opening
        )
        return self.expr(inside) if name is None else self._opaque(name, *pieces(inside))

    def _big(self, node: Big) -> Expr:
        counted = labels.counted(node)
        if node.name in {"sum", "prod"} and counted:
            letter, first = counted
            limits = (
                self.expr(first) if first else sp.Integer(1),
                self.expr(node.over) if node.over else sp.Symbol("n"),
            )
            return sp.Function(node.name)(self.expr(node.body), sp.Symbol(f"{letter}#"), *limits)
        inside = node.body.inside if isinstance(node.body, Fence) else node.body
        if node.name in {"max", "min"} and node.under is None:
            return sp.Function(node.name)(*(self.expr(part) for part in pieces(inside)))
        return self._opaque(
            node.name, *(part for part in (node.under, node.over, *pieces(inside)) if part is not None)
        )


def _number(digits: str) -> Expr:
    size = re.fullmatch(r"(\d{0,30})\.?(\d{0,30})(?:[eE]([+-]?\d{1,2}))?", digits)
    if not size or not (size[1] or size[2]):
        raise Unreadable(f"the number {digits[:12]}… is too large to judge", 0)
    exact = Ratio(digits)
    return sp.Rational(exact.numerator, exact.denominator)


def _power(base: Expr, exponent: Expr) -> Expr:
    """`base ** exponent`, unevaluated; refused where it would be a number too large to hold."""
    size = _constant(exponent)
    if size is not None:
        if abs(size) > 64 or abs(size * math.log10(abs(_constant(base) or 1))) > 300:
            raise Unreadable("a power here is too large to judge", 0)
        exponent = exponent.doit()
    return sp.Pow(base, exponent, evaluate=False)


def _constant(value: Expr) -> float | None:
    """The size of what holds nothing but numbers and +, ·, powers; None for all else."""
    if value.free_symbols or value.atoms(sp.Function):
        return None
    size = complex(value.evalf(8))
    return abs(size) if math.isfinite(abs(size)) else math.inf


def _differential(node: Node) -> Node | None:
    """What a `d` or `∂` stands before; None where none does."""
    match node:
        case Symbol("partial" | "d"):
            return Row()
        case Product((Symbol("partial" | "d"), of), _) | Apply(Symbol("partial" | "d"), of):
            return of
    return None


def _flat(items: tuple[Any, ...]) -> list[Node]:
    found: list[Node] = []
    for item in items:
        if isinstance(item, tuple):
            found += _flat(item)
        elif not isinstance(item, Space | Text | Mark):
            found.append(item)
    return found


def _function(name: str) -> Any:
    return lambda *given: sp.Function(name)(*given)


_FUNCTIONS: Mapping[str, Any] = {
    "exp": lambda x: sp.exp(x, evaluate=False),
    "ln": lambda x: sp.log(x, evaluate=False),
    "log": lambda x: sp.log(x, evaluate=False),
    "sqrt": lambda x: _power(x, HALF),
    "square": lambda x: _power(x, sp.Integer(2)),
    "pow": lambda x, y: _power(x, y),
    **{
        name: _function(name)
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "sign", "floor", "ceil")
    },
    **{name: _function(name[:3]) for name in ("max", "min", "maximum", "minimum")},
    "sgn": _function("sign"),
}
