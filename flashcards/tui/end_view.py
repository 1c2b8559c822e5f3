"""The end of a session: what was done, what was missed, the slips, and what the next days hold."""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from textual.renderables.digits import DIGITS, DIGITS3X3_BOLD

from flashcards.errors import counted, printable_line
from flashcards.formula.render.box import cells
from flashcards.scheduling import card_of, date_of
from flashcards.study import Session
from flashcards.study.events import card_path
from flashcards.study.outcome import SessionOutcome, due_ahead, local_day, session_outcome
from flashcards.study.summary import closing_remarks, closing_summary
from flashcards.text.dates import weekday_words
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.lines_view import LinesView, Rows
from flashcards.tui.slip_words import SLIP_WORDS, slip_name
from flashcards.tui.verdict_band import Row, join_parts, wrap_text

_BAR, _LISTED = 34, 8
_COLUMN, _SLIP, _GLOSS = 31, 21, 18
"""The cells of the missed cards beside the slips at least, of a slip's name, and of its words."""
_BLOCKS = "▁▂▃▄▅▆▇█"
_REVIEW_SECONDS = 10


class EndOfSession(NamedTuple):
    """What the view shows."""

    outcome: SessionOutcome
    summary: str
    """The one sentence that says it all, for a session without answers."""
    remarks: str
    ahead: tuple[int, ...]
    today: int
    """The number of the local day."""
    at: int | None = None
    """Which of the missed cards is under the cursor."""
    notice: str = ""
    """What has happened since, such as a new day."""


class EndView(LinesView):
    """What a session came to."""

    DEFAULT_CSS = "EndView { display: none; padding: 0 1; max-width: 100; }"

    @property
    def outcome(self) -> SessionOutcome | None:
        """The outcome that is shown; None before the end."""
        return self._shows.outcome if isinstance(self._shows, EndOfSession) and self.display else None

    @property
    def text(self) -> str:
        """What is shown, as text."""
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self.rows(76))

    def show_end(self, session: Session, now: datetime, notice: str = "") -> None:
        """Show the end of `session`."""
        outcome, ahead = session_outcome(session), due_ahead(session, now)
        summary, remarks = closing_summary(session, now), closing_remarks(session, now)
        self.show_anew(EndOfSession(outcome, summary, remarks, ahead, local_day(session, now), notice=notice))

    @property
    def picked(self) -> str:
        """The missed prompt under the cursor; empty without one."""
        end = self._shows
        return end.outcome.missed[end.at] if isinstance(end, EndOfSession) and end.at is not None else ""

    def move(self, by: int) -> bool:
        """Move the cursor over the missed cards, before the first to none; False if none are listed."""
        end = self._shows
        if not isinstance(end, EndOfSession) or not end.outcome.missed:
            return False
        last = min(len(end.outcome.missed), _LISTED) - 1
        at = min((-1 if end.at is None else end.at) + by, last)
        self.show_anew(end._replace(at=at if at >= 0 else None))
        return True

    def rows(self, width: int) -> Rows:
        """The parts that there is something to say of."""
        end = self._shows
        if not isinstance(end, EndOfSession):
            return []
        notice: list[Row] = [[(line, "bold $fc-fg")] for line in wrap_text(end.notice, width)]
        if not end.outcome.prompts:
            said: list[Row] = [[(line, "$fc-fg")] for line in wrap_text(end.summary, width)]
            return join_parts([notice, said, _ahead_rows(end)])
        remarks: list[Row] = [[(line, "$fc-muted")] for line in wrap_text(end.remarks, width)]
        low = bool(self.screen.has_class("-low")) if self.is_attached else False
        head, ahead = _head(end.outcome, width, low=low), _ahead_rows(end)
        lists = _lists(end.outcome, width, end.at)
        if low:  # without room for all, the list is what can be cut: m asks its cards again
            return join_parts([notice, [*head, *ahead[:1]], lists, ahead[1:], remarks])
        return join_parts([notice, head, lists, ahead, remarks])


def _head(outcome: SessionOutcome, width: int, *, low: bool) -> list[Row]:
    """How many cards, and how they fared, as a bar and in words."""
    at_once = f"{len(outcome.at_once)} right at once"
    said: list[Row] = [
        [
            ("card    " if outcome.prompts == 1 else "cards   ", "$fc-muted"),
            *_bar(outcome),
            ("   ", ""),
            (at_once, "$fc-fg"),
        ],
        [(_second_line(outcome), "$fc-fg")],
        [(f"{outcome.matured} became known for 21 days or more" if outcome.matured else "", "$fc-fg")],
    ]
    if low or width < _BAR + 40:
        words = f"{counted(outcome.prompts, 'card')}, {at_once}"
        return [[(words, "bold $fc-fg")], *([row] for (row,) in said[1:] if row[0])]
    big = _digits(str(outcome.prompts))
    indents = ["", " " * 8, " " * 8]
    return [
        [("  ", ""), (line, "bold $fc-accent"), ("   ", ""), (indent, ""), *row]
        for line, indent, row in zip(big, indents, said, strict=True)
    ]


