"""The values that pass from extraction to card making: drafts and refutations."""

from __future__ import annotations

from flashcards.deck.model import Answer, Demo
from flashcards.notes.block import Block
from flashcards.value import Value

MARKED = "marked as a card in the note"
"""The reason of a card that its author marked: it is made as it is, however much others are like it."""


class Draft(Value, frozen=True):
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
    score: float = 1.0
    """How likely a person would have made this card, from 0 to 1; a card that a note marks is sure."""
    reason: str = MARKED
    """Why the score is what it is, in a few words."""
    tags: tuple[str, ...] = ()
    """Tags of this card besides those of the note."""
    schedule: tuple[str, ...] = ()
    """What the note says of when each prompt of the card is due, in their order; see `MarkedCard`."""


class Refutation(Value, frozen=True):
    """How the reference contradicts a formula or line of code in a note."""

    message: str
    optimizer: str
    reference: str = ""
    """The right formula in the letters of the note; empty if it has none."""
    line: int = 0
    """Of the note."""
    slip: str = ""
    """The name of the mistake."""


class BlockDrafts(Value, frozen=True):
    """A block with the questions made from it."""

    block: Block
    drafts: tuple[Draft, ...] = ()
    why: str = ""
    """If there are no drafts: the reason."""
    helps: bool = False
    """True if its text became part of another block's card."""
