"""The map of a surface in colour, with the trails of the runs and their marks; redrawn where it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from flashcards.demo.plot.contour import MARKS
from flashcards.demo.plot.field import (
    BANDS,
    BRAILLE,
    Dots,
    MapGrid,
    bounds_of,
    height_bands,
    trail_dots,
)
from flashcards.demo.result import Landscape
from flashcards.text.styled import COLOURS, STYLES
from flashcards.tui.appearance import has_surfaces, role_style
from flashcards.tui.lines_view import LaidOnce

Signs: TypeAlias = dict[int, tuple[str, str, bool]]
"""Column → the sign over the ground in a row, its role, and whether it is a mark."""
START, LOWEST, ENDED = "○", "★", "✗"
_SHADES = " ·░▒"
"""The ground without colour, from low to high."""
_STOPS = 5
"""The roles `$fc-field-1` to `$fc-field-5`."""


@lru_cache(maxsize=16)
def _band_colours(stops: tuple[str, ...]) -> tuple[Color, ...]:
    """The colour of each band, blended from the stops of a theme."""
    colours = [Color.parse(stop) for stop in stops]
    found = []
    for band in range(BANDS):
        place = band / (BANDS - 1) * (len(colours) - 1)
        low = min(int(place), len(colours) - 2)
        found.append(colours[low].blend(colours[low + 1], place - low))
    return tuple(found)


@lru_cache(maxsize=1024)
def _ground_style(upper: Color, lower: Color) -> Style:
    return Style(color=upper.rich_color, bgcolor=lower.rich_color)


@lru_cache(maxsize=2048)
def _over_style(style: Style, upper: Color, lower: Color, *, bold: bool) -> Style:
    """The style of a trail or a mark over the mean of the ground in its cell."""
    return style + Style(bgcolor=upper.blend(lower, 0.5).rich_color, bold=bold)


def racer_role(mark: int) -> str:
    """The role of the colour of a run, which goes with its mark."""
    return STYLES[COLOURS[mark % len(COLOURS)]].theme.removeprefix("$fc-")


class FieldMap(LaidOnce):
    """The ground is made once for a surface and a size; then only rows whose trails change are drawn."""

    DEFAULT_CSS = "FieldMap { height: 1fr; }"

    @dataclass
    class Pointed(Message):
        """A point of the map was clicked, or dragged to."""

        point: tuple[float, float]

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
        can_point: bool = False,
    ) -> None:
        """With `can_point`, clicks are told."""
        super().__init__(id=id, classes=classes)
        self._can_point, self._drags = can_point, False
        self._figure: Landscape | None = None
        self._ended: Sequence[int | None] = ()
        self._marks: Sequence[int] = ()
        """Which mark and colour each run has."""
        self._now = 0
        self._grid: MapGrid | None = None
        self._bands: Sequence[Sequence[int]] = ()
        self._dots: Sequence[Dots] = ()
        self._signs: dict[int, Signs] = {}
        """What lies over the ground in each row that was asked for, at the present step."""
        self.made = 0
        """How often the ground was made; counted for the tests."""

    def show(self, figure: Landscape, ended: Sequence[int | None], now: int, marks: Sequence[int]) -> None:
        """Show the trails up to a step; `ended` says where runs left the finite numbers."""
        before = self._every_sign()
        bands = self._bands
        self._signs = {}
        self._figure, self._ended, self._now = figure, ended, now
        self._marks = marks
        self._lay_out(self.size)
        after = self._every_sign()
        if bands is not self._bands or len(before) != len(after):
            self.refresh()
        elif changed := [y for y, signs in enumerate(after) if signs != before[y]]:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _every_sign(self) -> list[Signs]:
        """What lies over the ground in each row."""
        return [self._signs_of(y) for y in range(self._grid.height)] if self._grid else []

    def _signs_of(self, y: int) -> Signs:
        """What lies over the ground in a row; worked out once for a step."""
        if y not in self._signs:
            self._signs[y] = self._read_signs(y)
        return self._signs[y]

    def step(self, now: int) -> None:
        """Show another step of the same trails."""
        if now == self._now or self._grid is None or self._figure is None:
            return
        before, self._now = self._now, now
        low, high = sorted((before, now))
        rows = {
            row
            for dots in self._dots
            for row, cells in dots.items()
            if any(low < t <= high for cell in cells.values() for t, _ in cell)
        }
        rows |= {self._head(at, t)[0] for at in range(len(self._figure.trails)) for t in (before, now)}
        for row in rows:
            self._signs.pop(row, None)
        self.refresh(*(Region(0, row, self.size.width, 1) for row in sorted(rows)))

    def _lay_out(self, size: Size) -> None:
        if self._figure is None or size.width < 1 or size.height < 1:
            self._grid, self._signs, self._dots = None, {}, ()  # those of another figure would be drawn
            return
        grid = MapGrid(bounds_of(self._figure), size.width, size.height)
        name = self._figure.surface
        bands = height_bands(name, grid.bounds, size.width, 2 * size.height)
        self.made += bands is not self._bands
        self._grid, self._bands, self._signs = grid, bands, {}
        self._dots = [trail_dots(grid, trail) for trail in self._figure.trails]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tell the point."""
        if self._can_point:
            self._drags = True
            self.capture_mouse()
            self._point_at(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell the point that is dragged to."""
        if self._drags:
            self._point_at(event)

    def on_mouse_up(self) -> None:
        """Tell no more."""
        if self._drags:
            self._drags = False
            self.release_mouse()

    def _point_at(self, event: events.MouseEvent) -> None:
        if grid := self._grid:
            column, row = min(max(event.x, 0), grid.width - 1), min(max(event.y, 0), grid.height - 1)
            self.post_message(self.Pointed(grid.point(column, row)))

    def _head(self, at: int, t: int) -> tuple[int, int]:
        """The cell of a run's mark at a step."""
        assert self._grid
        assert self._figure
        trail = self._figure.trails[at]
        place = min(t, len(trail.x) - 1)
        return self._grid.cell(trail.x[place], trail.y[place])

    def render_line(self, y: int) -> Strip:
        """A row of the map; the ground is made here, once the size is known."""
        if self._grid is None or (self._grid.width, self._grid.height) != self.size:
            self._lay_out(self.size)
        if self._grid is None or y >= self._grid.height:
            return Strip.blank(self.size.width)
        signs = self._signs_of(y)
        coloured = has_surfaces(self.app)
        segments = self._coloured(y, signs) if coloured else self._shaded(y, signs)
        return Strip(segments, self._grid.width)

    def _read_signs(self, y: int) -> Signs:
        """What lies over the ground in a row."""
        assert self._grid
        assert self._figure
        reached: dict[int, tuple[int, int, int]] = {}
        """Column → the latest step in that cell, the bits of its dots, and whose trail that step is of."""
        for at, dots in enumerate(self._dots):
            for column, cell in dots.get(y, {}).items():
                inside = [dot for dot in cell if dot[0] <= self._now]
                if inside:
                    t, bits, whose = reached.get(column, (-1, 0, at))
                    last = max(inside)[0]
                    bits |= sum({bit for _, bit in inside})
                    reached[column] = (max(t, last), bits, at if last >= t else whose)
        found: Signs = {
            column: (chr(BRAILLE + bits), racer_role(self._marks[whose]), False)
            for column, (_, bits, whose) in reached.items()
        }
        marks = [(START, "fg", self._grid.cell(self._figure.trails[0].x[0], self._figure.trails[0].y[0]))]
        marks += [(LOWEST, "fg", self._grid.cell(*lowest)) for lowest in self._figure.lowest]
        for at, end in enumerate(self._ended):
            is_over = end is not None and self._now >= end
            mark = ENDED if is_over else MARKS[self._marks[at] % len(MARKS)]
            marks.append((mark, racer_role(self._marks[at]), self._head(at, self._now)))
        found |= {column: (mark, role, True) for mark, role, (row, column) in marks if row == y}
        return found

    def _coloured(self, y: int, signs: Signs) -> list[Segment]:
        """Half blocks in two colours a cell; trails and marks over their mean."""
        variables = self.app.theme_variables
        colours = _band_colours(tuple(variables[f"fc-field-{at + 1}"] for at in range(_STOPS)))
        found: list[Segment] = []
        run, last = 0, (-1, -1)
        pairs = list(zip(self._bands[2 * y], self._bands[2 * y + 1], strict=True))
        for column, pair in enumerate(pairs):
            sign = signs.get(column)
            if run and (sign or pair != last):
                found.append(_ground(colours, last, run))
                run = 0
            if sign:
                text, role, is_mark = sign
                upper, lower = colours[pair[0]], colours[pair[1]]
                style = _over_style(role_style(self.app, role), upper, lower, bold=is_mark)
                found.append(Segment(text, style))
            else:
                run, last = run + 1, pair
        return [*found, _ground(colours, last, run)] if run else found

    def _shaded(self, y: int, signs: Signs) -> list[Segment]:
        """Four shades of the ground; trails and marks in their places."""
        found = []
        for column, (upper, lower) in enumerate(zip(self._bands[2 * y], self._bands[2 * y + 1], strict=True)):
            if sign := signs.get(column):
                text, role, is_mark = sign
                style = role_style(self.app, role, more="bold" if is_mark else "")
                found.append(Segment(text, style))
            else:
                found.append(Segment(_SHADES[(upper + lower) * len(_SHADES) // (2 * BANDS)]))
        return found


def _ground(colours: Sequence[Color], pair: tuple[int, int], length: int) -> Segment:
    upper, lower = pair
    if upper == lower:
        return Segment(" " * length, _ground_style(colours[upper], colours[upper]))
    return Segment("▀" * length, _ground_style(colours[upper], colours[lower]))
