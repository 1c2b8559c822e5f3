"""The screen shown while the terminal is too small for a card and its grades."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static


class TooSmallScreen(ModalScreen[None]):
    """Shows the present and the required size; it closes when the terminal grows."""

    STYLES: ClassVar[tuple[str, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "app.quit", "Quit")]

    def __init__(self, needed: tuple[int, int]) -> None:
        super().__init__()
        self._needed = needed
        """Columns and rows."""

    def compose(self) -> ComposeResult:
        """One sentence."""
        yield Static(id="small")

    def on_resize(self, event: Resize) -> None:
        """Show the present size."""
        width, height = event.size
        self.query_one("#small", Static).update(
            f"{width} × {height} is too small.\n"
            f"A card needs {self._needed[0]} × {self._needed[1]}.\n"
            "Your place is kept."
        )
