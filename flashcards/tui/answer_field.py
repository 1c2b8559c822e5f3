"""The field for a typed answer, with the formula drawn as it is written."""

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
    """A line of text whose keys go to the screen, which hands back those that edit it.

    The screen has one queue for all keys. Were some handled here, a burst that judges one answer and begins
    the next would be taken in two queues, and its keys would change places.
    """

    def post_message(self, message: Message) -> bool:
        """Send a key or a paste to the screen at once; any other message here."""
        if isinstance(message, events.Key | events.Paste) and self.is_attached:
            return self.screen.post_message(message)
        return super().post_message(message)

    def edit(self, key: events.Key) -> bool:
        """Do what `key`, which is not Enter, means in a line of text; False where it means nothing."""
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
        """Write `text` at the cursor, over what is selected."""
        self.replace(text, *self.selection)


class AnswerField(Vertical):
    """One line to type in; below it, for a formula, what has been typed so far as it will be read."""

    def compose(self) -> ComposeResult:
        """The field and its preview."""
        yield AnswerInput(
            placeholder="type your answer", compact=True, select_on_focus=False, id="typed-input"
        )
        yield Static(id="preview", markup=False)

    @property
    def input(self) -> AnswerInput:
        """The line itself."""
        return self.query_one(AnswerInput)

    @property
    def text(self) -> str:
        """What is typed so far."""
        return self.input.value

    def open(self, formula: bool) -> None:
        """Begin an answer; draw what is typed where it is a formula."""
        self._formula = formula
        self.clear()
        self.display = True
        self.screen.set_focus(self.input)

    def clear(self) -> None:
        """Empty the field."""
        self.input.value = ""

    def close(self) -> None:
        """Put the field away."""
        self.clear()
        self.display = False

    def paste(self, text: str) -> None:
        """Write pasted text, its lines as statements of one line."""
        lines = (printable(line).strip() for line in text.splitlines())
        self.input.put("; ".join(line for line in lines if line))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Draw the formula anew."""
        event.stop()
        self.query_one("#preview", Static).update(_preview(event.value) if self._formula else "")


def _preview(text: str) -> str:
    """The formula as it is understood so far; nothing while it cannot be read."""
    if not text.strip():
        return ""
    try:
        return printable("\n".join(two_dimensional.draw(parse.answer(text).tree, 76).lines))
    except parse.Unreadable:
        return "…"
