"""What the browse screen asks before it changes cards: whether, and to which day."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from flashcards.errors import Problem, printable
from flashcards.scheduling import RowKind
from flashcards.study.day_words import with_day
from flashcards.study.events import Event, day_text


class ConfirmScreen(ModalScreen[bool]):
    """Asks whether to do something; Enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "dismiss(True)", "Yes"),
        Binding("escape,q,n", "dismiss(False)", "No"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question, and its keys."""
        with Vertical(classes="question-box"):
            yield Static(Content(self._question))
            yield Static(Content.assemble(("Enter", "bold"), "  yes    ", ("Esc", "bold"), "  no"))


class AskDayScreen(ModalScreen[str | None]):
    """Asks for a day; the result is what was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, question: str, today: int) -> None:
        super().__init__()
        self._question, self._today = question, today

    def compose(self) -> ComposeResult:
        """The question and a field."""
        with Vertical(classes="question-box"):
            yield Static(Content(self._question))
            yield Input("tomorrow", compact=True, select_on_focus=True, max_length=20)
            yield Static(id="day-means", markup=False)

    def _read(self, text: str) -> int:
        """The day that is typed. Raises Problem if it is none."""
        return with_day(Event(RowKind.SET_DUE), text).day_from(self._today)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say which day is meant, or what to write."""
        try:
            means = f"✓ {day_text(self._read(event.value))}   Enter sets it, Esc leaves it"
        except Problem as problem:
            means = f"✗ {problem.hint}"
        self.query_one("#day-means", Static).update(printable(means))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the day."""
        with suppress(Problem):  # it is told below the field
            self._read(event.value)
            self.dismiss(event.value)
