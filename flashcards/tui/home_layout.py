"""The measures of the home screen, and what it says of decks that could not be read completely."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from flashcards.errors import counted, printable, printable_line
from flashcards.tui.services import Services

NARROW, LOW = 60, 20
"""In fewer columns or rows than these, the head is one row."""
WIDE, BROAD, THREE_COLUMNS, TALL, HUGE = 120, 160, 190, 32, 50
"""From so many columns on there are panes beside the decks, and from so many rows on one below them."""


def left_width(width: int) -> int:
    """The cells of the decks in a terminal with panes beside them, in one column or in two."""
    if width < BROAD:
        return 70
    return min(94, 80 + (width - BROAD) // 2) if width < THREE_COLUMNS else 88 + max(0, width - 200) // 3


def fitting_form(forms: Sequence[str], width: int) -> str:
    """The first of the forms that fits into so many cells, else the last; empty if there are none."""
    return next(
        (form for form in forms if cell_len(printable_line(form)) <= width), forms[-1] if forms else ""
    )


def left_out_text(services: Services, narrow: bool) -> Content:
    """How many decks and files have problems, the key that lists them, and the first problem."""
    broken, unread = services.left_out()
    parts = [
        *([f"{counted(len(broken), 'deck')} partly unreadable"] if broken else []),
        *([f"{counted(unread, 'file')} not read"] if unread else []),
    ]
    problems = counted(len(services.problems()), "problem")
    what = f"{problems} in decks: p" if narrow else f"{', '.join(parts) or 'decks'}: {problems}, p lists all"
    return Content(printable(f"! {what}\n{str(services.problems()[0]).splitlines()[0]}"))
