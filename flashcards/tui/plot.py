"""Rows of a picture as Textual content: their styles become the theme's colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.content import Content

from flashcards.demo.ink import Row

STYLES: Mapping[str, str] = {
    "": "",
    "bold": "bold",
    "dim": "$text-muted",
    "reverse": "reverse",
    "cyan": "$text-primary",
    "yellow": "$text-warning",
    "green": "$text-success",
    "magenta": "$text-accent",
    "red": "$text-error",
    "blue": "$text-secondary",
}
"""The theme's own text colours, so that a picture reads on a light theme as on a dark one."""


def content(rows: Iterable[Row]) -> Content:
    """One Content of several lines."""
    lines = [Content.assemble(*((text, STYLES[style]) for text, style in row)) for row in rows]
    return Content("\n").join(lines)
