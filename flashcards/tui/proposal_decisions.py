"""What keys decide about an import's proposals: each action changes the review, and can be undone."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import SuspendNotSupported

from flashcards.deck.card_text import read_card_text, with_remark, write_card_text
from flashcards.deck.model import Card
from flashcards.errors import Problem
from flashcards.importing.review import ImportReview
from flashcards.importing.review_candidate import Decision
from flashcards.study.card_faults import fault
from flashcards.tui.import_reading import NotesReadingScreen
from flashcards.tui.notices import show_notice
from flashcards.tui.proposal_list import ProposalList
from flashcards.tui.proposal_rows import card_line
from flashcards.tui.services import ImportServices


class ProposalDecisionsScreen(NotesReadingScreen):
    """A screen with a list of proposals, and the review of what is decided about them."""

    def __init__(self, imports: ImportServices, path: str) -> None:
        super().__init__(imports, path)
        self._review = ImportReview()
        self._titles: list[str] = []
        """The line of each proposal in the list."""
        self._drafts: dict[int, str] = {}
        """Texts of edited cards that could not be read, to be edited further."""
        self._merging: int | None = None
        """The proposal for which another one to merge it with is being chosen."""

    def show_decided(self, remark: str = "") -> None:
        """Show what is decided so far, and a remark on the last action."""
        raise NotImplementedError

    def show_proposal(self) -> None:
        """Show the proposal under the cursor."""
        raise NotImplementedError

    @property
    def review(self) -> ImportReview:
        """The proposals with the decisions so far."""
        return self._review

    @property
    def _list(self) -> ProposalList:
        return self.query_one(ProposalList)

    def _apply(self, act: Callable[[int], ImportReview], *, advance: bool = True) -> None:
        """Act on the proposal under the cursor and go on to the next open one; a refusal is told."""
        at = self._list.current
        if at is None:
            self.tell("Choose a proposal; d shows the doubtful ones.")
            return
        try:
            review = act(at)
        except Problem as problem:
            self.tell(str(problem))
            return
        self._change(review)
        if advance and self._list.current == at:
            self._list.move_to_open(review)
        if self._list.current == at:  # otherwise the cursor's move shows the next one
            self.show_proposal()

    def _change(self, review: ImportReview) -> list[int]:
        """Show a review in place of the present one; returns the indices of what changed."""
        before = self._review.candidates
        pairs = zip(before, review.candidates, strict=True)
        changed = [at for at, (old, new) in enumerate(pairs) if old is not new]
        self._review = review
        for at in changed:
            if (title := card_line(review.candidates[at].card)) != card_line(before[at].card):
                self._titles[at] = title
        self._list.update_rows(review, self._titles, changed)
        self.show_decided()
        return changed

    def action_accept(self) -> None:
        """Accept the card; on the heading of a folded group unfold it; while merging, merge."""
        if self._merging is not None:
            self.action_merge()
        elif group := self._list.fold_under_cursor:
            self.action_fold(group.value)
        else:
            self._apply(self._review.accept)

    def action_accept_sure(self) -> None:
        """Accept every open card that is sure."""
        before = self._review.counts[Decision.ACCEPTED]
        self._change(self._review.accept_sure())
        count = self._review.counts[Decision.ACCEPTED] - before
        self.show_decided(f"  ·  {count:,} just now, u undoes it" if count else "  ·  no sure one is open")
        at = self._list.current
        if at is None or self._review.candidates[at].decision is not Decision.OPEN:
            self._list.move_to_open(self._review)
        self.show_proposal()

    def action_discard(self) -> None:
        """Leave the card out."""
        self._apply(self._review.discard)

    def action_never(self) -> None:
        """Leave the card out for good."""
        self._apply(self._review.never)

    def action_take_reference(self) -> None:
        """Take a contradicted card with the right line."""
        self._apply(self._review.take_reference, advance=False)

    def action_undo(self) -> None:
        """Take back the last action, and show what it was about."""
        name = self._review.last_action
        if not name:
            self.tell("There is nothing to undo.")
            return
        changed = self._change(self._review.undo())
        if len(changed) == 1:
            self._list.move_to(changed[0])
        self.show_proposal()
        self.show_decided(f"  ·  undone: {name}")

    def action_merge(self) -> None:
        """Choose this proposal to be merged, then the one that it is merged into."""
        at, first = self._list.current, self._merging
        self._merging = at if first is None else None
        if first is not None and first != at:
            self._apply(lambda into: self._review.merge(first, into), advance=False)
        self.show_decided()

    def action_fold(self, group: str) -> None:
        """Show the proposals of a group, or fold them away."""
        raise NotImplementedError

    def action_edit(self) -> None:
        """Edit the card as text; what cannot be read is told, and kept for the next try."""
        at = self._list.current
        if at is None:
            return
        card = self._review.candidates[at].card
        try:
            text = self._imports.edit_text(self._drafts.get(at) or write_card_text(card), self.app.suspend)
        except SuspendNotSupported:
            self.tell("an editor cannot be opened in this terminal")
            return
        except Problem as problem:
            self.tell(str(problem))
            return
        self.refresh()
        self._take_edit(at, text, card)

    def _take_edit(self, at: int, text: str, card: Card) -> None:
        try:
            review = self._review.edit(at, _read_card(text, card))
            self._drafts.pop(at, None)
            if review is self._review:
                self.tell("Nothing was changed, so nothing is decided: Space accepts the card as it is.")
            self._change(review)
            self.show_proposal()
        except Problem as problem:
            self._drafts[at] = with_remark(text, problem)
            self.tell(f"{problem}\ne edits your text further.", timeout=15)

    def tell(self, text: str, timeout: float = 4) -> None:
        """Show a short notification in place of earlier ones."""
        show_notice(self, text, timeout=timeout)


def _read_card(text: str, card: Card) -> Card:
    """The card as edited. Raises Problem if it cannot be read or asked."""
    edited = read_card_text(text, card)
    if problem := fault(edited):
        raise problem
    return edited
