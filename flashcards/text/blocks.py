"""The model of a card's text: blocks, and the spans within a paragraph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A run of text in one style: `` (plain), strong, emphasis, code, gap or link."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Maths:
    """A formula within a line."""

    latex: str


Inline = Words | Maths


@dataclass(frozen=True)
class Paragraph:
    """Text that is wrapped to the available width."""

    inlines: tuple[Inline, ...]
    style: str = ""
    marker: str = ""
    """The bullet, number or quotation bar in front of the first line."""
    indent: int = 0


@dataclass(frozen=True)
class Display:
    """A formula displayed on separate lines."""

    latex: str
    indent: int = 0


@dataclass(frozen=True)
class Listing:
    """A code block, shown verbatim."""

    text: str
    language: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Grid:
    """A table; the first row is its header."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True)
class Ruler:
    """A horizontal rule."""


TextBlock = Paragraph | Display | Listing | Grid | Ruler

GAP_OPENS, GAP_CLOSES = "\ue000", "\ue001"
"""Markers around the text that a cloze hides or has just revealed; a deck's own are removed."""
