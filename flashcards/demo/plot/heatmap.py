"""A heat map of losses in shades, darker for lower; the best cell is marked, a diverged one is a dot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from flashcards.demo.result import Heat, Series
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import StyledLine, StyledSpan, flow_spans, pad

SHADES, ASCII_SHADES = " ░▒▓█", " .:+#"
_LOST, _BEST, _ASCII_BEST = "·", "◆", "@"


def draw_heatmap(figure: Heat, *, width: int, height: int, ascii_only: bool = False) -> list[StyledLine]:
    """The map in at most `width` × `height` cells; each shows the best of the values it covers."""
    high = [format_number(y, 3, ascii_only=ascii_only) for y in figure.ys] if figure.y_name else [""]
    left = max(cells(pretty(figure.y_name, ascii_only=ascii_only)), *map(cells, high))
    room = max(4, width - left - 3 - cells(pretty(figure.x_name, ascii_only=ascii_only)))
    grid, chosen = _fitted(figure, room, max(1, height - 4))
    best = min((value for line in grid for value in line if math.isfinite(value)), default=math.nan)
    drawn: list[StyledLine] = [
        ((f"{pad(pretty(figure.y_name, ascii_only=ascii_only), left, right=True)}", "dim"),)
    ]
    repeat = max(1, min(4, room // max(1, len(grid[0]))))
    limits = _limits(grid)
    for line, label in zip(reversed(grid), reversed(chosen), strict=True):
        edge: StyledSpan = (f"{pad(high[label], left, right=True)} {'|' if ascii_only else '┤'}", "dim")
        drawn.append((edge, *(_cell(value, best, limits, repeat, ascii_only) for value in line)))
    return [
        *drawn,
        *_foot(figure, left, len(grid[0]) * repeat, ascii_only),
        *_legend(limits, width, ascii_only),
    ]


def _fitted(figure: Heat, across: int, up: int) -> tuple[list[list[float]], list[int]]:
    """The values pooled into at most `up` × `across` cells, and the row of `ys` that labels each line."""
    rows = _shares(len(figure.ys), up)
    columns = _shares(len(figure.xs), across)
    grid = [[_best([figure.values[j][i] for j in row for i in column]) for column in columns] for row in rows]
    return grid, [row[0] for row in rows]


def _shares(count: int, most: int) -> list[range]:
    """The numbers below `count` in at most `most` contiguous groups."""
    groups = min(count, most)
    edges = [i * count // groups for i in range(groups + 1)]
    return [range(a, b) for a, b in pairwise(edges)]


def _best(values: Sequence[float]) -> float:
    return min((value for value in values if math.isfinite(value)), default=math.nan)


def _limits(grid: list[list[float]]) -> tuple[float, float]:
    values = sorted(math.log10(max(value, 1e-12)) for line in grid for value in line if math.isfinite(value))
    if not values:
        return 0.0, 1.0
    return values[0], max(values[int(0.9 * (len(values) - 1))], values[0] + 1e-9)


def _cell(
    value: float, best: float, limits: tuple[float, float], repeat: int, ascii_only: bool
) -> StyledSpan:
    if not math.isfinite(value):
        return ("x" if ascii_only else _LOST) * repeat, "dim"
    shades = ASCII_SHADES if ascii_only else SHADES
    low, high = limits
    share = (high - math.log10(max(value, 1e-12))) / (high - low)
    shade = shades[min(len(shades) - 1, max(0, int(share * len(shades))))]
    if value == best:
        return (_ASCII_BEST if ascii_only else _BEST) + shade * (repeat - 1), "bold"
    return shade * repeat, "cyan"


def _foot(figure: Heat, left: int, width: int, ascii_only: bool) -> list[StyledLine]:
    line, corner = ("-", "+") if ascii_only else ("─", "└")
    labels = _spread(figure.xs, width, ascii_only)
    name = pretty(figure.x_name, ascii_only=ascii_only)
    return [
        ((" " * (left + 1) + corner + line * width, "dim"),),
        ((" " * (left + 2) + labels, "dim"), (f" {name}", "dim")),
    ]


def _spread(xs: Series, width: int, ascii_only: bool) -> str:
    """The axis labels: first, middle and last value under their columns."""
    first, middle, last = (
        format_number(x, 3, ascii_only=ascii_only) for x in (xs[0], xs[len(xs) // 2], xs[-1])
    )
    if width < 4 * max(map(cells, (first, middle, last))):
        return first if len(xs) == 1 else f"{first} {'..' if ascii_only else '…'} {last}"
    text = pad(first, width - cells(last)) + last
    place = width // 2 - cells(middle) // 2
    return text[:place] + middle + text[place + cells(middle) :]


def _legend(limits: tuple[float, float], width: int, ascii_only: bool) -> list[StyledLine]:
    shades = (ASCII_SHADES if ascii_only else SHADES).strip()
    low, high = (format_number(10**limit, 2, ascii_only=ascii_only) for limit in limits)
    best, lost = (_ASCII_BEST, "x") if ascii_only else (_BEST, _LOST)
    parts = (f"{high} {shades} {low}", f"{best} lowest", f"{lost} diverged")
    return flow_spans([(part, "dim") for part in parts], width)
