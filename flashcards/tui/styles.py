"""Styled lines, of a card's text or of a demo's picture, as Textual content in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.content import Content

from flashcards.errors import printable

STYLES: Mapping[str, str] = {
    "": "",
    # of a card's text
    "strong": "bold",
    "emphasis": "italic",
    "code": "$text-secondary",
    "math": "$text-primary",
    "gap": "bold underline $text-warning",
    "quote": "$text-muted",
    "link": "underline",
    "dim": "$text-muted",
    "keyword": "bold $text-accent",
    "string": "$text-success",
    "number": "$text-warning",
    "comment": "italic $text-muted",
    "name": "$text-secondary",
    "right": "bold underline $text-success",
    "wrong": "bold underline $text-error",
    # of a demo's picture
    "bold": "bold",
    "reverse": "reverse",
    "cyan": "$text-primary",
    "yellow": "$text-warning",
    "green": "$text-success",
    "magenta": "$text-accent",
    "red": "$text-error",
    "blue": "$text-secondary",
}
"""Text colours read on a light theme as on a dark one; what must be told apart differs without colour too."""


def content(lines: Iterable[Iterable[tuple[str, str]]]) -> Content:
    """The lines of (text, style) spans as what Textual draws; markup in them is text."""
    drawn = (Content.assemble(*((printable(text), STYLES[style]) for text, style in line)) for line in lines)
    return Content("\n").join(drawn)
