"""The field for a typed answer, with the formula drawn as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from flashcards.errors import printable
from flashcards.maths import draw, parse


class TypedField(Vertical):
    """One line to type in; below it, for a formula, what has been typed so far as it will be read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave the field", priority=True)]

    @dataclass
    class Answered(Message):
        """Enter was pressed on an answer, or on none."""

        text: str

    class Left(Message):
        """Esc was pressed: the keys mean the card again."""

    def compose(self) -> ComposeResult:
        """The field and its preview."""
        yield Input(
            placeholder="type your answer; Enter judges it",
            compact=True,
            select_on_focus=False,
            id="typed-input",
        )
        yield Static(id="preview", markup=False)

    def open(self, formula: bool, first: str = "") -> None:
        """Begin an answer with `first`; draw what is typed where it is a formula."""
        self._formula = formula
        field = self.query_one(Input)
        field.value = first
        field.cursor_position = len(first)
        self.display = True
        self.screen.set_focus(field)

    def go_on(self, text: str) -> None:
        """Take text that was on its way to the card when the field opened: keys can come in a burst."""
        self.query_one(Input).insert_text_at_cursor(text)

    async def submit(self) -> None:
        """Hand over what is typed, as Enter in the field does."""
        await self.query_one(Input).action_submit()

    def close(self) -> None:
        """Put the field away."""
        self.query_one(Input).value = ""
        self.display = False

    def action_leave(self) -> None:
        """Give the keys back to the card; what is typed stays."""
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Draw the formula anew."""
        event.stop()
        self.query_one("#preview", Static).update(_preview(event.value) if self._formula else "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the answer over."""
        event.stop()
        self.post_message(self.Answered(event.value))


def _preview(text: str) -> str:
    """The formula as it is understood so far; nothing while it cannot be read."""
    if not text.strip():
        return ""
    try:
        return printable("\n".join(draw.draw(parse.answer(text).tree, 76).lines))
    except parse.Unreadable:
        return "…"
