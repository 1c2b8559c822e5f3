r"""The general term of a sum with dots: `1 + \beta + \dots + \beta^{t-1}`, `g_t + \beta g_{t-1} + \dots`."""

from __future__ import annotations

from flashcards.formula.tree import Mark, Node, Number, Product, Script, Sum, Symbol
from flashcards.value import Value

_DOTS = frozenset({"ldots", "cdots", "dots", "…"})


class DottedSum(Value, frozen=True):
    """A sum whose k-th term, counted from 0, is each base to the power k times each quantity k steps back."""

    bases: tuple[Node, ...]
    moving: tuple[Node, ...]
    checked: tuple[tuple[int, Node], ...]
    """The terms written before the dots, with their counts."""
    last: Node | None
    """The term after the dots; None if the sum is endless."""
    rest: tuple[Node, ...]
    """Terms after the last one, which are none of the series."""


def general_term(node: Sum) -> DottedSum | None:
    """The series that a sum with dots is; None if it has no dots, or signs and terms of no such form."""
    at = next((i for i, term in enumerate(node.terms) if isinstance(term, Mark) and term.name in _DOTS), 0)
    if at < 2 or not set(node.signs) <= {"", "+"}:
        return None
    second = node.terms[1]
    factors = second.factors if isinstance(second, Product) and not any(second.ops) else (second,)
    bases = tuple(factor for factor in factors if not _steps_back(factor))
    moving = tuple(factor for factor in factors if _steps_back(factor))
    after = node.terms[at + 1 :]
    checked = tuple(enumerate(node.terms[:at]))
    return DottedSum(bases, moving, checked, after[0] if after else None, after[1:])


def _steps_back(node: Node) -> bool:
    """True for `g_{t-1}`."""
    match node:
        case Script(_, Sum((Symbol(), Number("1")), ("", "-")), None, 0):
            return True
    return False