def _second_line(outcome: SessionOutcome) -> str:
    parts = (
        (len(outcome.second_look), f"{len(outcome.second_look)} after a second look"),
        (len(outcome.not_yet), f"{len(outcome.not_yet)} not yet"),
        (outcome.learning, f"{outcome.learning} still learning"),
    )
    none = "None graded Again." if outcome.slips else "None missed."  # a wrong answer may be graded Good
    return " · ".join(text for count, text in parts if count) or none


def _bar(outcome: SessionOutcome) -> Row:
    """A bar of those recalled at once, at a second look, and not yet."""
    counts = (len(outcome.at_once), len(outcome.second_look), len(outcome.not_yet))
    looks = (("━", "$fc-mature"), ("─", "$fc-young"), ("╍", "$fc-learn"))
    total, row, used = sum(counts), [], 0
    for count, (glyph, style) in zip(counts, looks, strict=True):
        room = max(1, round(_BAR * count / total)) if count else 0
        room = min(room, _BAR - used)
        used += room
        row.append((glyph * room, style))
    return row


def _digits(number: str) -> list[str]:
    """A number three rows high."""
    places = [DIGITS.index(digit) * 3 for digit in number]
    return ["".join(DIGITS3X3_BOLD[place + row].ljust(3) for place in places) for row in range(3)]


def _lists(outcome: SessionOutcome, width: int, at: int | None = None) -> list[Row]:
    """The missed cards and the slips, beside each other where there is room."""
    names = _listed([card_path(card_of(name)) for name in outcome.missed])
    is_narrow = width < (66 if names else 40)
    is_beside = bool(names and outcome.slips) and not is_narrow
    column = _missed_column(names, width) if is_beside else width
    missed = [_missed_row(name, column - 4, place == at) for place, name in enumerate(names)]
    room = width - (column if is_beside else 0)
    slips = [_slip_row(slip, times, room) for slip, times in outcome.slips[:_LISTED]]
    left: list[Row] = [[("Missed", "bold $fc-muted")], *missed] if missed else []
    right: list[Row] = [[("Slips", "bold $fc-muted")], *slips] if slips else []
    if not is_beside:
        return join_parts([left, right])
    empty: Row = []
    return [
        [*one, (" " * (column - sum(cells(text) for text, _ in one)), ""), *other]
        for one, other in zip_longest(left, right, fillvalue=empty)
    ]


def _missed_column(names: list[str], width: int) -> int:
    """The cells of the missed cards beside the slips: what the longest needs, if the slips leave as many."""
    longest = max(map(cells, names)) + 4
    return max(_COLUMN, min(longest, width - _SLIP - _GLOSS - 4))


def _missed_row(name: str, room: int, is_picked: bool) -> Row:
    """A missed card, under the cursor with its sign."""
    style = "bold $fc-fg on $fc-sel" if is_picked else "$fc-fg"
    return [("▸ " if is_picked else "  ", "$fc-key"), (ellipsize(name, room), style)]


def _slip_row(slip: str, times: int, room: int) -> Row:
    """A slip, where there is room what it writes for what, and how often it was made."""
    column = min(room - _SLIP - 4, _GLOSS)
    words = SLIP_WORDS.get(slip, "") if column > 0 else ""
    shown = words if cells(words) <= column else ""
    gloss = f"{shown}{' ' * (column - cells(shown))}"
    name = pad(ellipsize(printable_line(slip_name(slip)), _SLIP - 1), _SLIP)
    return [(name, "$fc-wrong"), (gloss, "$fc-muted"), (f"{times:>3}×", "$fc-muted")]


def _listed(names: list[str]) -> list[str]:
    shown = [printable_line(name) for name in names[:_LISTED]]
    return [*shown, f"and {len(names) - _LISTED} more"] if len(names) > _LISTED else shown


def _ahead_rows(end: EndOfSession) -> list[Row]:
    """What tomorrow and the week hold."""
    if not any(end.ahead):
        return []
    tomorrow, most = end.ahead[0], max(end.ahead)
    minutes = max(1, round(tomorrow * _REVIEW_SECONDS / 60))
    about = f", about {counted(minutes, 'minute')}" if tomorrow else ""
    said = counted(tomorrow, "card") if tomorrow else "nothing yet"
    bars = "".join(_BLOCKS[round((len(_BLOCKS) - 1) * count / most)] if count else "·" for count in end.ahead)
    day = weekday_words(date_of(end.today + 1 + end.ahead.index(most)))
    return [
        [("Tomorrow   ", "bold $fc-muted"), (f"{said}{about}", "$fc-fg")],
        [
            ("This week  ", "bold $fc-muted"),
            (bars, "$fc-young"),
            (f"   {day}: {most}, the most", "$fc-muted"),
        ],
    ]
