"""The columns of a list of prompts, and the text of each cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from flashcards.errors import printable_line
from flashcards.scheduling import LearningState, Memory, date_of
from flashcards.study.listing import ListedPrompt, ListingOrder
from flashcards.text.dates import MONTHS, WEEKDAYS
from flashcards.tui.deck_list import cut_cells

SIGNS = 5
"""The cells before the name: cursor, chosen, marked, leech, and a space."""
NARROW, WIDE = 56, 64
"""From so many cells on, all columns but the kind, and the kind too."""
_BETWEEN, _LEAST_NAME = " › ", 4
"""What stands between the names of a path, and the cells that a name before the last keeps at least."""
WEEK = 7
YEAR = 365


class Day(NamedTuple):
    """The moment that a list tells days from."""

    now: datetime
    """Aware and local."""
    number: int
    """The local day."""


class Column(NamedTuple):
    """A column after the name; its text stands at the right."""

    title: str
    width: int
    text: Callable[[ListedPrompt, Day], str]
    order: ListingOrder | None
    """The order that a click on the title gives the list."""


def columns_for(width: int) -> Sequence[Column]:
    """The columns for which there is room in so many cells."""
    if width < NARROW:
        return [column._replace(width=width) for column, width in ((_DUE, 10), (_RECALL, 7))]
    return _COLUMNS if width >= WIDE else _COLUMNS[1:]


def name_width(width: int) -> int:
    """The cells that are left for the name."""
    return max(1, width - SIGNS - sum(column.width for column in columns_for(width)))


def title_line(width: int, order: ListingOrder, *, ranked: bool = False) -> str:
    """The titles of the columns; a triangle marks the one that the list is in the order of.

    No column has the learning order, so it is told beside the name, and if it is `ranked` by a query's words.
    """
    name = " " * SIGNS + ("▾Card" if order is ListingOrder.NAME else "Card")
    learning = f", {'best first' if ranked else order}" if order is ListingOrder.LEARNING else ""
    if len(name) + len(learning) < SIGNS + name_width(width):
        name += learning
    titles = [
        f"{'▾' if column.order is order else ''}{column.title}".rjust(column.width)
        for column in columns_for(width)
    ]
    return set_cell_size(name, SIGNS + name_width(width)) + "".join(titles)


def order_at(width: int, x: int) -> ListingOrder | None:
    """The order that belongs to the title at the cell `x`."""
    end = SIGNS + name_width(width)
    if x < end:
        return ListingOrder.NAME
    for column in columns_for(width):
        end += column.width
        if x < end:
            return column.order
    return None


def name_text(prompt: str, width: int) -> str:
    """The name of a prompt as a path, such as `adam › second moment`, in exactly so many cells.

    Where it is too long, its part is cut last: the prompts of one card differ in that alone.
    """
    card, _, part = prompt.partition(":")
    deck, _, name = card.partition("/")
    names = [printable_line(each) for each in (deck, name.replace("-", " "), part) if each]
    for at in (1, 0) if part else ():
        size, excess = cell_len(names[at]), cell_len(_BETWEEN.join(names)) - width
        if excess > 0 and size > _LEAST_NAME:
            names[at] = cut_cells(names[at], max(size - excess, _LEAST_NAME))
    return cut_cells(_BETWEEN.join(names), width)


def row_text(listed: ListedPrompt, width: int, day: Day) -> str:
    """The cells after the name."""
    return "".join(column.text(listed, day).rjust(column.width) for column in columns_for(width))


def sign_text(memory: Memory, *, is_leech: bool) -> str:
    """Two cells: marked, leech."""
    return f"{'*' if memory.marked else ' '}{'!' if is_leech else ' '}"


def due_text(memory: Memory, day: Day) -> str:
    """When it is asked, as `today`, `Fri`, `8 Dec`, or why it is not."""
    if memory.suspended:
        return "suspended"
    if memory.buried_until > day.number:
        return "buried"
    match memory.state:
        case LearningState.NEW:
            return "new"
        case LearningState.LEARNING | LearningState.RELEARNING if memory.due > day.now:
            return _clock_text(memory.due - day.now)
        case LearningState.REVIEW if memory.due_day > day.number:
            return _date_text(memory.due_day, day.number)
    return "today"


def _clock_text(wait: timedelta) -> str:
    minutes = -(-wait // timedelta(minutes=1))
    return f"in {minutes} min" if minutes < 100 else f"in {minutes // 60} h"


def _date_text(day: int, today: int) -> str:
    date, days = date_of(day), day - today
    month = MONTHS[date.month - 1]
    if days < WEEK:
        return WEEKDAYS[date.weekday()]
    return f"{date.day} {month}" if days < YEAR else f"{month} {date.year}"


def stability_text(listed: ListedPrompt) -> str:
    """The days that it lasts, as `4.2 d`, `11 d`, `2.1 y`."""
    days = listed.memory.stability
    if listed.recall is None:
        return "·"
    if days >= YEAR:
        return f"{days / YEAR:.1f} y"
    return f"{days:.1f} d" if days < 9.95 else f"{days:.0f} d"


def recall_text(listed: ListedPrompt) -> str:
    """The probability that it is recalled, as `.71`."""
    return "·" if listed.recall is None else f"{listed.recall:.2f}".removeprefix("0")


_DUE = Column("Due", 10, lambda listed, day: due_text(listed.memory, day), ListingOrder.DUE)
_RECALL = Column("Recall", 8, lambda listed, _: recall_text(listed), ListingOrder.RECALL)
_COLUMNS = (
    Column("Kind", 8, lambda listed, _: listed.kind, None),
    _DUE,
    Column("Stable", 8, lambda listed, _: stability_text(listed), ListingOrder.STABILITY),
    _RECALL,
    Column("Lapses", 8, lambda listed, _: str(listed.memory.lapses), ListingOrder.LAPSES),
)
