"""What the laboratory can run: questions, surfaces, problems and sequences of gradients, with a filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

import flashcards.demo.gradients as sequences
from flashcards.demo.lab_questions import QUESTIONS
from flashcards.demo.lookup import GROUNDS
from flashcards.text.fold import fold_text
from flashcards.text.numbers import format_number
from flashcards.tui.lab_ground_list import GroundChoice, GroundList
from flashcards.tui.line_input import LineInput


def ground_choices() -> Iterator[GroundChoice]:
    """Everything that can be run, in groups."""
    for question in QUESTIONS:
        yield GroundChoice("Questions", question.title, "", demo=question.demo)
    for name, (kind, title) in GROUNDS.items():
        yield GroundChoice(kind, name, title, ground=name)
    for name, named in sequences.SEQUENCES.items():
        numbers = " ".join(format_number(number, ascii_only=True) for number in named.numbers)
        yield GroundChoice("Gradients", f"{name} {numbers}", named.about, ground=f"{name} {numbers}")


class GroundScreen(ModalScreen[GroundChoice | None]):
    """A filter and a list; Enter runs what is under the cursor."""

    DEFAULT_CSS = """
    GroundScreen { align: center middle; background: $fc-bg 60%; padding: 1 0; }
    #grounds-title, GroundScreen LineInput, #grounds { width: 76; max-width: 96%; background: $fc-panel; }
    #grounds-title { height: 1; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }
    GroundScreen LineInput, GroundScreen LineInput:focus { height: 2; border: none; padding: 0 2 1 2; }
    #grounds { height: 1fr; max-height: 45; }
    """
    HORIZONTAL_BREAKPOINTS = []  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = []  # noqa: RUF012 - the same
    """None: the classes of the size would have every style worked out a second time."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("down,tab", "move(1)", "Down", show=False, priority=True),
        Binding("up,shift+tab", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("enter", "take", "Take", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._every = list(ground_choices())

    def compose(self) -> ComposeResult:
        """The title, the filter and the list, without a box around them: that would cost as much as one."""
        title = Content.assemble(
            ("What should they run on?", "bold"), ("   Enter run · Esc cancel", "$fc-muted")
        )
        yield Static(title, id="grounds-title")
        yield LineInput(placeholder="a question, a surface, gradients…")
        yield GroundList(id="grounds")

    def on_screen_resume(self) -> None:
        """Show everything."""
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self.query_one(GroundList).show(self._every)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        words = fold_text(event.value.lstrip("/")).split()  # who presses it here too means this field
        self.query_one(GroundList).show([each for each in self._every if each.matches(words)])

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.query_one(GroundList).move(by)

    def action_take(self) -> None:
        """Run what is under the cursor."""
        if choice := self.query_one(GroundList).chosen:
            self.dismiss(choice)

    def on_ground_list_taken(self, message: GroundList.Taken) -> None:
        """Run what was clicked."""
        self.dismiss(message.choice)

    async def action_dismiss(self, result: GroundChoice | None = None) -> None:
        """Leave everything as it is."""
        self.dismiss(result)
