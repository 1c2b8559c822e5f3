"""What the browse screen opens of the card under the cursor: lab, note, editor, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flashcards.deck.model import Card
from flashcards.errors import Problem
from flashcards.tui.card_search import CardSearchScreen
from flashcards.tui.services import Services
from flashcards.tui.suspension import suspension

Suspend = Callable[[], AbstractContextManager[None]]
"""Frees the terminal for another program."""


class OpensCards(CardSearchScreen):
    """A search whose keys open the card that it found elsewhere."""

    _services: Services

    def reload(self) -> None:
        """Read the rows and the card in sight again."""
        raise NotImplementedError

    def action_lab(self) -> None:
        """Run the demo of the card under the cursor in the laboratory."""
        name = self._table.under_cursor
        prompt = self._browse.prompt(name) if name else None
        if prompt and prompt.card.demo:
            self.app.open_lab(prompt.card.demo, prompt.card.optimizer)  # type: ignore[attr-defined]
        else:
            self.tell("This card has no demo.")

    def action_open_note(self) -> None:
        """Open the note of the card under the cursor."""
        self._open_outside(self._services.open_note)

    def action_edit(self) -> None:
        """Edit the card under the cursor in the person's editor, at its line."""
        if self._services.edit_card is None:
            self.tell("Cards cannot be edited here.")
        elif self._open_outside(self._services.edit_card):
            self.reload()
            self.find_all()

    def _open_outside(self, open_card: Callable[[Card, Suspend], str]) -> bool:
        """Open something of the card under the cursor in another program, and tell what came of it."""
        name = self._table.under_cursor
        prompt = self._browse.prompt(name) if name else None
        if not prompt:
            return False
        try:
            self.tell(open_card(prompt.card, lambda: suspension(self.app)))
        except Problem as problem:
            self.tell(str(problem), "warning")
            return False
        return True

    def action_info(self) -> None:
        """Show what is known of the prompt under the cursor."""
        from flashcards.tui.card_info import CardInfoScreen

        name = self._table.under_cursor
        if name and self._services.card_facts:
            self.app.push_screen(CardInfoScreen(name, self._services), lambda _: self.reload())
