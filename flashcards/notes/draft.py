"""A card before it has its id: what one piece of a block asks."""

from __future__ import annotations

from dataclasses import dataclass

from flashcards.card import Answer


@dataclass(frozen=True)
class Draft:
    """One question that a block can ask."""

    ask: str
    answer: Answer
    text: str
    """The piece of the note that it comes from: what its fingerprint is of."""
    name: str
    """Words for its id, shortest first: `m`, or `bias correction`."""
    section: str = ""
    """Words that tell it from a card of the same name."""
    subject: str = ""
    """Words that every id of its section begins with."""
    optimizer: str = ""
    why: str = ""
