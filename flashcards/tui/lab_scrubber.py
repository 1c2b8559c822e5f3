"""The line along t: where the run is looked at, to be clicked and dragged."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

PLAYING, PAUSED = "▶", "‖"


class Scrubber(Widget):
    """The step and the line of all steps."""

    DEFAULT_CSS = "Scrubber { height: 1; }"

    @dataclass
    class Scrubbed(Message):
        """A step was clicked or dragged to."""

        t: int

    @dataclass
    class PlayClicked(Message):
        """The sign of playing was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._now, self._last, self._playing = 0, 1, False
        self._drags = False

    def show(self, now: int, last: int, *, playing: bool) -> None:
        """Show a step of so many."""
        if (now, last, playing) != (self._now, self._last, self._playing):
            self._now, self._last, self._playing = now, last, playing
            self.refresh()

    def _head(self) -> str:
        sign = PLAYING if self._playing else PAUSED
        return f"{sign}  t {self._now:>{len(str(self._last))}} of {self._last}   "

    def render(self) -> Content:
        """The sign, the step, and the line."""
        head = self._head()
        cells = max(2, self.size.width - len(head))
        at = round(self._now / max(1, self._last) * (cells - 1))
        return Content.assemble(
            (head[0], "bold $fc-key"),
            (head[1:], "$fc-fg"),
            ("━" * at, "$fc-accent"),
            ("●", "bold $fc-accent"),
            ("━" * (cells - 1 - at), "$fc-line"),
        )

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the step that is clicked, or play."""
        if event.x - self.gutter.left < 2:
            self.post_message(self.PlayClicked())
            return
        self._drags = True
        self.capture_mouse()
        self._scrub(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go to the step that is dragged to."""
        if self._drags:
            self._scrub(event)

    def on_mouse_up(self) -> None:
        """Stay there."""
        if self._drags:
            self._drags = False
            self.release_mouse()

    def _scrub(self, event: events.MouseEvent) -> None:
        left = len(self._head()) + self.gutter.left
        share = (event.x - left) / max(1, self.size.width + self.gutter.left - left - 1)
        self.post_message(self.Scrubbed(round(min(max(share, 0.0), 1.0) * self._last)))
