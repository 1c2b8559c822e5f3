"""The picture of the laboratory: the map, the curves, a step, a table, or small multiples."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from flashcards.demo import lookup
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_race import Race
from flashcards.demo.plot.boundary import POINTS, draw_regions
from flashcards.demo.plot.marked_curves import Plot, mark_share
from flashcards.errors import printable_line
from flashcards.tui.appearance import has_surfaces
from flashcards.tui.lab_map import LOWEST, START, FieldMap
from flashcards.tui.lab_rows import ground_title
from flashcards.tui.lab_tiles import Tiles
from flashcards.tui.lab_views import (
    loss_plot,
    loss_title,
    quantity_plots,
    size_plot,
    step_view,
    table_view,
)
from flashcards.tui.lines import Lines, RoleLine, role_lines

MAP, TILES, TEXT = "map", "tiles", "text"


class LabPicture(Vertical):
    """A title, and below it one of the pictures."""

    DEFAULT_CSS = """
    LabPicture { height: 1fr; }
    LabPicture #lab-title { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    LabPicture #lab-text { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._plots: list[tuple[str, Plot]] = []
        self._layout_of: tuple[str, bool] | None = None
        """The picture that is shown, and whether it has the losses in it: what the layout depends on."""
        self._waits = False
        """True while the layout for a picture is being made."""
        self._shown: tuple[Bench, Race, list[tuple[str, Race]]] | None = None
        self.has_losses = False
        """True if the losses are in the picture, and need not be shown below it."""

    def compose(self) -> ComposeResult:
        """The title and the pictures; one of them is shown."""
        yield Static(id="lab-title", markup=False)
        yield FieldMap(id="lab-map")
        yield Tiles(id="lab-tiles")
        yield Lines(id="lab-text")

    def show(self, bench: Bench, race: Race, multiples: list[tuple[str, Race]]) -> None:
        """Show what the view of the bench asks for; at once, unless its room changes with it."""
        self._shown = (bench, race, multiples)
        shown = self._kind(bench, race)
        for kind, selector in ((MAP, "#lab-map"), (TILES, "#lab-tiles"), (TEXT, "#lab-text")):
            self.query_one(selector).display = kind == shown
        self.has_losses = bench.view == "curves" or (
            shown == TEXT and bench.view == "map" and race.has_losses and race.regions is None
        )
        before, self._layout_of = self._layout_of, (shown, self.has_losses)
        if before == self._layout_of:
            self._draw()
        else:
            self._waits = True
            self.call_after_refresh(self._draw_late)

    def _draw_late(self) -> None:
        """Draw after a change of layout, unless the new size has had it drawn."""
        if self._waits:
            self._draw()

    def _draw(self) -> None:
        """Draw what is shown at the present size."""
        if self._shown is None:
            return
        bench, race, multiples = self._shown
        shown = self._kind(bench, race)
        self._waits, self._plots = False, []
        if shown == MAP and race.map:
            self.query_one("#lab-map", FieldMap).show(
                race.map, [race.ended(course) for course in race.courses], bench.now
            )
        elif shown == TILES and multiples:
            self._show_tiles(bench, multiples)
        self._show_title(bench, race, shown)
        if shown == TEXT:
            self._plots = self._make_plots(bench, race)
            self._show_text(bench, race)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._draw()

    def _show_tiles(self, bench: Bench, multiples: list[tuple[str, Race]]) -> None:
        racing = bench.experiment.racing
        whose = (
            [racing.index(bench.label) if bench.label in racing else 0]
            if bench.knob.of
            else range(len(racing))
        )
        self.query_one(Tiles).show(multiples, bench.now, list(whose))

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

    @staticmethod
    def _kind(bench: Bench, race: Race) -> str:
        if bench.view == "multiples":
            return TILES
        return MAP if bench.view == "map" and race.map is not None else TEXT

    def _show_title(self, bench: Bench, race: Race, shown: str) -> None:
        title, note = ground_title(bench), ""
        if shown == MAP:
            title = f"{lookup.ground(bench.experiment.surface).title} from above"
            low = (
                "blank" if not has_surfaces(self.app) else "dark" if self.app.current_theme.dark else "light"
            )
            has_lowest = race.map is not None and race.map.lowest
            note = f"{low} is low · {START} start" + (f" · {LOWEST} lowest" if has_lowest else "")
        elif shown == TILES:
            title = (
                f"{bench.label}: {bench.knob.label} varied" if bench.knob.of else f"{bench.knob.label} varied"
            )
        elif bench.view == "map" and race.regions:
            first, second = POINTS[0], POINTS[1]
            note = f"{first} and {second} are to be told apart; filled is where {first} is expected"
        elif bench.view == "step":
            title = f"{bench.label} on {title}"
        elif bench.view == "table":
            title = f"{'loss' if race.has_losses else 'θ'} on {title}"
        title = printable_line(title)
        room = self.size.width - len(title)
        note = f"{note:>{room}}" if len(note) + 2 <= room else ""
        self.query_one("#lab-title", Static).update(
            Content.assemble((title, "bold"), (note, "$fc-muted")), layout=False
        )

    def _make_plots(self, bench: Bench, race: Race) -> list[tuple[str, Plot]]:
        """The curves of a view that has curves, each with its title."""
        width, height = self._room()
        if bench.view == "curves":
            half = height // 2
            losses = loss_plot(bench, race, width, half - 1 if race.has_losses else height - 1)
            sizes = [("length of the step δ", size_plot(race, width, height - half - 1))]
            return [(loss_title(bench, race), losses), *(sizes if race.has_losses else [])]
        if bench.view != "map" or race.regions:
            return []
        if race.has_losses:
            half = height * 2 // 3
            return [
                (loss_title(bench, race), loss_plot(bench, race, width, half - 1)),
                ("length of the step δ", size_plot(race, width, height - half - 1)),
            ]
        return quantity_plots(bench, width, height)

    def _room(self) -> tuple[int, int]:
        return max(20, self.size.width), max(6, self.size.height - 1)

    def _show_text(self, bench: Bench, race: Race) -> None:
        width, height = self._room()
        rows: list[RoleLine] = []
        if bench.view == "step":
            rows = step_view(bench, width)
        elif bench.view == "table":
            rows = table_view(bench, race, width, height)
        elif bench.view == "map" and race.regions:
            rows = role_lines(draw_regions(race.regions, width=width, height=height, now=bench.now))
        for title, plot in self._plots:
            share = bench.now / max(1, race.last)
            rows += [((title, "$fc-muted"),), *role_lines(mark_share(plot, share))]
        self.query_one("#lab-text", Lines).show_lines(rows)
