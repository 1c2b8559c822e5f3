"""What the home screen opens: the other screens, and what lies over it."""

from __future__ import annotations

from textual.screen import Screen

from flashcards.config.commands import HOME
from flashcards.tui.deck_list import DeckList
from flashcards.tui.services import Services


class OpensPlaces(Screen[None]):
    """A screen whose keys open others; these load when they are opened."""

    _services: Services

    def action_browse(self) -> None:
        """Browse the cards."""
        self.app.open_browse()  # type: ignore[attr-defined]

    def action_search(self) -> None:
        """Browse the cards, beginning with a query."""
        self.app.open_browse(typing=True)  # type: ignore[attr-defined]

    def action_stats(self) -> None:
        """Show the statistics."""
        self.app.open_stats()  # type: ignore[attr-defined]

    def action_lab(self) -> None:
        """Open the laboratory."""
        self.app.open_lab()  # type: ignore[attr-defined]

    def action_demos(self) -> None:
        """Open the demos of every deck."""
        self.app.open_demos()  # type: ignore[attr-defined]

    def action_notes(self) -> None:
        """Make cards of notes."""
        self.app.open_import()  # type: ignore[attr-defined]

    def action_settings(self) -> None:
        """Open the settings, in general and for the deck under the cursor."""
        row = self.query_one(DeckList).under_cursor
        self.app.open_settings(row.name if row else "")  # type: ignore[attr-defined]

    def action_problems(self) -> None:
        """Show the problems of the decks."""
        from flashcards.tui.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen(self._services.problems(), edit=self._services.mend_deck))

    def action_help(self) -> None:
        """Show the keys."""
        from flashcards.tui.command_keys import relabel_all
        from flashcards.tui.help import HOME_KEYS, HelpScreen

        chosen = self._services.preferences().keys
        self.app.push_screen(HelpScreen(relabel_all(HOME_KEYS, HOME, chosen), "home"))
