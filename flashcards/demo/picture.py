"""A result as lines of text: title, table, figure and settings, for a terminal of any width."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from flashcards.demo import curves
from flashcards.demo.ink import Row, cells, number, padded, pretty
from flashcards.demo.result import Curves, Result, Series

MOST_ROWS = 16
_ROUND = (1, 2, 5)


def draw(result: Result, *, width: int = 80, height: int = 12, ascii_only: bool = False) -> list[Row]:
    """The figure of a result in at most `width` cells; a figure with a table of its own has that."""
    match result.figure:
        case Curves() as figure:
            return curves.draw(
                figure, result.series, result.t, width=width, height=height, ascii_only=ascii_only
            )
        case _:
            return []


def table(
    columns: Sequence[str],
    rows: Sequence[Series],
    *,
    width: int = 80,
    ascii_only: bool = False,
    now: int | None = None,
) -> list[Row]:
    """The table with its columns aligned at the point; columns that do not fit are named below it."""
    parts = [_column(name, [row[i] for row in rows], ascii_only) for i, name in enumerate(columns)]
    fitting, used = 0, 0
    for part in parts:
        used += cells(part[0]) + 2
        if used > width and fitting >= 2:
            break
        fitting += 1
    drawn: list[Row] = [(("  ".join(part[0] for part in parts[:fitting]), "bold"),)]
    for i, row in enumerate(rows):
        style = "reverse" if now is not None and row[0] == now else ""
        drawn.append((("  ".join(part[i + 1] for part in parts[:fitting]), style),))
    if fitting < len(parts):
        left_out = ", ".join(pretty(name, ascii_only=ascii_only) for name in columns[fitting:])
        drawn.append(((f"and {left_out} (a wider terminal shows them)", "dim"),))
    return drawn


def few(rows: Sequence[Series], most: int = MOST_ROWS) -> Sequence[Series]:
    """The rows, or where they are many those at round steps, the first and the last."""
    if len(rows) <= most:
        return rows
    chosen = [row for row in rows if _is_round(row[0])]
    if rows[-1] not in chosen:
        chosen.append(rows[-1])
    return chosen[-most:] if len(chosen) > most else chosen


def settings(values: Mapping[str, float], *, chosen: str = "", ascii_only: bool = False) -> Row:
    """The settings in one row, ▸ before the chosen one."""
    arrow = ">" if ascii_only else "▸"
    spans: list[tuple[str, str]] = []
    for name, value in values.items():
        mark = f"{arrow} " if name == chosen else "  "
        text = f"{mark}{pretty(name, ascii_only=ascii_only)} {number(value, ascii_only=ascii_only)}"
        spans.append((text, "bold" if name == chosen else ""))
        spans.append(("  ", ""))
    return tuple(spans[:-1])


def _is_round(step: float) -> bool:
    if step <= 0:
        return step == 0
    scale = 10 ** math.floor(math.log10(step))
    return step in [factor * scale for factor in _ROUND]


def _column(name: str, values: Sequence[float], ascii_only: bool) -> list[str]:
    """A heading and its numbers, all of one width, points below each other."""
    texts = [number(value, ascii_only=ascii_only) for value in values]
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
