r"""The spellings of the gradient: `\nabla_\theta J(\theta)`, `\frac{\partial L}{\partial w}`, `grad(w)`."""

from __future__ import annotations

import re
from collections.abc import Callable

from flashcards.formula import vocabulary
from flashcards.formula.traverse import pieces
from flashcards.formula.tree import Apply, Fence, Fraction, Node, Number, Product, Script, Sum, Symbol
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.identifiers import names_gradient
from flashcards.judging.systems.quantity_indices import IndexLetters, time_offset
from flashcards.judging.systems.quantity_names import read_quantity
from flashcards.judging.systems.terms import Constant, Exponentiation, Gradient, Indexed, Letter, Term

TermOf = Callable[[Node], Term]
_AHEAD = re.compile(r"ahead|look|theta|omega|_(?:hat|tilde|bar)")
_LOSSES = frozenset({"f", "L", "J", "E", "C", "ell", "F", "Q", "R", "U", "l", "loss", "Loss", "cost", "Cost"})
_CHANGES = frozenset({"partial", "d", "delta"})
_ACTIVATIONS = frozenset({"y", "z", "a", "h", "o", "u", "t", "yhat"})
"""What losses are differentiated by on the way to the weights."""


def read_gradient(node: Node, term: TermOf, letters: IndexLetters) -> Term | None:
    """The gradient that `node` is, with its power if it has one; None if it is something else."""
    match node:
        case Apply(Script(Symbol("nabla"), Sum() as point, None)) | Script(
            Symbol("nabla"), Sum() as point, None
        ):
            return Gradient(term(point))
        case Apply(function, argument) if _is_nabla(function):
            return _of(argument, term, letters)
        case Script(Symbol("nabla"), _, None):
            return Gradient()
        case Apply(Symbol(name), Fence("(", inside) as bracket) if names_gradient(name) or name.startswith(
            "grad"
        ):
            return Gradient() if time_offset(inside, letters.time) is not None else _at(bracket, term)
        case Fraction(top, bottom, True) if _is_derivative(top, bottom, letters):
            return Gradient()
        case Product((top, bottom), ("", "/")) if _is_derivative(top, bottom, letters):
            return Gradient()
    return None


def split_quotient(top: Node, bottom: Node, letters: IndexLetters) -> Node | None:
    """The factors before the gradient in `a ∂L/∂w`, which typed text reads as `(a ∂L)/∂w`; None elsewhere."""
    match top:
        case Product((*before, loss), (*ops, _)) if _is_derivative(loss, bottom, letters):
            return Product(tuple(before), tuple(ops)) if len(before) > 1 else before[0]
    return None


def read_gradient_factors(
    factors: tuple[Node, ...], term: TermOf, letters: IndexLetters
) -> tuple[Term, int] | None:
    r"""The gradient that a product begins with and how many factors it takes; None if it begins otherwise.

    `\nabla E_n (w)` takes its bracket, `\frac{\partial}{\partial w} J` its loss, `\Delta f(w)` is a misprint
    of `\nabla f(w)`.
    """
    first, *rest = factors
    following = rest[0] if rest else None
    sign = first.base if isinstance(first, Script) and first.sup is None else first
    misprint = sign in (Symbol("Delta"), Symbol("grad"))
    if misprint and isinstance(following, Apply) and _loss(following.function):
        return _of(following, term, letters), 2
    if read_gradient(first, term, letters) is None:
        return None
    if isinstance(first, Fraction) and _lacks_loss(first.top) and following is not None:
        return _of(following, term, letters), 2
    bracket = following.base if isinstance(following, Script) else following
    called = isinstance(first, Apply) and isinstance(first.argument, Apply)
    if called or not (
        isinstance(bracket, Fence) and bracket.open == "(" and _holds_weights(bracket, letters)
    ):
        return None
    power = following.sup if isinstance(following, Script) else None
    return _raised(_at(bracket, term), power, term), 2


def _is_nabla(function: Node) -> bool:
    match function:
        case Symbol("nabla") | Script(Symbol("nabla"), _, None):
            return True
    return False


