"""The home screen: the decks and what is due in each."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static

from flashcards.errors import printable, printable_line
from flashcards.tui.desk import EVERY_DECK, Desk, Row
from flashcards.tui.help import HOME_KEYS, HelpScreen


class HomeScreen(Screen[None]):
    """Decks with their counts; Enter studies one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "study", "Study", priority=True),
        Binding("a", "study_all", "Study all"),
        Binding("d", "demos", "Demos"),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q,escape", "app.quit", "Quit", key_display="q"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: tuple[Row, ...] = ()

    def compose(self) -> ComposeResult:
        """A title, what today holds, the table of decks."""
        yield Static("flashcards", id="title")
        yield Static(id="today")
        table: DataTable[Text] = DataTable(cursor_type="row", id="decks", zebra_stripes=False)
        yield table
        yield Static(id="about")
        yield Footer()

    def on_mount(self) -> None:
        """Name the columns; the rows come with each resume."""
        self._table().add_columns(
            "Deck", *(Text(f"{name:>6}") for name in ("New", "Learn", "Review", "Cards"))
        )

    def on_screen_resume(self) -> None:
        """Count anew: a session may have ended, or the day have turned."""
        self._show(self._desk.rows())

    def _table(self) -> DataTable[Text]:
        return self.query_one("#decks", DataTable)

    def _show(self, rows: tuple[Row, ...]) -> None:
        table = self._table()
        chosen = table.cursor_row
        table.clear()
        self._rows = rows
        for row in rows:
            counts = (row.new, row.learning, row.review, row.cards)
            title = Text(printable_line(row.title), style="bold" if row.name == EVERY_DECK else "")
            table.add_row(title, *(Text(f"{number or '·':>6}") for number in counts), key=row.name or "*")
        table.move_cursor(row=min(chosen, len(self._rows) - 1))
        self.query_one("#today", Static).update(_today(rows[0], self._desk.notices))
        table.focus()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Say below the table what the deck under the cursor is about."""
        if event.cursor_row < len(self._rows):
            self.query_one("#about", Static).update(
                Content(printable_line(self._rows[event.cursor_row].about))
            )

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """A click on the row under the cursor studies it."""
        self._study(self._rows[event.cursor_row].name)

    def action_study(self) -> None:
        """Study the deck under the cursor."""
        self._study(self._rows[self._table().cursor_row].name)

    def action_study_all(self) -> None:
        """Study every deck."""
        self._study(EVERY_DECK)

    def action_demos(self) -> None:
        """Open the demos of every deck."""
        self.app.open_demos()  # type: ignore[attr-defined]

    def action_down(self) -> None:
        """Next deck."""
        self._table().action_cursor_down()

    def action_up(self) -> None:
        """Previous deck."""
        self._table().action_cursor_up()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(HOME_KEYS))

    def _study(self, name: str) -> None:
        self.app.open_study((name,) if name else ())  # type: ignore[attr-defined]


def _today(all_decks: Row, notices: tuple[str, ...]) -> Content:
    due = all_decks.new + all_decks.learning + all_decks.review
    line = f"Today: {due} to do — N {all_decks.new} · L {all_decks.learning} · R {all_decks.review}"
    return Content(printable("\n".join((line if due else "Nothing is due. Well done.", *notices))))
