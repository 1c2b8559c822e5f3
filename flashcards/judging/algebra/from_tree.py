"""Builds unevaluated SymPy expressions from formula nodes, within bounds; SymPy never parses text."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import sympy as sp

from flashcards.formula import quantities, vocabulary
from flashcards.formula.quantities import Label, Moment, Step
from flashcards.formula.traverse import arguments, pieces
from flashcards.formula.tree import (
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
    Relation,
    Root,
    Row,
    Script,
    Space,
    Stack,
    Sum,
    Symbol,
    Table,
    Text,
    Unknown,
)
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.algebra.functions import (
    FUNCTIONS,
    apply,
    bounded_power,
    exact_number,
    require_arguments,
)
from flashcards.judging.algebra.symbols import HALF, SLOPE, TIME, Expr, at

LIMIT = 1500
"""How many nodes a formula may have."""
DEEPEST = 60

_ROOTS = re.compile(r"RMS[\[_](?:(?P<change>[Dd]elta\w*)|(?P<name>\w+))\]?")
_LOSSES = frozenset({"J", "L", "E", "C", "f", "F", "ell", "loss"})
_TIMES = frozenset({"", "*", "cdot", "times", "odot", "circ", "asterisk", "ast", "bullet"})
_DIVIDES = frozenset({"/", "div", "oslash"})


class TreeConverter:
    """Converts the nodes of one formula to SymPy, within bounds."""

    def __init__(self, node: Node, known: tuple[Collection[str], ...], timed: Collection[str] | None) -> None:
        if sum(1 for _ in zip(quantities.walk(node), range(LIMIT + 1), strict=False)) > LIMIT:
            raise Unreadable(f"this is too long to judge: more than {LIMIT} parts", 0)
        self.known = known
        self.counters = quantities.bound(node)
        self.time = quantities.letter_of_time(node)
        found = [_under_root(one) or one for one in quantities.quantities(node, self.time, self.counters)]
        indexed = {one.name for one in found if one.moment}
        self.names = vocabulary.match_names(
            {name: name in indexed for name in sorted({one.name for one in found})}, *known
        )
        moving = frozenset(self.names[name] for name in indexed)
        self.timed = moving if timed is None else frozenset(timed)
        self.spelled: dict[str, str] = {}
        self.depth = 0

    def expr(self, node: Node) -> Expr:
        """`node` as a SymPy expression. Raises Unreadable if it has no meaning or is too large."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("this is nested too deeply to judge", 0)
        found = self._expr(node)
        self.depth -= 1
        return found

    def _expr(self, node: Node) -> Expr:  # noqa: PLR0912 - one line a kind of node
        if (named := quantities.label(node, self.time, self.counters)) is not None:
            return self._quantity(named)
        match node:
            case Number(digits):
                return exact_number(digits)
            case Sum(terms, signs):
                return self._sum(terms, signs)
            case Product(factors, ops):
                return self._product(factors, ops)
            case Fraction(top, bottom, True):
                return self._fraction(top, bottom)
            case Root(inside, None):
                return bounded_power(self.expr(inside), HALF)
            case Root(inside, index) if index is not None:
                return bounded_power(self.expr(inside), bounded_power(self.expr(index), sp.Integer(-1)))
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
            case Table("cases" | "rcases", rows):
                return self._cases(rows)
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
        """An opaque term: equal only to the same kind of term with equal parts."""
        if not inside or inside == (Row(),):
            raise Unreadable("something is missing here", 0)
        given = [self.expr(part) for part in inside if part != Row()]
        require_arguments(name, len(given))
        return sp.Function(name)(*given)

    def _quantity(self, named: Label) -> Expr:
        if (mean := _under_root(named)) is not None:
            return bounded_power(sp.Add(self._quantity(mean), at("epsilon", None), evaluate=False), HALF)
        if named.name == "pi":
            return sp.pi
        if named.name == "nabla":
            return sp.Symbol(SLOPE)
        if named.moment is None and named.name in self.counters:
            return sp.Symbol(f"{named.name}#")
        if named.moment is None and named.name == self.time:
            return TIME
        name = self.names.get(named.name, named.name)
        self.spelled.setdefault(name, named.name)
        stem = name.rstrip("0123456789").removesuffix("_")
        match named.moment:
            case Moment(index):
                return sp.Function(f"{name}[]")(self.expr(index))
            case Step(offset):
                return at(name, offset)
            case None if (
                stem != name and stem in self.timed and not any(name in names for names in self.known)
            ):
                return sp.Function(f"{stem}[]")(sp.Integer(name[len(stem) :].lstrip("_")[:4]))
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
                named := quantities.label(quantity, self.time, self.counters)
            ) and vocabulary.plays(named.name, "parameters"):
                return self._quantity(Label("delta", named.moment))
        read: list[Expr] = []
        for place, (factor, op) in enumerate(zip(factors, ops, strict=True)):
            if op not in _TIMES | _DIVIDES:
                return self._opaque(op, *factors)
            if place and op == "" and self._is_said_before(factors[place - 1], factor):
                continue
            beside = factors[place + 1] if place + 1 < len(factors) and ops[place + 1] == "" else None
            changed = beside and self._changes(factor, beside)
            value = self._quantity(changed) if changed else self.expr(factor)
            read.append(bounded_power(value, sp.Integer(-1)) if op in _DIVIDES else value)
        return read[0] if len(read) == 1 else sp.Mul(*read, evaluate=False)

    def _changes(self, sign: Node, quantity: Node) -> Label | None:
        """The change of the parameters that `Δ` beside them is; None for any other two factors."""
        named = quantities.label(quantity, self.time, self.counters) if sign == Symbol("Delta") else None
        return Label("delta", named.moment) if named and vocabulary.plays(named.name, "parameters") else None

    def _is_said_before(self, before: Node, this: Node) -> bool:
        r"""True for what the factor before acts on: θ of `Δθ`, J of `\frac{\partial}{\partial\theta} J`."""
        match before:
            case Fraction(top, bottom, True) if _differential(top) == Row() and _differential(bottom):
                of = this.function if isinstance(this, Apply) else this
                return isinstance(of, Symbol) and of.name in _LOSSES
        return self._changes(before, this) is not None

    def _fraction(self, top: Node, bottom: Node) -> Expr:
        if (of := _differential(top)) is not None and (by := _differential(bottom)) is not None:
            named = quantities.label(by, self.time, self.counters)
            if named and vocabulary.is_parameter(named.name):
                return self._slope(by)
            return self._opaque("derivative", *(part for part in (of, by) if part != Row()))
        return sp.Mul(self.expr(top), bounded_power(self.expr(bottom), sp.Integer(-1)), evaluate=False)

    def _script(self, node: Script) -> Expr:
        raised = node.sup
        bare = node.sub is None and not node.primes
        base: Node = node.base if bare else Script(node.base, node.sub, None, node.primes)
        if raised is None:
            return self._opaque("script", *(part for part in (node.base, node.sub) if part is not None))
        if base == Symbol("e"):
            return sp.exp(self.expr(raised), evaluate=False)
        if isinstance(raised, Symbol) and raised.name in {"top", "intercal", "dagger"}:
            return self._opaque("transposed", base)
        if isinstance(base, Symbol) and base.name in FUNCTIONS:
            return self._opaque(f"{base.name}^", raised)
        return bounded_power(self.expr(base), self.expr(raised))

    def _apply(self, node: Apply) -> Expr:
        match node.function:
            case Symbol("nabla" | "grad") | Script(Symbol("nabla" | "grad"), _, None, 0):
                return self._slope(node)
            case Symbol("Delta" | "delta") if named := quantities.label(
                node.argument, self.time, self.counters
            ):
                return self._quantity(Label("delta", named.moment))
            case Script(function, None, raised, 0) if raised is not None:
                return bounded_power(self.expr(Apply(function, node.argument)), self.expr(raised))
            case Symbol(name) if name in FUNCTIONS:
                return apply(name, [self.expr(part) for part in arguments(node)])
        named = quantities.label(node.function, self.time, self.counters)
        if named and named.name in FUNCTIONS:
            return apply(named.name, [self.expr(part) for part in arguments(node)])
        if named is None:
            return self._opaque("apply", node.function, *arguments(node))
        name = self.names.get(named.name, named.name)
        if isinstance(node.argument, Fence) and (named.moment or any(name in names for names in self.known)):
            return sp.Mul(self.expr(node.function), self.expr(node.argument), evaluate=False)
        return self._opaque(f"{name}()", *arguments(node))

    def _slope(self, node: Node) -> Expr:
        """The gradient, with the time index of the parameters at which it is taken."""
        match node:
            case Apply(_, Apply(_, Fence(inside=Sum() as ahead)) | Fence(inside=Sum() as ahead)):
                return sp.Function(SLOPE)(self.expr(ahead))
        found = (
            quantities.label(part, self.time, self.counters)
            for part in quantities.walk(node)
            if isinstance(part, Script)
        )
        steps = [one.moment.offset for one in found if one and isinstance(one.moment, Step)]
        return at(SLOPE, steps[0] if steps else None)

    def _cases(self, rows: tuple[tuple[Node, ...], ...]) -> Expr:
        r"""`\begin{cases} a & t < w \\ b & t \ge w \end{cases}`: the last value holds elsewhere."""
        *others, last = [[part for part in row if part != Row()] for row in rows]
        if not last or not all(len(row) == 2 for row in others):
            return self._opaque("cases", *_flat(rows))
        value = self.expr(last[0])
        for meant, told in reversed(others):
            condition = next((part for part in pieces(told) if isinstance(part, Relation)), told)
            value = sp.Function("where")(self.expr(condition), self.expr(meant), value)
        return value

    def _fence(self, opening: str, inside: Node) -> Expr:
        name = {"|": "abs", "Vert": "norm", "lfloor": "floor", "lceil": "ceil", "langle": "inner"}.get(
            opening
        )
        return self.expr(inside) if name is None else self._opaque(name, *pieces(inside))

    def _big(self, node: Big) -> Expr:
        counted = quantities.summation_index(node)
        if node.name in {"sum", "prod"} and counted:
            letter, first = counted
            limits = (
                self.expr(first) if first else sp.Integer(1),
                self.expr(node.over) if node.over else sp.Symbol("n"),
            )
            return sp.Function(node.name)(self.expr(node.body), sp.Symbol(f"{letter}#"), *limits)
        inside = node.body.inside if isinstance(node.body, Fence) else node.body
        if node.name in {"max", "min"} and node.under is None:
            return self._opaque(node.name, *pieces(inside))
        return self._opaque(
            node.name, *(part for part in (node.under, node.over, *pieces(inside)) if part is not None)
        )


def _under_root(named: Label) -> Label | None:
    """The mean square E[g²] of which `RMS[g]` is the root, ε added; None for any other quantity."""
    of = _ROOTS.fullmatch(named.name)
    return Label(f"E[{'delta' if of['change'] else of['name']}^2]", named.moment) if of else None


def _differential(node: Node) -> Node | None:
    """The operand of a `d` or `∂`, in one word (`dL`) or two; None if there is none."""
    match node:
        case Symbol(name) if len(name) == 2 and name[0] == "d":
            return Symbol(name[1])
        case Script(Symbol() as word, sub, None, 0) if of := _differential(word):
            return Script(of, sub)
        case Product((Symbol() as word, Fence()), _) if of := _differential(word):
            return of
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
