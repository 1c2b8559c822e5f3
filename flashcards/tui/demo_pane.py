"""The demo pane: a demo's table and curve beside each other, whose settings move under the arrow keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Input, Static

from flashcards import demo as demos
from flashcards.card import Demo
from flashcards.demo import picture, predict
from flashcards.demo.knobs import turned
from flashcards.demo.result import Heat, Landscape, Result, Working
from flashcards.errors import Problem
from flashcards.tui.plot import STYLES, content

_FAR = 10
"""Presses that one press with Shift stands for."""


class DemoPane(Vertical, can_focus=True):
    """Shows the demo that it is given; `choose`, `change` and `step` are what its keys do."""

    DEFAULT_CSS = """
    DemoPane {
        height: auto;
        border: round $surface-lighten-2;
        border-title-color: $text-muted;
        padding: 0 1;
    }
    DemoPane:focus, DemoPane:focus-within { border: round $primary; }
    DemoPane Static { height: auto; }
    DemoPane Input { height: 1; border: none; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Setting", show=False),
        Binding("down", "choose(1)", "Setting", show=False),
        Binding("left", "change(-1)", "Less", show=False),
        Binding("right", "change(1)", "More", show=False),
        Binding("shift+left", f"change(-{_FAR})", "Much less", show=False),
        Binding("shift+right", f"change({_FAR})", "Much more", show=False),
        Binding("left_square_bracket", "step(-1)", "Step back", show=False),
        Binding("right_square_bracket", "step(1)", "Step on", show=False),
        Binding("r", "reset", "Reset", show=False),
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
        self._demo = Demo()
        self._optimizer = ""
        self._settings: dict[str, float] = {}
        self._chosen = ""
        self._now: int | None = None
        self._result: Result | None = None
        self._verdict = ""
        self._asking = False

    def compose(self) -> ComposeResult:
        """The picture, the settings, a sentence, and the field for a prediction."""
        yield Static(id="demo-picture", markup=False)
        yield Static(id="demo-settings", markup=False)
        yield Static(id="demo-note", markup=False)
        yield Input(id="demo-predict", placeholder="a number, then Enter", compact=True)

    def show(self, demo: Demo, optimizer: str = "") -> None:
        """Run a demo and show it; one that asks for a prediction waits for it."""
        self._demo, self._optimizer = demo, optimizer
        self._settings, self._chosen, self._now, self._verdict = {}, "", None, ""
        self._asking = demo.predict is not None
        field = self.query_one(Input)
        field.display = self._asking
        field.value = ""
        self._run()
        if self._asking and self.has_focus:
            field.focus()

    def choose(self, by: int) -> None:
        """Choose the next setting, or with -1 the one before."""
        names = list(self._result.settings) if self._result else []
        if names:
            at = names.index(self._chosen) if self._chosen in names else -1
            self._chosen = names[(at + by) % len(names)]
            self._refresh()

    def change(self, presses: int) -> None:
        """Turn the chosen setting up or down and run again."""
        if self._result is None or self._chosen not in self._result.settings or self._asking:
            return
        value = turned(self._chosen, self._result.settings[self._chosen], presses)
        self._settings = {**self._settings, self._chosen: value}
        self._run()
        self._tell()

    def step(self, by: int) -> None:
        """Look at the step after, or before, the one that is looked at."""
        steps = self._result.t if self._result else ()
        if not steps or self._asking:
            return
        now = self._now if self._now is not None else self._before(by)
        self._now = min(max(now + by, steps[0]), steps[-1])
        self._run() if self._demo.kind == "step" else self._refresh()
        self._tell()

    def _before(self, by: int) -> int:
        """Where stepping starts: at the step that is worked through, else outside the end it comes from."""
        result = self._result
        assert result
        if isinstance(result.figure, Working):
            return result.figure.t
        return result.t[0] - 1 if by > 0 else result.t[-1] + 1

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
        """Back to the demo's own settings."""
        self._settings, self._now = {}, None
        self._run()
        self._tell()

    def on_click(self, event: events.Click) -> None:
        """Choose the setting under the mouse."""
        self._pick(event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the setting under the mouse up."""
        if self._pick(event):
            self.change(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the setting under the mouse down."""
        if self._pick(event):
            self.change(-1)

    def _pick(self, event: events.MouseEvent) -> bool:
        """Choose the setting under the mouse; False where there is none, and the event goes on."""
        name = event.style.meta.get("setting")
        if name is None:
            return False
        event.stop()
        self._chosen = str(name)
        self._refresh()
        return True

    def on_resize(self, _: events.Resize) -> None:
        """Draw anew for the new room."""
        self._refresh()

    def on_focus(self) -> None:
        """A question wants its answer typed."""
        if self._asking:
            self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Judge the prediction, then show the run."""
        event.stop()
        try:
            judged = predict.judge(
                self._demo, event.value, optimizer=self._optimizer, settings=self._settings
            )
        except Problem as problem:
            self._say(problem.message)
            return
        self._verdict = f"{'✓' if judged.right else '✗'} {judged.message}"
        self._asking = False
        self.query_one(Input).display = False
        self._refresh()
        self.focus()
        self.post_message(self.Predicted(judged.right))

    def _tell(self) -> None:
        self.post_message(self.Changed(dict(self._settings), self._now))

    def _run(self) -> None:
        """Run the demo with the settings as they are; what cannot be run is said in the pane."""
        at = (self._now,) if self._demo.kind == "step" and self._now is not None else None
        try:
            self._result = demos.run(self._demo, optimizer=self._optimizer, settings=self._settings, at=at)
        except Problem as problem:
            self._result = None
            self.border_title = "demo"
            self.query_one("#demo-picture", Static).update("")
            self.query_one("#demo-settings", Static).update("")
            self._say(f"{problem.message}\n{problem.hint}".strip())
            return
        if self._chosen not in self._result.settings:
            self._chosen = next(iter(self._result.settings), "")
        self._refresh()

    def _refresh(self) -> None:
        if self._result is None or not self.is_mounted:
            return
        width, result = max(20, self.content_size.width or self.app.size.width - 4), self._result
        self.border_title = f"demo · {result.title}"
        if self._asking:
            self.query_one("#demo-picture", Static).update("")
            self._say(f"{predict.question(self._demo)}, then it runs. {result.about}".strip())
        else:
            rows = picture.pane(result, width=width, height=self._height(), now=self._now)
            self.query_one("#demo-picture", Static).update(content(rows))
            self._say(
                "\n".join(
                    part for part in (self._verdict, result.diverged, *result.notes, result.about) if part
                )
            )
        self.query_one("#demo-settings", Static).update(self._knobs(result, width))

    def _knobs(self, result: Result, width: int) -> Content:
        """The row of settings; each carries its name for the mouse."""
        names = iter(result.settings)
        lines = []
        for row in picture.settings(result.settings, chosen=self._chosen, width=width):
            parts = [
                Content.styled(text, STYLES[style]).stylize(Style.from_meta({"setting": next(names)}))
                if text.strip()
                else Content(text)
                for text, style in row
            ]
            lines.append(Content.assemble(*parts))
        return Content("\n").join(lines)

    def _height(self) -> int:
        """How many rows the picture may have: a good third of the screen, or what a tall pane leaves."""
        if self.styles.height is not None and not self.styles.height.is_auto:
            return max(6, self.content_size.height - 4)
        mapped = self._result is not None and isinstance(self._result.figure, Landscape | Heat)
        return min(16, max(6, self.app.size.height * (5 if mapped else 4) // 10))

    def _say(self, text: str) -> None:
        note = self.query_one("#demo-note", Static)
        note.update(text)
        note.display = bool(text)
