"""The line at the top of the study screen: deck, topic, and what is left."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from flashcards.errors import printable_line
from flashcards.study import Counts, Turn

COLOURS = {Turn.NEW: "$fc-new", Turn.LEARNING: "$fc-learn", Turn.REVIEW: "$fc-mature"}


class StatusLine(Horizontal):
    """Deck and topic on the left, the counts N, L and R on the right."""

    def compose(self) -> ComposeResult:
        """Two texts, at the left and right edges."""
        yield Static(id="where")
        yield Static(id="counts")

    def show(self, where: str, counts: Counts, present: Turn | None) -> None:
        """Show place and counts; `present` is the reason the card is asked, and its count is underlined."""
        self.query_one("#where", Static).update(Content(printable_line(where)))
        self.query_one("#counts", Static).update(_counts(counts, present))


def _counts(counts: Counts, present: Turn | None) -> Content:
    parts: list[str | tuple[str, str]] = []
    for letter, turn, number in (
        ("N", Turn.NEW, counts.new),
        ("L", Turn.LEARNING, counts.learning),
        ("R", Turn.REVIEW, counts.review),
    ):
        style = f"{COLOURS[turn]} bold underline" if turn is present else COLOURS[turn]
        parts += [" · ", (f"{letter} {number}", style)] if parts else [(f"{letter} {number}", style)]
    return Content.assemble(*parts)
