"""The texts of the settings screen, which take rows as they need, and what is wrong with the whole file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from textual.content import Content
from textual.widgets import Static

from flashcards.errors import Problem, counted
from flashcards.tui.settings_list import box_width
from flashcards.tui.verdict_band import wrap_text

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


def problem_rows(problems: Sequence[Problem], width: int, most: int) -> list[Content]:
    """The problems with their hints, whole, in rows of `width` cells; how many more there are than fit."""
    rows: list[Content] = []
    for at, problem in enumerate(problems):
        more = list(_rows_of(problem, width))
        is_last = at == len(problems) - 1
        if at and len(rows) + len(more) + (not is_last) > most:
            left = f"{counted(len(problems) - at, 'more problem')}: see  flashcards config"
            return [*rows, Content.styled(left, "$fc-wrong")]
        rows += more
    return rows


def _rows_of(problem: Problem, width: int) -> Iterator[Content]:
    """The message with its line and column, and below it what to write; the file is named above."""
    place = problem.place and replace(problem.place, file=PurePath(problem.place.file).name)
    message, *hints = str(Problem(problem.message, place, problem.hint)).splitlines()
    for row in wrap_text(f"✗ {message}", width):
        yield Content.styled(row, "$fc-wrong")
    for hint in hints:
        for row in wrap_text(hint.strip(), width - len(_INDENT)):
            yield Content.styled(f"{_INDENT}{row}", "$fc-fg")
