"""The decks of the home screen: a row each with its bar and its counts; only the rows in sight are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from flashcards.errors import printable_line
from flashcards.study.overview import Pace, Stages, sum_stages
from flashcards.study.tally import Counts
from flashcards.tui.appearance import has_surfaces, role_style
from flashcards.tui.blocks import Spans, stage_bar
from flashcards.tui.deck_columns import Columns, fit_columns
from flashcards.tui.services import EVERY_DECK, DeckRow
from flashcards.tui.text_keys import KeyList


def cut_cells(text: str, width: int) -> str:
    """The text in exactly so many cells, with … where it goes on."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(0, width - 1)) + "…" if width > 0 else ""


def cut_words(text: str, width: int) -> str:
    """The text in at most so many cells: its first words and …, of a first word that is longer a part."""
    if cell_len(text) <= width:
        return text
    words = text.split(" ")
    for last in range(len(words) - 1, 0, -1):
        if cell_len(begun := " ".join(words[:last])) < width:
            return begun + "…"
    return cut_cells(text, width)


class DeckList(KeyList):
    """A row for each deck. The first row stands for all decks; where the head shows it, it is hidden."""

    class Moved(Message):
        """The cursor is on another deck."""

    class Chosen(Message):
        """The deck under the cursor was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rows: Sequence[DeckRow] = ()
        self.cursor = 0
        self._hides_all = True
        self._stages: Mapping[str, Stages] = {}
        self._pace = Pace()
        self._problems: Mapping[str, int] = {}
        self._longest = 0

    # What is shown

    def show(self, rows: Sequence[DeckRow], problems: Mapping[str, int], *, hides_all: bool) -> None:
        """Show these rows, with the cursor where it was."""
        self.rows, self._problems, self._hides_all = rows, problems, hides_all
        self.cursor = min(self.cursor, max(0, len(rows) - 1))
        self._longest = max((cell_len(self._title(row)) for row in rows[self._hidden :]), default=0)
        self._fit()
        self.refresh()

    def show_stages(self, stages: Mapping[str, Stages], pace: Pace) -> None:
        """Draw the bars, and the minutes by a person's own pace."""
        if (stages, pace) != (self._stages, self._pace):
            self._stages, self._pace = stages, pace
            self.refresh()

    @property
    def under_cursor(self) -> DeckRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def _hidden(self) -> int:
        return 1 if self._hides_all and self.rows else 0

    def columns(self, width: int) -> Columns:
        """The columns of these rows in so many cells."""
        return fit_columns(width, self._longest)

    def _title(self, row: DeckRow) -> str:
        broken = self._problems.get(row.name, 0)
        return printable_line(f"! {broken}  {row.title}" if broken else row.title)

    def _fit(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows) - self._hidden)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row for each deck."""
        return max(1, len(self.rows) - self._hidden)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._fit()
        self._scroll_to_cursor()

    def render_line(self, y: int) -> Strip:
        """A row."""
        at = y + self.scroll_offset.y + self._hidden
        width = self.scrollable_content_region.width
        if at >= len(self.rows):
            return Strip.blank(width, role_style(self.app, "fg", "bg"))
        ground = "sel" if at == self.cursor else "bg"
        spans = self._spans(self.rows[at], at, self.columns(width))
        strip = Strip([self._segment(text, style, ground) for text, style in spans if text])
        return strip.adjust_cell_length(width, role_style(self.app, "fg", ground))

    def _segment(self, text: str, style: str, ground: str) -> Segment:
        more, _, role = style.rpartition("$fc-")
        return Segment(text, role_style(self.app, role or "fg", ground, more.strip()))

    def _spans(self, row: DeckRow, at: int, fit: Columns) -> Spans:
        is_under = at == self.cursor
        sign = "▸ " if is_under and not has_surfaces(self.app) else "  "
        loud = "bold $fc-fg" if row.name == EVERY_DECK or is_under else "$fc-fg"
        waits_for = self.title_before(row)
        return [
            (sign, "bold $fc-key"),
            (cut_cells(self._title(row), fit.name - 1) + " ", loud),
            *self._standing(row, waits_for, fit),
            (f"{row.cards:>{fit.total}}" if fit.total else "", "$fc-muted"),
            (self._minutes(row.part, fit.minutes), "$fc-muted"),
        ]

    def _standing(self, row: DeckRow, waits_for: str, fit: Columns) -> Spans:
        """How far a deck is, or after which one it comes, and what today asks of it.

        Where that is nothing, the text takes the place of the numbers too.
        """
        if waits_for and fit.bar and not any(row.part):
            return _waiting(waits_for, fit.bar - 1, fit.wide_bar)
        return [
            *([*self._bar(row, waits_for, fit.bar - 1), (" ", "")] if fit.bar else ()),
            *(
                (f"{_short(number):>{fit.number}}", f"bold $fc-{role}" if number else "$fc-unseen")
                for number, role in zip(row.part, ("new", "learn", "mature"), strict=True)
            ),
        ]

    def title_before(self, row: DeckRow) -> str:
        """The title of the deck that should come before a deck; empty if it can be begun."""
        titles = {other.name: other.title for other in self.rows if other.name != EVERY_DECK}
        return titles.get(row.after, row.after)

    def _bar(self, row: DeckRow, waits_for: str, width: int) -> Spans:
        if waits_for:
            return _waiting(waits_for, width, width)
        if row.name == EVERY_DECK:
            stages = sum_stages(self._stages.values()) if self._stages else None
        else:
            stages = self._stages.get(row.name)
        if stages is None:
            return [(" " * width, "")]
        return stage_bar(stages, width)

    def _minutes(self, counts: Counts, width: int) -> str:
        minutes = self._pace.minutes(counts)
        return f"{f'{minutes} min' if minutes else '·':>{width}}" if width else ""

    # The cursor

    def move(self, to: int) -> None:
        """Move the cursor to a row, no farther than the first and the last."""
        before, self.cursor = self.cursor, min(max(0, to), max(0, len(self.rows) - 1))
        if before != self.cursor:
            for at in (before, self.cursor):
                self.refresh_line(at - self._hidden)
            self._scroll_to_cursor()
            self.post_message(self.Moved())

    @property
    def page_rows(self) -> int:
        """How many rows the cursor goes by with Page up or down."""
        return max(1, self.size.height - 1)

    def _scroll_to_cursor(self) -> None:
        at = max(0, self.cursor - self._hidden)
        self.scroll_to_region(Region(0, at, 1, 1), animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row; a click on the row under the cursor chooses it."""
        offset = event.get_content_offset(self)
        at = offset.y + self.scroll_offset.y + self._hidden if offset is not None else len(self.rows)
        if at < len(self.rows):
            if at == self.cursor:
                self.post_message(self.Chosen())
            self.move(at)


def _waiting(title: str, bar: int, width: int) -> Spans:
    """After which deck one comes, at the end of so many cells; of the bar what has room before it."""
    text = f"after {cut_words(printable_line(title), width - len('after '))}"
    line = "┈" * max(0, min(bar, width - cell_len(text) - 1))
    return [(line, "$fc-unseen"), (f"{'':{width - len(line) - cell_len(text)}}{text}", "$fc-muted")]


def _short(number: int) -> str:
    """A count in at most three cells."""
    return "·" if not number else str(number) if number < 1000 else f"{min(number // 1000, 99)}k"
