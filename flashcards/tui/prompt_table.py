"""A list of any number of prompts, of which only the rows in sight are read and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from flashcards.study.listing import ListedPrompt
from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.prompt_cells import Day, name_text, name_width, row_text, sign_text
from flashcards.tui.text_keys import KeyList

PAGE = 64
"""How many rows are read together."""
MOST_READ = 4096
"""So many rows are kept; then they are read anew."""
MOST_DRAWN = 512
"""So many rows are kept as they were drawn."""


class PromptTable(KeyList, LaidOnce):
    """A row for each prompt, a cursor, and the prompts that were chosen.

    Its bar is there always, so that no list, however long, changes the layout of the screen.
    """

    DEFAULT_CSS = """
    PromptTable { overflow: hidden scroll; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "prompt-table--row",
        "prompt-table--cursor",
        "prompt-table--chosen",
        "prompt-table--numbers",
    }

    class Moved(Message):
        """The cursor is on another row, or the rows are others."""

    class Opened(Message):
        """The row under the cursor was clicked."""

    def __init__(
        self,
        read: Callable[[Sequence[str]], Mapping[str, ListedPrompt]],
        day: Callable[[], Day],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._read_rows, self._read_day = read, day
        self._day = day()
        self._rows: dict[str, ListedPrompt] = {}
        self._pages: set[int] = set()
        self._drawn: dict[tuple[str, bool, bool], Strip] = {}
        """Rows as they were drawn, by their prompt, whether the cursor is there, and whether it is chosen."""
        self._range: tuple[int, frozenset[str]] | None = None
        """Where a range began, and what was chosen before it."""
        self.names: Sequence[str] = ()
        self.cursor = 0
        self.chosen: set[str] = set()

    # What is shown

    def show(self, names: Sequence[str], *, keep: bool = False) -> None:
        """Show these prompts, with the cursor at the first; or at the same one, if that is to be kept."""
        under = self.under_cursor if keep else None
        self.names = names
        self.cursor = min(self.cursor, max(0, len(names) - 1)) if keep else 0
        if under and under not in names[self.cursor : self.cursor + 1]:
            with suppress(ValueError):  # it is not among them any longer
                self.cursor = names.index(under)
        self._range = None
        self._fit()
        self.reload()
        self.scroll_to_cursor()
        self.post_message(self.Moved())

    def extend(self, names: Sequence[str]) -> None:
        """Show these prompts, which begin with those that are shown: no row in sight changes."""
        self._pages.discard(max(0, len(self.names) - 1) // PAGE)  # the last page grows
        self.names = names
        self._fit()

    def reload(self) -> None:
        """Read the rows in sight again."""
        self._day = self._read_day()
        self._forget_rows()
        self.refresh()

    def _forget_rows(self) -> None:
        self._rows.clear()
        self._pages.clear()
        self._drawn.clear()

    @property
    def row_width(self) -> int:
        """The cells of a row: those beside the bar."""
        return self.scrollable_content_region.width

    def _fit(self) -> None:
        self.virtual_size = Size(self.row_width, len(self.names))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._drawn.clear()
        self._fit()
        self.scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Draw the rows in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        """A row, drawn once for each state that it is in: to scroll by one row would draw all in sight."""
        at = y + self.scroll_offset.y
        if at >= len(self.names):
            return Strip.blank(self.row_width, self.get_component_rich_style("prompt-table--row"))
        name = self.names[at]
        state = (name, at == self.cursor, name in self.chosen)
        strip = self._drawn.get(state)
        if strip is None:
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            strip = self._drawn[state] = self._draw_row(at, *state)
        return strip

    def _draw_row(self, at: int, name: str, is_under: bool, is_chosen: bool) -> Strip:
        width = self.row_width
        segments = self._segments(name, self._row(at), width, is_under=is_under, is_chosen=is_chosen)
        return Strip(segments).adjust_cell_length(width, segments[-1].style)

    def _segments(
        self, name: str, listed: ListedPrompt | None, width: int, *, is_under: bool, is_chosen: bool
    ) -> list[Segment]:
        part = "cursor" if is_under else "chosen" if is_chosen else "row"
        style = self.get_component_rich_style(f"prompt-table--{part}")
        signs = sign_text(listed.memory, is_leech=listed.is_leech) if listed else "  "
        before = f"{'▸' if is_under else ' '}{'▪' if is_chosen else ' '}{signs} "
        after = row_text(listed, width, self._day) if listed else ""
        muted = style + Style(color=self.get_component_rich_style("prompt-table--numbers").color)
        return [
            Segment(before, style + Style(bold=True)),
            Segment(name_text(name, name_width(width)), style),
            Segment(after, muted),
        ]

    def _row(self, at: int) -> ListedPrompt | None:
        """What is known of the prompt in a row; None if it is in no deck any longer."""
        page = at // PAGE
        if page not in self._pages:
            if len(self._rows) >= MOST_READ:
                self._forget_rows()
            self._rows.update(self._read_rows(self.names[page * PAGE : (page + 1) * PAGE]))
            self._pages.add(page)
        return self._rows.get(self.names[at])

    # The cursor

    @property
    def under_cursor(self) -> str | None:
        """The prompt under the cursor; None in an empty list."""
        return self.names[self.cursor] if self.cursor < len(self.names) else None

    @property
    def page_rows(self) -> int:
        """How many rows the cursor goes by with Page up or down."""
        return max(1, self.size.height - 1)

    def move(self, by: int, *, choose: bool = False) -> None:
        """Move the cursor, no farther than the first and the last row; `choose` what lies between."""
        if not self.names:
            return
        start = self.cursor
        self.cursor = min(max(0, self.cursor + by), len(self.names) - 1)
        if choose:
            self._choose_range(start)
            self.refresh()
        else:
            self._range = None
            self.refresh_line(start)
            self.refresh_line(self.cursor)
        self.scroll_to_cursor()
        self.post_message(self.Moved())

    def scroll_to_cursor(self) -> None:
        """Bring the row under the cursor into sight."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    # What is chosen

    def _choose_range(self, start: int) -> None:
        if self._range is None:
            self._range = (start, frozenset(self.chosen))
        first, before = self._range
        low, high = sorted((first, self.cursor))
        self.chosen = {*before, *self.names[low : high + 1]}

    def choose(self) -> None:
        """Choose the prompt under the cursor, or no longer, and go on to the next."""
        if name := self.under_cursor:
            self.chosen ^= {name}
            self.move(1)

    def choose_all(self) -> None:
        """Choose every prompt of the list; none, if all are chosen."""
        every = set(self.names)
        self.chosen = set() if every <= self.chosen else every
        self._range = None
        self.refresh()
        self.post_message(self.Moved())

    def choose_none(self) -> None:
        """Choose nothing."""
        self.chosen = set()
        self._range = None
        self.refresh()
        self.post_message(self.Moved())

    @property
    def meant(self) -> list[str]:
        """The chosen prompts in the order of the list, else the one under the cursor."""
        if self.chosen:
            return [name for name in self.names if name in self.chosen]
        return [name for name in [self.under_cursor] if name]

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row; choose up to it with Shift, and open it if it is there already."""
        at = event.get_content_offset(self)
        row = at.y + self.scroll_offset.y if at is not None else len(self.names)
        if row >= len(self.names):
            return
        if row == self.cursor and not event.shift:
            self.post_message(self.Opened())
        self.move(row - self.cursor, choose=event.shift)
