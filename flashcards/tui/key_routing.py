"""Routing of keys between a typed answer and the commands of a screen, in the order in which they arrive."""

from __future__ import annotations

from textual import actions, events
from textual.message import Message
from textual.screen import Screen

from flashcards.tui.answer_field import AnswerField, AnswerInput


class KeyRoutingScreen(Screen[None]):
    """A screen with an `AnswerField` that handles every key as it arrives, in one place (`post_message`).

    What a key means depends on all keys before it, and keys can come in a burst. While an answer can be
    typed, every printable key belongs to it; otherwise the screen's `BINDINGS` apply.
    """

    def __init__(self) -> None:
        super().__init__()
        self._early: list[events.Key | events.Paste] = []
        """Keys that wait, since they arrived before the screen was mounted or while an answer is judged."""
        self._is_ready = False

    def accepts_typing(self) -> bool:
        """True while an answer can be typed."""
        raise NotImplementedError

    def show_keys(self) -> None:
        """Show which keys apply now; called when the typed text has been emptied."""
        raise NotImplementedError

    def answer_changed(self) -> None:
        """Called after each change of the typed text."""
        raise NotImplementedError

    def action_forward(self) -> None:
        """Submit the answer, or take the next step if none is typed."""
        raise NotImplementedError

    def replay_early_keys(self) -> None:
        """Handle the keys that arrived before the screen was mounted; later ones are handled at once.

        Where one of them makes the keys wait again, those after it wait in their order.
        """
        self._is_ready = True
        waiting, self._early = self._early, []
        for event in waiting:
            self.post_message(event)

    def hold_keys(self) -> None:
        """Let the keys wait until `replay_early_keys`."""
        self._is_ready = False

    @property
    def holds_keys(self) -> bool:
        """True while keys wait."""
        return not self._is_ready

    def post_message(self, message: Message) -> bool:
        """Handle a key or a paste at once, so that each sees the effect of those before it."""
        if not isinstance(message, events.Key | events.Paste):
            return super().post_message(message)
        if not self._is_ready:
            self._early.append(message)
            return True
        if isinstance(self.focused, AnswerInput | None):
            attempt = self.app.attempt  # type: ignore[attr-defined]
            if attempt(lambda: self._handle(message)) is not False:  # or what hindered it is told
                return True
        return super().post_message(message)

    def _handle(self, event: events.Key | events.Paste) -> bool:
        """Handle a key or a paste now; False if it has no meaning on this screen."""
        if isinstance(event, events.Key):
            return self._edit_answer(event) or self._run_command(event)
        if self.accepts_typing():
            self.query_one(AnswerField).paste(event.text)
            self.answer_changed()
        return True

    def _run_command(self, key: events.Key) -> bool:
        """Run the command bound to `key`; False if this screen has none."""
        binding = next(iter(self._bindings.key_to_bindings.get(key.key, ())), None)
        if binding is None or not hasattr(self, f"action_{binding.action.partition('(')[0]}"):
            return False
        _, name, parameters = actions.parse(binding.action)
        getattr(self, f"action_{name}")(*parameters)
        return True

    def _edit_answer(self, key: events.Key) -> bool:
        """Apply `key` to the answer being typed; False if it is not an editing key."""
        if not self.accepts_typing():
            return False
        field = self.query_one(AnswerField)
        if key.key == "enter" or (key.key == "space" and not field.text):
            self.action_forward()
        elif key.key == "escape" and field.text:
            field.clear()
            self.show_keys()
        elif key.key == "ctrl+z" and field.text:
            pass  # it would undo a grade in the middle of an answer
        elif field.input.edit(key):
            self.answer_changed()
        else:
            return False
        return True
