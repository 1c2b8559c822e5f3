"""The values that pass from extraction to card making: drafts, statements, refutations."""

from __future__ import annotations

from dataclasses import dataclass

from flashcards.deck.model import Answer, Demo
from flashcards.notes.block import Block


@dataclass(frozen=True)
class Draft:
    """A card without an id: one question made from a block."""

    ask: str
    answer: Answer
    text: str
    """The source text in the note, by which cards are fingerprinted and duplicates are found."""
    name: str
    """Words for its id: `m`, or `bias correction`."""
    section: str = ""
    """Words that distinguish its id from that of a card of the same name."""
    subject: str = ""
    """The first words of every id of its section."""
    optimizer: str = ""
    why: str = ""
    demo: Demo | None = None


@dataclass(frozen=True)
class Refutation:
    """How the reference contradicts a formula or line of code in a note."""

    message: str
    optimizer: str
    reference: str = ""
    """The reference's formula for the same quantity; empty if it has none."""


@dataclass(frozen=True)
class Statement:
    """The key of a refutation: a formula or line of code and its place in the notes."""

    file: str
    block: int
    """The first line of its block."""
    text: str
    """The formula as LaTeX, or the line of code without its indentation."""


@dataclass(frozen=True)
class BlockDrafts:
    """A block with the questions made from it."""

    block: Block
    drafts: tuple[Draft, ...] = ()
    why: str = ""
    """If there are no drafts: the reason."""
    helps: bool = False
    """True if its text became part of another block's card."""
