"""The field for a prediction: a number to type, or the runs to pick the winner from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Input, Static

from flashcards.text.names import pretty
from flashcards.text.styled import COLOURS


class PredictionField(Vertical, can_focus=True):
    """Asks for a number or, of several runs, for one; hidden while nothing is asked, empty before that."""

    DEFAULT_CSS = """
    PredictionField { height: auto; display: none; }
    PredictionField Static { height: auto; }
    PredictionField Input { height: 1; border: none; padding: 0; background: $fc-panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(number), f"pick({number})", "Pick", show=False) for number in range(1, len(COLOURS) + 1)
    ]

    @dataclass
    class Guessed(Message):
        """A number was typed or a run was picked; empty to see the run without."""

        text: str

    def __init__(self) -> None:
        super().__init__()
        self._labels: Sequence[str] = ()

    def _build(self) -> None:
        """The runs, and the field for a number."""
        self.mount(
            Static(id="demo-contenders", markup=False),
            Input(id="demo-predict", placeholder="a number, then Enter; Esc shows it", compact=True),
        )

    def ask(self, labels: Sequence[str]) -> None:
        """Ask for one of the runs, or without any for a number."""
        if not self.children:
            self._build()
        self._labels = labels
        self.display = True
        listed, field = self.query_one(Static), self.query_one(Input)
        listed.display, field.display = bool(labels), not labels
        field.value = ""
        listed.update(_numbered(labels))

    def close(self) -> None:
        """Ask no more."""
        self.display = False
        self.query(Input).set(display=False)

    def take_focus(self) -> None:
        """Give the keys to what is asked."""
        (self if self._labels else self.query_one(Input)).focus()

    def action_pick(self, number: int) -> None:
        """Pick a run by its number."""
        self.post_message(self.Guessed(str(number)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take a digit only where there is such a run."""
        if action != "pick":
            return super().check_action(action, parameters)
        return int(str(parameters[0])) <= len(self._labels)

    def on_click(self, event: events.Click) -> None:
        """Pick the run under the mouse."""
        number = event.style.meta.get("contender")
        if number is not None:
            event.stop()
            self.action_pick(int(number))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on what was typed."""
        event.stop()
        self.post_message(self.Guessed(event.value.strip()))


def _numbered(labels: Sequence[str]) -> Content:
    """The runs, each with its digit and both with the run's number for the mouse."""
    rows = [
        Content.assemble((f" {number} ", "bold $fc-key"), f" {pretty(label)} ").stylize(
            Style.from_meta({"contender": number})
        )
        for number, label in enumerate(labels, 1)
    ]
    return (
        Content("\n").join([*rows, Content.styled(" Esc shows it without", "$fc-muted")])
        if rows
        else Content()
    )
