"""What the laboratory's screen shows: panel, picture, losses and sentences, laid out for its size."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from flashcards.demo.lab import Experiment
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_race import Race, race_sentences
from flashcards.demo.plot.marked_curves import mark_share
from flashcards.errors import printable, printable_line
from flashcards.tui.footer import KeyFooter
from flashcards.tui.lab_curves import is_logarithmic, loss_plot, loss_title
from flashcards.tui.lab_layout import lay_out_lab
from flashcards.tui.lab_panel import LabPanel
from flashcards.tui.lab_picture import LabPicture
from flashcards.tui.lab_plots import PlotMemory, PlotPage
from flashcards.tui.lab_race_screen import LabRaceScreen
from flashcards.tui.lab_rows import KNOBS, RULES, ground_title, legend
from flashcards.tui.lab_scrubber import Scrubber
from flashcards.tui.lab_titles import fit_sentences
from flashcards.tui.lab_views import kernel_of, kernel_view
from flashcards.tui.lines import Lines, RoleLine, role_lines
from flashcards.tui.services import Services
from flashcards.tui.top_line import TopLine

PICTURE = "picture"
"""The pane of the picture, where there is no room for it beside the others."""


class LabDrawnScreen(LabRaceScreen):
    """Draws a bench and its race; a step or a knob draws only what it changes."""

    DEFAULT_CSS = """
    LabDrawnScreen TopLine { margin: 0 0 1 0; }
    #lab-legend { height: 1; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }
    #lab-body { height: 1fr; }
    #lab-panel { width: 100%; }
    #lab-side { width: 38; padding: 0 1 0 2; }
    #lab-says { height: 4; margin: 1 0 0 0; color: $fc-muted; }
    #lab-kernel { height: 10; margin: 1 0 0 0; }
    #lab-main { width: 1fr; padding: 0 2 0 1; }
    #lab-losses { height: 11; margin: 1 0 0 0; }
    #lab-note { height: 2; padding: 0 2; color: $fc-muted; }
    LabDrawnScreen Scrubber { margin: 1 0; padding: 0 2; }
    LabDrawnScreen.-lab-wide #lab-legend, LabDrawnScreen.-lab-wide #lab-note { display: none; }
    LabDrawnScreen.-lab-beside TopLine, LabDrawnScreen.-lab-bare TopLine { display: none; }
    LabDrawnScreen.-lab-beside #lab-says { display: none; }
    LabDrawnScreen.-lab-beside #lab-legend { margin: 0 0 1 0; }
    LabDrawnScreen.-lab-beside #lab-side { width: 32; dock: right; }
    LabDrawnScreen.-lab-beside #lab-main { margin: 0 0 0 1; }
    #lab-beside { height: 10; margin: 0 0 1 0; }
    LabDrawnScreen.-lab-bare #lab-says, LabDrawnScreen.-lab-bare #lab-kernel { display: none; }
    LabDrawnScreen.-lab-bare #lab-losses, LabDrawnScreen.-lab-bare #lab-note { display: none; }
    LabDrawnScreen.-lab-bare Scrubber { margin: 0; }
    LabDrawnScreen.-lab-bare #lab-side { width: 1fr; padding: 0 2; }
    LabDrawnScreen.-lab-bare.-lab-panel #lab-main { display: none; }
    LabDrawnScreen.-lab-bare.-lab-picture #lab-side { display: none; }
    """

    def __init__(self, services: Services, experiment: Experiment, about: str) -> None:
        super().__init__(experiment, about)
        self._services = services
        self._pane = KNOBS
        self._memory = PlotMemory()
        self._layout_now = lay_out_lab(120, 40)

    @property
    def is_playing(self) -> bool:
        """True while the run plays."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The panel, the picture, the losses, the line along t, the keys."""
        yield TopLine("lab", self._services.day_words())
        yield Static(id="lab-legend", markup=False)
        with Horizontal(id="lab-body"):
            with Vertical(id="lab-side"):
                yield Lines(id="lab-beside")
                yield LabPanel(id="lab-panel")
                yield Static(id="lab-kernel", markup=False)
                yield Static(id="lab-says", markup=False)
            with Vertical(id="lab-main"):
                yield LabPicture()
                yield Lines(id="lab-losses")
        yield Static(id="lab-note", markup=False)
        yield Scrubber()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show the race that was opened."""
        self._place_panes()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new size."""
        self._layout_for(event.size.width, event.size.height)

    def _layout_for(self, width: int, height: int) -> None:
        was_bare, self._layout_now = self._layout_now.is_bare, lay_out_lab(width, height)
        if self._layout_now.is_bare != was_bare:  # where there is room for one thing, it is the picture
            self._pane = PICTURE if not was_bare else KNOBS if self._pane == PICTURE else self._pane
        for name, is_set in self._layout_now.classes.items():
            self.set_class(is_set, name)
        self._place_panes()
        self.call_after_refresh(self.draw_all)

    def _place_panes(self) -> None:
        self.set_class(self._pane == PICTURE, "-lab-picture")
        self.set_class(self._pane != PICTURE, "-lab-panel")

    def draw_all(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted:
            return
        self._draw_picture()
        self.draw_side()
        self._draw_step()

    def draw_side(self) -> None:
        """Draw the rules and knobs, the weights of the chosen one, and the losses beside where they fit."""
        kernel = kernel_of(self._bench) if not self._layout_now.is_bare and self._pane == KNOBS else None
        room = self.query_one("#lab-kernel", Static)
        before, room.display = room.display, kernel is not None and self.size.height >= 24
        both = self._layout_now.is_wide
        pane = self._pane if self._pane in (RULES, KNOBS) else KNOBS
        panel, resizes = self.query_one(LabPanel), room.display != before
        panel.show(self._bench, self._race, pane, both=both, resizes=resizes)
        self._place_losses()
        if kernel and room.display:
            rows = 8 if self._layout_now.is_wide else 7
            width = max(20, self.query_one("#lab-side").content_size.width)
            room.update(kernel_view(kernel, width, rows), layout=False)

    def _draw_picture(self) -> None:
        self.query_one(LabPicture).show(self._bench, self._race, self._multiples, self._about)

    def _place_losses(self) -> None:
        """The losses below the picture or beside it, where they are not the picture itself."""
        shows, is_wide = self._has_room_for_losses(), self._layout_now.is_wide
        has_kernel = bool(self.query_one("#lab-kernel").display)
        self.query_one("#lab-losses").display = shows and is_wide
        self.query_one("#lab-beside").display = shows and not is_wide and not has_kernel

    @property
    def shows_losses(self) -> bool:
        """True if the curves of the losses are in sight: in the picture, below it or beside it."""
        rooms = (self.query_one("#lab-losses"), self.query_one("#lab-beside"))
        return self.query_one(LabPicture).has_losses or any(room.display for room in rooms)

    def _has_room_for_losses(self) -> bool:
        picture = self.query_one(LabPicture)
        return (
            not self._layout_now.is_bare
            and self._bench.view in ("map", "step", "table")
            and not picture.has_losses
        )

    def _draw_step(self) -> None:
        """Draw what depends on the step alone."""
        bench, race = self._bench, self._race
        room = self.query_one("#lab-says" if self.query_one("#lab-says").display else "#lab-note", Static)
        said = [printable_line(sentence) for sentence in race_sentences(race, bench.now)]
        room.update(fit_sentences(said, *room.size), layout=False)
        title = self.query_one("#lab-legend", Static)
        if title.display:
            ground = (f"Lab · {printable(ground_title(bench))}   ", "bold")
            title.update(Content.assemble(ground, legend(bench, race)), layout=False)
        self.query_one(Scrubber).show(bench.now, race.last, playing=self.is_playing)
        losses = self.query_one("#lab-losses" if self._layout_now.is_wide else "#lab-beside", Lines)
        if losses.display:
            losses.show_lines(lambda width, height: self._loss_lines(bench, race, width, height))

    def _loss_lines(self, bench: Bench, race: Race, width: int, height: int) -> list[RoleLine]:
        """The curves of the losses with a line at the present step, below their title."""
        shows = (is_logarithmic(bench, race), width, height)

        def draw() -> PlotPage:
            return PlotPage([(loss_title(bench, race), loss_plot(bench, race, width, height - 1))])

        plots = self._memory.recall(race, shows, draw).plots
        share = bench.now / max(1, race.last)
        return [
            line
            for title, plot in plots
            for line in [((title, "$fc-muted"),), *role_lines(mark_share(plot, share))]
        ]

    def draw_change(self, before: Bench) -> None:
        """Draw what differs between two benches of one experiment."""
        bench = self._bench
        picture = self.query_one(LabPicture)
        if (bench.view, bench.logarithmic, bench.page) != (before.view, before.logarithmic, before.page):
            self.draw_all()
            return
        if bench.at != before.at and picture.shows_entrant:
            picture.show(bench, self._race, self._multiples, self._about)
        if bench.now != before.now:
            picture.step(bench, self._race)
        self.draw_side()
        self._draw_step()
