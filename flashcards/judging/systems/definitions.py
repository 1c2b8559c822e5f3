"""What an assignment makes of its two sides, in formulas and in code alike."""

from __future__ import annotations

from flashcards.judging.systems.terms import (
    Addition,
    Constant,
    Division,
    Exponentiation,
    Letter,
    Multiplication,
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
