"""A proposal under review: the decision on it and its group; and what comes of a review."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from flashcards.deck.model import Card
from flashcards.importing.proposals import Proposal
from flashcards.importing.stated import states_the_same
from flashcards.value import Value


class Decision(StrEnum):
    """What the person decided about a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"
    NEVER = "never"
    """Discarded, and never to be proposed again."""
    MERGED = "merged"
    """Its note is a source of another proposal's card."""


class Group(StrEnum):
    """The groups of proposals, in the order in which they are shown."""

    SURE = "sure"
    SAME = "same"
    """A card that the person has asks the same."""
    CONTRADICTED = "contradicted"
    DOUBTFUL = "doubtful"
    LEFT_OUT = "left out"
    """The person left it out of an earlier import."""


NOTHING_LEFT_OUT: Mapping[str, Decision] = MappingProxyType({})


class Candidate(Value, frozen=True):
    """A proposal under review."""

    original: Proposal
    """As the import proposed it."""
    proposal: Proposal
    """With the person's edits, and the sources of those merged into it."""
    decision: Decision = Decision.OPEN
    into: int | None = None
    """For a merged one: the index of the proposal that it is merged into."""
    left_out: Decision | None = None
    """How the person decided about it at an earlier import, which holds until they decide otherwise."""

    @property
    def is_as_before(self) -> bool:
        """True if it was left out before and nothing has been decided about it since."""
        return self.left_out is self.decision

    @property
    def card(self) -> Card:
        """The card as it would be taken now."""
        return self.proposal.card

    @property
    def is_contradicted(self) -> bool:
        """True while its answer is the one that the reference contradicts."""
        refuted = self.original.contradicts is not None
        return refuted and states_the_same(self.card.answer, self.original.card.answer)

    @property
    def group(self) -> Group:
        """The group that it was proposed in; decisions do not move it."""
        if self.left_out:
            return Group.LEFT_OUT
        if self.original.contradicts is not None:
            return Group.CONTRADICTED
        if self.original.same_as:
            return Group.SAME
        return Group.SURE if self.original.sure else Group.DOUBTFUL


class ReviewOutcome(Value, frozen=True):
    """What is to be written: the cards to take, and those not to propose again."""

    taken: tuple[Proposal, ...] = ()
    """Those accepted, with the person's edits and every source."""
    discarded: tuple[Card, ...] = ()
    """As they were proposed, so that their ids and fingerprints are recognized at the next import."""
    never: tuple[Card, ...] = ()
    merged: tuple[Card, ...] = ()
    """As they were proposed; another card is taken for them."""
    again: tuple[Card, ...] = ()
    """As they were proposed: an earlier decision to leave them out holds no longer."""

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards to take."""
        return tuple(each.card for each in self.taken)
