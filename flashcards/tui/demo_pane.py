"""The demo pane: a demo's table and curve side by side, with settings changed by the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from flashcards.deck.model import Demo
from flashcards.demo.plot import picture
from flashcards.demo.result import Result
from flashcards.errors import Problem, printable, printable_line
from flashcards.tui import demo_layout
from flashcards.tui.demo_prediction import PredictionField
from flashcards.tui.demo_state import DemoState
from flashcards.tui.styles import content

_FAR = 10
"""The number of presses that one press with Shift amounts to."""
_NOTHING: Mapping[str, float] = MappingProxyType({})


class DemoPane(Vertical, can_focus=True):
    """Shows the given demo; its keys call `choose`, `change` and `step`."""

    DEFAULT_CSS = """
    DemoPane { height: auto; background: $fc-card; padding: 0 2; }
    DemoPane.-airy { padding: 1 2; }
    DemoPane Static { height: auto; }
    DemoPane.-airy #demo-title { margin-bottom: 1; }
    DemoPane.-airy #demo-settings, DemoPane.-airy #demo-note { margin-top: 1; }
    """
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

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._state = DemoState()
        self._verdict = ""
        self._asking = False
        self._title: tuple[str, str] = ("Demo", "")

    @property
    def asks(self) -> bool:
        """True while a prediction is asked for."""
        return self._asking

    @property
    def title(self) -> str:
        """The title of what is run."""
        return self._title[1]

    def _build(self) -> None:
        """The title, the picture, the settings, a sentence, and the field for a prediction."""
        names = ("demo-title", "demo-picture", "demo-settings", "demo-note")
        self.mount(*(Static(id=name, markup=False) for name in names), PredictionField())

    def show(
        self, demo: Demo, optimizer: str = "", drawn: Mapping[str, float] = _NOTHING, equation: str = ""
    ) -> None:
        """Run a demo and show it; wait for the prediction first if it asks for one.

        `drawn` are the values of the card that it belongs to: those that are settings of the demo go
        over its own, so that the demo works the very numbers that were asked for. With an `equation` its
        rule is run with that line replaced instead.
        """
        self._state, self._verdict = DemoState(demo, optimizer, equation), ""
        self._clear()
        runs = self._state.start(drawn)
        self._ask()
        self._refresh()
        if not runs:
            self._say(self._state.refused)

    def _ask(self) -> None:
        """Ask for a prediction if the demo does, or hide the field."""
        state, field = self._state, self.query_one(PredictionField)
        self._asking = state.demo.predict is not None and not state.equation
        if not self._asking:
            field.close()
            return
        try:
            field.ask(state.contenders())
        except Problem as problem:  # drawn values may leave nothing to predict
            self._verdict, self._asking = problem.message, False
            field.close()
        if self._asking and self.has_focus:
            field.take_focus()

    @property
    def runs(self) -> bool:
        """True while a result is shown, or a prediction of it is asked for."""
        return self.display and self._state.result is not None

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

    def on_resize(self, _: events.Resize) -> None:
        """Redraw for the new size."""
        self._refresh()

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

    def _clear(self) -> None:
        """Clear the state of the previous demo, or make room for the first."""
        if not self.children:
            self._build()
        self._show_title("Demo", "")
        self.query_one("#demo-picture", Static).update("")
        self.query_one("#demo-settings", Static).update("")

    def _refresh(self) -> None:
        """Redraw at the present size."""
        result = self._state.result
        if result is None or not self.is_mounted:
            return
        self.set_class(self.app.size.height > demo_layout.TIGHT, "-airy")
        width = max(20, self.content_size.width or self.app.size.width - 8)
        self._show_title("Your formula, run" if self._state.equation else "Demo", result.title)
        knobs = demo_layout.knobs(result.settings, self._state.chosen, width)
        said = self._said(result)
        drawn = self.query_one("#demo-picture", Static)
        drawn.display = not self._asking
        if not self._asking:
            below = len(knobs.plain.splitlines()) + demo_layout.count_rows(said, width)
            rows = picture.pane(result, width=width, height=self._height(below), now=self._state.now)
            drawn.update(content(rows))
        self.query_one("#demo-settings", Static).update(knobs)
        self._say(said)

    def _said(self, result: Result) -> str:
        """The question, an error about a setting, or the takeaway."""
        if self._asking:
            return self._state.question()  # the takeaway would give the answer away
        return self._state.refused or demo_layout.sentences(result, self._verdict)

    def _height(self, below: int) -> int:
        """The number of rows for a plot with `below` rows under it."""
        if self.styles.height is not None and not self.styles.height.is_auto:
            return demo_layout.own_height(self.content_size.height, below)
        return demo_layout.shared_height(self.app.size.height, below)

    def _show_title(self, what: str, title: str) -> None:
        if (what, title) != self._title or not title:
            self._title = (what, title)
            self.query_one("#demo-title", Static).update(
                Content.assemble((what, "bold $fc-fg"), (f"  {printable_line(title)}", "$fc-muted"))
            )

    def _say(self, text: str) -> None:
        note = self.query_one("#demo-note", Static)
        note.update(printable(text))
        note.display = bool(text)
