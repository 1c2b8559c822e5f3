"""The laboratory: rules race over a surface or on gradients, step by step, every setting to be turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from flashcards.config.commands import LAB
from flashcards.demo.lab import Experiment, experiment_of
from flashcards.demo.lab_bench import Bench, open_bench
from flashcards.demo.lab_multiples import vary_knob
from flashcards.demo.lab_race import Race, lowest_phrase, run_race
from flashcards.demo.lab_yaml import write_demo
from flashcards.demo.plot.marked_curves import Plot, mark_share
from flashcards.errors import Problem, printable
from flashcards.tui.command_keys import command_bindings, rebind, relabel_all
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import LAB_KEYS, HelpScreen
from flashcards.tui.lab_ground import GroundChoice, GroundScreen
from flashcards.tui.lab_layout import lay_out_lab
from flashcards.tui.lab_panel import LabPanel
from flashcards.tui.lab_picture import LabPicture
from flashcards.tui.lab_rows import KNOBS, RULES, ground_title, legend
from flashcards.tui.lab_scrubber import Scrubber
from flashcards.tui.lab_tiles import MOST_TILES
from flashcards.tui.lab_views import kernel_of, kernel_view, loss_plot, loss_title
from flashcards.tui.lines import Lines, role_lines
from flashcards.tui.services import Services
from flashcards.tui.top_line import TopLine, day_words

SECONDS_A_STEP = 0.1
LONG = 1500
"""Steps of all runs together from which they are run behind the screen."""
_FAR = 10
"""The presses that one with Shift amounts to."""


class LabScreen(Screen[None]):
    """A bench and what is seen of it. Keys change the bench; what differs then is drawn anew."""

    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(LAB)]
    DEFAULT_CSS = """
    LabScreen TopLine { margin: 0 0 1 0; }
    #lab-legend { height: 1; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }
    #lab-body { height: 1fr; }
    #lab-panel { width: 100%; }
    #lab-side { width: 38; padding: 0 1 0 2; }
    #lab-says { height: 4; margin: 1 0 0 0; color: $fc-muted; }
    #lab-kernel { height: 10; margin: 1 0 0 0; }
    #lab-main { width: 1fr; padding: 0 2 0 1; }
    #lab-losses { height: 11; margin: 1 0 0 0; }
    #lab-note { height: 2; padding: 0 2; color: $fc-muted; }
    LabScreen Scrubber { margin: 1 0; padding: 0 2; }
    LabScreen.-lab-wide #lab-legend, LabScreen.-lab-wide #lab-note { display: none; }
    LabScreen.-lab-beside TopLine, LabScreen.-lab-bare TopLine { display: none; }
    LabScreen.-lab-beside #lab-says { display: none; }
    LabScreen.-lab-beside #lab-legend { margin: 0 0 1 0; }
    LabScreen.-lab-beside #lab-side { width: 32; dock: right; }
    LabScreen.-lab-beside #lab-main { margin: 0 0 0 1; }
    #lab-beside { height: 10; margin: 0 0 1 0; }
    LabScreen.-lab-bare #lab-says, LabScreen.-lab-bare #lab-kernel { display: none; }
    LabScreen.-lab-bare #lab-losses, LabScreen.-lab-bare #lab-note { display: none; }
    LabScreen.-lab-bare Scrubber { margin: 0; }
    LabScreen.-lab-bare #lab-side { width: 1fr; padding: 0 2; }
    LabScreen.-lab-bare.-lab-panel #lab-main { display: none; }
    LabScreen.-lab-bare.-lab-picture #lab-side { display: none; }
    """

    @dataclass
    class Raced(Message):
        """A race that was run behind the screen is over."""

        bench: Bench
        race: Race
        multiples: list[tuple[str, Race]]

    def __init__(self, services: Services, experiment: Experiment | None = None, about: str = "") -> None:
        super().__init__()
        self._services = services
        self._keys = services.preferences().keys
        rebind(self._bindings, LAB, self._keys)
        from flashcards.demo.lab import new_experiment

        self._first = experiment or new_experiment()
        self._about = about
        """What the demo says of itself, until something else is run."""
        self._bench = open_bench(self._first)
        self._race = run_race(self._first)
        self._multiples: list[tuple[str, Race]] = []
        self._varied: tuple[Experiment, str] | None = None
        """What the small multiples were made for."""
        self._pane = KNOBS
        self._playing: Timer | None = None
        self._plot: Plot | None = None
        self._layout_now = lay_out_lab(120, 40)

    def compose(self) -> ComposeResult:
        """The panel, the picture, the losses, the line along t, the keys."""
        yield TopLine("lab", day_words(self._services.clock()))
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
        self._layout_now = lay_out_lab(width, height)
        for name, is_set in self._layout_now.classes.items():
            self.set_class(is_set, name)
        self._place_panes()
        self.call_after_refresh(self._draw)

    def _place_panes(self) -> None:
        self.set_class(self._pane == "picture", "-lab-picture")
        self.set_class(self._pane != "picture", "-lab-panel")

    # What is drawn

    def _draw(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted:
            return
        self._draw_picture()
        self._draw_side()
        self._draw_losses()
        self._draw_step()

    def _draw_side(self) -> None:
        both = self._layout_now.is_wide
        pane = self._pane if self._pane in (RULES, KNOBS) else KNOBS
        self.query_one(LabPanel).show(self._bench, self._race, pane, both=both)
        kernel = kernel_of(self._bench) if not self._layout_now.is_bare and self._pane == KNOBS else None
        room = self.query_one("#lab-kernel", Static)
        room.display = kernel is not None and self.size.height >= 24
        if kernel and room.display:
            rows = 8 if self._layout_now.is_wide else 7
            width = max(20, self.query_one("#lab-side").content_size.width)
            room.update(kernel_view(kernel, width, rows), layout=False)

    def _draw_picture(self) -> None:
        self.query_one(LabPicture).show(self._bench, self._race, self._multiples)

    def _draw_losses(self) -> None:
        """The losses below the picture, where they are not the picture itself."""
        shows = self._shows_losses()
        below, beside = self.query_one("#lab-losses", Lines), self.query_one("#lab-beside", Lines)
        below.display = shows and self._layout_now.is_wide
        has_kernel = bool(self.query_one("#lab-kernel").display)
        beside.display = shows and not self._layout_now.is_wide and not has_kernel
        self._plot = None
        if below.display or beside.display:
            width, height = (self.size.width - 41, 11) if below.display else (29, 10)
            self._plot = loss_plot(self._bench, self._race, width, height - 1)

    def _shows_losses(self) -> bool:
        picture = self.query_one(LabPicture)
        return (
            not self._layout_now.is_bare
            and self._bench.view in ("map", "step", "table")
            and not picture.has_losses
        )

    def _draw_step(self) -> None:
        """Draw what depends on the step alone."""
        bench, race = self._bench, self._race
        said = self._about or lowest_phrase(race, bench.now)
        said = printable(said)
        self.query_one("#lab-says", Static).update(said, layout=False)
        self.query_one("#lab-note", Static).update(said, layout=False)
        title = Content.assemble((f"Lab · {printable(ground_title(bench))}   ", "bold"), legend(bench, race))
        self.query_one("#lab-legend", Static).update(title, layout=False)
        self.query_one(Scrubber).show(bench.now, race.last, playing=self._playing is not None)
        if self._plot:
            losses = self.query_one("#lab-losses" if self._layout_now.is_wide else "#lab-beside", Lines)
            rows = role_lines(mark_share(self._plot, bench.now / max(1, race.last)))
            losses.show_lines([((loss_title(bench, race), "$fc-muted"),), *rows])

    # What keys change

    def _become(self, bench: Bench) -> None:
        """Show another bench; run it behind the screen if that takes long."""
        before, self._bench = self._bench, bench
        if bench == before:
            return
        if bench.experiment != before.experiment:
            self._about = ""
        if bench.experiment == before.experiment and not self._needs_multiples(bench):
            self._show_change(before)
            return
        if _is_long(bench):
            self._show_change(before)
            self._run_behind(bench)
        else:
            self._take(bench)

    def _needs_multiples(self, bench: Bench) -> bool:
        return bench.view == "multiples" and self._varied != (bench.experiment, bench.knob.name)

    def _take(self, bench: Bench) -> None:
        """Run the bench at once, and show it; a Problem leaves what was there."""
        try:
            race, multiples = _run_bench(bench)
        except Problem as problem:
            self._refuse(problem)
            return
        self.on_lab_screen_raced(self.Raced(bench, race, multiples))

    @work(thread=True, exclusive=True, group="race")
    def _run_behind(self, bench: Bench) -> None:
        try:
            race, multiples = _run_bench(bench)
        except Problem as problem:
            self.app.call_from_thread(self._refuse, problem)
            return
        self.post_message(self.Raced(bench, race, multiples))

    def _refuse(self, problem: Problem) -> None:
        self._bench = self._bench.over(self._race.experiment)
        self.app.notify(str(problem), severity="warning", timeout=8, markup=False)
        self._draw()

    def on_lab_screen_raced(self, raced: Raced) -> None:
        """Show a race, unless another one is waited for by now."""
        if raced.bench.experiment != self._bench.experiment:
            return
        self._race = raced.race
        if raced.multiples:
            self._multiples = raced.multiples
            self._varied = (raced.bench.experiment, raced.bench.knob.name)
        self._draw()

    def _show_change(self, before: Bench) -> None:
        """Draw what differs between two benches of one experiment."""
        bench = self._bench
        picture = self.query_one(LabPicture)
        if bench.view != before.view or bench.logarithmic != before.logarithmic or bench.at != before.at:
            self._draw()
            return
        if bench.now != before.now:
            picture.step(bench, self._race)
            self._draw_step()
        self._draw_side()

    def action_play(self) -> None:
        """Play from here, or from the start at the end; with motion off, go one step."""
        if self._playing:
            self._pause()
        elif self.app.animation_level == "none":
            self._become(self._bench.at_step(0) if self._at_end else self._bench.step(1))
        else:
            if self._at_end:
                self._become(self._bench.at_step(0))
            self._playing = self.set_interval(SECONDS_A_STEP, self._play_on)
            self._draw_step()

    @property
    def _at_end(self) -> bool:
        return self._bench.now >= self._race.last

    def _play_on(self) -> None:
        stride = max(1, self._race.last // 200)  # a long run takes twenty seconds, not minutes
        self._become(self._bench.step(stride))
        if self._at_end:
            self._pause()

    def _pause(self) -> None:
        if self._playing:
            self._playing.stop()
            self._playing = None
            self._draw_step()

    def action_step(self, by: int) -> None:
        """Go so many steps, and stop playing."""
        self._pause()
        self._become(self._bench.step(by))

    def action_end(self, which: int) -> None:
        """Go to the start or the end of the run."""
        self._pause()
        self._become(self._bench.at_step(0 if which < 0 else self._race.last))

    def action_choose(self, by: int) -> None:
        """Choose the next rule or knob, or the one before."""
        move = self._bench.move_rule if self._pane == RULES else self._bench.move_knob
        self._become(move(by))

    def action_turn(self, presses: int) -> None:
        """Turn the chosen knob."""
        self._become(self._bench.turn(presses))

    def action_race(self) -> None:
        """The rule under the cursor races, or no longer; where no rules are in sight, show them first."""
        if self._pane != RULES and not self._layout_now.is_wide:
            self._show_pane(RULES)
            return
        after = self._bench.toggle()
        if after == self._bench:
            self.app.notify("One rule at least, and six at most.", timeout=4)
        self._become(after)

    def action_pane(self) -> None:
        """Go to the next pane: knobs, rules, and where there is no room for both, the picture."""
        panes: Sequence[str] = (KNOBS, RULES, "picture") if self._layout_now.is_bare else (KNOBS, RULES)
        at = panes.index(self._pane) if self._pane in panes else 0
        self._show_pane(panes[(at + 1) % len(panes)])

    def _show_pane(self, pane: str) -> None:
        self._pane = pane
        self._place_panes()
        self.call_after_refresh(self._draw) if self._layout_now.is_bare else self._draw_side()

    def action_ground(self) -> None:
        """Choose what to run."""
        self._pause()
        self.app.push_screen(GroundScreen(), self._choose_ground)

    def _choose_ground(self, choice: GroundChoice | None) -> None:
        if choice is None:
            return
        if choice.demo:
            experiment = experiment_of(choice.demo)
            self._first = experiment
            self._become(replace(open_bench(experiment), view="map"))
            self._about = choice.title
            self._draw_step()
        else:
            self._become(self._bench.descend(choice.ground))

    def action_view(self) -> None:
        """Turn to the next view."""
        self._become(self._bench.next_view())

    def action_axis(self) -> None:
        """Change between a linear and a logarithmic axis."""
        from flashcards.tui.lab_views import is_logarithmic

        self._become(replace(self._bench, logarithmic=not is_logarithmic(self._bench, self._race)))

    def action_reset(self) -> None:
        """Go back to the settings that the laboratory was opened with."""
        self._pause()
        self._become(
            replace(
                open_bench(self._first),
                view=self._bench.view,
                at=min(self._bench.at, len(self._first.entrants) - 1),
            )
        )

    def action_copy(self) -> None:
        """Copy the present run as the demo of a card."""
        self.app.copy_to_clipboard(write_demo(self._bench.experiment))
        self.app.notify("Copied as a card's demo.", timeout=3)

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(relabel_all(LAB_KEYS, LAB, self._keys)))

    def action_leave(self) -> None:
        """Go back."""
        self._pause()
        self.dismiss()

    # What the mouse does

    def on_lab_panel_rule_clicked(self, message: LabPanel.RuleClicked) -> None:
        """Move the cursor to the rule; a click on its box lets it race or not."""
        self._pane = RULES
        self._become(replace(self._bench, at=message.at))
        if message.toggles:
            self.action_race()
        self._draw_side()

    def on_lab_panel_knob_clicked(self, message: LabPanel.KnobClicked) -> None:
        """Choose the knob."""
        self._pane = KNOBS
        self._become(self._bench.choose(message.knob))
        self._draw_side()

    def on_lab_panel_dragged(self, message: LabPanel.Dragged) -> None:
        """Put the knob where its slider is."""
        self._pane = KNOBS
        self._become(self._bench.place(message.knob, message.share, message.cells))

    def on_lab_panel_rolled(self, message: LabPanel.Rolled) -> None:
        """Turn the knob under the mouse."""
        self._pane = KNOBS
        self._become(self._bench.choose(message.knob).turn(message.presses))

    def on_scrubber_scrubbed(self, message: Scrubber.Scrubbed) -> None:
        """Go to a step."""
        self._pause()
        self._become(self._bench.at_step(message.t))

    def on_scrubber_play_clicked(self) -> None:
        """Play or pause."""
        self.action_play()


def _is_long(bench: Bench) -> bool:
    """True if running the bench would hold the keys up."""
    experiment = bench.experiment
    few = experiment.has_map or bool(experiment.gradients)
    runs = MOST_TILES if bench.view == "multiples" else len(experiment.racing)
    return runs * experiment.steps * (1 if few else 10) > LONG


def _run_bench(bench: Bench) -> tuple[Race, list[tuple[str, Race]]]:
    """The race of a bench, and its small multiples if they are looked at."""
    multiples = vary_knob(bench.experiment, bench.knob, MOST_TILES) if bench.view == "multiples" else []
    return run_race(bench.experiment), multiples
