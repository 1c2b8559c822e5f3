"""The laboratory: rules race over a surface or on gradients, step by step, every setting to be turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer

from flashcards.config.commands import LAB
from flashcards.demo.lab import Experiment, experiment_of, new_experiment
from flashcards.demo.lab_bench import open_bench
from flashcards.demo.lab_yaml import write_demo
from flashcards.tui.command_keys import command_bindings, rebind, relabel_all
from flashcards.tui.help import LAB_KEYS, HelpScreen
from flashcards.tui.lab_curves import is_logarithmic
from flashcards.tui.lab_drawn_screen import PICTURE, LabDrawnScreen
from flashcards.tui.lab_ground import GroundScreen
from flashcards.tui.lab_ground_list import GroundChoice
from flashcards.tui.lab_map import FieldMap
from flashcards.tui.lab_panel import LabPanel
from flashcards.tui.lab_picture import LabPicture
from flashcards.tui.lab_rows import KNOBS, RULES
from flashcards.tui.lab_scrubber import Scrubber
from flashcards.tui.services import Services
from flashcards.tui.text_keys import begin_text

SECONDS_A_STEP = 0.1
GROUNDS = "grounds"
"""The name of the screen that lists what can be run."""


class LabScreen(LabDrawnScreen):
    """A bench and what is seen of it: keys and the mouse change the bench."""

    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(LAB)]

    def __init__(self, services: Services, experiment: Experiment | None = None, about: str = "") -> None:
        super().__init__(services, experiment or new_experiment(), about)
        self._keys = services.preferences().keys
        rebind(self._bindings, LAB, self._keys)
        self._playing: Timer | None = None

    @property
    def is_playing(self) -> bool:
        """True while the run plays."""
        return self._playing is not None

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
        panes: Sequence[str] = (PICTURE, KNOBS, RULES) if self._layout_now.is_bare else (KNOBS, RULES)
        at = panes.index(self._pane) if self._pane in panes else 0
        self._show_pane(panes[(at + 1) % len(panes)])

    def _show_pane(self, pane: str) -> None:
        self._pane = pane
        self._place_panes()
        self.call_after_refresh(self.draw_all) if self._layout_now.is_bare else self.draw_side()

    def _shows_picture(self) -> bool:
        """True if the picture is in sight; where there is no room for it beside the rest, it is shown now."""
        if self._pane == PICTURE or not self._layout_now.is_bare:
            return True
        self._show_pane(PICTURE)
        return False

    def post_message(self, message: Message) -> bool:
        """Open the list of what to run as its key arrives: letters typed right behind it are its filter."""
        if isinstance(message, events.Key) and self.is_current and begin_text(self, message.key):
            return True
        return super().post_message(message)

    def action_filter(self) -> None:
        """Choose what to run, from a list that is made once: to make it anew takes longer than a key may."""
        self._pause()
        if not self.app.is_screen_installed(GROUNDS):
            self.app.install_screen(GroundScreen(), GROUNDS)
        self.app.push_screen(GROUNDS, self._choose_ground)

    def _choose_ground(self, choice: GroundChoice | None) -> None:
        if choice is None:
            return
        self._shows_picture()
        if choice.demo:
            experiment = experiment_of(choice.demo)
            self._first = experiment
            self._become(replace(open_bench(experiment), view="map"), choice.title)
        else:
            self._become(self._bench.descend(choice.ground))

    def action_view(self) -> None:
        """Turn to the next view; where no picture is in sight, show it first."""
        if self._shows_picture():
            self._become(self._bench.next_view())

    def action_page(self, by: int) -> None:
        """Show the next page of what there is no room for at once, or the one before."""
        if self._shows_picture():
            self._become(self._bench.turn_page(by, self.query_one(LabPicture).pages))

    def action_axis(self) -> None:
        """Change between a linear and a logarithmic axis, or say why nothing would change."""
        if not self._shows_picture():
            return
        if self._race.suits_logarithm is None:
            self.app.notify("These curves have no logarithmic axis.", timeout=4)
        elif not self.shows_losses:
            self.app.notify("No losses are in sight; v turns to the curves.", timeout=4)
        else:
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
        self.app.push_screen(HelpScreen(relabel_all(LAB_KEYS, LAB, self._keys), "laboratory"))

    def action_leave(self) -> None:
        """Go back."""
        self._pause()
        self.dismiss()

    # What the mouse does

    def on_lab_panel_rule_clicked(self, message: LabPanel.RuleClicked) -> None:
        """Move the cursor to the rule; a click on its box lets it race or not."""
        self._pane = RULES
        self._become(self._bench.at_rule(message.at))
        if message.toggles:
            self.action_race()
        self.draw_side()

    def on_lab_panel_rules_rolled(self, message: LabPanel.RulesRolled) -> None:
        """Go to the rule above or below."""
        self._pane = RULES
        self._become(self._bench.move_rule(message.by))
        self.draw_side()

    def on_lab_panel_ground_clicked(self) -> None:
        """Choose what to run."""
        self.action_filter()

    def on_click(self, event: events.Click) -> None:
        """A click on the question chooses another, unless its text was selected."""
        if event.widget and event.widget.id == "lab-title" and not self.get_selected_text():
            self.action_filter()

    def on_lab_panel_knob_clicked(self, message: LabPanel.KnobClicked) -> None:
        """Choose the knob."""
        self._pane = KNOBS
        self._become(self._bench.choose(message.knob))
        self.draw_side()

    def on_lab_panel_dragged(self, message: LabPanel.Dragged) -> None:
        """Put the knob where its slider is."""
        self._pane = KNOBS
        self._become(self._bench.place(message.knob, message.share, message.cells))

    def on_lab_panel_rolled(self, message: LabPanel.Rolled) -> None:
        """Turn the knob under the mouse."""
        self._pane = KNOBS
        self._become(self._bench.choose(message.knob).turn(message.presses))

    def on_field_map_pointed(self, message: FieldMap.Pointed) -> None:
        """Let the runs start there."""
        self._become(self._bench.start_at(message.point))

    def on_scrubber_scrubbed(self, message: Scrubber.Scrubbed) -> None:
        """Go to a step."""
        self._pause()
        self._become(self._bench.at_step(message.t))

    def on_scrubber_play_clicked(self) -> None:
        """Play or pause."""
        self.action_play()
