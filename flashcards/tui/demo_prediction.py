"""The field for a prediction: a number to type, or the runs to pick the winner from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
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
    PredictionField Horizontal { height: 1; background: $fc-panel; }
    PredictionField #demo-prompt { width: 2; color: $fc-key; text-style: bold; }
    PredictionField Input { width: 1fr; height: 1; border: none; padding: 0; background: $fc-panel; }
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
        self._key = ""

    def _build(self) -> None:
        """The runs, and the field for a number."""
        line = Horizontal()
        self.mount(Static(id="demo-contenders", markup=False), line)
        line.mount(Static("❯ ", id="demo-prompt"), Input(id="demo-predict", compact=True))

    def ask(self, labels: Sequence[str], key: str = "") -> None:
        """Ask for one of the runs, or without any for a number.

        A `key` is what gives the keys to the field where it does not take them at once.
        """
        if not self.children:
            self._build()
        self._labels, self._key = labels, key
        self.display = True
        self.query_one("#demo-contenders").display = bool(labels)
        self.query_one(Horizontal).display = not labels
        self.query_one(Input).display = not labels
        self.query_one(Input).value = ""
        self._describe()

    @property
    def takes_keys(self) -> bool:
        """True while what is typed is the prediction."""
        return self.display and (self.has_focus or any(field.has_focus for field in self.query(Input)))

    @property
    def picks(self) -> int:
        """How many runs there are to pick from by their digits; 0 where a number is typed."""
        return len(self._labels)

    def _describe(self) -> None:
        """Say which keys answer; before they belong to the field, which key gives them to it."""
        waits = bool(self._key) and not self.takes_keys
        now = "a number, then Enter; Esc shows it"
        self.query_one(Input).placeholder = f"{self._key} predicts; Esc shows it without" if waits else now
        self.query_one("#demo-contenders", Static).update(_listed(self._labels, self._key if waits else ""))

    def on_focus(self) -> None:
        """Name the digits."""
        self._describe()

    def on_blur(self) -> None:
        """Name the key that comes back."""
        self._describe()

    def on_descendant_focus(self) -> None:
        """Name what the field takes."""
        self._describe()

    def on_descendant_blur(self) -> None:
        """Name the key that comes back."""
        self._describe()

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


def _listed(labels: Sequence[str], key: str) -> Content:
    """The runs, each with its number for the mouse and, unless a `key` must come first, with its digit."""
    rows = [
        Content.assemble((" · " if key else f" {number} ", "bold $fc-key"), f" {pretty(label)} ").stylize(
            Style.from_meta({"contender": number})
        )
        for number, label in enumerate(labels, 1)
    ]
    first = f" {key} picks one;" if key else ""
    said = Content.styled(f"{first} Esc shows it without", "$fc-muted")
    return Content("\n").join([*rows, said]) if rows else Content()
