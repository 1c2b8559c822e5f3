"""Rows of numbers as a table whose columns are aligned at the point."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.demo.ink import Row, number, padded, pretty
from flashcards.demo.result import Series
from flashcards.maths.box import cells

MOST_ROWS = 16
_ROUND = frozenset({0, *(factor * 10**power for power in range(6) for factor in (1, 2, 5))})
_GAP = 2


def table(
    columns: Sequence[str],
    rows: Sequence[Series],
    *,
    width: int = 80,
    digits: int = 6,
    ascii_only: bool = False,
    now: float | None = None,
) -> list[Row]:
    """A heading and the rows; columns that do not fit are named below. The row at t = `now` stands out."""
    parts = [_column(name, [row[i] for row in rows], digits, ascii_only) for i, name in enumerate(columns)]
    fitting = _fitting([cells(part[0]) for part in parts], width)
    lines = [(" " * _GAP).join(cut) for cut in zip(*parts[:fitting], strict=True)]
    styles = ["bold", *("reverse" if row[0] == now else "" for row in rows)]
    drawn: list[Row] = [((line, style),) for line, style in zip(lines, styles, strict=True)]
    if left_out := [pretty(name, ascii_only=ascii_only) for name in columns[fitting:]]:
        drawn.append(((f"+ {', '.join(left_out)}", "dim"),))
    return drawn


def few(rows: Sequence[Series], most: int = MOST_ROWS, *, now: float | None = None) -> list[Series]:
    """At most so many of the rows: those at round steps, the last, and the one at `now`."""
    chosen = list(rows)
    if len(chosen) > most:
        chosen = [row for row in rows if row[0] in _ROUND or row is rows[-1]]
    must = [row for row in rows if row[0] == now]
    kept = chosen[:1] + chosen[len(chosen) - most + 1 :] if len(chosen) > most > 1 else chosen[:most]
    if must and must[0] not in kept:
        kept = [*kept[: most - 1], must[0]]
    return sorted(kept)


def _fitting(widths: Sequence[int], room: int) -> int:
    """How many columns fit, two at least."""
    count = sum(sum(widths[: i + 1]) + _GAP * i <= room for i in range(len(widths)))
    return max(2, count)


def _column(name: str, values: Sequence[float], digits: int, ascii_only: bool) -> list[str]:
    """A heading and its numbers, all of one width, points below each other."""
    texts = [number(value, digits, ascii_only=ascii_only) for value in values]
    after = [len(text) - _point(text) for text in texts]
    tail = max(after, default=0)
    texts = [text + " " * (tail - own) for text, own in zip(texts, after, strict=True)]
    heading = pretty(name, ascii_only=ascii_only)
    room = max([cells(heading), *map(cells, texts)])
    return [padded(heading, room, right=True), *(padded(text, room, right=True) for text in texts)]


def _point(text: str) -> int:
    """Where a number's point stands, or would stand."""
    whole = text.partition("e")[0]
    return whole.index(".") if "." in whole else len(whole)
