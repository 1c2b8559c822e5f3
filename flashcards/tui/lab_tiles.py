"""Small multiples in the laboratory: the same race in tiles, one setting varying from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from textual.app import ComposeResult
from textual.containers import Grid, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from flashcards.demo.lab_race import Race, ends, step_lines
from flashcards.demo.plot.marked_curves import plot_lines
from flashcards.errors import printable_line
from flashcards.tui.lab_map import FieldMap
from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.styles import content

TitledRace: TypeAlias = tuple[str, bool, Race]
"""A title, whether the race is the one that ends lowest, and the race."""
MOST_TILES = 6
_WIDE, _HIGH = 21, 6
"""A tile takes at least so many columns and rows."""


def tile_grid(width: int, height: int) -> tuple[int, int]:
    """The columns and rows of tiles that there is room for: at most six tiles."""
    columns = min(3, max(1, width // _WIDE))
    rows = min(max(1, height // _HIGH), MOST_TILES // columns)
    return columns, rows


def fitting_tiles(count: int, needed: Sequence[int], room: Size) -> list[int]:
    """The places of as many of `count` tiles as fit: the needed ones, then those nearest to the first."""
    columns, rows = tile_grid(*room)
    near = sorted(range(count), key=lambda at: abs(at - needed[0]) if needed else at)
    return sorted(list(dict.fromkeys((*needed, *near)))[: columns * rows])


class TileText(LaidOnce, Static):
    """The title or the curves of a tile."""


class Tile(LaidOnce, Vertical):
    """A title over a small map, or over small curves where there is no map."""

    def compose(self) -> ComposeResult:
        """The title and both pictures; one of them is shown."""
        yield TileText(classes="tile-title", markup=False)
        yield FieldMap(classes="tile-map")
        yield TileText(classes="tile-curves", markup=False)

    _race: Race | None = None

    def on_resize(self) -> None:
        """Draw the curves for the new size."""
        if self._race:
            self._draw_curves(self._race)

    def show(self, title: str, race: Race, now: int, whose: Sequence[int], *, best: bool) -> None:
        """Show a race at a step."""
        self._race = race
        style = "bold $fc-right" if best else ""
        shown = Content.styled(printable_line(title), style)
        self.query_one(".tile-title", Static).update(shown, layout=False)
        picture, curves = self.query_one(FieldMap), self.query_one(".tile-curves", Static)
        picture.display, curves.display = race.map is not None, race.map is None
        if race.map is not None:
            picture.show(race.map, [race.ended(course) for course in race.courses], now, whose)
        else:
            self._draw_curves(race)

    def _draw_curves(self, race: Race) -> None:
        if race.map is not None:
            return
        lines = race.losses if race.has_losses else step_lines(race)
        logarithmic = bool(race.suits_logarithm)
        width, height = max(12, self.size.width - 2), max(4, self.size.height - 2)
        plot = plot_lines(lines, ends(race), width=width, height=height, logarithmic=logarithmic)
        self.query_one(".tile-curves", Static).update(content(plot.rows), layout=False)


class Tiles(LaidOnce, Grid):
    """As many tiles as there is room for."""

    DEFAULT_CSS = """
    Tiles { layout: grid; width: 1fr; height: 1fr; grid-gutter: 0 2; }  /* as of any Grid */
    Tiles Tile { layout: vertical; width: 1fr; height: 1fr; overflow: hidden hidden; }
    Tiles .tile-title { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    Tiles .tile-map { height: 1fr; }
    Tiles .tile-curves { height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """The tiles; those without room are hidden."""
        for _ in range(MOST_TILES):
            yield Tile()

    def show(self, multiples: list[TitledRace], now: int, whose: Sequence[int], room: Size) -> None:
        """Show races for which a room of that size is enough."""
        self.styles.grid_size_columns, self.styles.grid_size_rows = tile_grid(*room)
        for at, tile in enumerate(self.query(Tile)):
            tile.display = at < len(multiples)
            if tile.display:
                title, best, race = multiples[at]
                tile.show(title, race, min(now, race.last), whose, best=best)
