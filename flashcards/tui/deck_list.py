"""The decks of the home screen: a row each with its bar and its counts; only the rows in sight are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from flashcards.errors import printable_line
from flashcards.study.overview import Pace, Stages
from flashcards.study.tally import Counts
from flashcards.tui.appearance import has_surfaces, role_style
from flashcards.tui.blocks import Spans, stage_bar
from flashcards.tui.services import EVERY_DECK, DeckRow
from flashcards.tui.text_keys import KeyedList

BAR = 22
"""The cells of a bar."""
SIGN = 2
"""The cells before the name."""
WIDEST_BAR = 34
_LEAST_NAME, _GOOD_NAME = 18, 26
"""The cells that a bar leaves to the name, and those from which on the bar grows."""


class Columns(NamedTuple):
    """The cells of a row, from left to right."""

    name: int
    bar: int
    number: int
    total: int
    minutes: int

    @property
    def width(self) -> int:
        """All of them, the sign before the name included."""
        return SIGN + self.name + self.bar + 3 * self.number + self.total + self.minutes


def fit_columns(width: int) -> Columns:
    """The columns for which there is room in a row of so many cells."""
    minutes = 7 if width >= 75 else 0
    count = 4
    total = 6 if width >= 50 else 0
    rest = width - SIGN - 3 * count - total - minutes
    bar = BAR + 1 if rest - BAR - 1 >= _LEAST_NAME else 0
    bar += max(0, min(WIDEST_BAR - BAR, rest - bar - _GOOD_NAME)) if bar else 0
    return Columns(rest - bar, bar, count, total, minutes)


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


def title_spans(width: int) -> Spans:
    """The titles of the columns."""
    fit = fit_columns(width)
    heads = "".join(f"{letter:>{fit.number}}" for letter in "NLR")
    total = f"{'of':>{fit.total}}" if fit.total else ""
    minutes = f"{'today':>{fit.minutes}}" if fit.minutes else ""
    return [(f"{'':{SIGN}}{'Deck':<{fit.name}}{'':<{fit.bar}}{heads}{total}{minutes}", "$fc-muted")]


class DeckList(KeyedList):
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

    # What is shown

    def show(self, rows: Sequence[DeckRow], problems: Mapping[str, int], *, hides_all: bool) -> None:
        """Show these rows, with the cursor where it was."""
        self.rows, self._problems, self._hides_all = rows, problems, hides_all
        self.cursor = min(self.cursor, max(0, len(rows) - 1))
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
        spans = self._spans(self.rows[at], at, fit_columns(width))
        strip = Strip([self._segment(text, style, ground) for text, style in spans if text])
        return strip.adjust_cell_length(width, role_style(self.app, "fg", ground))

    def _segment(self, text: str, style: str, ground: str) -> Segment:
        more, _, role = style.rpartition("$fc-")
        return Segment(text, role_style(self.app, role or "fg", ground, more.strip()))

    def _spans(self, row: DeckRow, at: int, fit: Columns) -> Spans:
        is_under = at == self.cursor
        sign = "▸ " if is_under and not has_surfaces(self.app) else "  "
        broken = self._problems.get(row.name, 0)
        title = f"! {broken}  {row.title}" if broken else row.title
        loud = "bold $fc-fg" if row.name == EVERY_DECK or is_under else "$fc-fg"
        waits_for = self.title_before(row)
        shown = () if waits_for else (row.new, row.learning, row.review)
        roles = ("new", "learn", "mature")
        counts = [
            (f"{_short(number):>{fit.number}}", f"bold $fc-{role}" if number else "$fc-unseen")
            for number, role in zip(shown or (0, 0, 0), roles, strict=True)
        ]
        return [
            (sign, "bold $fc-key"),
            (cut_cells(printable_line(title), fit.name - 1) + " ", loud),
            *(self._bar(row, waits_for, fit.bar - 1) if fit.bar else ()),
            *counts,
            (f"{row.cards:>{fit.total}}" if fit.total else "", "$fc-muted"),
            (self._minutes(row, waits_for, fit.minutes), "$fc-muted"),
        ]

    def title_before(self, row: DeckRow) -> str:
        """The title of the deck that should come before a deck; empty if it can be begun."""
        titles = {other.name: other.title for other in self.rows if other.name != EVERY_DECK}
        return titles.get(row.after, row.after)

    def _bar(self, row: DeckRow, waits_for: str, width: int) -> Spans:
        if row.name == EVERY_DECK:
            stages = Stages(*map(sum, zip(*self._stages.values(), strict=True))) if self._stages else None
        else:
            stages = self._stages.get(row.name)
        if stages is None:
            return [(" " * (width + 1), "")]
        if not waits_for:
            return [*stage_bar(stages, width), (" ", "")]
        text = f"after {cut_words(printable_line(waits_for), width - len('after '))}"
        text = f" {text}" if cell_len(text) < width else text
        return [("┈" * (width - cell_len(text)), "$fc-unseen"), (text, "$fc-muted"), (" ", "")]

    def _minutes(self, row: DeckRow, waits_for: str, width: int) -> str:
        minutes = 0 if waits_for else self._pace.minutes(Counts(row.new, row.learning, row.review))
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


def _short(number: int) -> str:
    """A count in at most three cells."""
    return "·" if not number else str(number) if number < 1000 else f"{min(number // 1000, 99)}k"
