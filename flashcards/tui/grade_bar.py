"""The bar at the bottom of the study screen: the keys, and the next interval for each grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from flashcards.scheduling import Grade


class GradeKey(Static):
    """A grade with its next interval; a click has the same effect as its key."""

    def __init__(self, grade: Grade) -> None:
        super().__init__(id=f"grade-{grade.value}", classes="grade")
        self.grade = grade

    def show(self, wait: str, proposed: bool, key: str) -> None:
        """Show the grade's key and next interval; a proposed grade is marked by more than colour."""
        _, name, when = _parts(self.grade, wait)
        mark = "▸" if proposed else " "
        self.update(
            Content.assemble(
                (f"{mark}{key} ", "bold" if proposed else "$fc-muted"),
                (name, "bold underline" if proposed else "bold"),
                (when, "$fc-muted"),
            )
        )

    def on_click(self, event: events.Click) -> None:
        """Report that this grade was chosen."""
        event.stop()
        self.post_message(GradeBar.Graded(self.grade))


class GradeBar(Horizontal):
    """A prompt before the answer; the four grades after it."""

    @dataclass
    class Graded(Message):
        """A grade was clicked."""

        grade: Grade

    class Shown(Message):
        """The answer was asked for by a click."""

    def __init__(self, *, id: str, keys: Mapping[Grade, str]) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._keys_of = keys

    def compose(self) -> ComposeResult:
        """The prompt, and a key for each grade."""
        yield Static(id="bar-hint")
        for grade in Grade:
            yield GradeKey(grade)
        yield Static("? help", id="help-key")

    def on_mount(self) -> None:
        """Start without keys."""
        self._keys: Sequence[str] = ()
        self._waits: Mapping[Grade, str] = {}
        self._proposed: Grade | None = None
        self._more = ""

    def ask(self, keys: Sequence[str]) -> None:
        """Show the keys that apply, the most useful first, as far as they fit."""
        self._keys = keys
        self.set_class(False, "graded")
        self.query_one("#bar-hint", Static).update(Content(fit_keys(keys, self.content_size.width)))

    def on_resize(self) -> None:
        """Fit the keys to the new width."""
        if self.has_class("graded"):
            self.offer(self._waits, self._proposed, self._more)
        else:
            self.ask(self._keys)

    def offer(self, waits: Mapping[Grade, str], proposed: Grade | None, more: str = "") -> None:
        """Show the four grades, with their next intervals and one `more` key if they fit."""
        self._waits, self._proposed, self._more = waits, proposed, more
        self.set_class(True, "graded")
        room = self.content_size.width
        self.set_class(_width({}) + len("? help") > room, "two-rows")
        if _width(waits) > room:
            waits = {}
        for key in self.query(GradeKey):
            key.show(waits.get(key.grade, ""), key.grade is proposed, self._keys_of[key.grade])
        default = f"Enter gives {self._keys_of[proposed or Grade.GOOD]}"
        left = room - _width(waits)
        help_keys = f"{more} · ? help" if more else "? help"
        lines = (f"{default} · {help_keys}", help_keys, "? help")
        shown = next((line for line in lines if len(line) <= left), "")
        self.query_one("#help-key", Static).update(Content(shown))

    def on_click(self, event: events.Click) -> None:
        """A click before the answer shows it."""
        if not self.has_class("graded"):
            event.stop()
            self.post_message(self.Shown())


def _parts(grade: Grade, wait: str) -> tuple[str, str, str]:
    return f"{grade.value} ", grade.name.capitalize(), f" {wait}" if wait else ""


def _width(waits: Mapping[Grade, str]) -> int:
    """The width of the four grades in cells, each preceded by a mark and followed by two spaces."""
    return sum(len("".join(_parts(grade, waits.get(grade, "")))) + 3 for grade in Grade)


def fit_keys(keys: Sequence[str], width: int) -> str:
    """As many of `keys` as fit in a line of `width` cells, in order; always at least the first."""
    line = ""
    for key in keys:
        longer = f"{line} · {key}" if line else key
        if line and len(longer) > width:
            break
        line = longer
    return line
