"""What an import proposes: a card, how sure it is, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping

from flashcards.deck.model import NO_NAMES, Card, Origin
from flashcards.errors import Place
from flashcards.importing.draft import Refutation
from flashcards.value import Value, field

SURE = 0.6
"""The score from which a proposal is taken without being looked at."""


class Proposal(Value, frozen=True):
    """A card that an import could make, with the reasons for and against making it."""

    card: Card
    score: float
    """How likely a person would have made this card, from 0 to 1."""
    reason: str
    """Why the score is what it is, in a few words."""
    text: str
    """What it was made from in the note, whose fingerprint its origin has."""
    sources: tuple[Place, ...] = ()
    """Every place that says the same, the card's own first."""
    origins: tuple[Origin, ...] = ()
    """The blocks at `sources`, one for each, as a later import recognizes them."""
    same_as: str = ""
    """The card, as `deck/id`, that already asks this."""
    contradicts: Refutation | None = None
    """The statement of the note is wrong: how, and what is right."""
    verdict: str = ""
    """Whether the reference agrees with the answer or has it as a variant; empty if it says nothing of it."""
    schedule: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    """The part of a prompt → the entry of the note that says when it is due."""

    @property
    def sure(self) -> bool:
        """True if the card is to be made without asking."""
        return self.score >= SURE and self.possible and not self.same_as

    @property
    def possible(self) -> bool:
        """True if the card can be made: nothing that it says is known to be wrong."""
        return self.contradicts is None
