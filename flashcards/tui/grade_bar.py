"""The bar at the foot of the study screen: what to press, and when each grade would ask again."""

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
    """One grade with its next interval; a click is as good as its key."""

    def __init__(self, grade: Grade) -> None:
        super().__init__(id=f"grade-{grade.value}", classes="grade")
        self.grade = grade

    def show(self, wait: str, proposed: bool) -> None:
        """Show when this grade would ask again; a proposed grade is marked by more than colour."""
        number, name, when = _parts(self.grade, wait)
        mark = "▸" if proposed else " "
        self.update(
            Content.assemble(
                (f"{mark}{number}", "bold" if proposed else "$text-muted"),
                (name, "bold underline" if proposed else "bold"),
                (when, "$text-muted"),
            )
        )

    def on_click(self, event: events.Click) -> None:
        """Say that this grade was chosen."""
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

    def compose(self) -> ComposeResult:
        """The prompt, and a key for each grade."""
        yield Static(id="bar-hint")
        for grade in Grade:
            yield GradeKey(grade)
        yield Static("? help", id="help-key")

    def on_mount(self) -> None:
        """Begin with no keys."""
        self._keys: Sequence[str] = ()
        self._waits: Mapping[Grade, str] = {}
        self._proposed: Grade | None = None

    def ask(self, keys: Sequence[str]) -> None:
        """Show what can be pressed, the most useful first; what has no room is left out."""
        self._keys = keys
        self.set_class(False, "graded")
        self.query_one("#bar-hint", Static).update(Content(fit_keys(keys, self.content_size.width)))

    def on_resize(self) -> None:
        """Fit the keys to the new width."""
        if self.has_class("graded"):
            self.offer(self._waits, self._proposed)
        else:
            self.ask(self._keys)

    def offer(self, waits: Mapping[Grade, str], proposed: Grade | None) -> None:
        """Show the four grades, each with the time until it would ask again where there is room for it."""
        self._waits, self._proposed = waits, proposed
        self.set_class(True, "graded")
        room = self.content_size.width
        if _width(waits) > room:
            waits = {}
        for key in self.query(GradeKey):
            key.show(waits.get(key.grade, ""), key.grade is proposed)
        default = f"Enter gives {(proposed or Grade.GOOD).value}"
        left = room - _width(waits)
        shown = next((line for line in (f"{default} · ? help", "? help") if len(line) <= left), "")
        self.query_one("#help-key", Static).update(Content(shown))

    def on_click(self, event: events.Click) -> None:
        """A click before the answer shows it."""
        if not self.has_class("graded"):
            event.stop()
            self.post_message(self.Shown())


def _parts(grade: Grade, wait: str) -> tuple[str, str, str]:
    return f"{grade.value} ", grade.name.capitalize(), f" {wait}" if wait else ""


def _width(waits: Mapping[Grade, str]) -> int:
    """The cells that the four grades take, each with its mark before it and two blanks after it."""
    return sum(len("".join(_parts(grade, waits.get(grade, "")))) + 3 for grade in Grade)


def fit_keys(keys: Sequence[str], width: int) -> str:
    """As many of `keys` as a line of `width` cells has room for, in their order; the first in any case."""
    line = ""
    for key in keys:
        longer = f"{line} · {key}" if line else key
        if line and len(longer) > width:
            break
        line = longer
    return line
