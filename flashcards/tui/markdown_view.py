"""A widget that shows Markdown with rendered formulas, laid out again when its width changes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.content import Content
from textual.geometry import Size

from flashcards.text.layout import lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import StyledLine, StyledSpan
from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.styles import content

NO_MARKS: Mapping[int, str] = MappingProxyType({})
_SIGNS = {"right": "✓", "wrong": "✗"}


class MarkdownView(LaidOnce):
    """Markdown on the screen."""

    DEFAULT_CSS = "MarkdownView { height: auto; width: 1fr; }"

    leads = False
    """True for a text whose first paragraph is printed in bold, as what is asked."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._text, self._marks = text, NO_MARKS
        self._laid: tuple[str, int, Mapping[int, str], tuple[StyledLine, ...]] | None = None
        """The text, the width, the marks and the lines that were asked for last."""

    @property
    def text(self) -> str:
        """The Markdown that is shown."""
        return self._text

    def show(self, text: str, marks: Mapping[int, str] = NO_MARKS) -> None:
        """Replace the text; `marks` are the numbered items that are marked as `right` or `wrong`."""
        if text != self._text or marks != self._marks:
            moves = text != self._text  # a mark takes no room
            self._text, self._marks = text, marks
            self.refresh(layout=moves)

    def lines(self, width: int) -> tuple[StyledLine, ...]:
        """The rendered lines at a width of `width` cells; each layout asks for them several times."""
        if self._laid is None or self._laid[:3] != (self._text, width, self._marks):
            laid = lay(read_blocks(self._text), width) if self._text else ()
            laid = tuple(_leading(laid)) if self.leads else laid
            self._laid = (self._text, width, self._marks, tuple(_marked(laid, self._marks)))
        return self._laid[3]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that the text needs at `width`."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The text at the present width."""
        return content(self.lines(self.size.width))


def _leading(lines: tuple[StyledLine, ...]) -> list[StyledLine]:
    """The lines with the plain text of the first paragraph in bold."""
    last = next((at for at, line in enumerate(lines) if not line), len(lines))
    return [
        tuple((text, style or "strong") for text, style in line) if at < last else line
        for at, line in enumerate(lines)
    ]


def _marked(lines: tuple[StyledLine, ...], marks: Mapping[int, str]) -> list[StyledLine]:
    """The lines with a sign in place of the full stop of each marked number, and what it marks in colour."""
    if not marks:
        return list(lines)
    style, marked = "", list[StyledLine]()
    for line in lines:
        first = line[0][0].strip() if line else ""
        if line and line[0][1] == "dim" and first.endswith(".") and first[:-1].isdecimal():
            style = marks.get(int(first[:-1]), "")
            line = _with_sign(line, style) if style else line  # noqa: PLW2901 - the line, marked
        elif not line or line[0][0].strip():
            style = ""
        marked.append(tuple(_coloured(span, style) for span in line) if style else line)
    return marked


def _with_sign(line: StyledLine, style: str) -> StyledLine:
    text = line[0][0].rstrip()
    return ((f"{text[:-1]}{_SIGNS[style]} ", style), *line[1:])


def _coloured(span: StyledSpan, style: str) -> StyledSpan:
    text, own = span
    return (text, style) if text.strip() and own in ("", "math", "dim") else span
