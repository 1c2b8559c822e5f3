"""How a demo is drawn in its pane: title, picture, settings, and a sentence, for the room that there is."""

from __future__ import annotations

from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Static

from flashcards.demo.plot import picture
from flashcards.demo.result import Result
from flashcards.errors import printable, printable_line
from flashcards.tui import demo_layout
from flashcards.tui.demo_prediction import PredictionField
from flashcards.tui.demo_state import DemoState
from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.styles import content


class PaneText(Static):
    """A part of the pane; its height is that of its text."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
    """As of any `LaidOnce`, which would take the styles of a `Static` from it."""


class DrawnDemo(LaidOnce, Vertical):
    """The state of a demo, drawn anew when it or the room changes."""

    DEFAULT_CSS = """
    DrawnDemo { layout: vertical; width: 1fr; overflow: hidden hidden; }  /* as of any Vertical */
    DrawnDemo { height: auto; background: $fc-card; padding: 0 2; }
    DrawnDemo.-airy { padding: 1 2; }
    DrawnDemo.-airy #demo-title { margin-bottom: 1; }
    DrawnDemo.-airy #demo-settings, DrawnDemo.-airy #demo-note { margin-top: 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._state = DemoState()
        self._verdict = ""
        self._asking = False
        self._title: tuple[str, str] = ("Demo", "")
        self._drawn_for = (0, 0, 0)

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
        self.mount(*(PaneText(id=name, markup=False) for name in names), PredictionField())

    def on_resize(self, _: events.Resize) -> None:
        """Redraw for the new size, unless only the pane's own rows have made it another."""
        if self._drawn_for != self._room:
            self._refresh()

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
        self._drawn_for = self._room
        width = max(20, self.content_size.width or self.app.size.width - 8)
        self._show_title("Your formula, run" if self._state.equation else "Demo", result.title)
        knobs = demo_layout.knobs(result.settings, self._state.chosen, width)
        said = self._said(result)
        drawn = self.query_one("#demo-picture", Static)
        has_room = self.app.size.height > demo_layout.TIGHT
        drawn.display = has_room or not self._asking
        if self._asking and has_room:
            drawn.update(demo_layout.blank_axes(width))
        elif not self._asking:
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

    @property
    def _room(self) -> tuple[int, int, int]:
        """What the picture's size depends on: the pane's width, the screen's height, a height of its own."""
        return self.content_size.width, self.app.size.height, self.content_size.height * self._fills

    @property
    def _fills(self) -> bool:
        """True if the pane's height is given, not that of its rows."""
        return self.styles.height is not None and not self.styles.height.is_auto

    def _height(self, below: int) -> int:
        """The number of rows for a plot with `below` rows under it."""
        if self._fills:
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
