r"""Notations that stand for more than they show: `RMS[g]`, a mean over a batch, an index out of place."""

from __future__ import annotations

from collections.abc import Callable

from flashcards.formula.tree import Apply, Big, Fence, Fraction, Node, Number, Product, Row, Script, Symbol
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.definitions import times
from flashcards.judging.systems.quantity_indices import IndexLetters
from flashcards.judging.systems.quantity_names import read_quantity
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Gradient,
    Letter,
    Multiplication,
    StepCount,
    Term,
)


def root_mean_square(node: Node, letters: IndexLetters) -> Term | None:
    """`RMS[g]_t`, Adadelta's √(E[g²]_t + ε), of its bracket; None for another node."""
    bracket = node.base if isinstance(node, Script) else node
    if not isinstance(bracket, Fence):
        return None
    mean: Node = Apply(Symbol("E"), Fence("[", Script(bracket.inside, None, Number("2")), "]"))
    named = read_quantity(Script(mean, node.sub) if isinstance(node, Script) else mean, letters)
    if not isinstance(named, Letter):
        return None
    return Application("sqrt", (Addition((named, Letter("epsilon"))),))


def batch_mean(factor: Node, total: Node, term: Callable[[Node], Term]) -> Term | None:
    r"""What `\frac{a}{n} \sum_i \nabla L_i` is on a batch: a times the gradient; None for other products."""
    match factor, total:
        case Fraction(top, bottom), Big("sum", _, over, body) if top == Number("1") or bottom == over:
            try:
                gradient = term(body)
            except Unreadable:
                return None
            if isinstance(gradient, Gradient):
                return gradient if top == Number("1") else times(term(top), gradient)
    return None


def misplaced_index(base: Node, sub: Node | None, sup: Node | None, letters: IndexLetters) -> Term | None:
    r"""`\beta^{t_2}` and `\beta_{2t}`, in which index and exponent changed places, as β₂·t; else None."""
    match sub, sup:
        case None, Script(Symbol(letter), Number() as digit, None) if letter in letters.time:
            pass
        case Product((Number() as digit, Symbol(letter)), ("", "")), None if letter in letters.time:
            pass
        case _:
            return None
    named = read_quantity(Script(base, digit), letters)
    return Multiplication((named, StepCount())) if isinstance(named, Letter) else None


def plain_power(sup: Node | None) -> Node | None:
    r"""The power in `^{\odot 2}`, one by element; any other superscript as it is."""
    match sup:
        case Product((Row(()), power), (_, "odot" | "circ")):
            return power
    return sup
