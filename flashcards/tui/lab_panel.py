"""The laboratory's panel of rules and knobs: rows to choose from, and sliders to drag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_knobs import Knob
from flashcards.demo.lab_race import Race
from flashcards.tui.lab_rows import PanelRow, panel_rows
from flashcards.tui.lines import Lines, RoleLine


class LabPanel(Lines):
    """Shows the bench that it is given; the mouse chooses and drags."""

    @dataclass
    class RuleClicked(Message):
        """A rule was clicked."""

        at: int
        toggles: bool
        """True on its box: it is to race, or no longer."""

    @dataclass
    class RulesRolled(Message):
        """The wheel was turned over the rules."""

        by: int

    class GroundClicked(Message):
        """What the rules run over was clicked."""

    @dataclass
    class KnobClicked(Message):
        """A knob was clicked."""

        knob: Knob

    @dataclass
    class Dragged(Message):
        """A knob's slider was clicked, or its handle was dragged."""

        knob: Knob
        share: float
        cells: int

    @dataclass
    class Rolled(Message):
        """The wheel was turned over a knob."""

        knob: Knob
        presses: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows: Sequence[PanelRow] = ()
        self._drags: PanelRow | None = None

    def show(self, bench: Bench, race: Race, pane: str, *, both: bool, resizes: bool = False) -> None:
        """Show the rules and knobs, or those of one pane; `resizes` if the panel's height changes with it."""

        def make(width: int, height: int) -> Sequence[RoleLine]:
            self._rows = panel_rows(bench, race, pane, width, height, both=both)
            return [row.line for row in self._rows]

        self.show_lines(make, resizes=resizes)

    def _row(self, event: events.MouseEvent) -> PanelRow | None:
        return self._rows[event.y] if 0 <= event.y < len(self._rows) else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose a rule, a knob or what to run, or begin to drag a handle."""
        row = self._row(event)
        if row is None:
            return
        if row.is_ground:
            self.post_message(self.GroundClicked())
        elif row.goes:
            to = [rule for start, rule in row.goes if start <= event.x] or [row.goes[0][1]]
            self.post_message(self.RuleClicked(to[-1], toggles=False))
        elif row.rule is not None:
            self.post_message(self.RuleClicked(row.rule, toggles=1 <= event.x <= 4))
        elif row.knob and row.slider[1] and row.slider[0] <= event.x < sum(row.slider):
            self._drags = row
            self.capture_mouse()
            self._drag(event)
        elif row.knob:
            self.post_message(self.KnobClicked(row.knob))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the handle."""
        if self._drags:
            self._drag(event)

    def on_mouse_up(self) -> None:
        """Let the handle go."""
        if self._drags:
            self._drags = None
            self.release_mouse()

    def _drag(self, event: events.MouseEvent) -> None:
        if self._drags and self._drags.knob:
            start, cells = self._drags.slider
            share = (event.x - start) / max(1, cells - 1)
            self.post_message(self.Dragged(self._drags.knob, share, cells - 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the knob under the mouse up, or go to the rule above."""
        self._roll(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the knob under the mouse down, or go to the rule below."""
        self._roll(event, -1)

    def _roll(self, event: events.MouseEvent, presses: int) -> None:
        row = self._row(event)
        if row and row.knob:
            event.stop()
            self.post_message(self.Rolled(row.knob, presses))
        elif row and (row.goes or row.rule is not None):
            event.stop()
            self.post_message(self.RulesRolled(-presses))
