"""A widget that shows Markdown with rendered formulas, laid out again when its width changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from flashcards.text.blocks import Listing, TextBlock
from flashcards.text.layout import lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import StyledLine, StyledSpan
from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.option_columns import LaidOptions, lay_options
from flashcards.tui.styles import content

NO_MARKS: Mapping[int, str] = MappingProxyType({})
_SIGNS = {"right": "✓", "wrong": "✗"}


class MarkdownView(LaidOnce):
    """Markdown on the screen."""

    DEFAULT_CSS = "MarkdownView { height: auto; width: 1fr; }"

    leads = False
    """True for a text whose first paragraph is printed in bold, as what is asked."""

    class OptionClicked(Message):
        """An option of the text was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._text, self._marks = text, NO_MARKS
        self._laid: tuple[str, int, Mapping[int, str], bool, LaidOptions] | None = None
        """The text, the width, the marks, whether it has options, and the lines that were asked for last."""
        self._has_options = False

    @property
    def text(self) -> str:
        """The Markdown that is shown."""
        return self._text

    def show(self, text: str, marks: Mapping[int, str] = NO_MARKS, *, options: bool = False) -> None:
        """Replace the text; `marks` are the numbered items that are marked as `right` or `wrong`.

        With `options` these items are options, which may stand in two columns.
        """
        if text != self._text or marks != self._marks or options != self._has_options:
            self._has_options = options
            self._text, self._marks = text, marks
            width = self.size.width
            self.refresh(layout=not width or len(self.lines(width)) != self.size.height)

    def lines(self, width: int) -> tuple[StyledLine, ...]:
        """The rendered lines at a width of `width` cells; each layout asks for them several times."""
        return self._lay(width).lines

    def _lay(self, width: int) -> LaidOptions:
        key = (self._text, width, self._marks, self._has_options)
        if self._laid is None or self._laid[:4] != key:
            blocks = tuple(read_blocks(self._text)) if self._text else ()
            blocks = tuple(map(_with_line_numbers, blocks)) if self.leads else blocks
            if self._has_options:
                laid = lay_options(blocks, width, lambda lines: _marked(tuple(lines), self._marks))
            else:
                laid = LaidOptions(tuple(_marked(lay(blocks, width), self._marks)))
            lines = tuple(leading_lines(laid.lines)) if self.leads else laid.lines
            self._laid = (*key, replace(laid, lines=lines))
        return self._laid[4]

    def on_click(self, event: events.Click) -> None:
        """Tell which option was clicked."""
        at = event.get_content_offset(self)
        for place in self._lay(self.size.width).places:
            if at is not None and at.y in place.rows and at.x in place.cells:
                self.post_message(self.OptionClicked(place.number))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that the text needs at `width`."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The text at the present width."""
        return content(self.lines(self.size.width))


def leading_lines(lines: tuple[StyledLine, ...]) -> list[StyledLine]:
    """The lines with the plain text of the first paragraph in bold."""
    last = next((at for at, line in enumerate(lines) if not line), len(lines))
    return [
        tuple((text, style or "strong") for text, style in line) if at < last else line
        for at, line in enumerate(lines)
    ]


def _with_line_numbers(block: TextBlock) -> TextBlock:
    """The block; code of several lines with their numbers."""
    if isinstance(block, Listing) and "\n" in block.text:
        return replace(block, is_numbered=True)
    return block


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
