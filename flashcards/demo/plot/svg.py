"""The figure of a result as an SVG document, for a README: curves, maps, heat maps and worked steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from html import escape
from typing import assert_never

from flashcards.demo.plot.boundary import extent, sides_of
from flashcards.demo.plot.curves import drawable, scale, tick_values
from flashcards.demo.result import Curves, Heat, Landscape, Regions, Result, Working
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number

WIDTH, HEIGHT = 760, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 130, 46, 46
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#555555")
"""Okabe and Ito's colours, which are distinguishable for the colour-blind and on any background."""
_DASHES = ("", "8 4", "2 4", "12 4 2 4", "6 6", "1 3")
_STYLE = (
    "text{font-family:system-ui,sans-serif;font-size:13px;fill:#777}"
    ".title{font-size:16px;font-weight:600}.axis{stroke:#999;fill:none}.line{fill:none;stroke-width:2}"
    ".grid{stroke:#999;stroke-opacity:.25}.contour{fill:none;stroke:#999;stroke-opacity:.5}"
    ".code{font-family:ui-monospace,monospace}"
)

_APART = 0.7
"""How far from the last a point must lie to be drawn."""

PlotPoint = Callable[[float, float], tuple[float, float]]


def svg(result: Result) -> str:
    """A complete document, whose grey text is legible on white and on black."""
    figure = result.figure
    match figure:
        case Curves():
            body = _curves(result, figure)
        case Landscape():
            body = _landscape(figure)
        case Regions():
            body = _regions(figure)
        case Heat():
            body = _heat(figure)
        case Working():
            body = _working(figure)
        case None:
            body = []
        case _:
            assert_never(figure)
    title = escape(result.title)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="{_LEFT}" y="26">{title}</text>',
        *body,
        "</svg>",
        "",
    ])  # fmt: skip


def _panels(result: Result, figure: Curves) -> list[str]:
    """Each panel as a picture of its own, scaled down, one above the other."""
    count = len(figure.panels)
    drawn = []
    for i, lines in enumerate(figure.panels):
        top, high = _TOP + i * (HEIGHT - _TOP) / count, (HEIGHT - _TOP) / count
        drawn.append(
            f'<svg y="{top:.1f}" width="{WIDTH}" height="{high:.1f}"'
            f' viewBox="0 {_TOP} {WIDTH} {HEIGHT - _TOP}">'
        )
        drawn += [*_curves(result, replace(figure, lines=lines, panels=())), "</svg>"]
    return drawn


def _curves(result: Result, figure: Curves) -> list[str]:
    if figure.since in result.t:
        first = result.t.index(figure.since)
        series = {name: line[first:] for name, line in result.series.items()}
        result, figure = replace(result, series=series, t=result.t[first:]), replace(figure, since=0)
    if figure.panels:
        return _panels(result, figure)
    lines = {name: drawable(result.series[name]) for name in figure.lines}
    low, high, step = scale(lines.values(), 16, logarithmic=figure.logarithmic)
    if not math.isfinite(low) or not result.t:
        return []
    place = _placer(result.t[0], max(result.t[-1], result.t[0] + 1), low, high)
    drawn = [*_y_axis(low, high, step, place, figure.logarithmic), *_x_axis(result.t, place, figure.x_label)]
    taken: list[float] = []
    for i, (name, values) in enumerate(lines.items()):
        points = [(t, _height(value, figure.logarithmic)) for t, value in zip(result.t, values, strict=True)]
        drawn += _polyline(points, place, i)
        last = next((point for point in reversed(points) if math.isfinite(point[1])), None)
        if last:
            y = _apart(place(*last)[1], taken)
            drawn.append(_text(WIDTH - _RIGHT + 6, y + 4, pretty(name), colour=_COLOURS[i % len(_COLOURS)]))
    return drawn


def _landscape(figure: Landscape) -> list[str]:
    place = _placer(figure.xs[0], figure.xs[-1], figure.ys[0], figure.ys[-1])
    drawn = ['<clipPath id="map"><rect ' + _box() + "/></clipPath>", '<g clip-path="url(#map)">']
    drawn += _contours(figure, place)
    for i, trail in enumerate(figure.trails):
        drawn += _polyline(list(zip(trail.x, trail.y, strict=True)), place, i)
    for x, y in figure.lowest:
        across, down = place(x, y)
        drawn.append(_text(across - 6, down + 5, "★"))
    drawn += ["</g>", f'<rect class="axis" {_box()}/>']
    for i, trail in enumerate(figure.trails):
        drawn.append(
            _text(WIDTH - _RIGHT + 8, _TOP + 14 + 20 * i, trail.label, colour=_COLOURS[i % len(_COLOURS)])
        )
    for x in (figure.xs[0], figure.xs[-1]):
        drawn.append(_text(place(x, 0)[0], HEIGHT - _BOTTOM + 18, format_number(x, 3), anchor="middle"))
    for y in (figure.ys[0], figure.ys[-1]):
        drawn.append(_text(_LEFT - 8, place(0, y)[1] + 4, format_number(y, 3), anchor="end"))
    return drawn


