"""A widget that shows lines of a note with their numbers; those that a card was made from are marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from flashcards.errors import printable_line
from flashcards.importing.excerpt import NoteLine
from flashcards.text.blocks import Listing
from flashcards.text.layout import MARGIN, lay
from flashcards.text.styled import StyledLine
from flashcards.tui.styles import content


class NoteView(Widget):
    """An excerpt of a note, verbatim: nothing in it is rendered."""

    DEFAULT_CSS = "NoteView { height: auto; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: tuple[NoteLine, ...] = ()

    def show(self, lines: Sequence[NoteLine]) -> None:
        """Replace the lines."""
        self._lines = tuple(lines)
        self.refresh(layout=True)

    def lines(self, width: int) -> tuple[StyledLine, ...]:
        """The numbered lines, wrapped at `width` cells below their first column."""
        digits = len(str(max((line.number for line in self._lines), default=0)))
        return tuple(row for line in self._lines for row in _rows(line, digits, width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that the lines need at `width`."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The lines at the present width."""
        return content(self.lines(self.size.width))


def _rows(line: NoteLine, digits: int, width: int) -> Iterator[StyledLine]:
    """The rows of one line: a bar if it is a source, its number, its text."""
    bar = "▌" if line.is_source else " "
    number = f"{line.number:>{digits}} "
    listing = Listing(text=printable_line(line.text.replace("\t", "    ")), language="", indent=0)
    wrapped = lay((listing,), width - digits - 2 + MARGIN)
    for at, (_, *row) in enumerate(each or (("", ""),) for each in wrapped):
        text = tuple((part, "" if line.is_source else "dim") for part, _ in row)
        gutter = number if at == 0 else " " * len(number)
        yield ((bar, "math"), (gutter, "dim"), *text)
