"""Which proposals an import takes, and why it leaves the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from flashcards.importing.proposals import SURE, Proposal


@dataclass(frozen=True)
class Selection:
    """Proposals by what an import does with them."""

    taken: tuple[Proposal, ...]
    same: tuple[Proposal, ...] = ()
    """Left because the person already has such a card."""
    doubtful: tuple[Proposal, ...] = ()
    """Left because a person would perhaps not have made them."""
    contradicted: tuple[Proposal, ...] = ()
    """Left because the reference contradicts their answers."""

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The ids of the cards to make."""
        return frozenset(each.card.id for each in self.taken)

    @property
    def left(self) -> tuple[Proposal, ...]:
        """The proposals that could be made and are not taken."""
        return (*self.same, *self.doubtful)


def select(
    proposals: Sequence[Proposal], *, everything: bool = False, also: Collection[str] = ()
) -> Selection:
    """The sure proposals and those with the ids `also`, or with `everything` all.

    An answer that is known to be wrong is never taken.
    """

    def those(kind: str) -> tuple[Proposal, ...]:
        return tuple(each for each in proposals if _kind(each, everything or each.card.id in also) == kind)

    return Selection(those("taken"), those("same"), those("doubtful"), those("contradicted"))


def _kind(proposal: Proposal, asked: bool) -> str:
    if not proposal.possible:
        return "contradicted"
    if asked or proposal.sure:
        return "taken"
    return "same" if proposal.same_as and proposal.score >= SURE else "doubtful"
