"""The screen that lists the problems of decks, notes or settings, with places and hints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from flashcards.errors import Place, Problem, counted, printable
from flashcards.tui.suspension import suspension

EditAt = Callable[[Place, Callable[[], AbstractContextManager[None]]], str]
"""Edits a file at a place, and returns what to say."""
MOST = 200
"""The most problems that are listed; a command prints all of them."""
LISTED_BY = {
    "decks": "flashcards check",
    "notes": "flashcards import --dry-run",
    "the settings": "flashcards config",
}
"""The command that prints the problems of decks, of notes or of the settings."""


class ProblemsScreen(ModalScreen[None]):
    """A list of problems over another screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,p,space,enter", "close", "Close"),
        Binding("e", "edit", "Edit"),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(
        self, problems: Sequence[Problem], where: str = "decks", *, edit: EditAt | None = None
    ) -> None:
        super().__init__()
        self._edit = edit
        self._where = where
        self._problems = problems

    def compose(self) -> ComposeResult:
        """One paragraph per problem."""
        with VerticalScroll(id="problems") as box:
            box.border_title = f"{counted(len(self._problems), 'problem')} in {self._where}"
            box.border_subtitle = f"{'e edits the first · ' if self._editable else ''}Esc closes"
            for problem in self._problems[:MOST]:
                yield Static(Content(str(problem)))
            if len(self._problems) > MOST:
                yield Static(Content(f"and {len(self._problems) - MOST} more: see  {LISTED_BY[self._where]}"))

    @property
    def _editable(self) -> Place | None:
        """Where the first problem is, if it can be edited there."""
        return next((each.place for each in self._problems if each.place), None) if self._edit else None

    def action_edit(self) -> None:
        """Open the editor at the first problem, and say what is left of those of its file."""
        place, edit = self._editable, self._edit
        if place is None or edit is None:
            return
        try:
            said = edit(place, lambda: suspension(self.app))
        except Problem as problem:
            said = str(problem)
        self.app.notify(printable(said), timeout=8, markup=False)
        self.dismiss()

    def action_close(self) -> None:
        """Return to the screen below."""
        self.dismiss()

    def action_scroll(self, lines: int) -> None:
        """Scroll the list."""
        self.query_one("#problems").scroll_relative(y=lines, animate=False)
