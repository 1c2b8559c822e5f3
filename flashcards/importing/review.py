"""The review of an import as a value: the proposals with the person's decision on each, and what comes of it.

Every action returns a new review and can be undone. A card never gets an answer that the reference
contradicts: such a proposal is taken with the reference's formula, is corrected, or is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flashcards.deck.model import Card
from flashcards.errors import Problem
from flashcards.importing.identity import fingerprint, with_content_fingerprint
from flashcards.importing.make_cards import join_reasons, take_reference
from flashcards.importing.proposals import Proposal
from flashcards.importing.review_candidate import NOTHING_LEFT_OUT, Candidate, Decision, Group, ReviewOutcome
from flashcards.value import Value

LEAVE_OUT = "correct it, discard it, or never see it again"


class _Change(Value, frozen=True):
    """One action: its name, and the candidates that it changed as they were before."""

    name: str
    before: tuple[tuple[int, Candidate], ...]


@dataclass(frozen=True)
class ImportReview:
    """The proposals of an import with a decision on each. Indices are those of the proposals."""

    candidates: tuple[Candidate, ...] = ()
    history: tuple[_Change, ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls, proposals: Iterable[Proposal], left_out: Mapping[str, Decision] = NOTHING_LEFT_OUT
    ) -> ImportReview:
        """A review in which nothing is decided but what was left out before, by the ids of the cards."""
        pairs = ((each, left_out.get(each.card.id)) for each in proposals)
        return cls(tuple(Candidate(each, each, how or Decision.OPEN, None, how) for each, how in pairs))

    @property
    def counts(self) -> Counter[Decision]:
        """The number of proposals by decision, without those that earlier ones left out."""
        return Counter(each.decision for each in self.candidates if not each.is_as_before)

    @property
    def last_action(self) -> str:
        """What `undo` takes back, in a few words; empty if there is nothing."""
        return self.history[-1].name if self.history else ""

    def accept(self, at: int) -> ImportReview:
        """Takes the card. Of a contradicted one, takes the reference's formula.

        Raises Problem if it is contradicted and the reference has no formula for it.
        """
        candidate = self._own(at)
        if candidate.is_contradicted:
            return self.take_reference(at)
        return self._decide(at, Decision.ACCEPTED, "accept")

    def accept_sure(self) -> ImportReview:
        """Takes every open card that is sure, as one action."""
        sure = {
            at: replace(each, decision=Decision.ACCEPTED)
            for at, each in enumerate(self.candidates)
            if each.decision is Decision.OPEN and each.group is Group.SURE
        }
        return self._change(sure, "accept all sure ones")

    def discard(self, at: int) -> ImportReview:
        """Leaves the card out; it is proposed again only if its note changes."""
        return self._decide(at, Decision.DISCARDED, "discard")

    def never(self, at: int) -> ImportReview:
        """Leaves the card out for good."""
        return self._decide(at, Decision.NEVER, "never again")

    def edit(self, at: int, card: Card) -> ImportReview:
        """Takes the card as the person rewrote it; its deck, place and origin stay.

        Raises Problem if its id is taken, or if its answer is still the one that the reference contradicts.
        """
        candidate = self._own(at)
        before = candidate.card
        card = replace(card, deck=before.deck, place=before.place, origin=before.origin)
        if card == before:
            return self
        self._require_free_id(at, card.id)
        edited = replace(candidate, proposal=replace(candidate.proposal, card=card))
        if edited.is_contradicted:
            raise Problem("the answer still is what the reference contradicts", hint=_remedy(candidate))
        return self._change({at: replace(edited, decision=Decision.ACCEPTED)}, "edit")

    def merge(self, at: int, into: int) -> ImportReview:
        """Makes one card of two and takes it: that of `into`, with the sources and the explanation of both.

        Raises Problem if they are the same, or if either has been merged.
        """
        gone, kept = self._own(at), self._own(into)
        if at == into:
            raise Problem("a card cannot be merged with itself", hint="choose another one")
        union = replace(kept, proposal=_join(kept.proposal, gone))
        union = replace(union, decision=Decision.OPEN if union.is_contradicted else Decision.ACCEPTED)
        moved = {
            index: replace(each, into=into) for index, each in enumerate(self.candidates) if each.into == at
        }
        done = replace(gone, proposal=gone.original, decision=Decision.MERGED, into=into)
        return self._change({**moved, at: done, into: union}, "merge")

    def take_reference(self, at: int) -> ImportReview:
        """Takes a contradicted card with the reference's formula as its answer.

        Raises Problem if the card is not contradicted, or the reference has no formula for it.
        """
        candidate = self._own(at)
        refutation = candidate.original.contradicts
        if refutation is None:
            raise Problem("the reference does not contradict this card", hint="accept it as it is")
        if not refutation.reference:
            raise Problem(f"it contradicts {refutation.optimizer}: {refutation.message}", hint=LEAVE_OUT)
        card = _right_card(candidate.original, refutation.reference)
        card = replace(card, why=candidate.card.why)
        right = replace(
            candidate, proposal=replace(candidate.proposal, card=card), decision=Decision.ACCEPTED
        )
        if right.is_contradicted:
            raise Problem("the reference's formula is the one that it contradicts", hint=LEAVE_OUT)
        return self._change({at: right}, "take the right line")

    def undo(self) -> ImportReview:
        """The review before the last action; the same one if there was none."""
        if not self.history:
            return self
        changed = list(self.candidates)
        for at, before in self.history[-1].before:
            changed[at] = before
        return ImportReview(tuple(changed), self.history[:-1])

    def outcome(self) -> ReviewOutcome:
        """What is to be written. Open proposals are no part of it: the next import proposes them again."""
        decided = [each for each in self.candidates if not each.is_as_before]
        cards = {
            decision: tuple(each.original.card for each in decided if each.decision is decision)
            for decision in Decision
        }
        again = tuple(each.original.card for each in decided if each.left_out)
        taken = tuple(
            replace(each.proposal, contradicts=None)
            for each in self.candidates
            if each.decision is Decision.ACCEPTED and not each.is_contradicted
        )
        left_out = cards[Decision.DISCARDED], cards[Decision.NEVER]
        return ReviewOutcome(taken, *left_out, cards[Decision.MERGED], again)

    def by_group(self) -> dict[Group, list[int]]:
        """The indices of the proposals of each group that has any, in order."""
        found: dict[Group, list[int]] = {group: [] for group in Group}
        for at, each in enumerate(self.candidates):
            found[each.group].append(at)
        return {group: indices for group, indices in found.items() if indices}

    def _own(self, at: int) -> Candidate:
        """The candidate. Raises Problem if it was merged into another."""
        candidate = self.candidates[at]
        if candidate.into is not None:
            other = self.candidates[candidate.into].card.id
            raise Problem(f"it is merged into '{other}'", hint="decide there, or undo the merge")
        return candidate

    def _require_free_id(self, at: int, name: str) -> None:
        if any(each.card.id == name for index, each in enumerate(self.candidates) if index != at):
            raise Problem(f"another card of this import has the id '{name}'", hint="choose another id")

    def _decide(self, at: int, decision: Decision, name: str) -> ImportReview:
        return self._change({at: replace(self._own(at), decision=decision)}, name)

    def _change(self, changed: Mapping[int, Candidate], name: str) -> ImportReview:
        """The review with some candidates changed; the same one if they are as before."""
        before = tuple((at, self.candidates[at]) for at, new in changed.items() if new != self.candidates[at])
        if not before:
            return self
        candidates = list(self.candidates)
        for at, new in changed.items():
            candidates[at] = new
        return ImportReview(tuple(candidates), (*self.history, _Change(name, before)))


def _remedy(candidate: Candidate) -> str:
    refutation = candidate.original.contradicts
    return f"the right line: {refutation.reference}" if refutation and refutation.reference else LEAVE_OUT


def _join(kept: Proposal, gone: Candidate) -> Proposal:
    """The proposal with the sources of another one, and with its explanation unless that one is wrong."""
    other = gone.proposal
    why = join_reasons([kept.card.why, "" if gone.is_contradicted else other.card.why])
    return replace(
        kept,
        card=replace(kept.card, why=why),
        sources=tuple(dict.fromkeys((*kept.sources, *other.sources))),
        origins=tuple(dict.fromkeys((*kept.origins, *other.origins))),
    )


def _right_card(proposal: Proposal, line: str) -> Card:
    """The proposal's card with the reference's formula as its answer.

    Its fingerprint covers that formula too, so that a later import recognizes the card.
    """
    card = proposal.card
    ask, answer = take_reference(card.ask, line)
    origin = card.origin and replace(card.origin, fingerprint=fingerprint(f"{proposal.text} {line}"))
    return with_content_fingerprint(replace(card, ask=ask, answer=answer, origin=origin))
