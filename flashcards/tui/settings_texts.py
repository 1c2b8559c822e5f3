"""The keys of the settings screen, and its texts, which take rows as they need: what is wrong, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from textual.content import Content
from textual.widgets import Static

from flashcards.errors import Problem
from flashcards.formula.render.box import cells
from flashcards.tui.footer import KeyHint
from flashcards.tui.settings_list import box_width
from flashcards.tui.verdict_band import wrap_text

KEYS = (
    KeyHint("Ctrl+S", "save", "save"),
    KeyHint("←→", "set", "turn(1)"),
    KeyHint("Enter", "type", "type"),
    KeyHint("Tab", "deck", "turn_deck(1)"),
    KeyHint("r", "reset", "reset"),
    KeyHint("u", "undo", "undo"),
    KeyHint("?", "help", "help"),
    KeyHint("Esc", "back", "leave"),
)
TYPING_KEYS = (KeyHint("Enter", "takes it", "take"), KeyHint("Esc", "leaves it as it was", "leave"))
_INDENT = "    "
_BESIDE = 6
"""The cells of the box besides those of its texts."""


class SettingsText(Static):
    """A text above or below the list, in at least some rows."""

    def __init__(self, least: int, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._least = self.rows = least
        self._shown: tuple[str, object] = ("", ())
        self.styles.height = least

    @property
    def width(self) -> int:
        """The cells of a row."""
        return min(self.app.size.width, box_width(self.app.size.width)) - _BESIDE

    def show(self, text: Content, most: int) -> bool:
        """Show a text in at most so many rows; True if it takes more or fewer than the one before."""
        if (text.plain, text.spans) != self._shown:
            self._shown = text.plain, text.spans
            self.update(text, layout=False)
        rows = sum(max(1, len(wrap_text(line, self.width))) for line in text.plain.split("\n"))
        before, self.rows = self.rows, max(min(rows, most), self._least)
        if self.rows != before:
            self.styles.height = self.rows
        return self.rows != before


def owner_line(owner: str, file: str, width: int) -> str:
    """Whose settings these are, and their file: of a long path the end, which tells more."""
    parts = PurePath(file).parts
    ends = [file, *(str(PurePath("…", *parts[at:])) for at in range(1, len(parts)))]
    said = (f"{owner} · kept in {end}" for end in (*ends, *parts[-1:]))
    return next((each for each in said if cells(each) <= width), " · ".join((owner, *parts[-1:])))


def problem_rows(problems: Sequence[Problem], width: int, most: int) -> tuple[list[Content], bool]:
    """The first problems with their hints in rows of `width` cells, and whether that is everything."""
    rows: list[Content] = []
    for problem in problems:
        more = list(_rows_of(problem, width))
        if rows and len(rows) + len(more) > most:
            return rows, False
        rows += more
    return rows, len(rows) <= most


def _rows_of(problem: Problem, width: int) -> Iterator[Content]:
    """The message with its line and column, and below it what to write; the file is named above."""
    place = problem.place and replace(problem.place, file=PurePath(problem.place.file).name)
    message, *hints = str(Problem(problem.message, place, problem.hint)).splitlines()
    for row in wrap_text(f"✗ {message}", width):
        yield Content.styled(row, "$fc-wrong")
    for hint in hints:
        for row in wrap_text(hint.strip(), width - len(_INDENT)):
            yield Content.styled(f"{_INDENT}{row}", "$fc-fg")
