"""Keys that begin a text: what is typed behind them in the same burst belongs to the text."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.widget import Widget

TEXT_ACTIONS = frozenset(("filter", "search"))
"""The actions after which letters are a text, no longer commands."""


class KeyedList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list that runs a command which begins a text as its key arrives.

    Other keys go to the app by way of every widget around the list. Letters that follow meanwhile would
    reach the list too, and be taken for commands: `e` in `/weight decay` would open an editor.
    """

    def post_message(self, message: Message) -> bool:
        """Handle a key that begins a text at once; queue any other message."""
        if isinstance(message, events.Key) and begin_text(self, message.key):
            return True
        return super().post_message(message)


def begin_text(widget: Widget, key: str) -> bool:
    """Run the command of the widget's screen that `key` is bound to, if it begins a text."""
    if not widget.is_attached:
        return False
    screen = widget.screen
    for binding in screen._bindings.key_to_bindings.get(key, ()):
        if binding.action in TEXT_ACTIONS and screen.check_action(binding.action, ()):
            getattr(screen, f"action_{binding.action}")()
            return True
    return False
