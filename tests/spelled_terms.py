"""Terms of systems written out on one line, as the tables of tests hold them."""

from __future__ import annotations

from flashcards.judging.systems.terms import (
    NEW,
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Indexed,
    Letter,
    Multiplication,
    Series,
    StepCount,
    SystemLine,
    Term,
)


def spell_line(line: SystemLine) -> str:
    """`3: m[0] = beta1*m[-1] + (1 + -1*beta1)*∇`, with `~` for the equals sign of a chain."""
    right = "?" if line.right is None else spell_term(line.right).removeprefix("(").removesuffix(")")
    right = spell_term(line.right) if line.right is not None and not _is_sum(line.right) else right
    return f"{line.number}: {spell_term(line.left)} {'~' if line.chained else '='} {right}"


def _is_sum(term: Term) -> bool:
    return isinstance(term, Addition)


def spell_term(term: Term) -> str:
    """A term on one line: sums in brackets, the gradient as `∇`, the step as `t`."""
    match term:
        case Constant(value):
            return f"{value:.4g}"
        case Letter(name, offset):
            return name + ("" if offset is None else "[new]" if offset == NEW else f"[{offset}]")
        case Addition(terms):
            return f"({' + '.join(map(spell_term, terms))})"
        case Multiplication(factors):
            return "*".join(map(spell_term, factors))
        case Division(top, bottom):
            return f"{spell_term(top)}/{{{spell_term(bottom)}}}"
        case Exponentiation(base, exponent):
            return f"{spell_term(base)}^{{{spell_term(exponent)}}}"
        case Application(function, arguments):
            return f"{function}<{', '.join(map(spell_term, arguments))}>"
        case Gradient(point):
            return "∇" if point is None else f"∇<{spell_term(point)}>"
        case Series(index, low, high, body):
            return f"sum<{index}={spell_term(low)}..{spell_term(high)}: {spell_term(body)}>"
        case Indexed(name, index, backwards):
            return f"{name}[{'t-' if backwards else ''}@{index}]"
        case StepCount(shift):
            return f"t{shift:+d}" if shift else "t"
