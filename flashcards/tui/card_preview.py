"""Displays a card with its answer, as study shows it, beside or below a list."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt
from flashcards.errors import Problem, printable, printable_line
from flashcards.study.faces import faces
from flashcards.tui.card_view import CardView
from flashcards.tui.pictures import ReadPicture


class CardPreview(VerticalScroll, can_focus=False):
    """One card. It scrolls as a whole."""

    def compose(self) -> ComposeResult:
        """The card, and where it stands."""
        yield Static(id="preview-fault")
        yield CardView(id="preview-card")
        yield Static(id="preview-facts")

    def show(self, prompt: Prompt | None, read: ReadPicture) -> None:
        """Show a card with its answer; without one, nothing. `read` finds its pictures."""
        self.query_one(CardView).display = prompt is not None
        self.query_one("#preview-facts").display = prompt is not None
        self.query_one("#preview-fault").display = False
        if prompt:
            self._draw(prompt, read)
            self.query_one("#preview-facts", Static).update(_facts(prompt.card))
        self.scroll_home(animate=False)

    def _draw(self, prompt: Prompt, read: ReadPicture) -> None:
        """Draw both faces; if the card cannot be asked, its question and why."""
        view = self.query_one(CardView)
        try:
            shown = faces(prompt, "")
        except Problem as problem:
            view.ask(prompt.card.ask, read)
            fault = self.query_one("#preview-fault", Static)
            fault.update(
                Content.assemble(("It cannot be asked: ", "bold $fc-wrong"), printable(str(problem)))
            )
            fault.display = True
        else:
            view.reveal(shown, prompt.card, "", None, read)


def _facts(card: Card) -> Content:
    """Where the card stands, and what it says of itself besides its text."""
    place = f"{printable_line(card.place.file)}:{card.place.line}"
    named = [("tags", card.tags), ("needs", card.needs), ("confused with", card.confusable)]
    facts = [f"{label} {printable_line(', '.join(values))}" for label, values in named if values]
    return Content.styled("\n".join([place, *facts]), "$fc-muted")
