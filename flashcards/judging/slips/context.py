"""What every slip knows of a formula, and the rewriting that several share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flashcards.formula import vocabulary
from flashcards.judging.algebra.rewrite import each_change, is_
from flashcards.judging.algebra.symbols import SLOPE, Expr, parts
from flashcards.value import Value

Made = tuple[Expr, str]
"""A wrong formula, and what is wrong with it."""


class SlipContext(Value, frozen=True):
    """What a slip knows of the formula besides its right side."""

    defines: str
    spelled: Mapping[str, str]
    known: frozenset[str] = frozenset()
    """The names of the reference; empty without one."""

    def shown(self, name: str, offset: int | None = 0) -> str:
        """The name as the formula writes it, with its time index if that differs from the formula's."""
        index = {None: "", 0: "", -1: "ₜ₋₁", 1: "ₜ₊₁"}.get(offset, f" {offset:+d}" if offset else "")
        return vocabulary.unicode(self.spelled.get(name, name)) + index


def each_replaced(
    right: Expr, change: Mapping[Expr, Expr], context: SlipContext, why: str = ""
) -> Iterator[Made]:
    """Each substitution of `change` alone: everywhere, then at each occurrence."""
    for symbol, other in change.items():
        have, want = context.shown(parts(other)[0]), context.shown(parts(symbol)[0])
        for wrong, _ in each_change(right, is_(symbol, other)):
            yield wrong, f"you have {have} where {want} belongs{why}"


def timed_name(context: SlipContext, name: str, offset: int) -> str:
    """The name with its time index: `mₜ₋₁`."""
    index = {0: "ₜ", -1: "ₜ₋₁", 1: "ₜ₊₁", -2: "ₜ₋₂"}.get(offset, f"(t{offset:+d})")
    return context.shown("g" if name == SLOPE else name, 0) + index
