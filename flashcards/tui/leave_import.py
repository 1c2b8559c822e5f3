"""The question whether to leave an import with decisions that are not written."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from flashcards.tui.foot_line import FootLine
from flashcards.tui.footer import KeyHint

Leaving = Literal["write", "leave", "stay"]


class LeaveImportScreen(ModalScreen[Leaving]):
    """Asks what becomes of the decisions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w,ctrl+s", "answer('write')", "Write"),
        Binding("y", "answer('leave')", "Leave"),
        Binding("escape,q,n", "answer('stay')", "Stay"),
    ]

    def __init__(self, decided: str) -> None:
        super().__init__()
        self._decided = decided

    def compose(self) -> ComposeResult:
        """What would be lost, and a line for each answer."""
        with Vertical(id="leave-import") as box:
            box.border_title = "leave"
            yield Static(Content(f"Not written yet: {self._decided}."))
            yield FootLine(KeyHint("w  ", " write the deck", "answer('write')"))
            yield FootLine(KeyHint("y  ", " leave without writing", "answer('leave')"))
            yield FootLine(KeyHint("Esc", " stay", "answer('stay')"))

    def action_answer(self, answer: Leaving) -> None:
        """Close with the answer."""
        self.dismiss(answer)
