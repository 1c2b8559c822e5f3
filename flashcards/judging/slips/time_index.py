"""The slip that any equation may have: a wrong time index."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp

from flashcards.judging.algebra.rewrite import each_change, is_
from flashcards.judging.algebra.symbols import TIME, Expr, at, parts, symbols_in
from flashcards.judging.slips.context import Made, SlipContext, timed_name


def wrong_time_index(right: Expr, context: SlipContext) -> Iterator[Made]:
    """A quantity, or the t of a power, one step too early or too late."""
    moments = {symbol: parts(symbol) for symbol in symbols_in(right) if parts(symbol)[1] is not None}
    for symbol, (name, offset) in sorted(moments.items(), key=str):
        for other in ((offset or 0) - 1, (offset or 0) + 1):
            have, want = timed_name(context, name, other), timed_name(context, name, offset or 0)
            for wrong, _ in each_change(right, is_(symbol, at(name, other))):
                yield wrong, f"you have {have} where {want} belongs: the time index is wrong"
    counts = {count for e in sp.preorder_traversal(right) if (count := _since(e)) is not None}
    for count in sorted(counts, key=abs, reverse=True):
        for other in (count - 1, count + 1):
            for wrong, _ in each_change(right, _from(count, other)):
                have, want = _steps(other), _steps(count)
                yield wrong, f"you have {have} where {want} belongs: the time index is wrong"


def _from(count: int, other: int) -> Callable[[Expr], Expr | None]:
    """A change of `t + count` to `t + other`."""
    return lambda e: TIME + other if _since(e) == count else None


def _steps(count: int) -> str:
    return f"t{count:+d}".replace("-", "−") if count else "t"


def _since(e: Expr) -> int | None:
    """The n in `t + n`, 0 for `t` alone; None for anything else."""
    if e == TIME:
        return 0
    if e.is_Add and len(e.args) == 2 and TIME in e.args:
        number = next((part for part in e.args if part != TIME), TIME)
        if number.is_Integer or (number.is_Mul and all(part.is_Integer for part in number.args)):
            return int(sp.prod(number.args) if number.args else number)
    return None
