"""The field for a query, with what is wrong in it below, at its place."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from flashcards.errors import Problem, printable_line
from flashcards.study.query import EVERYTHING, LONGEST_QUERY, Query, complete_last_word, parse_query

PAUSE = 0.15
"""Seconds without a key after which what was typed is searched for: letters of a word come faster."""


EXAMPLES = "words, is:due, deck:adam, lapses>3"
"""What can be typed, shown while nothing is."""


class _QueryInput(Input):
    """As Textual's, without the scrolling that it takes down for: that key leads to the list."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave that key to those around."""
        return action != "scroll_down" and super().check_action(action, parameters)


class QueryField(Vertical):
    """A line for a query, counts at its right, and a line for its error."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave('list')", "List"),
        Binding("escape", "leave('home')", "Back"),
        Binding("f1", "leave('help')", "Help", key_display="F1"),
    ]

    class Left(Message):
        """A key was pressed that leads elsewhere: to the list, home, or to the help."""

        def __init__(self, to: str) -> None:
            super().__init__()
            self.to = to

    class Changed(Message):
        """Another query was typed."""

        def __init__(self, query: Query) -> None:
            super().__init__()
            self.query = query

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._sent: Query = EVERYTHING
        self._counts = ""
        self._error = Content("")

    def compose(self) -> ComposeResult:
        """The field between its sign and the counts, and the error."""
        with Horizontal(id="query-line"):
            yield Static("/", id="query-sign")
            yield _QueryInput(
                id="query",
                placeholder=EXAMPLES,
                compact=True,
                select_on_focus=False,
                max_length=LONGEST_QUERY,
            )
            yield Static(id="found", markup=False)
        yield Static(id="query-error")

    @property
    def field(self) -> Input:
        """Where the query is typed."""
        return self.query_one("#query", Input)

    def action_leave(self, to: str) -> None:
        """Go elsewhere, and search for what was typed; not to the list of another query."""
        self.send_now()
        if to != "list" or not self.is_unreadable:
            self.post_message(self.Left(to))

    @property
    def is_unreadable(self) -> bool:
        """True while what is typed is no query: what is listed is not what it means."""
        return bool(self._error)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the list."""
        event.stop()
        self.action_leave("list")

    def show_counts(self, text: str) -> None:
        """Show how many are found and chosen, at the right.

        Another width lays the whole screen out anew: shorter counts stand in the cells of the longer ones
        before them, unless a query is typed, which wants all the room that there is.
        """
        width = 0 if self.field.has_focus else cell_len(self._counts)
        text = text.rjust(len(text) + width - cell_len(text))
        if text != self._counts:
            is_wider = cell_len(text) != cell_len(self._counts)
            self._counts = text
            self.query_one("#found", Static).update(text, layout=is_wider)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search once no more is typed for a moment; what is wrong is said at once."""
        event.stop()
        if self._timer:
            self._timer.stop()
        query = self._read(event.value)
        if query is not None:
            self._timer = self.set_timer(PAUSE, lambda: self._send(query))

    def send_now(self) -> None:
        """Search without waiting."""
        if self._timer:
            self._timer.stop()
        query = self._read(self.field.value)
        if query is not None:
            self._send(query)

    def _send(self, query: Query) -> None:
        if query != self._sent:
            self._sent = query
            self.post_message(self.Changed(query))

    def _read(self, text: str) -> Query | None:
        """The query in the text; None after saying what is wrong."""
        try:
            query = parse_query(text)
        except Problem as problem:
            self._show_error(Content.styled(self._point(text, problem), "$fc-wrong"))
            return None
        self._show_error(Content(""))
        return complete_last_word(query, text)

    def _show_error(self, error: Content) -> None:
        if error != self._error:  # each update lays the screen out anew
            self._error = error
            self.query_one("#query-error", Static).update(error)

    def _point(self, text: str, problem: Problem) -> str:
        """What is wrong, behind a sign below its column where there is room for that."""
        column = problem.place.column if problem.place else 1
        said = "; ".join(part for part in (problem.message, *problem.hint.splitlines()) if part)
        said = printable_line(said)
        below = self.query_one("#query-error").content_region
        before = cell_len(printable_line(text[: column - 1])) + self.field.region.x - below.x
        if before + cell_len(said) + 2 <= below.width:
            return f"{' ' * before}↑ {said}"
        if before - cell_len(said) - 1 >= 0 and before < below.width:
            return f"{said} ↑".rjust(before + 1)
        return f"column {column}: {said}"
