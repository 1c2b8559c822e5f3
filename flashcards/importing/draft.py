"""The values that pass from extraction to card making: drafts, statements, refutations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

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
    score: float = 1.0
    """How likely a person would have made this card, from 0 to 1; a card that a note marks is sure."""
    reason: str = "marked as a card in the note"
    """Why the score is what it is, in a few words."""
    tags: tuple[str, ...] = ()
    """Tags of this card besides those of the note."""


@dataclass(frozen=True)
class Refutation:
    """How the reference contradicts a formula or line of code in a note."""

    message: str
    optimizer: str
    reference: str = ""
    """The right formula in the letters of the note; empty if it has none."""
    line: int = 0
    """Of the note."""


@dataclass(frozen=True)
class Refutations:
    """The refuted statements of the notes that are imported."""

    by_text: Mapping[tuple[str, str], Sequence[Refutation]] = field(default_factory=dict)
    """By the note and the text without its layout."""
    compact: Callable[[str], str] = str.strip
    """Takes the layout off a text."""

    def find(self, file: str, block: Block, text: str) -> Refutation | None:
        """The refutation of a statement in a block of a note; None if it is not refuted."""
        found = self.by_text.get((file, self.compact(text)), ()) if text else ()
        return next((each for each in found if block.line <= each.line <= block.end), None)

    @property
    def all(self) -> list[Refutation]:
        """Every refutation."""
        return [each for found in self.by_text.values() for each in found]


@dataclass(frozen=True)
class BlockDrafts:
    """A block with the questions made from it."""

    block: Block
    drafts: tuple[Draft, ...] = ()
    why: str = ""
    """If there are no drafts: the reason."""
    helps: bool = False
    """True if its text became part of another block's card."""
