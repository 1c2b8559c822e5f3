"""The source of a proposal beside the list: what is shown of it, and the keys that scroll it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding

from flashcards.errors import Problem
from flashcards.importing.excerpt import proposal_excerpt
from flashcards.tui.proposal_decisions import ProposalDecisionsScreen
from flashcards.tui.proposal_text import ShownProposal
from flashcards.tui.proposal_view import ProposalView
from flashcards.tui.services import ImportProposals, ImportServices

HIGH, MEDIUM = 32, 20
"""From so many rows on two lines around a source are shown, and one."""
SCROLLING: Sequence[Binding] = (
    Binding("tab", "turn", "Source", show=False),
    Binding("J,shift+down", "scroll(2)", show=False),
    Binding("K,shift+up", "scroll(-2)", show=False),
    Binding("j,down", "scroll(1)", show=False),
    Binding("k,up", "scroll(-1)", show=False),
    Binding("pagedown", "scroll_page(1)", show=False),
    Binding("pageup", "scroll_page(-1)", show=False),
    Binding("end", "scroll_to(1)", show=False),
    Binding("home", "scroll_to(-1)", show=False),
)
"""The keys that scroll the source; those of the list come here after Tab alone."""


class ProposalSourceScreen(ProposalDecisionsScreen):
    """A screen that shows the proposal under the cursor in a `ProposalView`."""

    def __init__(self, imports: ImportServices, path: str) -> None:
        super().__init__(imports, path)
        self._found: ImportProposals | None = None
        self._offers_right_line = False

    def show_proposal(self) -> None:
        """Show the proposal under the cursor beside its source."""
        at, view = self._list.current, self.query_one(ProposalView)
        self._offer_right_line()
        if at is None:  # empty and in its place: to hide it would lay both panes out anew
            view.show(None)
            return
        candidate = self._review.candidates[at]
        place = candidate.original.sources[0] if candidate.original.sources else candidate.card.place
        try:
            lines = self._imports.note_lines(place.file)
        except Problem:  # moved or removed since: what was read of it is shown
            lines = ()
        known = self._found.known.get(candidate.original.same_as) if self._found else None
        excerpt, is_tight = proposal_excerpt(lines, candidate.original, self._around), self._is_stacked
        view.show(ShownProposal(self._review, at, excerpt, known, is_tight, is_read=self._list.lets_scroll))

    def _offer_right_line(self) -> None:
        """Show the key for the right line where there is one to take; laying the keys out anew is slow."""
        offered = bool(self.check_action("take_reference", ()))
        if offered != self._offers_right_line:
            self._offers_right_line = offered
            self.refresh_bindings()

    @property
    def _is_stacked(self) -> bool:
        return self.has_class("-stacked")

    @property
    def _around(self) -> int:
        """How many lines above and below the source there is room for."""
        height = self.app.size.height
        return 2 if height >= HIGH else int(height >= MEDIUM)

    def action_turn(self) -> None:
        """Let the keys that move the cursor scroll the source with the card, or move it again."""
        self._list.lets_scroll = not self._list.lets_scroll
        self.show_proposal()

    def action_scroll(self, lines: int) -> None:
        """Scroll the source and the card."""
        self.query_one(ProposalView).scroll_relative(y=lines, animate=False)

    def action_scroll_page(self, pages: int) -> None:
        """Scroll the source and the card by so many times their height."""
        self.action_scroll(pages * max(1, self.query_one(ProposalView).size.height - 1))

    def action_scroll_to(self, end: int) -> None:
        """Scroll to the last line, or with a negative `end` to the first."""
        view = self.query_one(ProposalView)
        (view.scroll_home if end < 0 else view.scroll_end)(animate=False)
