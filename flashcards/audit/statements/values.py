"""The values of a formula tree in a world: quantities by name and moment, sums with and without dots."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache, reduce
from typing import Any

import numpy as np

from flashcards.audit.statements.dots import general_term
from flashcards.audit.statements.world import POINTS, Letters, Values, World, slope
from flashcards.formula import quantities, vocabulary
from flashcards.formula.evaluate import CONSTANTS
from flashcards.formula.quantities import Label, Moment, Step
from flashcards.formula.traverse import arguments
from flashcards.formula.tree import (
    Apply,
    Big,
    Fence,
    Fraction,
    Hidden,
    Node,
    Number,
    Product,
    Relation,
    Root,
    Row,
    Script,
    Sum,
    Symbol,
)
from flashcards.formula.unreadable import Unreadable

ENDLESS = 400
"""How many terms of an endless sum are added."""
MOST_NODES = 400
MOST_WORK = 6_000

_FUNCTIONS: Mapping[str, Any] = {
    **{
        name: getattr(np, name)
        for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sign", "floor", "ceil")
    },
    "abs": np.abs,
    "ln": np.log,
    "sgn": np.sign,
    "max": lambda *given: reduce(np.maximum, given),
    "min": lambda *given: reduce(np.minimum, given),
}
_FENCES: Mapping[str, Any] = {"|": np.abs, "lfloor": np.floor, "lceil": np.ceil}
_TIMES = frozenset({"", "*", "cdot", "times", "odot", "circ", "ast"})


class Evaluation:
    """The values of the parts of one formula in one world."""

    def __init__(
        self,
        node: Node,
        world: World,
        letters: Letters,
        without: Set[str] = frozenset(),
        *,
        roles: bool = True,
    ) -> None:
        """Letters stand for names of the rule but those in `without`; unless `roles`, for themselves."""
        self.world, self.letters = world, letters
        self.time, self.bound, found = _letters_of(node)
        self.counters = dict.fromkeys(self.bound, 0)
        names = tuple(each for each in found if each[0] not in letters)
        self.names = _matched(names, frozenset(world.of.known - without)) if roles else {}
        self.defined = ""
        self.current: Letters = {}
        """Quantities of this step with values other than those of the world."""
        self.ahead = 0
        self.work = 0
        self.unknown: set[str] = set()
        """The letters that nothing in the world defines."""
        self.moved: set[str] = set()
        """The quantities of the run that were used."""

    def value(self, node: Node) -> Values:
        """The values of `node`. Raises Unreadable if it has none."""
        return np.asarray(np.broadcast_to(self._value(node), POINTS), float)

    def _value(self, node: Node) -> Any:  # noqa: PLR0912 - one line a kind of node
        self.work += 1
        if self.work > MOST_WORK:
            raise Unreadable("this is too much work")
        if (named := quantities.label(node, self.time, self.bound)) is not None:
            return self._quantity(named)
        match node:
            case Number(text):
                return float(text)
            case Sum():
                return self._sum(node)
            case Product(factors, ops):
                return self._product([self._value(factor) for factor in factors], ops)
            case Fraction(top, bottom, True):
                return np.divide(self._value(top), self._value(bottom))
            case Root(inside, None):
                return np.sqrt(self._value(inside))
            case Root(inside, index) if index is not None:
                return np.power(self._value(inside), 1 / self._value(index))
            case Script(base, None, sup, 0) if sup is not None:
                return _raised(self._value(base), self._value(sup))
            case Script(base, sub, sup, 0) if sub is not None and sup is not None:
                return _raised(self._value(Script(base, sub)), self._value(sup))
            case Fence(opening, inside, _):
                return _FENCES.get(opening, lambda x: x)(self._value(inside))
            case Hidden(_, _, inside) | Row((inside,)):
                return self._value(inside)
            case Apply():
                return self._applied(node)
            case Big():
                return self._big(node)
        raise Unreadable("this has no value")

    def _quantity(self, named: Label) -> Any:
        name, moment = named.name, named.moment
        if name in self.counters and moment is None:
            return float(self.counters[name])
        if name == self.time and moment is None and name not in self.letters:
            return float(self.world.t)
        if name in self.letters:
            return self.letters[name]
        name, step = self._resolved(name, moment)
        if step == self.world.t and name in self.current:
            return self.current[name]
        if step is not None:
            found = self.world.quantity(name, step)
            if found is not None:
                self.moved.add(name)
                return found
        if name in self.world.settings:
            return self.world.settings[name]
        if step is not None and moment is not None:
            return self.world.moving(name, step)
        if name in CONSTANTS:
            return CONSTANTS[name]
        self.unknown.add(name)
        return self.world.letter(name)

    def _resolved(self, name: str, moment: Step | Moment | None) -> tuple[str, int | None]:
        """The name in the rule's spelling, and the absolute step at which it is meant."""
        stem = name.rstrip("0123456789")
        digits = name[len(stem) :]
        ours = self.names.get(name, name)
        if isinstance(moment, Moment):
            index = np.broadcast_to(self._value(moment.index), POINTS)[0]
            return ours, int(index) if np.isfinite(index) else None
        if isinstance(moment, Step):
            return ours, self.world.t + moment.offset + self._later(ours)
        if digits and ours not in self.world.of.known:
            stem = stem.removesuffix("_")
            read = vocabulary.match_names({stem: True}, self.world.of.known).get(stem, stem)
            if read in self.world.of.fields or vocabulary.moves(stem):
                return read, int(digits[:4])
        if ours in self.world.of.fields and ours not in self.world.of.settings:
            before = ours == self.defined or vocabulary.plays(ours, "parameters")
            return ours, self.world.t - before
        return ours, None

    def _later(self, name: str) -> int:
        """By how much quantities other than θ are counted later, in texts that number gradients from 0."""
        return self.ahead if vocabulary.plays(name, "gradient") else 0

    def _sum(self, node: Sum) -> Any:
        if (dotted := general_term(node)) is not None:
            return self._dotted(dotted)
        total: Any = 0.0
        for sign, term in zip(node.signs, node.terms, strict=True):
            if sign not in {"", "+", "-"}:
                raise Unreadable("this has two values")
            value = self._value(term)
            total = total - value if sign == "-" else total + value
        return total

    def _dotted(self, dotted: Any) -> Any:
        """A sum with dots, each of its written terms checked against the general one."""
        for count, term in dotted.checked:
            if not np.allclose(self._term(dotted, count), self._value(term), rtol=1e-9):
                raise Unreadable("the terms of this sum have no common form")
        last = dotted.last
        if last is None:
            return sum(self._term(dotted, count) for count in range(self.world.t))
        end = self.world.t - 1
        if not np.allclose(self._term(dotted, end), self._value(last), rtol=1e-9):
            raise Unreadable("the last term of this sum is not of the form of the others")
        rest = sum((self._value(term) for term in dotted.rest), 0.0)
        return sum(self._term(dotted, count) for count in range(end + 1)) + rest

    def _term(self, dotted: Any, count: int) -> Any:
        """The general term: each base to the power `count`, each quantity `count` steps back."""
        value: Any = 1.0
        for base in dotted.bases:
            value = value * np.power(self._value(base), count)
        for moving in dotted.moving:
            named = quantities.label(moving, self.time, self.bound)
            assert named is not None
            value = value * self._quantity(Label(named.name, Step(-count)))
        return value

    def _product(self, factors: list[Any], ops: tuple[str, ...]) -> Any:
        result = factors[0]
        for op, factor in zip(ops[1:], factors[1:], strict=True):
            if op in {"/", "div"}:
                result = np.divide(result, factor)
            elif op in _TIMES:
                result = np.multiply(result, factor)
            else:
                raise Unreadable(f"'{op}' is no arithmetic")
        return result

    def _applied(self, node: Apply) -> Any:
        match node.function:
            case Symbol("nabla" | "grad") | Script(Symbol("nabla" | "grad")):
                return self._slope(node.argument)
            case Symbol("E") if isinstance(node.argument, Fence):
                return self._value(node.argument)
            case Symbol(name) if name in _FUNCTIONS:
                return _FUNCTIONS[name](*(self._value(each) for each in arguments(node)))
            case Symbol("Delta" | "delta"):
                named = quantities.label(node.argument, self.time, self.bound)
                if named is not None:
                    return self._quantity(Label("delta", named.moment))
        if isinstance(node.argument, Fence) and quantities.label(node.function, self.time, frozenset()):
            return np.multiply(self._value(node.function), self._value(node.argument))
        raise Unreadable("this function is not known")

    def _slope(self, argument: Node) -> Any:
        """The slope of the surface at the point in brackets; the present gradient without one."""
        match argument:
            case Apply(_, Fence(inside=inside)) | Fence(inside=inside):
                self.moved.add("g")
                return slope(self.value(inside))
        return self._quantity(Label("g", Step(0)))

    def _big(self, node: Big) -> Any:
        if node.name != "sum":
            raise Unreadable(f"'{node.name}' has no value here")
        letter, first, last = self._limits(node)
        self.bound |= {letter}
        total: Any = 0.0
        for step in range(first, last + 1):
            self.counters[letter] = step
            total = total + self._value(node.body)
        return total

    def _limits(self, node: Big) -> tuple[str, int, int]:
        """The letter of a sum, its first and its last value."""
        match node.under:
            case Relation((Symbol(letter), end), ("le" | "leq",)):
                return letter, 1, int(self.value(end)[0])
            case Relation((Symbol(letter), start), ("=",)):
                first = int(self.value(start)[0])
            case Symbol(letter):
                first = 0
            case _:
                raise Unreadable("this sum has no letter")
        if node.over is None or node.over == Symbol("infty"):
            return letter, first, first + ENDLESS
        return letter, first, min(int(self.value(node.over)[0]), first + ENDLESS)


@lru_cache(maxsize=4096)
def _letters_of(node: Node) -> tuple[str, frozenset[str], tuple[tuple[str, bool], ...]]:
    """The letter of time, those of sums, and the names in a formula, each with True if it has an index."""
    if sum(1 for _ in zip(quantities.walk(node), range(MOST_NODES + 1), strict=False)) > MOST_NODES:
        raise Unreadable("this is too long")
    time, bound = quantities.letter_of_time(node) or "t", quantities.bound(node)
    found = list(quantities.quantities(node, time, bound))
    indexed = {one.name for one in found if one.moment}
    return time, bound, tuple((name, name in indexed) for name in sorted({one.name for one in found}))


@lru_cache(maxsize=4096)
def _matched(names: tuple[tuple[str, bool], ...], known: frozenset[str]) -> Mapping[str, str]:
    return vocabulary.match_names(dict(names), sorted(known))


def _raised(base: Any, exponent: Any) -> Any:
    return np.power(np.asarray(base, float), np.asarray(exponent, float))
