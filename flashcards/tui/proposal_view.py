"""Displays a proposal: its source in the note, what speaks for and against it, and its card as studied."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.proposal_text import ShownProposal, proposal_lines


class ProposalView(ScrollView, LaidOnce, can_focus=False):
    """One proposal below its source. It scrolls as a whole; Tab has the arrow keys do so.

    It draws its lines itself, and its bar is there always: another proposal, however long, changes nothing
    of the layout, which takes longer than the text.
    """

    DEFAULT_CSS = """
    ProposalView { overflow: hidden scroll; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        self._shown: ShownProposal | None = None
        self._lines: list[Content] = []
        self._strips: list[Strip] | None = None
        """The lines as they are drawn; None if they changed since."""

    def show(self, shown: ShownProposal | None) -> None:
        """Show a proposal from its first line on, or another decision on it; nothing for None."""
        self._shown = shown
        self._lay()
        if self.scroll_y:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Lay the lines out for another width."""
        self._lay()

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _lay(self) -> None:
        width = self._width
        self._lines = proposal_lines(self._shown, width) if self._shown and width else []
        self.virtual_size = Size(width, len(self._lines))
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._strips = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw the lines in other colours."""
        super().notify_style_update()
        self._draw_anew()

    def render_line(self, y: int) -> Strip:
        """A line of those in sight."""
        if self._strips is None:
            text = Content("\n").join(self._lines)
            self._strips = Visual.to_strips(self, text, self._width, None, self.visual_style, pad=True)
        at = y + self.scroll_offset.y
        if at < len(self._strips):
            return self._strips[at]
        return Strip.blank(self._width, self.rich_style)

    # What the mouse is drawn over can be copied

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The selected text."""
        return selection.extract("\n".join(line.plain.rstrip() for line in self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected."""
        self._draw_anew()
