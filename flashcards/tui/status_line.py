"""The line at the top of the study screen: the place, how far the session has come, and what is left."""

from __future__ import annotations

from textual.content import Content

from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.study import Counts, Turn
from flashcards.text.styled import ellipsize
from flashcards.tui.lines_view import OneRow
from flashcards.value import Value

COLOURS = {Turn.NEW: "$fc-new", Turn.LEARNING: "$fc-learn", Turn.REVIEW: "$fc-mature"}
_LONG_BAR, _SHORT_BAR = 24, 16
_ARROW = "  ›  "
"""Between the deck and its card."""
_WIDE, _NARROW = 120, 60
"""From how many cells on the bar is long, and from how many on there is one."""


class StudyProgress(Value, frozen=True):
    """What the line says."""

    where: str
    counts: Counts
    present: Turn | None = None
    """Why the card is asked: its count is underlined."""
    done: int = 0
    """How many of the cards of this session are done with for today."""
    minutes: int = 0
    """What is left, in minutes; 0 where that is not said."""
    spent: str = ""
    """At the end, how long it took; nothing is left to count then."""


class StatusLine(OneRow):
    """Place, progress and counts."""

    DEFAULT_CSS = "StatusLine { padding: 0 2; }"

    def show(self, progress: StudyProgress) -> None:
        """Show how far the session is."""
        self.show_row(progress)

    def render(self) -> Content:
        """The line at the present width."""
        return (
            status_content(self._row, self.size.width) if isinstance(self._row, StudyProgress) else Content()
        )


def time_spent(milliseconds: int) -> str:
    """A time as in `9 min 12 s`, of hours without the seconds."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def status_content(progress: StudyProgress, width: int) -> Content:
    """The line; what there is no room for is left out, the counts last."""
    spent = Content.styled(progress.spent, "$fc-fg")
    counts = spent if progress.spent else _counts(progress.counts, progress.present)
    right = Content.assemble(*_progress(progress, width), counts)
    room = width - right.cell_length - 2
    where = _fit_where(printable_line(progress.where), room)
    place, arrow, card = where.partition(_ARROW)
    space = " " * max(width - cells(where) - right.cell_length, 1)
    return Content.assemble((place, "bold $fc-fg"), (arrow + card, "$fc-muted"), (space, ""), right)


def _progress(progress: StudyProgress, width: int) -> list[tuple[str, str]]:
    total = progress.done + sum(progress.counts)
    if width < _NARROW - 4 or not total:
        return []
    bar = _LONG_BAR if width >= _WIDE - 4 else _SHORT_BAR
    full = round(bar * progress.done / total)
    parts = [("━" * full, "$fc-accent"), ("┈" * (bar - full), "$fc-unseen")]
    said = f"  {progress.done} of {total}"
    if width >= _WIDE - 4 and progress.minutes:
        said += f"   about {progress.minutes} min"
    return [*parts, (said + " " * 4, "$fc-muted")]


def _counts(counts: Counts, present: Turn | None) -> Content:
    parts: list[tuple[str, str]] = []
    for letter, turn, number in (
        ("N", Turn.NEW, counts.new),
        ("L", Turn.LEARNING, counts.learning),
        ("R", Turn.REVIEW, counts.review),
    ):
        style = f"{COLOURS[turn]} bold underline" if turn is present else COLOURS[turn]
        parts += [("  ", ""), (f"{letter} {number}", style)] if parts else [(f"{letter} {number}", style)]
    return Content.assemble(*parts)


def _fit_where(where: str, room: int) -> str:
    """The deck and its card; without the card where there is no room for its whole name."""
    if cells(where) <= room:
        return where
    deck, arrow, card = where.partition(_ARROW)
    return ellipsize(f"{deck}{'  *' if arrow and card.endswith('  *') else ''}", room)
