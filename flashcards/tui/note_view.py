"""The lines of a note with their numbers; those that a card was made from are marked. Nothing is rendered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flashcards.errors import printable_line
from flashcards.importing.excerpt import NoteLine
from flashcards.text.blocks import Listing
from flashcards.text.layout import MARGIN, lay
from flashcards.text.styled import StyledLine


def note_lines(lines: Sequence[NoteLine], width: int) -> tuple[StyledLine, ...]:
    """The numbered lines of an excerpt, verbatim, wrapped at `width` cells below their first column."""
    digits = len(str(max((line.number for line in lines), default=0)))
    return tuple(row for line in lines for row in _rows(line, digits, width))


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
