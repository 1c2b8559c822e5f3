"""Draws a contour map of a surface, with a differently marked trail for each run."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from typing import TypeAlias

from flashcards.demo.plot.canvas import Canvas
from flashcards.demo.result import Landscape
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import COLOURS, StyledLine, StyledSpan, flow_spans, pad

MARKS, ASCII_MARKS = "●×+▲◇■", "ox+^#@"
_APART = 16
"""Dots between two marks of one trail; a cell is two of them wide and four high."""
_OFF = 1e6

Dot: TypeAlias = tuple[float, float]


def draw_contour(
    figure: Landscape, *, width: int, height: int, ascii_only: bool = False, now: int | None = None
) -> list[StyledLine]:
    """The map with axes and legend in `width` × `height` cells; `now` marks one step on each trail."""
    labels = {0: format_number(figure.ys[-1], 3, ascii_only=ascii_only)}
    rows = max(3, height - 3)
    labels[rows - 1] = format_number(figure.ys[0], 3, ascii_only=ascii_only)
    left = max(map(cells, labels.values()))
    canvas = Canvas(max(10, width - left - 2), rows, ascii_only=ascii_only)
    _contours(canvas, figure, ascii_only)
    ways = [_dots(canvas, figure, trail.x, trail.y) for trail in figure.trails]
    for i, way in enumerate(ways):
        _line(canvas, way, i)
    for i, way in enumerate(ways):
        _marks(canvas, way, i, (ASCII_MARKS if ascii_only else MARKS)[i % len(MARKS)], now)
    for lowest in figure.lowest:
        canvas.put(
            *_cell(*_dots(canvas, figure, *zip(lowest, strict=True))), "*" if ascii_only else "★", "bold"
        )
    for way in ways[:1]:
        canvas.put(*_cell(way[0]), "S" if ascii_only else "○", "bold")
    bar, tick = ("|", "+") if ascii_only else ("│", "┤")
    drawn: list[StyledLine] = []
    for index in range(rows):
        edge = f"{pad(labels.get(index, ''), left, right=True)} {tick if index in labels else bar}"
        drawn.append(((edge, "dim"), *canvas.row(index)))
    return [*drawn, *_foot(figure, left, canvas.width, ascii_only), *_legend(figure, width, ascii_only)]


def _contours(canvas: Canvas, figure: Landscape, ascii_only: bool) -> None:
    """A dot in each cell through which a contour goes."""
    across = [round(i * (len(figure.xs) - 1) / canvas.width) for i in range(canvas.width + 1)]
    up = [round((1 - j / canvas.height) * (len(figure.ys) - 1)) for j in range(canvas.height + 1)]
    bands = [[bisect(figure.levels, figure.heights[row][column]) for column in across] for row in up]
    mark = "." if ascii_only else "·"
    for j in range(canvas.height):
        for i in range(canvas.width):
            beside, below = bands[j][i] != bands[j][i + 1], bands[j][i] != bands[j + 1][i]
            if beside or (below and i % 2 == 0):  # a flat contour would else be a solid line
                canvas.under(i, j, mark)


def _line(canvas: Canvas, points: Sequence[Dot], index: int) -> None:
    style, mark = COLOURS[index % len(COLOURS)], ASCII_MARKS[index % len(ASCII_MARKS)]
    last = points[0]
    for point in points[1:]:
        if abs(point[0] - last[0]) + abs(point[1] - last[1]) >= 1:  # else it would be the same dot
            canvas.line(last, point, style, mark)
            last = point


def _marks(canvas: Canvas, points: Sequence[Dot], index: int, mark: str, now: int | None) -> None:
    """The positions of a trail's marks: far enough apart, and at its end."""
    if now is not None:
        canvas.put(*_cell(points[min(now, len(points) - 1)]), mark, "reverse")
        return
    last = points[0]
    for point in [*points[1:-1], points[-1]]:
        if abs(point[0] - last[0]) + abs(point[1] - last[1]) >= _APART or point is points[-1]:
            canvas.put(*_cell(point), mark, COLOURS[index % len(COLOURS)])
            last = point


def _dots(canvas: Canvas, figure: Landscape, xs: Sequence[float], ys: Sequence[float]) -> list[Dot]:
    """Points as dots on the canvas, counted from its top left."""
    left, top = figure.xs[0], figure.ys[-1]
    across = (2 * canvas.width - 1) / (figure.xs[-1] - left)
    down = (4 * canvas.height - 1) / (top - figure.ys[0])
    return [((x - left) * across, (top - y) * down) for x, y in zip(xs, ys, strict=True)]


def _cell(dot: Dot) -> tuple[int, int]:
    """The cell of a dot; outside the canvas for a dot far away."""
    across, down = dot
    return (round(across) // 2, round(down) // 4) if abs(across) < _OFF and abs(down) < _OFF else (-1, -1)


def _foot(figure: Landscape, left: int, width: int, ascii_only: bool) -> list[StyledLine]:
    line, corner = ("-", "+") if ascii_only else ("─", "└")
    first, last = (format_number(x, 3, ascii_only=ascii_only) for x in (figure.xs[0], figure.xs[-1]))
    return [
        ((" " * (left + 1) + corner + line * width, "dim"),),
        ((" " * (left + 2) + pad(first, width - cells(last)) + last, "dim"),),
    ]


def _legend(figure: Landscape, width: int, ascii_only: bool) -> list[StyledLine]:
    marks = ASCII_MARKS if ascii_only else MARKS
    spans: list[StyledSpan] = [
        (f"{marks[i % len(marks)]} {pretty(trail.label, ascii_only=ascii_only)}", COLOURS[i % len(COLOURS)])
        for i, trail in enumerate(figure.trails)
    ]
    spans.append((f"{'S' if ascii_only else '○'} start", "dim"))
    if figure.lowest:
        spans.append((f"{'*' if ascii_only else '★'} lowest", "dim"))
    return flow_spans(spans, width)
