"""A panel of the statistics on the screen: a title, a drawing or a table, and a row under the cursor."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from flashcards.tui.appearance import has_surfaces
from flashcards.tui.stats_panel import StatPanel, StatPicture, first_in_table, table_lines


class PanelView(Widget, can_focus=True):
    """Shows the panel that it is given; the row under the cursor is marked while it has the focus."""

    DEFAULT_CSS = """
    PanelView { height: 1fr; min-height: 4; padding: 0 0 1 0; }
    """

    class Opened(Message):
        """The row under the cursor was clicked."""

    def __init__(self, name: str) -> None:
        super().__init__(id=f"stats-{name}")
        self._panel: StatPanel | None = None
        self._at = 0
        self._as_table = False

    def show(self, panel: StatPanel) -> None:
        """Show what a panel says now."""
        self._panel = panel
        self._at = min(self._at, max(0, len(panel.rows) - 1))
        self.refresh()

    def move(self, by: int) -> None:
        """Go to a row further down or up."""
        if self._panel and self._panel.rows:
            self._at = min(max(self._at + by, 0), len(self._panel.rows) - 1)
            self.refresh()

    def toggle_table(self) -> None:
        """Show the numbers as a table, or drawn again."""
        self._as_table = not self._as_table
        self.refresh()

    @property
    def query_under_cursor(self) -> str:
        """The query for the cards behind the row under the cursor."""
        return self._panel.rows[self._at].query if self._panel and self._panel.rows else ""

    def on_focus(self) -> None:
        """Mark the row."""
        self.refresh()

    def on_blur(self) -> None:
        """Mark no row."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Take the focus and go to the row, day or bar under the mouse; open it if it is there already."""
        at = event.get_content_offset(self)
        had_focus, row = self.has_focus, self._row_at(at.x, at.y - 1) if at is not None else None
        self.focus()
        if row is None:
            return
        if had_focus and row == self._at:
            self.post_message(self.Opened())
        self.move(row - self._at)

    def _row_at(self, x: int, y: int) -> int | None:
        """The row in a column and a line below the title; None for none."""
        if self._panel is None or y < 0:
            return None
        picture = self._picture()
        if self._as_table:
            row: int | None = first_in_table(self._panel, picture) + y - 1
        else:
            row = self._panel.row_at(picture, x, y)
        return row if row is not None and 0 <= row < len(self._panel.rows) else None

    def _picture(self) -> StatPicture:
        chosen = self._at if self.has_focus else None
        return StatPicture(self.size.width, max(2, self.size.height - 1), chosen, has_surfaces(self.app))

    def render(self) -> Content:
        """The title with what it amounts to, and below it the drawing or the table."""
        if self._panel is None:
            return Content("")
        width, height = self.size
        picture = self._picture()
        lines = table_lines(self._panel, picture) if self._as_table else self._panel.draw(picture)
        return Content("\n").join([self._title(width, picture), *lines][: max(1, height)])

    def _title(self, width: int, picture: StatPicture) -> Content:
        assert self._panel
        title, note = self._panel.title, self._panel.note
        if picture.chosen is not None and self._panel.rows and not self._as_table:
            first, second = self._panel.rows[picture.chosen].cells[:2]
            note = f"{first}: {second}" if first else note
        if callable(note):
            note = "" if self._as_table else note(picture)
        told = note if isinstance(note, Content) else Content(note)
        room = max(0, width - len(title) - 1)
        told = told if told.cell_length <= room else told.truncate(room, ellipsis=True)
        style = "bold underline $fc-fg" if picture.chosen is not None else "bold $fc-fg"
        gap = " " * max(0, width - len(title) - told.cell_length)
        return Content.assemble((title, style), gap, told.stylize_before("$fc-muted"))
