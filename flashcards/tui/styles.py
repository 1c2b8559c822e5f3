"""Converts styled lines of card text and demo plots into Textual content in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from flashcards.errors import printable
from flashcards.text.styled import STYLES, StyledLine


def content(lines: Iterable[StyledLine]) -> Content:
    """The lines of (text, style) spans as Textual content; markup in the text has no effect."""
    drawn = (
        Content.assemble(*((printable(text), STYLES[style].theme) for text, style in line)) for line in lines
    )
    return Content("\n").join(drawn)
