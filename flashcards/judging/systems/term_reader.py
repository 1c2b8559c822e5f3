"""The tree of a formula → the term it computes. What is no arithmetic is Unreadable."""

from __future__ import annotations

import math

from flashcards.formula import vocabulary
from flashcards.formula.quantities import summation_index
from flashcards.formula.traverse import pieces
from flashcards.formula.tree import (
    Apply,
    Big,
    Brace,
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
    Stack,
    Sum,
    Symbol,
)
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.definitions import minus, times
from flashcards.judging.systems.gradient_notation import read_gradient, read_gradient_factors, split_quotient
from flashcards.judging.systems.quantity_indices import IndexLetters, time_offset
from flashcards.judging.systems.quantity_names import read_quantity
from flashcards.judging.systems.shorthand import (
    batch_mean,
    misplaced_index,
    plain_power,
    root_mean_square,
)
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Indexed,
    Letter,
    Series,
    StepCount,
    Term,
)

_TIMES = frozenset({"", "*", "cdot", "times", "odot", "circ", "otimes", "asterisk", "ast", "bullet", "star"})
_DIVIDES = frozenset({"/", "div", "oslash"})
_BARS = {"|": "abs", "Vert": "norm", "lfloor": "floor", "lceil": "ceil"}
_FUNCTIONS = {
    **{name: name for name in ("exp", "log", "cos", "sin", "tanh", "abs", "sign", "max", "min")},
    **{name: name for name in ("floor", "ceil", "norm", "clip", "sqrt")},
    **{"ln": "log", "sgn": "sign"},
}


