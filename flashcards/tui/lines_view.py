"""Widgets that paint rows of text: anew only when these change, and laid out once for each width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget

from flashcards.errors import printable

Rows: TypeAlias = Sequence[Sequence[tuple[str, str]]]
"""Rows of (text, style); a style is Textual's, such as `bold $fc-right`."""


def paint(rows: Rows) -> Content:
    """The rows as content; markup in the text has no effect."""
    return Content("\n").join(
        Content.assemble(*((printable(text), style) for text, style in row)) for row in rows
    )


class LaidOnce(Widget):
    """A widget whose size follows its content, laid out once for each change.

    Textual lays the whole screen out a second time where the extent of a widget has changed, so that its
    scrollbars may follow. Those ask for that themselves.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)


class LinesView(LaidOnce):
    """Rows of text that depend on the width that there is for them."""

    DEFAULT_CSS = "LinesView { height: auto; width: 1fr; }"

    _painted: tuple[object, int, Rows] | None = None
    """What was shown last, at which width, as which rows."""
    _shows: object = None

    def rows(self, width: int) -> Rows:
        """The rows at a width in cells; called once for each thing shown and each width."""
        raise NotImplementedError

    def show_anew(self, shows: object) -> None:
        """Show something else; nothing is laid out again if it is what is shown."""
        if shows != self._shows:
            self._shows = shows
            width = self.size.width
            is_other = not width or len(self.rows_at(width)) != self.size.height
            if is_other:
                # Of several layouts that are asked for before the next, Textual counts one; if that was
                # measured meanwhile, as another widget had it laid out, its height would stay.
                self._box_model_cache.clear()
            self.refresh(layout=is_other)

    def rows_at(self, width: int) -> Rows:
        """The rows of what is shown, from memory where they were asked for before."""
        if self._painted is None or self._painted[0] is not self._shows or self._painted[1] != width:
            self._painted = (self._shows, width, self.rows(width))
        return self._painted[2]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that the rows need at `width`."""
        return len(self.rows_at(width))

    def render(self) -> Content:
        """The rows at the present width."""
        return paint(self.rows_at(self.size.width))


class OneRow(Widget):
    """A row of fixed height that is painted anew when it changes, without laying out the screen."""

    DEFAULT_CSS = "OneRow { height: 1; width: 1fr; }"

    _row: object = None

    def show_row(self, row: object) -> None:
        """Show something else in the row."""
        if row != self._row:
            self._row = row
            self.refresh()
