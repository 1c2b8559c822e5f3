"""The keys at the foot of the study screen: those that do something now."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content

from flashcards.tui.footer import KeyHint, fit_hints, key_line, widest_gap
from flashcards.tui.lines_view import OneRow

_LEAST_GAP = 2
"""Keys that stand closer read as one sentence; the least used are left out instead."""


class FootLine(OneRow):
    """The keys, as many as there is room for; a click presses one."""

    DEFAULT_CSS = "FootLine { padding: 0 2; }"

    _row: tuple[KeyHint, ...] = ()

    def __init__(self, *hints: KeyHint, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._row = hints

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show other keys."""
        self.show_row(tuple(hints))

    @property
    def text(self) -> str:
        """The line as it is shown."""
        return self.render().plain

    @property
    def _gap(self) -> int:
        return max(_LEAST_GAP, widest_gap(self._row, self.size.width))

    def render(self) -> Content:
        """The keys at the present width."""
        gap = self._gap
        return key_line(fit_hints(self._row, self.size.width, gap), gap)

    async def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        at, place = event.get_content_offset(self), 0
        gap = self._gap
        for hint in fit_hints(self._row, self.size.width, gap):
            if at is not None and hint.action and place <= at.x < place + hint.width:
                event.stop()
                await self.screen.run_action(hint.action)
                return
            place += hint.width + gap
