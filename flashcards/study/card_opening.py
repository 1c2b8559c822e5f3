"""What a message calls a card by: the beginning of what it asks, on one line."""

from __future__ import annotations

from collections.abc import Iterable

from flashcards.deck import cloze
from flashcards.deck.model import Card, ClozeAnswer
from flashcards.errors import printable_line
from flashcards.formula import parse
from flashcards.formula.render import one_line
from flashcards.text.blocks import Maths, Paragraph
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import ellipsize

MOST = 48
"""So many cells of a question are told in a message."""
LONGEST = 2_000
"""So many characters of a question are looked at."""


def card_opening(card: Card, most: int = MOST) -> str:
    """The first words that a card asks, in `most` cells with its formulas on one line; empty for none.

    What is drawn anew at each review, and what a gap hides, is a `…`.
    """
    asked = _without_values(card.ask.strip(), card.vary) or _with_gaps(card)
    paragraphs = (block for block in read_blocks(asked[:LONGEST]) if isinstance(block, Paragraph))
    first = next(paragraphs, None)
    inlines = first.inlines if first else ()
    said = "".join(_drawn(part.latex) if isinstance(part, Maths) else part.text for part in inlines)
    return ellipsize(printable_line(" ".join(said.split())), most)


def _without_values(text: str, vary: Iterable[str]) -> str:
    for name in vary:
        text = text.replace(f"{{{name}}}", "…")
    return text


def _with_gaps(card: Card) -> str:
    """The text of a cloze with every gap hidden: nothing is told that may still be asked."""
    return cloze.fill(card.answer.text, lambda _: "…") if isinstance(card.answer, ClozeAnswer) else ""


def _drawn(latex: str) -> str:
    try:
        return one_line.inline(parse.parse_latex(latex).tree)
    except parse.Unreadable:
        return latex