def _contours(figure: Landscape, place: PlotPoint) -> list[str]:
    """Each contour as its segments within the grid's triangles, unchained."""
    drawn = []
    for level in figure.levels:
        path = "".join(
            f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
            for a, b in (tuple(place(*point) for point in cut) for cut in _cuts(figure, level))
        )
        drawn.append(f'<path class="contour" d="{path}"/>')
    return drawn


def _cuts(figure: Landscape, level: float) -> Iterable[list[tuple[float, float]]]:
    xs, ys, heights = figure.xs, figure.ys, figure.heights
    for j in range(0, len(ys) - 1):
        for i in range(0, len(xs) - 1):
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            for triangle in ((0, 1, 2), (0, 2, 3)):
                points = [
                    (xs[corners[k][0]], ys[corners[k][1]], heights[corners[k][1]][corners[k][0]])
                    for k in triangle
                ]
                cut = [
                    _crossing(points[k], points[k - 1], level)
                    for k in range(3)
                    if (points[k][2] > level) != (points[k - 1][2] > level)
                ]
                if len(cut) == 2:
                    yield cut


def _crossing(
    a: tuple[float, float, float], b: tuple[float, float, float], level: float
) -> tuple[float, float]:
    share = (level - a[2]) / (b[2] - a[2])
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _heat(figure: Heat) -> list[str]:
    finite = [math.log10(max(v, 1e-12)) for row in figure.values for v in row if math.isfinite(v)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    wide = (WIDTH - _LEFT - _RIGHT) / len(figure.xs)
    tall = (HEIGHT - _TOP - _BOTTOM) / len(figure.ys)
    drawn = []
    for j, row in enumerate(figure.values):
        for i, value in enumerate(row):
            if math.isfinite(value):
                share = 1 - (math.log10(max(value, 1e-12)) - low) / max(high - low, 1e-9)
                x, y = _LEFT + i * wide, HEIGHT - _BOTTOM - (j + 1) * tall
                drawn.append(
                    f'<rect shape-rendering="crispEdges" x="{x:.2f}" y="{y:.2f}"'
                    f' width="{wide:.2f}" height="{tall:.2f}"'
                    f' fill="{_COLOURS[0]}" fill-opacity="{0.05 + 0.95 * share:.2f}"/>'
                )
    drawn.append(f'<rect class="axis" {_box()}/>')
    for i in (0, len(figure.xs) - 1):
        drawn.append(
            _text(
                _LEFT + (i + 0.5) * wide,
                HEIGHT - _BOTTOM + 18,
                format_number(figure.xs[i], 3),
                anchor="middle",
            )
        )
    drawn.append(_text(WIDTH - _RIGHT + 8, HEIGHT - _BOTTOM + 18, pretty(figure.x_name)))
    if figure.y_name:
        for j in (0, len(figure.ys) - 1):
            y = HEIGHT - _BOTTOM - (j + 0.5) * tall + 4
            drawn.append(_text(_LEFT - 8, y, format_number(figure.ys[j], 3), anchor="end"))
        drawn.append(_text(_LEFT - 8, HEIGHT / 2, pretty(figure.y_name), anchor="end"))
    return drawn


def _regions(figure: Regions) -> list[str]:
    """A plane for each run at its last step, side by side."""
    wide = (WIDTH - 2 * _LEFT) / len(figure.runs)
    left, right, bottom, top = extent(figure)
    columns, rows = 60, 60
    drawn = []
    for at, (label, weights) in enumerate(figure.runs):
        x0, room, tall = _LEFT + at * wide, wide - 12, HEIGHT - _TOP - _BOTTOM
        drawn.append(_text(x0, HEIGHT - _BOTTOM + 18, label))
        for j, row in enumerate(sides_of(figure, at, len(weights) - 1, columns, rows)):
            for first, last in _filled_runs(row):
                drawn.append(
                    f'<rect shape-rendering="crispEdges" x="{x0 + first / columns * room:.2f}"'
                    f' y="{_TOP + j / rows * tall:.2f}" width="{(last - first) / columns * room:.2f}"'
                    f' height="{tall / rows:.2f}" fill="{_COLOURS[0]}" fill-opacity="0.3"/>'
                )
        for x, y, is_first in zip(figure.x, figure.y, figure.classes, strict=True):
            place = (x - left) / (right - left) * room, (top - y) / (top - bottom) * tall
            drawn.append(
                f'<circle cx="{x0 + place[0]:.2f}" cy="{_TOP + place[1]:.2f}" r="3"'
                f' fill="{_COLOURS[0] if is_first else _COLOURS[1]}"/>'
            )
    return drawn


def _filled_runs(row: Sequence[bool]) -> Iterable[tuple[int, int]]:
    """The beginning and end of each run of true values."""
    begin = None
    for at, value in enumerate([*row, False]):
        if value and begin is None:
            begin = at
        elif not value and begin is not None:
            yield begin, at
            begin = None


def _working(figure: Working) -> list[str]:
    drawn = []
    for i, line in enumerate(figure.lines):
        middle = f" = {line.numbers}" if line.numbers else ""
        text = f"{line.equation}{middle} = {format_number(line.value)}"
        drawn.append(f'<text class="code" x="{_LEFT}" y="{_TOP + 20 + 26 * i}">{escape(text)}</text>')
    return drawn


def _placer(left: float, right: float, bottom: float, top: float) -> PlotPoint:
    """Maps data coordinates to the drawing's, in which y grows downwards."""

    def place(x: float, y: float) -> tuple[float, float]:
        across = _LEFT + (x - left) / (right - left) * (WIDTH - _LEFT - _RIGHT)
        return across, HEIGHT - _BOTTOM - (y - bottom) / (top - bottom) * (HEIGHT - _TOP - _BOTTOM)

    return place


def _polyline(points: Sequence[tuple[float, float]], place: PlotPoint, index: int) -> list[str]:
    """A polyline, interrupted at values that are not finite."""
    pieces: list[list[str]] = [[]]
    last = (math.inf, math.inf)
    for x, y in points:
        if not (math.isfinite(x) and math.isfinite(y)):
            pieces.append([])
            continue
        across, down = (min(max(part, -9e3), 9e3) for part in place(x, y))
        if abs(across - last[0]) + abs(down - last[1]) >= _APART or not pieces[-1] or (x, y) == points[-1]:
            pieces[-1].append(f"{across:.1f},{down:.1f}")
            last = across, down
    dash = f' stroke-dasharray="{_DASHES[index % len(_DASHES)]}"' if index else ""
    colour = _COLOURS[index % len(_COLOURS)]
    return [
        f'<polyline class="line" stroke="{colour}"{dash} points="{" ".join(piece)}"/>'
        if len(piece) > 1
        else _point(piece[0], colour)
        for piece in pieces
        if piece
    ]


def _point(place: str, colour: str) -> str:
    """A value without neighbours, of which a line would show nothing."""
    across, down = place.split(",")
    return f'<circle cx="{across}" cy="{down}" r="4" fill="{colour}"/>'


def _y_axis(low: float, high: float, step: float, place: PlotPoint, logarithmic: bool) -> list[str]:
    drawn = []
    for value in tick_values(low, high, step):
        y = HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM)
        drawn.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(
            _text(_LEFT - 8, y + 4, format_number(10**value if logarithmic else value, 4), anchor="end")
        )
    return drawn


def _x_axis(t: Sequence[int], place: PlotPoint, label: str) -> list[str]:
    y = HEIGHT - _BOTTOM
    drawn = [f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>']
    for step in dict.fromkeys((t[0], t[(len(t) - 1) // 2], t[-1])):
        drawn.append(_text(place(step, 0)[0], y + 18, format_number(step), anchor="middle"))
    return [*drawn, _text(WIDTH - _RIGHT + 8, y + 18, label)]


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = "") -> str:
    fill = f' style="fill:{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{fill}>{escape(text)}</text>'


def _box() -> str:
    return f'x="{_LEFT}" y="{_TOP}" width="{WIDTH - _LEFT - _RIGHT}" height="{HEIGHT - _TOP - _BOTTOM}"'


def _height(value: float, logarithmic: bool) -> float:
    if not logarithmic:
        return value
    return math.log10(value) if value > 0 else math.nan


def _apart(y: float, taken: list[float]) -> float:
    """The nearest height at which a label does not overlap another."""
    places = [y + offset for step in range(20) for offset in (16 * step, -16 * step)]
    free = next((place for place in places if all(abs(place - other) >= 15 for other in taken)), y)
    taken.append(free)
    return free
