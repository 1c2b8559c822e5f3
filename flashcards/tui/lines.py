"""A widget of styled lines, made for its size, of which only those that differ are drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.selection import Selection
from textual.strip import Strip

from flashcards.errors import printable_line
from flashcards.text.styled import STYLES, StyledLine
from flashcards.tui.appearance import role_style
from flashcards.tui.lines_view import LaidOnce

RoleSpan: TypeAlias = tuple[str, str]
"""A text, and its style as in `bold $fc-key on $fc-sel`."""
RoleLine: TypeAlias = tuple[RoleSpan, ...]
MakeLines: TypeAlias = Callable[[int, int], Sequence[RoleLine]]
"""The lines for a width and a height."""


def role_lines(rows: Iterable[StyledLine]) -> list[RoleLine]:
    """Lines of a picture with the roles of their styles."""
    return [tuple((printable_line(text), STYLES[style].theme) for text, style in row) for row in rows]


@lru_cache(maxsize=256)
def _parts(style: str) -> tuple[str, str, str]:
    """The role, the surface, and the rest of a style."""
    text, _, ground = style.partition("on $fc-")
    words = text.split()
    role = next((word.removeprefix("$fc-") for word in words if word.startswith("$fc-")), "")
    return role, ground.strip(), " ".join(word for word in words if not word.startswith("$fc-"))


class Lines(LaidOnce):
    """Shows the lines that it is given, each cut at its width; what the mouse is drawn over can be copied."""

    DEFAULT_CSS = "Lines { height: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[RoleLine] = ()
        self._make: MakeLines | None = None
        self._made_for = Size(0, 0)

    def show_lines(self, make: MakeLines, *, resizes: bool = False) -> None:
        """Show the lines that `make` gives for a width and a height; those that stay are not drawn again.

        With `resizes`, a change of the layout is due: then they are made once, for the size to come.
        """
        self._make = make
        if self._made_for and self._made_for == self.size and not resizes:
            self._replace_lines(make(*self.size))
        else:
            self._made_for = Size(0, 0)
            self.refresh()

    def _replace_lines(self, lines: Sequence[RoleLine]) -> None:
        before, self._lines = self._lines, lines
        most = max(len(before), len(lines))
        changed = [at for at in range(most) if before[at : at + 1] != lines[at : at + 1]]
        gutter = self.gutter
        if changed:
            self.refresh(*(Region(gutter.left, at + gutter.top, self.size.width, 1) for at in changed))

    def render_line(self, y: int) -> Strip:
        """A line in the colours of its roles."""
        if self._make and self._made_for != self.size:
            self._lines, self._made_for = self._make(*self.size), self.size
        base = self.rich_style
        line = self._lines[y] if y < len(self._lines) else ()
        strip = Strip([Segment(text, base + self._style(style)) for text, style in line])
        strip = self._select(strip.adjust_cell_length(self.size.width, base), y)
        return strip.apply_offsets(0, y)

    def _select(self, strip: Strip, y: int) -> Strip:
        """The strip with what is selected of its line marked."""
        span = self.text_selection.get_span(y) if self.text_selection else None
        if span is None:
            return strip
        text = strip.text
        start, end = (cell_len(text[:at]) if at >= 0 else strip.cell_length for at in span)
        before, chosen, after = strip.divide([start, max(start, end), strip.cell_length])
        style = self.screen.get_component_rich_style("screen--selection")
        return Strip.join([before, Strip(Segment.apply_style(chosen, post_style=style)), after])

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The selected text, without what fills the lines."""
        texts = ("".join(text for text, _ in line).rstrip() for line in self._lines)
        return selection.extract("\n".join(texts)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected."""
        self.refresh()

    def _style(self, style: str) -> Style:
        role, ground, more = _parts(style)
        return role_style(self.app, role or "fg", ground, more)
