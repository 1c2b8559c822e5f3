"""A widget that shows Markdown with formulas drawn, laid out anew whenever its width changes."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from flashcards.prose.lay import Line, lay
from flashcards.prose.read import read

STYLES = {
    "strong": "bold",
    "emphasis": "italic",
    "code": "$text-secondary",
    "math": "$text-primary",
    "gap": "bold underline $text-warning",
    "quote": "$text-muted",
    "link": "underline",
    "dim": "$text-muted",
    "keyword": "bold $text-accent",
    "string": "$text-success",
    "number": "$text-warning",
    "comment": "italic $text-muted",
    "name": "$text-secondary",
    "right": "bold underline $text-success",
    "wrong": "bold underline $text-error",
    "series0": "$text-primary",
    "series1": "$text-warning",
    "series2": "$text-success",
    "series3": "$text-accent",
}
"""The theme's colours for each style; what must be told apart differs without colour too."""


def content(lines: Iterable[Line]) -> Content:
    """Styled lines as what Textual draws; markup in them is text."""
    parts: list[str | Content | tuple[str, str]] = []
    for n, line in enumerate(lines):
        if n:
            parts.append("\n")
        parts += [(text, STYLES.get(style, "")) if style else text for text, style in line]
    return Content.assemble(*parts)


class Page(Widget):
    """Markdown on the screen."""

    DEFAULT_CSS = "Page { height: auto; width: 1fr; }"

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._text = text

    @property
    def text(self) -> str:
        """The Markdown that is shown."""
        return self._text

    def show(self, text: str) -> None:
        """Show `text` in place of what stood here."""
        if text != self._text:
            self._text = text
            self.refresh(layout=True)

    def lines(self, width: int) -> tuple[Line, ...]:
        """What is drawn at a width of `width` cells."""
        return lay(read(self._text), width) if self._text else ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that the text needs at `width`."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The text at the present width."""
        return content(self.lines(self.size.width))
