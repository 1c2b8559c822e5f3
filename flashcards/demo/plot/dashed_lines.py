"""Lines of braille dots on a canvas, each with dashes of its own; a value without neighbours is a mark."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from flashcards.demo.plot.canvas import Canvas
from flashcards.demo.plot.contour import MARKS
from flashcards.demo.result import Series
from flashcards.text.styled import COLOURS

_DASHES = ((1, 0), (3, 3), (1, 2), (6, 2), (1, 5), (2, 1))
"""Dots set and dots left out along each line, so that lines differ without colour."""
_MARKS = "*+ox#="
_KEPT = 2000
"""The longest line whose sections are kept from one picture to the next."""


def draw_line(
    canvas: Canvas,
    values: Series,
    limits: tuple[float, float],
    mark: int,
    alone: float,
    *,
    logarithmic: bool = False,
) -> int:
    """Draw one line; return the dot, counted from the top, at which it ends.

    `alone` is the share of the width at which a line of one value stands.
    """
    dots = 4 * canvas.height - 1
    heights = tuple(map(_log, values)) if logarithmic else values
    end = dots if len(values) == 1 else _draw_dashes(canvas, values, limits, mark, logarithmic=logarithmic)
    for at in (at for at in range(len(values)) if _is_lone(heights, at)):
        end = _dot_of(heights[at], limits, dots)
        share = at / (len(values) - 1) if len(values) > 1 else alone
        sign = (_MARKS if canvas.ascii_only else MARKS)[mark % len(MARKS)]
        canvas.put(round(share * (canvas.width - 1)), end // 4, sign, COLOURS[mark % len(COLOURS)])
    return end


def _is_lone(heights: Series, at: int) -> bool:
    """True for a number that no line leads to or from."""
    around = heights[max(0, at - 1) : at + 2]
    return math.isfinite(heights[at]) and sum(map(math.isfinite, around)) == 1


def _dot_of(height: float, limits: tuple[float, float], dots: int) -> int:
    low, high = limits
    return max(0, min(dots, round((high - height) / (high - low) * dots)))


def _draw_dashes(
    canvas: Canvas, values: Series, limits: tuple[float, float], mark: int, *, logarithmic: bool
) -> int:
    """Draw its dots. Dashes are counted along the line: counted across, a steep part would lie in a gap."""
    on, off = _DASHES[mark % len(_DASHES)]
    style, sign = COLOURS[mark % len(COLOURS)], _MARKS[mark % len(_MARKS)]
    dots = 4 * canvas.height - 1
    last: int | None = None
    end, done = dots, 0
    sections = _kept_sections if len(values) <= _KEPT else _sections
    for x, section in enumerate(sections(values, 2 * canvas.width)):
        bottom, top = map(_log, section) if logarithmic else section
        if not (math.isfinite(bottom) and math.isfinite(top)):
            last, done = None, 0
            continue
        first, final = _dot_of(top, limits, dots), _dot_of(bottom, limits, dots)
        for y in _joined(first, final, last):
            if done % (on + off) < on:
                canvas.dot(x, y, style, sign)
            done += 1
        end = last = (first + final) // 2
    return end


def _joined(first: int, final: int, last: int | None) -> Iterable[int]:
    """The dots of a column in the order in which the line goes through them, from where it was before."""
    if last is None:
        return range(first, final + 1)
    reached = range(min(first, last + 1), max(final, last - 1) + 1)
    return reversed(reached) if final < last else reached


def _sections(values: Series, dots: int) -> tuple[tuple[float, float], ...]:
    """The minimum and maximum of a line on the stretch of each dot."""
    return tuple(_between(values, x / (dots - 1), (x + 1) / (dots - 1)) for x in range(dots))


_kept_sections = lru_cache(maxsize=64)(_sections)
"""Kept, since a knob moves one line of several, and a step none."""


def _between(values: Series, start: float, end: float) -> tuple[float, float]:
    """The minimum and maximum on a section of the line, whose ends are fractions of its length."""
    last = len(values) - 1
    first, final = start * last, min(end, 1.0) * last
    inside = values[math.ceil(first) : math.floor(final) + 1] if final - first > 1 else ()
    found = [value for value in (_at(values, first), *inside) if math.isfinite(value)]
    return min(found, default=math.nan), max(found, default=math.nan)


def _at(values: Series, place: float) -> float:
    below = min(int(place), len(values) - 1)
    above = min(below + 1, len(values) - 1)
    return (
        values[below] + (values[above] - values[below]) * (place - below) if place > below else values[below]
    )


def _log(value: float) -> float:
    return math.log10(value) if value > 0 else math.nan
