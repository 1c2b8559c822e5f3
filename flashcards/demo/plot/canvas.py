"""A canvas of braille dots, two by four in a cell, with lines and marks."""

from __future__ import annotations

import math

from flashcards.text.styled import StyledLine, StyledSpan

_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BRAILLE = 0x2800


class Canvas:
    """`width` × `height` cells, each two dots wide and four high; dots are counted from the top left."""

    def __init__(self, width: int, height: int, *, ascii_only: bool = False) -> None:
        self.width, self.height, self.ascii_only = width, height, ascii_only
        self._bits = [[0] * width for _ in range(height)]
        self._styles = [[""] * width for _ in range(height)]
        self._marks = [[""] * width for _ in range(height)]
        self._ground = [[""] * width for _ in range(height)]

    def dot(self, x: int, y: int, style: str = "", mark: str = "*") -> None:
        """Sets one dot; outside the canvas nothing happens. `mark` replaces it in ASCII."""
        column, row = x // 2, y // 4
        if 0 <= column < self.width and 0 <= row < self.height:
            self._bits[row][column] |= _BITS[y % 4][x % 2]
            self._styles[row][column] = style
            if self.ascii_only:
                self._marks[row][column] = mark

    def put(self, column: int, row: int, mark: str, style: str = "") -> None:
        """Puts a character over the dots of its cell."""
        if 0 <= column < self.width and 0 <= row < self.height:
            self._marks[row][column] = mark
            self._styles[row][column] = style

    def under(self, column: int, row: int, mark: str) -> None:
        """Puts a faint character under the dots and marks of its cell."""
        if 0 <= column < self.width and 0 <= row < self.height:
            self._ground[row][column] = mark

    def line(
        self, start: tuple[float, float], end: tuple[float, float], style: str = "", mark: str = "*"
    ) -> None:
        """Draws a line between two points, in dots, clipped to the canvas."""
        if not all(map(math.isfinite, (*start, *end))):
            return
        inside = clip_line(start, end, 2 * self.width - 1, 4 * self.height - 1)
        if inside is None:
            return
        (x0, y0), (x1, y1) = inside
        steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))))
        for i in range(steps + 1):
            self.dot(round(x0 + (x1 - x0) * i / steps), round(y0 + (y1 - y0) * i / steps), style, mark)

    def row(self, index: int) -> StyledLine:
        """One line of the canvas, adjacent cells of one style in one span."""
        spans: list[StyledSpan] = []
        for column in range(self.width):
            character, style = self._cell(column, index)
            if spans and spans[-1][1] == style:
                spans[-1] = (spans[-1][0] + character, style)
            else:
                spans.append((character, style))
        return tuple(spans)

    def _cell(self, column: int, row: int) -> StyledSpan:
        """The mark of a cell, otherwise its dots, otherwise what is under them."""
        bits, style = self._bits[row][column], self._styles[row][column]
        if mark := self._marks[row][column]:
            return mark, style
        if bits:
            return chr(_BRAILLE + bits), style
        under = self._ground[row][column]
        return (under, "dim") if under else (" ", "")

    def rows(self) -> list[StyledLine]:
        """All lines of the canvas."""
        return [self.row(index) for index in range(self.height)]


def clip_line(
    start: tuple[float, float], end: tuple[float, float], right: float, bottom: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a line from 0 to `right` and from 0 to `bottom`; None if it passes by (Liang–Barsky)."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    first, last = 0.0, 1.0
    for step, room in ((-dx, x), (dx, right - x), (-dy, y), (dy, bottom - y)):
        if step == 0:
            if room < 0:
                return None
            continue
        if step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first > last:
        return None
    return (x + first * dx, y + first * dy), (x + last * dx, y + last * dy)
