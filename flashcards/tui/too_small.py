"""The screen shown while the terminal is too small for a card and its grades."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static

SMALLEST = (40, 12)
"""Columns and rows."""


class TooSmallScreen(ModalScreen[None]):
    """Shows the present and the required size; it closes when the terminal grows."""

    STYLES: ClassVar[tuple[str, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "app.quit", "Quit")]

    def compose(self) -> ComposeResult:
        """One sentence."""
        yield Static(id="small")

    def on_resize(self, event: Resize) -> None:
        """Show the present size."""
        width, height = event.size
        self.query_one("#small", Static).update(
            f"{width} × {height} is too small.\n"
            f"A card needs {SMALLEST[0]} × {SMALLEST[1]}.\n"
            "Your place is kept."
        )
