"""What the browse screen asks before it changes cards: whether, and to which day."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

FARTHEST = 36_500
"""Days."""


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


class AskDaysScreen(ModalScreen[int | None]):
    """Asks for a number of days from today; the result is that number, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and a field."""
        with Vertical(classes="question-box"):
            yield Static(Content(self._question))
            yield Input("1", compact=True, select_on_focus=True, max_length=6)
            yield Static(id="days-help", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what the number means, or what to write."""
        days = read_days(event.value)
        self.query_one("#days-help", Static).update(
            f"✗ a whole number of days from 0 to {FARTHEST:,}"
            if days is None
            else f"✓ {days_text(days)}; Enter sets it, Esc leaves it"
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the number."""
        days = read_days(event.value)
        if days is not None:
            self.dismiss(days)


def read_days(text: str) -> int | None:
    """The number of days that was written, such as `7`; None if it is none."""
    written = text.strip().removesuffix("d").strip()
    if not (written.isascii() and written.isdecimal()):
        return None
    days = int(written)
    return days if days <= FARTHEST else None


def days_text(days: int) -> str:
    """So many days from today, in words."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days:,} days")
