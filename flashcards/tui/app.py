"""The Textual application: it moves between screens and knows nothing of disk or database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.filter import LineFilter

from flashcards.tui.demos import DemosScreen
from flashcards.tui.desk import Desk
from flashcards.tui.home import HomeScreen
from flashcards.tui.outlet import Outlet
from flashcards.tui.small import SMALLEST, TooSmallScreen
from flashcards.tui.study import StudyScreen


class FlashcardsApp(App[None]):
    """Home, study and demos over what the desk hands in."""

    CSS_PATH = "flashcards.tcss"
    TITLE = "flashcards"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "quit", "Quit", show=False, priority=True)  # every grade is already kept
    ]

    def __init__(self, desk: Desk, study: tuple[str, ...] | None = None) -> None:
        super().__init__()
        if self.no_color:
            self.theme = "textual-ansi"  # the terminal's own background, which may be light
        self._outlet = Outlet()
        self._desk = desk
        self._study = study

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every rendered line passes; the outlet comes last."""
        return [*super().get_line_filters(), self._outlet]

    def on_mount(self) -> None:
        """Open the first screen: study where decks were named, else home."""
        if self._study is None:
            self.push_screen(HomeScreen(self._desk))
        else:
            self.push_screen(StudyScreen(self._desk.start(self._study), self._desk), lambda _: self.exit())

    def on_resize(self, event: Resize) -> None:
        """Say so while the terminal is too small, and go on where we were when it has grown."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        shown = isinstance(self.screen, TooSmallScreen)
        if small and not shown:
            self.push_screen(TooSmallScreen())
        elif shown and not small:
            self.pop_screen()

    def open_study(self, names: tuple[str, ...]) -> None:
        """Study the decks named; all of them for none."""
        self.push_screen(StudyScreen(self._desk.start(names), self._desk))

    def open_demos(self) -> None:
        """Show the demos of every deck."""
        self.push_screen(DemosScreen(self._desk.demos()))
