"""What a card's text is made of: blocks, and the spans within a line of words."""

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
    """Words that are wrapped to the width."""

    inlines: tuple[Inline, ...]
    style: str = ""
    marker: str = ""
    """A bullet, a number or a quotation bar that stands before the first line."""
    indent: int = 0


@dataclass(frozen=True)
class Display:
    """A formula on lines of its own."""

    latex: str
    indent: int = 0


@dataclass(frozen=True)
class Listing:
    """Code, kept as it is."""

    text: str
    language: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Grid:
    """A table: its first row is the head."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True)
class Ruler:
    """A line across."""


TextBlock = Paragraph | Display | Listing | Grid | Ruler

GAP_OPENS, GAP_CLOSES = "\ue000", "\ue001"
"""Marks, outside any formula, of what a cloze hides or has just shown; a deck's own are removed."""