class TermReader:
    """Reads the nodes of one formula."""

    def __init__(self, time: frozenset[str]) -> None:
        self.letters = IndexLetters(time)

    def quantity(self, node: Node) -> Letter | Gradient | Indexed | StepCount | None:
        """The quantity that `node` names; None if it is no name."""
        return read_quantity(node, self.letters)

    def term(self, node: Node) -> Term:
        """The term that `node` computes. Raises Unreadable if it is no arithmetic."""
        if node in (Symbol("infty"), Symbol("nabla"), Symbol("partial")):
            raise Unreadable("this is no quantity")
        if node == Symbol("pi"):
            return Constant(math.pi)
        found = read_gradient(node, self.term, self.letters)
        return found or self.quantity(node) or self._compound(node)

    def _compound(self, node: Node) -> Term:
        match node:
            case Number(digits):
                return Constant(float(digits))
            case Sum(terms, signs):
                return self._sum(node, terms, signs)
            case Product(factors, ops):
                return self._product(factors, ops)
            case Fraction(top, bottom, True):
                return self._quotient(top, bottom)
            case Root(inside, None):
                return Application("sqrt", (self.term(inside),))
            case Root(inside, index) if index is not None:
                return Exponentiation(self.term(inside), Division(Constant(1.0), self.term(index)))
            case Script():
                return self._script(node)
            case Apply(function, argument):
                return self._apply(function, argument)
            case Fence(opening, inside):
                return self._fence(opening, inside)
            case Big():
                return self._big(node)
            case Brace(inside=inside) | Hidden(inside=inside) | Stack(base=inside):
                return self.term(inside)
            case Row() if len(found := pieces(node)) == 1:
                return self.term(found[0])
        raise Unreadable("this is no arithmetic")

    def _sum(self, node: Sum, terms: tuple[Node, ...], signs: tuple[str, ...]) -> Term:
        if (offset := time_offset(node, self.letters.time)) is not None:
            return StepCount(offset)
        if set(signs) - {"", "+", "-"}:
            raise Unreadable("a sign other than + and - has no single meaning")
        signed = [
            minus(self.term(term)) if sign == "-" else self.term(term)
            for term, sign in zip(terms, signs, strict=True)
        ]
        return signed[0] if len(signed) == 1 else Addition(tuple(signed))

    def _product(self, factors: tuple[Node, ...], ops: tuple[str, ...]) -> Term:
        product: Term | None = None
        at = 0
        while at < len(factors):
            op = ops[at]
            if op not in _TIMES | _DIVIDES:
                raise Unreadable(f"{op} is no product")
            until = at + 1
            while until < len(factors) and not ops[until]:
                until += 1
            factor, taken = self._factor(factors[at:until], factors[at : at + 2], ops[at : at + 2])
            at += taken
            if op in _DIVIDES:
                product = Division(product or Constant(1.0), factor)
            else:
                product = factor if product is None else times(product, factor)
        assert product is not None
        return product

    def _factor(
        self, beside: tuple[Node, ...], pair: tuple[Node, ...], ops: tuple[str, ...]
    ) -> tuple[Term, int]:
        """The next factor of a product, and how many of the nodes `beside` each other it is made of."""
        if ops[1:] == ("/",) and (found := read_gradient(Product(pair, ("", "/")), self.term, self.letters)):
            return found, 2
        if len(beside) > 1 and (mean := batch_mean(beside[0], beside[1], self.term)) is not None:
            return mean, 2
        if gradient := read_gradient_factors(beside, self.term, self.letters):
            return gradient
        if len(beside) > 2 and (named := self._pair(Product(beside[:2], ("", "")), beside[2])) is not None:
            return named, 3
        if len(beside) > 1 and (named := self._pair(*beside[:2])) is not None:
            return named, 2
        return self.term(beside[0]), 1

    def _pair(self, one: Node, other: Node) -> Term | None:
        r"""The quantity that two neighbours name: `\Delta w`, `d\theta`, `v(t)`, `RMS[g]`; with its power."""
        if one == Symbol("RMS") and (root := root_mean_square(other, self.letters)):
            return root
        if (named := self.quantity(Product((one, other), ("", "")))) is not None:
            return named
        if isinstance(other, Script) and other.sup is not None:
            base: Node = Script(other.base, other.sub) if other.sub or other.primes else other.base
            if (named := self.quantity(Product((one, base), ("", "")))) is not None:
                return Exponentiation(named, self.term(other.sup))
        return None

    def _quotient(self, top: Node, bottom: Node) -> Term:
        if (before := split_quotient(top, bottom, self.letters)) is not None:
            return times(self.term(before), Gradient())
        return Division(self.term(top), self.term(bottom))

    def _script(self, node: Script) -> Term:
        base, sub, sup = node.base, node.sub, plain_power(node.sup)
        called = base.function if isinstance(base, Apply) else None
        if isinstance(base, Apply) and called in (Symbol("RMS"), Symbol("RMS", "upright")):
            root = root_mean_square(Script(base.argument, sub), self.letters)
            if root is not None:
                return root if sup is None else Exponentiation(root, self.term(sup))
        if base in (Symbol("e"), Symbol("e", "upright")) and sup is not None:
            return Application("exp", (self.term(sup),))
        if (misplaced := misplaced_index(base, sub, sup, self.letters)) is not None:
            return misplaced
        if isinstance(sup, Symbol) and (
            sup.name == "top"
            or (sup.name == "T" and isinstance(base, Symbol) and vocabulary.moves(base.name))
        ):
            raise Unreadable("a transposed matrix is no number")
        plain: Node = base if sub is None and not node.primes else Script(base, sub, None, node.primes)
        value = self.quantity(plain) or read_gradient(plain, self.term, self.letters)
        if value is None and isinstance(base, Fence | Root | Apply | Big | Number | Fraction):
            value = self.term(base)  # the index of a bracket is that of what it holds
        if value is None:
            raise Unreadable("this index has no meaning")
        return value if sup is None else Exponentiation(value, self.term(sup))

    def _apply(self, function: Node, argument: Node) -> Term:
        match function:
            case Script(inner, None, power) if power is not None:
                return Exponentiation(self._apply(inner, argument), self.term(power))
            case Symbol("RMS") if root := root_mean_square(argument, self.letters):
                return root
            case Symbol(name) if name in _FUNCTIONS:
                inside = (
                    argument.inside if isinstance(argument, Fence) and argument.open in "([{" else argument
                )
                return self._call(_FUNCTIONS[name], pieces(inside))
        named = self.quantity(function)
        if isinstance(named, Letter) and isinstance(argument, Fence) and vocabulary.is_known(named.name):
            return times(named, self.term(argument))
        raise Unreadable("this is a function whose values are not known")

    def _call(self, name: str, given: tuple[Node, ...]) -> Term:
        few = 3 if name == "clip" else 2 if name in {"max", "min"} else 1
        if len(given) != few and not (few == 2 and len(given) > 2):
            raise Unreadable(f"{name} takes another number of arguments")
        return Application(name, tuple(self.term(one) for one in given))

    def _fence(self, opening: str, inside: Node) -> Term:
        if opening == "langle":
            raise Unreadable("an inner product is none of the terms")
        value = self.term(inside)
        return Application(_BARS[opening], (value,)) if opening in _BARS else value

    def _big(self, node: Big) -> Term:
        counted = summation_index(node)
        if isinstance(node.under, Relation) and "in" in node.under.ops:
            raise Unreadable("a sum over a set counts no steps")
        if node.name == "sum" and counted:
            letter, first = counted
            low = self.term(first) if first is not None else Constant(1.0)
            high = self.term(node.over) if node.over is not None else StepCount()
            outer = self.letters
            self.letters = IndexLetters(outer.time, outer.counters | {letter})
            try:
                return Series(letter, low, high, self.term(node.body))
            finally:
                self.letters = outer
        body = node.body.inside if isinstance(node.body, Fence) else node.body
        if node.name in {"max", "min"} and len(given := pieces(body)) > 1:
            return self._call(node.name, given)
        raise Unreadable(f"{node.name} is none of the terms")
