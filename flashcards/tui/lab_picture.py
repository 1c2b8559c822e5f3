"""The picture of the laboratory: the map, the curves, a step, a table, or small multiples."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.widget import Widget

from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_multiples import multiple_titles, said_in_titles
from flashcards.demo.lab_questions import plain_question, question_of_knob
from flashcards.demo.lab_race import Race
from flashcards.demo.plot.boundary import POINTS, draw_regions
from flashcards.demo.plot.marked_curves import Plot, mark_share
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.text.styled import ellipsize
from flashcards.tui.appearance import has_surfaces
from flashcards.tui.lab_map import LOWEST, START, FieldMap
from flashcards.tui.lab_plots import PlotMemory
from flashcards.tui.lab_tiles import Tiles, fitting_tiles
from flashcards.tui.lab_views import (
    is_logarithmic,
    loss_plot,
    loss_title,
    quantity_plots,
    size_plot,
    step_view,
    table_view,
)
from flashcards.tui.lines import Lines, RoleLine, role_lines
from flashcards.tui.lines_view import LaidOnce

MAP, TILES, TEXT = "map", "tiles", "text"


class LabPicture(LaidOnce, Vertical):
    """A title, and below it one of the pictures."""

    DEFAULT_CSS = """
    LabPicture { layout: vertical; width: 1fr; height: 1fr; overflow: hidden hidden; }  /* as any Vertical */
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

    def compose(self) -> ComposeResult:
        """The title and the pictures; one of them is shown."""
        yield Lines(id="lab-title")
        yield FieldMap(id="lab-map")
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
        places = self._places_of_tiles(bench, multiples) if shown == TILES else []
        self._show_title(bench, race, shown, left_out=len(multiples) - len(places))
        if shown == MAP and race.map:
            self.query_one("#lab-map", FieldMap).show(
                race.map, [race.ended(course) for course in race.courses], bench.now
            )
        elif shown == TILES and multiples:
            self._show_tiles(bench, multiples, places)
        if shown == TEXT:
            self._show_text(bench, race, resizes=before != self._layout_of)

    def _show_tiles(self, bench: Bench, multiples: list[tuple[str, Race]], places: Sequence[int]) -> None:
        """Show those multiples, the one with the present value marked and the lowest in bold."""
        racing, titles, present = bench.experiment.racing, multiple_titles(multiples), _present(bench)
        whose: Sequence[int] = range(len(racing))
        if bench.knob.of:
            whose = [racing.index(bench.label) if bench.label in racing else 0]
        tiles = [
            (f"▸ {title}" if multiples[at][0] == present else title, best, multiples[at][1])
            for at in places
            for title, best in [titles[at]]
        ]
        self.query_one(Tiles).show(tiles, bench.now, whose, self._room_for_tiles())

    def _room_for_tiles(self) -> Size:
        """They leave nothing for the losses below, and the title a row."""
        around = self.parent if isinstance(self.parent, Widget) else self
        return around.size - Size(0, 1)

    def _places_of_tiles(self, bench: Bench, multiples: list[tuple[str, Race]]) -> list[int]:
        """The places of the multiples that there is room for: the present value and the best go first."""
        values = [value for value, _ in multiples]
        present = [values.index(_present(bench))] if _present(bench) in values else []
        best = [at for at, (_, is_best) in enumerate(multiple_titles(multiples)) if is_best]
        return fitting_tiles(len(multiples), [*present, *best[:1]], self._room_for_tiles())

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
            return bench.view in ("step", "table") or not (race.has_losses or race.regions)
        return bench.view == "multiples"

    @staticmethod
    def _kind(bench: Bench, race: Race) -> str:
        if bench.view == "multiples":
            return TILES
        return MAP if bench.view == "map" and race.map is not None else TEXT

    def _show_title(self, bench: Bench, race: Race, shown: str, *, left_out: int) -> None:
        title, note = self._question or plain_question(bench.experiment), ""
        if shown == MAP:
            low = (
                "blank" if not has_surfaces(self.app) else "dark" if self.app.current_theme.dark else "light"
            )
            has_lowest = race.map is not None and race.map.lowest
            note = f"{low} is low · {START} start" + (f" · {LOWEST} lowest" if has_lowest else "")
        elif shown == TILES:
            title = question_of_knob(bench.knob)
            note = said_in_titles(race) + (f" · {left_out} more" if left_out else "")
        elif bench.view == "map" and race.regions:
            first, second = POINTS[0], POINTS[1]
            note = f"{first} and {second} are to be told apart; filled is where {first} is expected"
        elif bench.view == "step":
            title = self._question or f"How does {bench.label} make its step?"
        title = printable_line(title)

        def make(width: int, height: int) -> list[RoleLine]:
            line = ellipsize(title, width - (len(note) + 2) * (shown == TILES))
            room = width - cells(line)
            at_right = ((f"{note:>{room}}", "$fc-muted"),) if len(note) + 2 <= room else ()
            return [((line, "bold"), *at_right)]

        self.query_one("#lab-title", Lines).show_lines(make)

    def _draw_plots(self, bench: Bench, race: Race, width: int, height: int) -> list[tuple[str, Plot]]:
        """The curves of a view that has curves, each with its title."""
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

    def _show_text(self, bench: Bench, race: Race, *, resizes: bool = False) -> None:
        def make(width: int, height: int) -> list[RoleLine]:
            return self._text_rows(bench, race, max(20, width), max(6, height))

        self.query_one("#lab-text", Lines).show_lines(make, resizes=resizes)

    def _text_rows(self, bench: Bench, race: Race, width: int, height: int) -> list[RoleLine]:
        rows: list[RoleLine] = []
        if bench.view == "step":
            rows = step_view(bench, width)
        elif bench.view == "table":
            rows = table_view(bench, race, width, height)
        elif bench.view == "map" and race.regions:
            rows = role_lines(draw_regions(race.regions, width=width, height=height, now=bench.now))
        whose = "" if race.has_losses else bench.label
        shows = (bench.view, whose, is_logarithmic(bench, race), width, height)
        plots = self._memory.recall(race, shows, lambda: self._draw_plots(bench, race, width, height))
        for title, plot in plots:
            share = bench.now / max(1, race.last)
            rows += [((title, "$fc-muted"),), *role_lines(mark_share(plot, share))]
        return rows


def _present(bench: Bench) -> str:
    """The present value of the chosen knob, as it stands among the multiples."""
    return f"{bench.knob.label} {bench.knob.text}"
