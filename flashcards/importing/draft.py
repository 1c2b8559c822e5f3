"""A card before it has its id, and what was found in a block."""

from __future__ import annotations

from dataclasses import dataclass

from flashcards.deck.model import Answer, Demo
from flashcards.notes.block import Block


@dataclass(frozen=True)
class Draft:
    """One question that a block can ask."""

    ask: str
    answer: Answer
    text: str
    """The piece of the note that it comes from: its fingerprint, and what makes two cards the same."""
    name: str
    """Words for its id: `m`, or `bias correction`."""
    section: str = ""
    """Words that tell it from a card of the same name."""
    subject: str = ""
    """Words that every id of its section begins with."""
    optimizer: str = ""
    why: str = ""
    demo: Demo | None = None


@dataclass(frozen=True)
class Refutation:
    """What the reference says against a formula or a line of code in a note."""

    message: str
    optimizer: str
    reference: str = ""
    """The line of the reference that defines the same quantity; empty if there is none to take."""


@dataclass(frozen=True)
class Statement:
    """Where a note states a formula or a line of code, to find its refutation by."""

    file: str
    block: int
    """The first line of its block."""
    text: str
    """The formula as LaTeX, or the line of code without its indentation."""


@dataclass(frozen=True)
class Found:
    """A block with the questions that it asks."""

    block: Block
    drafts: tuple[Draft, ...] = ()
    why: str = ""
    """Where it asks none: the reason."""
    helps: bool = False
    """True where what it says went into the card of another block."""