def _loss(function: Node) -> bool:
    base = function.base if isinstance(function, Script) else function
    return isinstance(base, Symbol) and base.name in _LOSSES


def _of(argument: Node, term: TermOf, letters: IndexLetters) -> Term:
    """The gradient of `argument`, a loss with or without what it is a function of."""
    match argument:
        case Apply(_, Fence("(") as bracket):
            return _at(bracket, term)
        case Script(Apply(_, Fence("(") as bracket), _, power):
            return _raised(_at(bracket, term), power, term)
        case Fence():
            return _at(argument, term)
        case Script(base, sub, Number() as power):
            return _raised(_of(Script(base, sub), term, letters), power, term)
        case Script(_, sub) if sub is not None:
            named = read_quantity(argument, letters)
            if isinstance(named, Indexed):
                return Indexed("g", named.index, named.backwards)
            if isinstance(named, Letter) and named.name.endswith(("_reg", "_total", "_tot")):
                return Letter("g_reg", named.offset)
    return Gradient()


def _raised(gradient: Term, power: Node | None, term: TermOf) -> Term:
    return gradient if power is None else Exponentiation(gradient, term(power))


def _at(bracket: Fence, term: TermOf) -> Gradient | Indexed:
    """The gradient at the weights that a bracket names, among data that it may name too."""
    found = pieces(bracket.inside)
    weights = [one for one in found if _stem(one) and vocabulary.plays(_stem(one), "parameters")]
    if not weights and len(found) > 1:
        return Gradient()
    try:
        point = term((weights or [*found, Symbol("theta")])[0] if not _moved(found) else found[0])
    except Unreadable:
        return Gradient()
    if isinstance(point, Indexed):
        return Indexed("g", point.index, point.backwards)
    if (
        isinstance(point, Letter)
        and not weights
        and found
        and len(_stem(found[0])) > 3
        and not _AHEAD.search(point.name)
    ):
        return Gradient()  # of a sample or batch
    return Gradient(None if isinstance(point, Constant | Gradient) else point)


def _moved(found: tuple[Node, ...]) -> bool:
    """True if a bracket begins with a point that is computed, as the look-ahead `w - \\beta v`."""
    return bool(found) and not _stem(found[0])


def _stem(node: Node) -> str:
    while isinstance(node, Script):
        node = node.base
    return node.name if isinstance(node, Symbol) else ""


def _is_derivative(top: Node, bottom: Node, letters: IndexLetters) -> bool:
    """True for `∂L` over `∂w`, `dJ` over `dW`, `\\partial` over `\\partial\\theta`."""
    by = _changed(bottom)
    if by is None or (_changed(top) is None and not _lacks_loss(top)):
        return False
    named = read_quantity(by, letters)
    stem = named.name if isinstance(named, Letter) else ""
    return bool(stem) and stem.split("_")[0] not in _ACTIVATIONS


def _lacks_loss(top: Node) -> bool:
    return isinstance(top, Symbol) and top.name in {"partial", "d"}


def _changed(node: Node) -> Node | None:
    """What stands behind a `d`, `∂` or `δ`; None if nothing does."""
    match node:
        case Apply(Symbol(sign), changed) | Product((Symbol(sign), changed), _) if sign in _CHANGES:
            return changed
        case Product((Apply(Symbol(sign), changed), *_), _) if sign in _CHANGES:
            return changed
        case Symbol(name) if len(name) == 2 and name[0] == "d":
            return Symbol(name[1])
        case Script(Symbol(name), sub, sup) if len(name) == 2 and name[0] == "d":
            return Script(Symbol(name[1]), sub, sup)
    return None


def _holds_weights(bracket: Fence, letters: IndexLetters) -> bool:
    """True if a bracket behind a loss is where it is evaluated, not a factor such as `(1 - \\beta)`."""
    inside = pieces(bracket.inside)
    parts = (inside[0].terms if hasattr(inside[0], "terms") else inside) if inside else ()
    return any(_stem(part) and vocabulary.plays(_stem(part), "parameters") for part in parts)
