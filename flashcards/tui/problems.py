"""The screen that lists the problems of the decks, with places and hints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from flashcards.errors import Problem, counted

MOST = 200
"""The most problems that are listed; `flashcards check` prints all of them."""


class ProblemsScreen(ModalScreen[None]):
    """A list of problems over the home screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,p,space,enter", "close", "Close"),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self._problems = problems

    def compose(self) -> ComposeResult:
        """One paragraph per problem."""
        with VerticalScroll(id="problems") as box:
            box.border_title = f"{counted(len(self._problems), 'problem')} in decks"
            box.border_subtitle = "Esc closes"
            for problem in self._problems[:MOST]:
                yield Static(Content(str(problem)))
            if len(self._problems) > MOST:
                yield Static(Content(f"and {len(self._problems) - MOST} more: see  flashcards check"))

    def action_close(self) -> None:
        """Return to the home screen."""
        self.dismiss()

    def action_scroll(self, lines: int) -> None:
        """Scroll the list."""
        self.query_one("#problems").scroll_relative(y=lines, animate=False)
