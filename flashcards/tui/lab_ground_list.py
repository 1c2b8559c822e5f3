"""The list of what the laboratory can run: groups under their headings, drawn as lines.

Each widget of a box costs about as much as the keys owe, and a list of options is laid out and drawn several
times before it is seen; lines are made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from textual import events
from textual.message import Message

from flashcards.deck.model import Demo
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.text.fold import fold_text
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.lines import Lines, RoleLine

_MARGIN = 2
_NAMES = 20
"""The cells of a name that something is said about."""


class GroundChoice(NamedTuple):
    """A row of the list: a question with its demo, or a ground by the name that a deck gives it."""

    group: str
    title: str
    about: str
    demo: Demo | None = None
    ground: str = ""

    def matches(self, words: Sequence[str]) -> bool:
        """True if every word is in the row."""
        text = fold_text(f"{self.group} {self.title} {self.about}")
        return all(word in text for word in words)


class GroundList(Lines):
    """The choices that match, one of them under the cursor, which stays in sight."""

    @dataclass
    class Taken(Message):
        """A row was clicked."""

        choice: GroundChoice

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows: list[GroundChoice | str] = []
        """The choices, and the headings of their groups."""
        self._at = 0
        """The row under the cursor."""
        self._top = 0
        """The row that is drawn first."""

    def show(self, choices: Sequence[GroundChoice]) -> None:
        """Show these choices, with the cursor on the first."""
        self._rows = []
        for group, members in groupby(choices, lambda each: each.group):
            self._rows += [group, *members]
        self._at, self._top = min(1, len(self._rows)), 0
        self.show_lines(self._make_rows)

    @property
    def chosen(self) -> GroundChoice | None:
        """The choice under the cursor; None where nothing matches."""
        row = self._rows[self._at] if self._rows else None
        return None if isinstance(row, str) else row

    def move(self, by: int) -> None:
        """Move the cursor so many choices, from the last one to the first and back; a page stops there."""
        places = [at for at, row in enumerate(self._rows) if not isinstance(row, str)]
        if not places:
            return
        at = places.index(self._at) + by
        self._at = places[at % len(places) if abs(by) == 1 else min(max(at, 0), len(places) - 1)]
        self.show_lines(self._make_rows)

    def _make_rows(self, width: int, height: int) -> list[RoleLine]:
        if not self._rows:
            return [((" " * _MARGIN + "Nothing matches.", "$fc-muted"),)]
        heading = self._at - isinstance(self._rows[self._at - 1], str)
        self._top = max(min(self._top, heading), self._at - height + 1, 0)
        rows = self._rows[self._top : self._top + height]
        return [self._line(row, width, here=self._top + at == self._at) for at, row in enumerate(rows)]

    def _line(self, row: GroundChoice | str, width: int, *, here: bool) -> RoleLine:
        if isinstance(row, str):
            return ((" " * _MARGIN + row, "bold $fc-muted"),)
        ground = " on $fc-sel" if here else ""
        title = printable_line(row.title)
        title = pad(title, _NAMES) + " " if row.about else title
        title = ellipsize(title, width - 2 * _MARGIN)
        about = ellipsize(printable_line(row.about), max(0, width - 2 * _MARGIN - cells(title)))
        rest = " " * max(0, width - _MARGIN - cells(title) - cells(about))
        return (
            (pad("▸" if here else "", _MARGIN), f"bold $fc-key{ground}"),
            (title, f"bold{ground}" if here else ""),
            (about + rest, f"$fc-muted{ground}"),
        )

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the cursor down."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the cursor up."""
        event.stop()
        self.move(-1)

    def on_click(self, event: events.Click) -> None:
        """Take the choice under the mouse."""
        place = event.get_content_offset(self)
        at = self._top + place.y if place else -1
        row = self._rows[at] if 0 <= at < len(self._rows) else ""
        if not isinstance(row, str):
            self.post_message(self.Taken(row))
