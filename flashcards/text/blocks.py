"""The model of a card's text: blocks, and the spans within a paragraph."""

from __future__ import annotations

from flashcards.value import Value


class Words(Value, frozen=True):
    """A run of text in one style: `` (plain), strong, emphasis, code, gap or link."""

    text: str
    style: str = ""


class Maths(Value, frozen=True):
    """A formula within a line."""

    latex: str


Inline = Words | Maths


class Paragraph(Value, frozen=True):
    """Text that is wrapped to the available width."""

    inlines: tuple[Inline, ...]
    style: str = ""
    marker: str = ""
    """The bullet, number or quotation bar in front of the first line."""
    indent: int = 0


class Display(Value, frozen=True):
    """A formula displayed on separate lines."""

    latex: str
    indent: int = 0


class Listing(Value, frozen=True):
    """A code block, shown verbatim."""

    text: str
    language: str = ""
    indent: int = 0
    is_numbered: bool = False
    """True if its lines are shown with their numbers."""


class Grid(Value, frozen=True):
    """A table; the first row is its header."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


class Ruler(Value, frozen=True):
    """A horizontal rule."""


TextBlock = Paragraph | Display | Listing | Grid | Ruler

GAP_OPENS, GAP_CLOSES = "\ue000", "\ue001"
"""Markers around the text that a cloze hides or has just revealed; a deck's own are removed."""
