"""Displays a proposal: its source in the note, what speaks for and against it, and its card as studied."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size

from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.proposal_text import ShownProposal, proposal_lines


class ProposalText(LaidOnce):
    """The lines of a proposal, followed by empty ones down to the foot of its pane.

    So another proposal that fits changes nothing of the layout, which takes longer than the text itself.
    """

    DEFAULT_CSS = "ProposalText { height: auto; width: 1fr; }"

    _shown: ShownProposal | None = None
    _laid: tuple[int, list[Content]] | None = None
    """The width of the lines that were asked for last, and they."""
    _room = 0
    """The rows of the pane."""

    def show(self, shown: ShownProposal) -> None:
        """Show another proposal, or another decision on it."""
        self._shown, self._laid = shown, None
        width = self.size.width
        self.refresh(layout=not width or self._height(width) != self.size.height)

    def _lines(self, width: int) -> list[Content]:
        """The lines at a width; each layout asks for them several times."""
        if self._laid is None or self._laid[0] != width:
            self._laid = (width, proposal_lines(self._shown, width) if self._shown else [])
        return self._laid[1]

    def _height(self, width: int) -> int:
        return max(len(self._lines(width)), self._room)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that the lines need at `width`, at least that of the pane."""
        self._room = container.height
        return self._height(width)

    def render(self) -> Content:
        """The lines at the present width."""
        return Content("\n").join(self._lines(self.size.width))


class ProposalView(LaidOnce, VerticalScroll, can_focus=False):
    """One proposal below its source. It scrolls as a whole; Tab has the arrow keys do so."""

    DEFAULT_CSS = """
    ProposalView { layout: vertical; overflow: hidden auto; }  /* only of the first base inherited */
    """

    def compose(self) -> ComposeResult:
        """The text."""
        yield ProposalText()

    def show(self, shown: ShownProposal) -> None:
        """Show a proposal from its first line on."""
        self.query_one(ProposalText).show(shown)
        if self.scroll_y:
            self.scroll_home(animate=False)
