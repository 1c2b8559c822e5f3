"""The picture of the laboratory: the map, the curves, a step, a table, or small multiples."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.widget import Widget

from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_multiples import knob_title
from flashcards.demo.lab_race import Race
from flashcards.demo.plot.boundary import draw_regions
from flashcards.demo.plot.marked_curves import mark_share
from flashcards.errors import counted
from flashcards.tui.appearance import has_surfaces
from flashcards.tui.lab_curves import curve_page, is_logarithmic
from flashcards.tui.lab_layout import LOW
from flashcards.tui.lab_map import FieldMap
from flashcards.tui.lab_pages import paging_keys, split_pages
from flashcards.tui.lab_plots import PlotMemory
from flashcards.tui.lab_tiles import Tiles
from flashcards.tui.lab_titles import picture_notes, picture_question, title_lines
from flashcards.tui.lab_views import step_view, table_pages, table_view
from flashcards.tui.lines import Lines, RoleLine, role_lines
from flashcards.tui.lines_view import LaidOnce

MAP, TILES, TEXT = "map", "tiles", "text"


class LabPicture(LaidOnce, Vertical):
    """A title, and below it one of the pictures."""

    DEFAULT_CSS = """
    LabPicture { height: 1fr; }
    LabPicture #lab-title { height: 1; }
    LabPicture #lab-text { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._memory = PlotMemory()
        self._question = ""
        self._layout_of: tuple[str, bool] | None = None
        """The picture that is shown, and whether it has the losses in it: what the layout depends on."""
        self._shown: tuple[Bench, Race, list[tuple[str, Race]]] | None = None
        self.has_losses = False
        """True if the losses are in the picture, and need not be shown below it."""
        self.pages = 1
        """On how many pages what is shown has room."""

    def compose(self) -> ComposeResult:
        """The title and the pictures; one of them is shown."""
        yield Lines(id="lab-title")
        yield FieldMap(id="lab-map", can_point=True)
        yield Tiles(id="lab-tiles")
        yield Lines(id="lab-text")

    def show(self, bench: Bench, race: Race, multiples: list[tuple[str, Race]], question: str = "") -> None:
        """Show what the view of the bench asks for, below the `question` that it answers, if there is one."""
        self._question = question
        self._shown = (bench, race, multiples)
        shown = self._kind(bench, race)
        for kind, selector in ((MAP, "#lab-map"), (TILES, "#lab-tiles"), (TEXT, "#lab-text")):
            self.query_one(selector).display = kind == shown
        self.has_losses = bench.view == "curves" or (
            shown == TEXT and bench.view == "map" and race.has_losses and race.regions is None
        )
        before, self._layout_of = self._layout_of, (shown, self.has_losses)
        self.pages = 1
        if shown == MAP and race.map:
            ended = [race.ended(course) for course in race.courses]
            self.query_one("#lab-map", FieldMap).show(race.map, ended, bench.now, race.marks)
        elif shown == TILES and multiples:
            self._show_tiles(bench, multiples)
        if shown == TEXT:
            self._show_text(bench, race, resizes=before != self._layout_of)
        self._place_title(bench, race, multiples)

    @property
    def _around(self) -> Size:
        """The room for the picture and the losses below it."""
        return self.parent.size if isinstance(self.parent, Widget) else self.size

    def _show_tiles(self, bench: Bench, multiples: list[tuple[str, Race]]) -> None:
        room = self._around - Size(0, 1)  # the tiles leave nothing for the losses below, and the title a row
        titles = [title for title, _ in multiples]
        here = titles.index(knob_title(bench.knob)) if knob_title(bench.knob) in titles else 0
        tiles = self.query_one(Tiles)
        tiles.show(multiples, here, bench.page, bench.now, room)
        self.pages = len(tiles.pages)

    def step(self, bench: Bench, race: Race) -> None:
        """Show another step of the same run."""
        shown = self._kind(bench, race)
        self._shown = (bench, race, self._shown[2] if self._shown else [])
        if shown == MAP:
            self.query_one("#lab-map", FieldMap).step(bench.now)
        elif shown == TEXT:
            self._show_text(bench, race)
        else:
            for picture in self.query_one(Tiles).query(FieldMap):
                if picture.display:
                    picture.step(bench.now)

    @property
    def shows_entrant(self) -> bool:
        """True if what is shown is of the rule under the cursor, not of the race as a whole."""
        if self._shown is None:
            return False
        bench, race, _ = self._shown
        if self._kind(bench, race) == TEXT:
            return bench.view == "step" or not (race.has_losses or race.regions)
        return bench.view == "multiples"

    @staticmethod
    def _kind(bench: Bench, race: Race) -> str:
        if bench.view == "multiples":
            return TILES
        return MAP if bench.view == "map" and race.map is not None else TEXT

    def _place_title(self, bench: Bench, race: Race, multiples: list[tuple[str, Race]]) -> None:
        """Show the question and what is shown, in as many rows as the question takes."""
        low = "blank" if not has_surfaces(self.app) else "dark" if self.app.current_theme.dark else "light"
        question = picture_question(bench, self._question)
        notes, below = picture_notes(bench, race, low), False
        if bench.view == "multiples":
            notes, below = self.query_one(Tiles).notes(bench, [title for title, _ in multiples]), True
        most = 2 if self.app.size.height < LOW else 4
        title = self.query_one("#lab-title", Lines)
        rows = len(title_lines(question, notes, self._around.width, most, below=below))
        resizes = title.styles.height is None or title.styles.height.value != rows
        if resizes:
            title.styles.height = rows
        title.show_lines(
            lambda width, _: title_lines(question, notes, width, most, below=below), resizes=resizes
        )

    def _show_text(self, bench: Bench, race: Race, *, resizes: bool = False) -> None:
        def make(width: int, height: int) -> list[RoleLine]:
            return self._text_rows(bench, race, max(20, width), max(6, height))

        self.query_one("#lab-text", Lines).show_lines(make, resizes=resizes)

    def _text_rows(self, bench: Bench, race: Race, width: int, height: int) -> list[RoleLine]:
        rows: list[RoleLine] = []
        if bench.view == "step":
            rows = self._paged(step_view(bench, width), bench.page, height)
        elif bench.view == "table":
            rows = table_view(bench, race, width, height)
            self.pages = len(table_pages(bench, race, width))
        elif bench.view == "map" and race.regions:
            rows = role_lines(
                draw_regions(race.regions, width=width, height=height, now=bench.now, marks=race.marks)
            )
        return rows or self._curve_rows(bench, race, width, height)

    def _curve_rows(self, bench: Bench, race: Race, width: int, height: int) -> list[RoleLine]:
        """The curves of a page, with a line at the present step."""
        whose = "" if race.has_losses else bench.label
        shows = (bench.view, whose, is_logarithmic(bench, race), bench.page, width, height)
        plots, self.pages = self._memory.recall(race, shows, lambda: curve_page(bench, race, width, height))
        share = bench.now / max(1, race.last)
        return [
            line
            for title, plot in plots
            for line in (((title, "$fc-muted"),), *role_lines(mark_share(plot, share)))
        ]

    def _paged(self, rows: list[RoleLine], page: int, height: int) -> list[RoleLine]:
        """The rows of a page, with a row that says what is above and below; all of them where they fit."""
        if len(rows) <= height:
            self.pages = 1
            return rows
        pages = split_pages(len(rows), height - 1, ())
        self.pages = len(pages)
        page = min(page, len(pages) - 1)
        left = len(rows) - len(pages[page])
        note = f"{paging_keys(pages, page)}: {counted(left, 'more line')}"
        shown = [rows[at] for at in pages[page]]
        return [*shown, *[()] * (height - 1 - len(shown)), ((note, "$fc-muted"),)]
