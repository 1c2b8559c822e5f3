"""The demo pane: a demo's table and curve side by side, with settings changed by the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from flashcards.deck.model import Demo
from flashcards.demo.result import Result
from flashcards.errors import Problem
from flashcards.tui import demo_layout
from flashcards.tui.demo_drawing import DrawnDemo
from flashcards.tui.demo_prediction import PredictionField
from flashcards.tui.demo_state import DemoState

_FAR = 10
"""The number of presses that one press with Shift amounts to."""
_NOTHING: Mapping[str, float] = MappingProxyType({})


class DemoPane(DrawnDemo, can_focus=True):
    """Shows the given demo; its keys call `choose`, `change` and `step`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Setting", show=False),
        Binding("down", "choose(1)", "Setting", show=False),
        Binding("left", "change(-1)", "Less", show=False),
        Binding("right", "change(1)", "More", show=False),
        Binding("shift+left", f"change(-{_FAR})", "Much less", show=False),
        Binding("shift+right", f"change({_FAR})", "Much more", show=False),
        Binding("left_square_bracket", "step(-1)", "Step back", show=False),
        Binding("right_square_bracket", "step(1)", "Step forward", show=False),
        Binding("r", "reset", "Reset", show=False),
        Binding("escape", "skip", "Skip", show=False),
    ]

    @dataclass
    class Changed(Message):
        """The settings or the step that the pane shows have changed."""

        settings: dict[str, float]
        t: int | None

    @dataclass
    class Predicted(Message):
        """A prediction was typed and judged."""

        right: bool

    def show(
        self,
        demo: Demo,
        optimizer: str = "",
        drawn: Mapping[str, float] = _NOTHING,
        equation: str = "",
        *,
        key: str = "",
    ) -> None:
        """Run a demo and show it; wait for the prediction first if it asks for one.

        `drawn` are the values of the card that it belongs to: those that are settings of the demo go
        over its own, so that the demo works the very numbers that were asked for. With an `equation` its
        rule is run with that line replaced instead. A `key` is what calls `predict`, where the pane does
        not get the focus.
        """
        state = DemoState(demo, optimizer, equation)
        state.start(drawn)
        self.show_started(state, key)

    def show_started(self, state: DemoState, key: str = "") -> None:
        """Show a demo that was run, as `show` does."""
        self._state, self._verdict = state, ""
        self._clear()
        self._ask(key)
        self._refresh()
        if state.refused:
            self._say(state.refused)

    def _ask(self, key: str = "") -> None:
        """Ask for a prediction if the demo does, or hide the field."""
        state, field = self._state, self.query_one(PredictionField)
        self._asking, self._verdict = state.asks and not state.unpredictable, state.unpredictable
        if not self._asking:
            field.close()
            return
        field.ask(state.contenders, key)
        if self._asking and self.has_focus:
            field.take_focus()

    @property
    def runs(self) -> bool:
        """True while a result is shown, or a prediction of it is asked for."""
        return self.display and self._state.result is not None

    @property
    def predicts(self) -> bool:
        """True while the keys belong to a prediction."""
        return self.display and self._asking and self.query_one(PredictionField).takes_keys

    @property
    def picks(self) -> int:
        """How many runs there are to predict the winner from; 0 where a number is typed."""
        return self.query_one(PredictionField).picks

    def predict(self) -> None:
        """Give the keys to the prediction that is asked for."""
        if self._asking:
            self.query_one(PredictionField).take_focus()

    def promise(self, text: str) -> None:
        """Keep the place of a demo that opens later, and say when."""
        self.set_class(self.app.size.height > demo_layout.TIGHT, "-airy")
        self._state, self._asking = DemoState(), False
        self._clear()
        self.query_one(PredictionField).close()
        self._show_title("Demo", text)
        self._say("")

    def show_run(self, run: Callable[[Mapping[str, float]], Result]) -> None:
        """Show what `run` makes of the settings; of no card, and without a prediction."""
        self._state, self._verdict = DemoState(runner=run), ""
        self._clear()
        self._ask()
        self._show_outcome(self._state.run())

    def choose(self, by: int) -> None:
        """Choose the next setting, or with -1 the one before."""
        self._state.choose(by)
        self._refresh()

    def change(self, presses: int) -> None:
        """Increase or decrease the chosen setting and run again."""
        if self._asking or self._state.chosen not in self._state.knobs:
            return
        changed = self._state.change(presses)
        if changed:
            self._verdict = ""  # it was about other settings
        self._show_outcome(changed)

    def step(self, by: int) -> None:
        """Move to the next or previous step."""
        if not self._asking and self._state.step(by):
            self._show_outcome(not self._state.refused)

    def _show_outcome(self, changed: bool) -> None:
        """Show the run and say so; or why there is none, and keep the picture."""
        if not changed:
            self._say(self._state.refused)
            return
        self._refresh()
        self.post_message(self.Changed(dict(self._state.settings), self._state.now))

    def action_choose(self, by: int) -> None:
        """See `choose`."""
        self.choose(by)

    def action_change(self, presses: int) -> None:
        """See `change`."""
        self.change(presses)

    def action_step(self, by: int) -> None:
        """See `step`."""
        self.step(by)

    def action_reset(self) -> None:
        """Restore the initial settings of the demo or its card."""
        self._show_outcome(self._state.reset())

    def action_skip(self) -> None:
        """Show the run without a prediction."""
        self._answered("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Use Escape only while a prediction is asked for; otherwise it goes back a screen."""
        return self._asking if action == "skip" else super().check_action(action, parameters)

    def on_click(self, event: events.Click) -> None:
        """Choose the setting under the mouse."""
        self._pick(event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Increase the setting under the mouse."""
        if self._pick(event):
            self.change(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Decrease the setting under the mouse."""
        if self._pick(event):
            self.change(-1)

    def _pick(self, event: events.MouseEvent) -> bool:
        """Choose the setting under the mouse; False if there is none, and the event bubbles."""
        name = event.style.meta.get("setting")
        if name is None:
            return False
        event.stop()
        self._state.pick(str(name))
        self._refresh()
        return True

    def on_focus(self) -> None:
        """Move the focus to the prediction field while it is open."""
        if self._asking:
            self.query_one(PredictionField).take_focus()

    def on_prediction_field_guessed(self, event: PredictionField.Guessed) -> None:
        """Judge the prediction, then show the run."""
        event.stop()
        if not self._asking or not event.text:
            self._answered("")
            return
        try:
            judged = self._state.judge(event.text)
        except Problem as problem:
            self._say(problem.message)
            return
        self._answered(f"{'✓' if judged.right else '✗'} {judged.message}")
        self.post_message(self.Predicted(judged.right))

    def _answered(self, verdict: str) -> None:
        self._verdict, self._asking = verdict, False
        self.query_one(PredictionField).close()
        self._refresh()
        self.focus()
