"""Small multiples in the laboratory: the same race in tiles, one setting varying from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Grid, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_multiples import multiple_titles
from flashcards.demo.lab_race import Race, ends, step_lines
from flashcards.demo.plot.marked_curves import plot_lines
from flashcards.errors import printable_line
from flashcards.tui.lab_map import FieldMap
from flashcards.tui.lab_pages import hidden_phrase, split_pages
from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.styles import content

MOST_TILES = 6
_WIDE, _HIGH = 28, 7
"""A tile takes at least so many columns and rows."""


def tile_pages(multiples: list[tuple[str, Race]], here: int, room: int) -> list[list[int]]:
    """The places of the races on each page of tiles: first that at `here`, the best one, and those around."""
    best = [at for at, (_, best) in enumerate(multiple_titles(multiples)) if best]
    around = sorted(range(len(multiples)), key=lambda at: abs(at - here))
    pages = split_pages(len(multiples), room, [here, *best[:1], *around])
    return [sorted(page) for page in pages]


def tile_grid(width: int, height: int) -> tuple[int, int]:
    """The columns and rows of tiles that there is room for: at most six tiles."""
    columns = min(3, max(1, width // _WIDE))
    rows = min(max(1, height // _HIGH), MOST_TILES // columns)
    return columns, rows


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

    def show(self, title: str, race: Race, now: int, *, best: bool, here: bool) -> None:
        """Show a race at a step; `best` if it ends lowest, `here` if it is at the knob's present value."""
        self._race = race
        style = "bold $fc-right" if best else "bold" if here else ""
        sign = ("▸ ", "bold $fc-key") if here else ("", "")
        shown = Content.assemble(sign, (printable_line(title), style))
        self.query_one(".tile-title", Static).update(shown, layout=False)
        picture, curves = self.query_one(FieldMap), self.query_one(".tile-curves", Static)
        picture.display, curves.display = race.map is not None, race.map is None
        if race.map is not None:
            picture.show(race.map, [race.ended(course) for course in race.courses], now, race.marks)
        else:
            self._draw_curves(race)

    def _draw_curves(self, race: Race) -> None:
        if race.map is not None:
            return
        lines = race.losses if race.has_losses else step_lines(race)
        logarithmic = bool(race.suits_logarithm)
        width, height = max(12, self.size.width - 2), max(4, self.size.height - 2)
        plot = plot_lines(
            lines, ends(race), width=width, height=height, logarithmic=logarithmic, marks=race.marks
        )
        self.query_one(".tile-curves", Static).update(content(plot.rows), layout=False)


class Tiles(LaidOnce, Grid):
    """As many tiles as there is room for."""

    DEFAULT_CSS = """
    /* a grid, which Textual takes from the first of the bases alone */
    Tiles { layout: grid; height: 1fr; grid-gutter: 0 2; }
    Tiles Tile { height: 1fr; }
    Tiles .tile-title { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    Tiles .tile-map { height: 1fr; }
    Tiles .tile-curves { height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """The tiles; those without room are hidden."""
        for _ in range(MOST_TILES):
            yield Tile()

    _grid = (0, 0)
    """The columns and rows of tiles that are laid out."""
    _shown: tuple[list[tuple[str, Race]], int, int, int] | None = None
    pages: Sequence[Sequence[int]] = ((),)
    """The places of the races on each page of tiles."""

    def on_resize(self) -> None:
        """Lay the tiles out for the new size."""
        if self._shown and self._grid != tile_grid(*self.size):
            self.show(*self._shown, self.size)

    def notes(self, bench: Bench, titles: Sequence[str]) -> list[str]:
        """How many of the races are in sight, and at which values those are that are not."""
        if len(self.pages) < 2:
            return []
        values = [title.removeprefix(f"{bench.knob.label} ") for title in titles]
        hidden = hidden_phrase(values, self.pages, self._page)
        return [f"{len(self.pages[self._page])} of {len(titles)} · {hidden}"]

    @property
    def _page(self) -> int:
        return min(self._shown[2] if self._shown else 0, len(self.pages) - 1)

    def show(self, multiples: list[tuple[str, Race]], here: int, page: int, now: int, room: Size) -> None:
        """Show a page of the races in a room of that size, the one that ends lowest in bold.

        `here` is the place of the race at the knob's present value.
        """
        self._shown = (multiples, here, page, now)
        self._grid = columns, rows = tile_grid(*room)
        self.pages = tile_pages(multiples, here, columns * rows)
        places = self.pages[self._page]
        self.styles.grid_size_columns, self.styles.grid_size_rows = columns, rows
        titles = multiple_titles(multiples)
        for at, tile in enumerate(self.query(Tile)):
            tile.display = at < len(places)
            if tile.display:
                (title, best), (_, race) = titles[places[at]], multiples[places[at]]
                tile.show(title, race, min(now, race.last), best=best, here=places[at] == here)
