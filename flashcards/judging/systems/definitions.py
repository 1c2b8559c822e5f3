"""What an assignment makes of its two sides, in formulas and in code alike."""

from __future__ import annotations

from collections.abc import Callable

from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Letter,
    Multiplication,
    Series,
    Term,
    each_term,
    subterms,
)


def minus(term: Term) -> Term:
    """`-term`."""
    if isinstance(term, Constant):
        return Constant(-term.value)
    return Multiplication((Constant(-1.0), term))


def times(product: Term, factor: Term) -> Term:
    """`product · factor`, of one level."""
    if isinstance(product, Multiplication):
        return Multiplication((*product.factors, factor))
    return Multiplication((product, factor))


def augmented(left: Term, op: str, right: Term) -> Term:
    """What `left += right` sets `left` to; `op` is `+`, `-`, `*`, `/` or `**`."""
    match op:
        case "+":
            return Addition((left, right))
        case "-":
            return Addition((left, minus(right)))
        case "*":
            return Multiplication((left, right))
        case "/":
            return Division(left, right)
    return Exponentiation(left, right)


def is_definition(left: Term, right: Term) -> bool:
    """True unless an equation gives a setting its value, or says that something is itself."""
    if isinstance(left, Letter) and isinstance(right, Letter) and left.name == right.name:
        return False
    return right != left and not is_constant(right)


def is_constant(term: Term) -> bool:
    """True if `term` names nothing, as the value of a setting."""
    return all(isinstance(part, Constant) or subterms(part) for part in each_term(term))


def replace_letters(term: Term, change: Callable[[Letter], Term]) -> Term:
    """`term` with what `change` makes of each of its letters."""

    def within(part: Term) -> Term:
        return replace_letters(part, change)

    match term:
        case Letter():
            return change(term)
        case Addition(parts):
            return Addition(tuple(map(within, parts)))
        case Multiplication(parts):
            return Multiplication(tuple(map(within, parts)))
        case Division(top, bottom):
            return Division(within(top), within(bottom))
        case Exponentiation(base, exponent):
            return Exponentiation(within(base), within(exponent))
        case Application(function, arguments):
            return Application(function, tuple(map(within, arguments)))
        case Gradient(point) if point is not None:
            return Gradient(within(point))
        case Series(index, low, high, body):
            return Series(index, within(low), within(high), within(body))
    return term
