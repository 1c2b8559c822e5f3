"""A widget that shows Markdown with rendered formulas, laid out again when its width changes."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from flashcards.text.layout import lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import StyledLine
from flashcards.tui.styles import content


class MarkdownView(Widget):
    """Markdown on the screen."""

    DEFAULT_CSS = "MarkdownView { height: auto; width: 1fr; }"

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._text = text
        self._laid: tuple[str, int, tuple[StyledLine, ...]] | None = None
        """The text, the width and the lines that were asked for last."""

    @property
    def text(self) -> str:
        """The Markdown that is shown."""
        return self._text

    def show(self, text: str) -> None:
        """Replace the text."""
        if text != self._text:
            self._text = text
            self.refresh(layout=True)

    def lines(self, width: int) -> tuple[StyledLine, ...]:
        """The rendered lines at a width of `width` cells; each layout asks for them several times."""
        if self._laid is None or self._laid[:2] != (self._text, width):
            self._laid = (self._text, width, lay(read_blocks(self._text), width) if self._text else ())
        return self._laid[2]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that the text needs at `width`."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The text at the present width."""
        return content(self.lines(self.size.width))
