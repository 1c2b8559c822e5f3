"""The prompt for the notes to import."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static


class PathSuggester(Suggester):
    """Completes the last part of a path, in a thread: folders can be slow."""

    def __init__(self, complete: Callable[[str], str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """The completed path, or None if there is nothing to add."""
        found = await asyncio.to_thread(self._complete, value)
        return found if found != value else None


class ImportPathScreen(ModalScreen[str | None]):
    """Asks for a note or a folder of notes; the result is the path, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("tab", "complete", "Complete", priority=True),
    ]

    def __init__(self, path: str, complete: Callable[[str], str]) -> None:
        super().__init__()
        self._path = path
        self._complete = complete

    def compose(self) -> ComposeResult:
        """The field, and what its keys do."""
        with Vertical(id="import-path") as box:
            box.border_title = "notes"
            box.border_subtitle = "Esc back"
            yield Static(
                Content(
                    "Give a folder or file of notes. They are only read; you choose which cards are made."
                )
            )
            yield Input(
                self._path, compact=True, select_on_focus=True, suggester=PathSuggester(self._complete)
            )
            yield Static(Content.styled("Enter reads them  ·  Tab or → completes", "$fc-muted"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read the notes."""
        if path := event.value.strip():
            self.dismiss(path)

    def action_complete(self) -> None:
        """Complete the last part of the path."""
        field = self.query_one(Input)
        field.value = self._complete(field.value)
        field.cursor_position = len(field.value)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)
