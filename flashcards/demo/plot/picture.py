"""Renders a result as rows of text for any width: its figure, its settings, and a pane of both."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import assert_never

from flashcards.demo.plot import contour, curves, heatmap
from flashcards.demo.plot.number_table import MOST_ROWS, columns_left_out, few, number_table
from flashcards.demo.result import Curves, Heat, Landscape, Regions, Result, Series, Working
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import StyledLine, flow_spans, line_width, side_by_side

_BEST_ROWS = 5
_NARROWEST, _LOWEST, _GAP = 26, 6, 3
"""The least room that a figure can do with."""
_BOTH = 15
"""From so many rows on the losses stand below the parted planes."""
_LOWEST_TABLE = 4
"""A heading, two rows, and the names of the columns that have no room."""


def draw_picture(
    result: Result, *, width: int = 80, height: int = 12, ascii_only: bool = False, now: int | None = None
) -> list[StyledLine]:
    """The figure of a result in at most `width` × `height` cells; `now` marks one step in it."""
    figure = result.figure
    match figure:
        case Curves():
            return curves.draw_curves(
                figure, result.series, result.t, width=width, height=height, ascii_only=ascii_only, now=now
            )
        case Landscape():
            return contour.draw_contour(figure, width=width, height=height, ascii_only=ascii_only, now=now)
        case Regions():
            return _regions(figure, result, width, height, ascii_only=ascii_only, now=now)
        case Heat():
            return heatmap.draw_heatmap(figure, width=width, height=height, ascii_only=ascii_only)
        case Working():
            return workings(figure, width=width, ascii_only=ascii_only)
        case None:
            return []
        case _:
            assert_never(figure)


def _regions(
    figure: Regions, result: Result, width: int, height: int, *, ascii_only: bool, now: int | None
) -> list[StyledLine]:
    """The parted planes, and below them the losses where there is room for both."""
    from flashcards.demo.plot import boundary  # NumPy loads here, not with the first card

    below = height * 2 // 5 if height >= _BOTH else 0

    drawn = boundary.draw_regions(figure, width=width, height=height - below, ascii_only=ascii_only, now=now)
    if not below:
        return drawn
    return drawn + curves.draw_curves(
        figure.curves, result.series, result.t, width=width, height=below, ascii_only=ascii_only, now=now
    )


def workings(figure: Working, *, width: int = 80, ascii_only: bool = False) -> list[StyledLine]:
    """The equations of one step with their numbers; what is wide goes on below."""
    drawn: list[StyledLine] = []
    for line in figure.lines:
        equation = line.plain if ascii_only else line.equation
        numbers = line.plain_numbers if ascii_only else line.numbers
        value = f" = {format_number(line.value, ascii_only=ascii_only)}"
        middle = f" = {numbers}" if numbers else ""
        if cells(equation + middle + value) <= width:
            drawn.append(((equation, "bold"), (middle, ""), (value, "cyan")))
        else:
            drawn += [((part, "bold"),) for part in _broken(equation, width, 2)]
            *above, last = _broken(f"  {middle}", width, 5)
            drawn += [((part, ""),) for part in above]
            if cells(last + value) <= width:
                drawn.append(((last, ""), (value, "cyan")))
            else:
                drawn += [((last, ""),), ((f"  {value}", "cyan"),)]
    return drawn


def _broken(text: str, width: int, indent: int) -> list[str]:
    """An equation in lines of at most so many cells, broken before its signs; later ones are indented.

    What is too wide without a sign is broken between its words.
    """
    lines = [""]
    signed = re.split(r"(?= [+−/·*=-] )", text)
    fits = [[part] if cells(part) <= width - indent else re.split(r"(?<=\S)(?= )", part) for part in signed]
    for part in chain.from_iterable(fits):
        if lines[-1] and cells(lines[-1] + part) > width:
            lines.append(" " * indent + part.lstrip())
        else:
            lines[-1] += part
    return lines


def rows(result: Result, *, most: int = MOST_ROWS, now: int | None = None) -> list[Series]:
    """The rows worth showing: those at round steps and at `now`; for a sweep the lowest losses."""
    if isinstance(result.figure, Heat):
        finite = [row for row in result.rows if math.isfinite(row[-1])]
        return sorted(finite, key=lambda row: row[-1])[: min(most, _BEST_ROWS)]
    must = [t for t in (now, result.telling) if t is not None]
    return few(_rows(result, now), most, must)


def pane(
    result: Result, *, width: int, height: int, ascii_only: bool = False, now: int | None = None
) -> list[StyledLine]:
    """Table and figure side by side, or stacked if the room is narrow; for a map only the map.

    If both do not fit, a curve demo shows only its figure, any other demo only its table.
    """
    if isinstance(result.figure, Working):
        return workings(result.figure, width=width, ascii_only=ascii_only)
    if isinstance(result.figure, Regions):
        return draw_picture(result, width=width, height=height, ascii_only=ascii_only, now=now)
    numbers = rows(result, most=max(2, height - 2), now=now)
    room = (
        width * 2 // 5
        if isinstance(result.figure, Landscape | Heat)
        else table_width(result.columns, numbers, width)
    )
    left = number_table(result.columns, numbers, width=room, digits=4, ascii_only=ascii_only, now=now)
    free = width - max(map(line_width, left)) - _GAP
    if free >= _NARROWEST:
        return side_by_side(
            left, draw_picture(result, width=free, height=height, ascii_only=ascii_only, now=now), _GAP
        )
    both = height >= _LOWEST + _LOWEST_TABLE
    is_map = isinstance(result.figure, Landscape) or (
        isinstance(result.figure, Heat) and bool(result.figure.y_name)  # shades in one row say little alone
    )
    figure_alone = is_map or (result.kind == "curve" and not both)
    if figure_alone:
        return draw_picture(result, width=width, height=max(_LOWEST, height), ascii_only=ascii_only, now=now)
    above = number_table(
        result.columns,
        rows(result, most=min(height // 2, height - _LOWEST) - 2, now=now) if both else numbers,
        width=width,
        digits=4,
        ascii_only=ascii_only,
        now=now,
    )
    if not both:
        return above
    return above + draw_picture(
        result, width=width, height=max(_LOWEST, height - len(above)), ascii_only=ascii_only, now=now
    )


def table_width(columns: Sequence[str], numbers: Sequence[Series], width: int) -> int:
    """The cells of a pane that its table may take beside a curve; more if columns would be left out."""
    usual, most = max(width * 11 // 20, width - 60), width - _NARROWEST - _GAP
    return max(usual, most) if columns_left_out(columns, numbers, width=usual) else usual


def settings_lines(
    values: Mapping[str, float], *, chosen: str = "", width: int = 80, ascii_only: bool = False
) -> list[StyledLine]:
    """The settings in as many rows as they need, with ▸ before the selected one.

    The settings of a run are grouped, with its name before the first of them.
    """
    spans = []
    before = ""
    for name, value in values.items():
        mark = "  " if name != chosen else "> " if ascii_only else "▸ "
        run, _, setting = name.rpartition(" ")
        named = run if run != before else ""
        before = run
        shown = " ".join(pretty(word, ascii_only=ascii_only) for word in (named, setting) if word)
        text = f"{mark}{shown} {format_number(value, ascii_only=ascii_only)}"
        spans.append((text, "bold" if name == chosen else ""))
    return flow_spans(spans, width, gap=2)


def _rows(result: Result, now: int | None) -> list[Series]:
    """The rows of the table, with that of the current step."""
    rows = list(result.rows)
    if now in result.t and result.columns[0] == "t" and all(row[0] != now for row in rows):
        place = result.t.index(now)
        rows.append((now, *(result.series[name][place] for name in result.columns[1:])))
    return sorted(rows)
