"""The field for a typed answer, with a live rendering of the formula."""

from __future__ import annotations

from textual import actions, events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from flashcards.errors import printable
from flashcards.formula import parse
from flashcards.formula.render import two_dimensional


class AnswerInput(Input):
    """A line of text that forwards its keys to the screen, which passes back those that edit it.

    The screen has one queue for all keys. Were some handled here, a burst that judges one answer and begins
    the next would be taken in two queues, and its keys would change places.
    """

    def post_message(self, message: Message) -> bool:
        """Send a key or a paste to the screen at once; any other message here."""
        if isinstance(message, events.Key | events.Paste) and self.is_attached:
            return self.screen.post_message(message)
        return super().post_message(message)

    def edit(self, key: events.Key) -> bool:
        """Apply an editing key other than Enter; False if `key` does not edit."""
        if key.is_printable and key.character:
            self.put(key.character)
            return True
        binding = next(iter(self._bindings.key_to_bindings.get(key.key, ())), None)
        if binding is None:
            return False
        _, name, parameters = actions.parse(binding.action)
        getattr(self, f"action_{name}")(*parameters)
        return True

    def put(self, text: str) -> None:
        """Insert `text` at the cursor, replacing the selection."""
        self.replace(text, *self.selection)


class AnswerField(Vertical):
    """An input line; for a formula, with a preview below of how the text so far is understood."""

    def compose(self) -> ComposeResult:
        """The field and its preview."""
        yield AnswerInput(
            placeholder="type your answer", compact=True, select_on_focus=False, id="typed-input"
        )
        yield Static(id="preview", markup=False)

    @property
    def input(self) -> AnswerInput:
        """The input line."""
        return self.query_one(AnswerInput)

    @property
    def text(self) -> str:
        """The text typed so far."""
        return self.input.value

    def open(self, formula: bool) -> None:
        """Open the field for a new answer, with a preview if it is a `formula`."""
        self._formula = formula
        self.clear()
        self.display = True
        self.screen.set_focus(self.input)

    def clear(self) -> None:
        """Empty the field."""
        self.input.value = ""

    def close(self) -> None:
        """Empty and hide the field."""
        self.clear()
        self.display = False

    def paste(self, text: str) -> None:
        """Insert pasted text, its lines joined by `; `."""
        lines = (printable(line).strip() for line in text.splitlines())
        self.input.put("; ".join(line for line in lines if line))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Redraw the preview."""
        event.stop()
        self.query_one("#preview", Static).update(_preview(event.value) if self._formula else "")


def _preview(text: str) -> str:
    """The formula as understood so far; `…` while it cannot be read."""
    if not text.strip():
        return ""
    try:
        return printable("\n".join(two_dimensional.draw_formula(parse.parse_answer(text).tree, 76).lines))
    except parse.Unreadable:
        return "…"
