"""The field for a typed answer, with a live preview of how it is read."""

from __future__ import annotations

from textual import actions, events
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from flashcards.errors import printable
from flashcards.tui.line_input import LineInput
from flashcards.tui.lines_view import LaidOnce, LinesView, Rows


class AnswerInput(LineInput):
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
        """Apply an editing key other than Enter; False if `key` does nothing to the line."""
        if key.is_printable and key.character:
            self.put(key.character)
            return True
        binding = next(iter(self._bindings.key_to_bindings.get(key.key, ())), None)
        if binding is None:
            return False
        _, name, parameters = actions.parse(binding.action)
        try:
            getattr(self, f"action_{name}")(*parameters)
        except actions.SkipAction:  # arrows up and down and the page keys: a line has nothing to scroll
            return False
        return True

    def put(self, text: str) -> None:
        """Insert `text` at the cursor, replacing the selection."""
        self.replace(text, *self.selection)


class PreviewView(LinesView):
    """How the answer is read so far."""

    DEFAULT_CSS = "PreviewView { margin: 1 0 0 2; }"

    kind = ""
    """formula, number, or empty for an answer that is not read before it is judged."""

    def rows(self, width: int) -> Rows:
        """The formula drawn, or the number."""
        from flashcards.tui.answer_preview import formula_preview, number_preview  # once something is typed

        text = str(self._shows or "")
        if self.kind == "formula":
            return formula_preview(text, width)
        return number_preview(text) if self.kind == "number" else []


class AnswerField(LaidOnce, Vertical):
    """An input line; below it a preview of how the text so far is read. Both are made when it first opens."""

    DEFAULT_CSS = """
    AnswerField { layout: vertical; width: 1fr; overflow: hidden hidden; }  /* as of any Vertical */
    AnswerField { display: none; height: auto; margin-top: 1; padding: 0 3; }
    AnswerField Horizontal { height: 1; background: $fc-panel; }
    AnswerField Static { width: 2; height: 1; color: $fc-key; text-style: bold; }
    AnswerField AnswerInput { width: 1fr; background: $fc-panel; color: $fc-fg; }
    """

    def _build(self) -> None:
        line = Horizontal()
        self.mount(line, PreviewView(id="preview"))
        line.mount(Static("❯ "), AnswerInput(compact=True, select_on_focus=False, id="typed-input"))

    @property
    def input(self) -> AnswerInput:
        """The input line."""
        return self.query_one(AnswerInput)

    @property
    def text(self) -> str:
        """The text typed so far."""
        return self.input.value if self.children else ""

    def open(self, kind: str, placeholder: str) -> None:
        """Open the field for a new answer of a `kind` that `PreviewView` knows, or of another."""
        if not self.children:
            self._build()
        self.query_one(PreviewView).kind = kind
        self.input.placeholder = placeholder
        self.clear()
        self.display = True
        self.screen.set_focus(self.input, scroll_visible=False)  # a long question is read from its beginning

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
        """Redraw the preview, and bring the line into sight below a long question."""
        event.stop()
        if event.value:
            self.input.scroll_visible(animate=False)
        self.query_one(PreviewView).show_anew(event.value)
