"""Series as braille curves over t, with axes; each line has its own dash as well as its colour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from flashcards.demo.plot.canvas import Canvas
from flashcards.demo.plot.dashed_lines import draw_line
from flashcards.demo.result import Curves, Series
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import COLOURS, StyledLine, ellipsize, pad, side_by_side

_SPARE = 1e-12
_EMPTY = 0.15
"""The share of an axis that may be empty at one of its ends."""
_TINY, _HUGE = 1e-300, 1e300
_NARROWEST, _LOWEST, _GAP = 30, 3, 2
"""The least width and height of a panel, and the room between two."""
_LOW = 8
"""In fewer rows than this labels are placed closer; otherwise half of the plot would be empty."""


def draw_curves(
    figure: Curves,
    series: Mapping[str, Series],
    t: Sequence[float],
    *,
    width: int,
    height: int,
    ascii_only: bool = False,
    now: int | None = None,
) -> list[StyledLine]:
    """The curves in `width` × `height` cells, axes and labels included; `now` marks one step.

    Panels lie side by side if each has enough room, otherwise one above the other.
    """
    if figure.since in t:
        first = list(t).index(figure.since)
        series, t = {name: line[first:] for name, line in series.items()}, t[first:]
    panels = [replace(figure, lines=lines, panels=()) for lines in figure.panels]
    if len(panels) < 2:
        return _draw_panel(figure, series, t, width, height, ascii_only, now)
    wide = (width - _GAP * (len(panels) - 1)) // len(panels)
    if wide >= _NARROWEST:
        drawn = [_draw_panel(panel, series, t, wide, height, ascii_only, now) for panel in panels]
        return reduce(lambda left, right: side_by_side(left, right, _GAP), drawn)
    high = max(_LOWEST, (height - 2) // len(panels))
    panels = panels[-max(1, (height - 2) // high) :]
    above = [_draw_panel(panel, series, t, width, high + 2, ascii_only, now)[:-2] for panel in panels[:-1]]
    last = _draw_panel(panels[-1], series, t, width, height - high * len(above), ascii_only, now)
    return [line for panel in above for line in panel] + last


def _draw_panel(
    figure: Curves,
    series: Mapping[str, Series],
    t: Sequence[float],
    width: int,
    height: int,
    ascii_only: bool,
    now: int | None,
) -> list[StyledLine]:
    lines = {name: drawable(series[name]) for name in figure.lines if name in series}
    marks = dict(zip(figure.lines, figure.marks or range(len(figure.lines)), strict=True))
    axis = scale(lines.values(), height - 2, logarithmic=figure.logarithmic)
    if not t or not math.isfinite(axis[0]):
        return [(("no finite numbers to draw", "dim"),)]
    labels = [pretty(name, ascii_only=ascii_only) for name in shorten_names(tuple(lines))]
    ticks = _ticks(axis, max(2, height - 2), figure.logarithmic, ascii_only)
    left = max(cells(text) for text in ticks.values())
    right = min(max(map(cells, [*labels, figure.x_label])) + 1, max(1, width // 3))
    canvas = Canvas(max(8, width - left - 2 - right), max(2, height - 2), ascii_only=ascii_only)
    ends = {}
    for at, (name, values) in enumerate(lines.items(), 1):
        alone = at / (len(lines) + 1)  # of one step, the points stand beside each other
        ends[name] = draw_line(canvas, values, axis[:2], marks[name], alone, logarithmic=figure.logarithmic)
    if now is not None and now in t:
        _cursor(canvas, list(t).index(now) / max(1, len(t) - 1), ascii_only)
    named = [(ends[name], label, marks[name]) for name, label in zip(lines, labels, strict=True)]
    names = _names(named, canvas.height, right, ascii_only)
    bar, tick = ("|", "+") if ascii_only else ("│", "┤")
    drawn: list[StyledLine] = []
    for index in range(canvas.height):
        label = pad(ticks.get(index, ""), left, right=True)
        edge = (f"{label} {tick if index in ticks else bar}", "dim")
        drawn.append((edge, *canvas.row(index), *names.get(index, ())))
    return drawn + _foot(left, canvas.width, t, figure.x_label, ascii_only)


def drawable(values: Series) -> Series:
    """The numbers, nan for those so large, and zero for those so small, that no axis could be computed."""
    return tuple(
        value if _TINY < abs(value) < _HUGE else 0.0 if abs(value) <= _TINY else math.nan for value in values
    )


def scale(lines: Iterable[Series], rows: int, *, logarithmic: bool = False) -> tuple[float, float, float]:
    """Bottom, top and tick distance of an axis, as round numbers; NaN if no value is finite.

    Ticks are multiples of the distance, and an end may lie between two. On a logarithmic axis all three are
    powers of ten.
    """
    values = [value for line in lines for value in line if math.isfinite(value)]
    if logarithmic:
        values = [math.log10(value) for value in values if value > 0]
    if not values:
        return math.nan, math.nan, math.nan
    low, high = min(values), max(values)
    largest = max(abs(high), abs(low))
    if high - low <= max(largest * _SPARE, _TINY):
        room = abs(high) / 2 if largest > _TINY else 0.5
        low, high = low - room, high + room
    if not logarithmic:
        low, high = (0.0 if 0 < low < 0.3 * high else low), (0.0 if 0.3 * low < high < 0 else high)
    step = _round_step((high - low) / _intervals(rows, logarithmic=logarithmic))
    if logarithmic:
        step = max(1.0, math.ceil(step)) if high - low >= 1 else step
        return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step
    return *_round_ends(low, high, step), step


def _intervals(rows: int, *, logarithmic: bool) -> int:
    """How many labels there is room for above the lowest.

    Of few rows one more is used on a logarithmic axis, where twice the distance is four times the powers.
    """
    if rows >= _LOW:
        return (rows - 1) // 3
    return max(1, rows // 2 if logarithmic else (rows - 1) // 2)


def _round_ends(low: float, high: float, step: float) -> tuple[float, float]:
    """The ends of an axis at whole ticks; at a quarter of one where much of the height would be empty."""
    bottom, top = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    most, finer = _EMPTY * (top - bottom), step / 4
    if low - bottom > most:
        bottom = math.floor(low / finer + 1e-9) * finer
    if top - high > most:
        top = math.ceil(high / finer - 1e-9) * finer
    return bottom, top


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 4, 5, 10 (at any power of ten) that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 4, 5, 10) if factor * power >= least * (1 - 1e-9))


def _ticks(
    axis: tuple[float, float, float], height: int, logarithmic: bool, ascii_only: bool
) -> dict[int, str]:
    """The rows that have a label."""
    low, high, step = axis
    found = {}
    for value in tick_values(low, high, step):
        row = round((high - value) / (high - low) * (height - 1))
        found[row] = format_number(
            10.0 ** min(value, 308) if logarithmic else value, 4, ascii_only=ascii_only
        )
    return found


def tick_values(low: float, high: float, step: float) -> list[float]:
    """The multiples of the tick distance on an axis."""
    first = math.ceil(low / step - 1e-9) * step
    found = [first + i * step for i in range(math.floor((high - first) / step + 1e-9) + 1)]
    return [0.0 if abs(value) < step * 1e-6 else value for value in found]


def _cursor(canvas: Canvas, share: float, ascii_only: bool) -> None:
    column = round(share * (canvas.width - 1))
    for row in range(canvas.height):
        canvas.under(column, row, ":" if ascii_only else "┊")


def _names(
    named: Sequence[tuple[int, str, int]], height: int, room: int, ascii_only: bool
) -> dict[int, StyledLine]:
    """Places each label, in its mark's colour, in the row where its line ends, in dots, or near it: in the
    order of the ends.
    """
    order = sorted(range(min(len(named), height)), key=lambda i: (named[i][0], i))
    rows = _apart([named[i][0] // 4 for i in order], height)
    found: dict[int, StyledLine] = {}
    for i, row in zip(order, rows, strict=True):
        _, label, mark = named[i]
        name = ellipsize(label, room - 1, "." if ascii_only else "…")
        found[row] = ((f" {name}", COLOURS[mark % len(COLOURS)]),)
    return found


def _apart(wanted: Sequence[int], height: int) -> list[int]:
    """Rows that rise, as near as can be to those wanted, which do not fall: runs of one stand around it.

    >>> _apart([2, 2, 2, 5], 6), _apart([3, 3], 4)
    ([1, 2, 3, 5], [2, 3])
    """
    runs: list[list[int]] = []  # of rows less their places, each run with the mean that it shares
    for at, row in enumerate(wanted):
        runs.append([row - at])
        while len(runs) > 1 and _mean(runs[-2]) > _mean(runs[-1]):
            last = runs.pop()
            runs[-1] += last
    found = [math.floor(_mean(run) + 0.5) for run in runs for _ in run]
    return [min(max(row, 0), height - len(wanted)) + at for at, row in enumerate(found)]


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)


def shorten_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Labels without the word that they all share: `loss adam`, `loss sgd` → `adam`, `sgd`."""
    words = {name.partition(" ")[0] for name in names}
    if len(words) == 1 and len(names) > 1 and all(" " in name for name in names):
        return tuple(name.partition(" ")[2] for name in names)
    return names


def _foot(left: int, width: int, t: Sequence[float], label: str, ascii_only: bool) -> list[StyledLine]:
    """The axis of t with its first, middle and last step."""
    line, corner = ("-", "+") if ascii_only else ("─", "└")
    first, last = format_number(t[0], ascii_only=ascii_only), format_number(t[-1], ascii_only=ascii_only)
    middle = format_number(t[(len(t) - 1) // 2], ascii_only=ascii_only) if len(t) > 4 and width > 24 else ""
    text = pad(first, width - cells(last)) + last if len(t) > 1 else pad(" " * (width // 2) + first, width)
    place = round(((len(t) - 1) // 2) / max(1, len(t) - 1) * (width - 1)) - cells(middle) // 2
    if middle:
        text = text[:place] + middle + text[place + cells(middle) :]
    return [
        ((" " * (left + 1) + corner + line * width, "dim"),),
        ((" " * (left + 2) + text, "dim"), (f" {label}", "dim")),
    ]
