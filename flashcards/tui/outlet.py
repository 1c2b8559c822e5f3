"""The last filter for every line on the screen: control characters never reach the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from flashcards.errors import is_printable, unprintable


class Outlet(LineFilter):
    """Takes unprintable characters out of rendered lines.

    Screens make text printable before laying it out, so that replacements have room. This filter
    catches text that a widget forgot; segments keep their widths.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with unprintable characters replaced."""
        return [_printable(segment) for segment in segments]


def _printable(segment: Segment) -> Segment:
    text, style, control = segment
    if is_printable(text) or not unprintable().search(text):
        return segment
    kept = unprintable().sub("", text)
    room = segment.cell_length - Segment(kept).cell_length
    return Segment(kept + " " * room, style, control)
