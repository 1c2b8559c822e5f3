"""The home screen: the decks and what is due in each."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Static

from flashcards.config.commands import HOME
from flashcards.errors import counted, printable, printable_line
from flashcards.tui.command_keys import command_bindings, rebind, relabel_all
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import HOME_KEYS, HelpScreen
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.services import EVERY_DECK, DeckRow, Services

LOOK_AGAIN = 20.0
"""Seconds between two checks for a new day."""
COUNTS = ("New", "Learn", "Review", "Cards")
NARROW = 60
"""In fewer columns than this, the table's headings are single letters and titles are cut."""


class HomeScreen(Screen[None]):
    """Decks with their counts; Enter studies one."""

    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(HOME)]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._rows: tuple[DeckRow, ...] = ()
        self._day = services.today()

    def compose(self) -> ComposeResult:
        """A title, today's counts, the table of decks."""
        yield Static("flashcards", id="title")
        yield Static(id="today")
        yield Static(id="left-out")
        table: DataTable[Text] = DataTable(cursor_type="row", id="decks", zebra_stripes=False)
        yield table
        yield Static(id="about")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start checking for a new day; the rows are filled at each resume."""
        self.set_interval(LOOK_AGAIN, self._look_again)

    def on_screen_resume(self) -> None:
        """Recount, with the keys of the person: a session may have ended, or settings have changed."""
        rebind(self._bindings, HOME, self._services.preferences().keys)
        self.refresh_bindings()
        self._count()

    def on_resize(self) -> None:
        """Lay the table out for the new width."""
        if self._rows:
            self._show(self._rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the list of problems if there are any, and notes if they can be imported."""
        if action == "problems":
            return bool(self._services.problems())
        if action == "notes":
            return self._services.imports is not None
        if action in ("browse", "search"):
            return self._services.browse is not None
        if action == "settings":
            return self._services.settings is not None
        return super().check_action(action, parameters)

    def _look_again(self) -> None:
        """Recount when a new day begins: an app may be left open overnight."""
        if self._services.today() != self._day and self.is_active:
            self._count()

    def _count(self) -> None:
        self._day = self._services.today()
        rows = self.app.attempt(self._services.rows)  # type: ignore[attr-defined]
        if rows:
            self._show(rows)

    def _table(self) -> DataTable[Text]:
        return self.query_one("#decks", DataTable)

    def _show(self, rows: tuple[DeckRow, ...]) -> None:
        self._rows = rows
        table = self._table()
        chosen = table.cursor_row
        table.clear(columns=True)
        self._fill(table, rows)
        table.move_cursor(row=min(chosen, len(rows) - 1))
        narrow = self.app.size.width < NARROW
        self.query_one("#today", Static).update(_today(rows[0], narrow))
        notice = self.query_one("#left-out", Static)
        notice.update(_left_out(self._services, narrow))
        notice.display = bool(self._services.problems())
        table.focus()

    def choose_deck(self, name: str) -> None:
        """Move the cursor to a deck, which may be a new one."""
        self._count()
        names = [row.name for row in self._rows]
        if name in names:
            self._table().move_cursor(row=names.index(name))

    def _fill(self, table: DataTable[Text], rows: tuple[DeckRow, ...]) -> None:
        """Fill the table: the columns that fit, and a row for each deck."""
        names, width = (("N", "L", "R"), 3) if self.app.size.width < NARROW else (COUNTS, 6)
        broken, _ = self._services.left_out()
        titles = [_title(row, broken[row.name]) for row in rows]
        room = self.app.size.width - len(names) * (width + 2) - 6
        table.add_column("Deck", width=min(room, max(title.cell_len for title in titles)))
        for name in names:
            table.add_column(Text(f"{name:>{width}}"), width=width)
        for row, title in zip(rows, titles, strict=True):
            counts = (row.new, row.learning, row.review, row.cards)[: len(names)]
            cells = (Text(f"{number or '·':>{width}}") for number in counts)
            table.add_row(title, *cells, key=row.name or "*")

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Show the description of the deck under the cursor below the table."""
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

    def action_browse(self) -> None:
        """Browse the cards."""
        self.app.open_browse()  # type: ignore[attr-defined]

    def action_search(self) -> None:
        """Browse the cards, beginning with a query."""
        self.app.open_browse(typing=True)  # type: ignore[attr-defined]

    def action_demos(self) -> None:
        """Open the demos of every deck."""
        self.app.open_demos()  # type: ignore[attr-defined]

    def action_notes(self) -> None:
        """Make cards of notes."""
        self.app.open_import()  # type: ignore[attr-defined]

    def action_settings(self) -> None:
        """Open the settings, in general and for the deck under the cursor."""
        self.app.open_settings(self._rows[self._table().cursor_row].name)  # type: ignore[attr-defined]

    def action_problems(self) -> None:
        """Show the problems of the decks."""
        self.app.push_screen(ProblemsScreen(self._services.problems()))

    def action_down(self) -> None:
        """Next deck."""
        self._table().action_cursor_down()

    def action_up(self) -> None:
        """Previous deck."""
        self._table().action_cursor_up()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(relabel_all(HOME_KEYS, HOME, self._services.preferences().keys)))

    def _study(self, name: str) -> None:
        self.app.open_study((name,) if name else ())  # type: ignore[attr-defined]


def _title(row: DeckRow, problems: int) -> Text:
    """The deck's title; if part of it could not be read, with a mark and the number of its problems."""
    title = Text(printable_line(row.title), style="bold" if row.name == EVERY_DECK else "")
    title = Text.assemble((f"! {problems}  ", "bold"), title) if problems else title
    title.overflow, title.no_wrap = "ellipsis", True
    return title


def _today(all_decks: DeckRow, narrow: bool) -> Content:
    new, learning, review = all_decks.new, all_decks.learning, all_decks.review
    due = new + learning + review
    if not due:
        return Content("Nothing is due. Well done.")
    if narrow:
        return Content(f"{due} today: N {new} · L {learning} · R {review}")
    return Content(f"{counted(due, 'card')} today: {new} new · {learning} learning · {review} review")


def _left_out(services: Services, narrow: bool) -> Content:
    """How many decks and files have problems, the key that lists them, and the first problem."""
    if not services.problems():
        return Content("")
    broken, unread = services.left_out()
    parts = [
        *([f"{counted(len(broken), 'deck')} partly unreadable"] if broken else []),
        *([f"{counted(unread, 'file')} not read"] if unread else []),
    ]
    problems = counted(len(services.problems()), "problem")
    what = f"{problems} in decks: p" if narrow else f"{', '.join(parts) or 'decks'}: {problems}, p lists all"
    return Content(printable(f"! {what}\n{str(services.problems()[0]).splitlines()[0]}"))
