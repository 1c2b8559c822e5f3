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
from flashcards.tui.demo_preview import DemoPreview
from flashcards.tui.lines_view import LaidOnce, LinesView, Rows
from flashcards.tui.pictures import ReadPicture
from flashcards.tui.verdict_band import wrap_text

WIDEST, INDENT = 74, 6
"""The most cells of a demo, and those at its sides, where the card has them too."""


class CardPreview(LaidOnce, VerticalScroll, can_focus=False):
    """One card. It scrolls as a whole."""

    _card: Card | None = None

    def compose(self) -> ComposeResult:
        """The card, its demo, and where it stands."""
        yield Static(id="preview-fault")
        yield CardView(id="preview-card")
        yield DemoPreview(id="preview-demo", markup=False)
        yield FactsLines(id="preview-facts")

    def show(self, prompt: Prompt | None, read: ReadPicture) -> None:
        """Show a card with its answer; without one, nothing. `read` finds its pictures; the demo waits."""
        self._card = prompt.card if prompt else None
        self.query_one(DemoPreview).show(None, 0)
        self.query_one(CardView).display = prompt is not None
        self.query_one("#preview-facts").display = prompt is not None
        self.query_one("#preview-fault").display = False
        if prompt:
            self._draw(prompt, read)
            facts = self.query_one("#preview-facts", FactsLines)
            facts.show_anew(prompt.card)
        self.scroll_home(animate=False)

    def show_demo(self) -> None:
        """Run the demo of the card, and show it."""
        kept_free = 0 if self.show_vertical_scrollbar else self.styles.scrollbar_size_vertical  # for the bar
        width = self.scrollable_content_region.width - kept_free - INDENT
        self.query_one(DemoPreview).show(self._card, min(WIDEST, width))

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


class FactsLines(LinesView):
    """Where a card stands, and what it says of itself besides its text."""

    def rows(self, width: int) -> Rows:
        """The facts at a width."""
        facts = _facts(self._shows) if isinstance(self._shows, Card) else []
        return [[(line, "$fc-muted")] for fact in facts for line in wrap_text(fact, width)]


def _facts(card: Card) -> list[str]:
    """The place, the tags, and the cards that it names."""
    place = f"{printable_line(card.place.file)}:{card.place.line}"
    named = [("tags", card.tags), ("needs", card.needs), ("confused with", card.confusable)]
    named.append(("formerly", card.was))
    facts = [f"{label} {printable_line(', '.join(values))}" for label, values in named if values]
    return [place, *facts]
