"""What a panel of the statistics says: its rows with the cards behind them, and its drawing or table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.content import Content

from flashcards.formula.render.box import cells
from flashcards.study.statistics import Statistics

_HIGHEST = 12
"""The most rows of a chart."""


class StatRow(NamedTuple):
    """A row of a panel: its cells, and the query for the cards behind it; empty if it has none."""

    cells: tuple[str, ...]
    query: str = ""


class StatPicture(NamedTuple):
    """How a panel is to be drawn."""

    width: int
    height: int
    chosen: int | None
    """The row under the cursor, while the panel has the focus."""
    coloured: bool


def _no_row(picture: StatPicture, x: int, y: int) -> int | None:
    return None


def row_of_line(before: int = 0) -> Callable[[StatPicture, int, int], int | None]:
    """Finds the rows of a panel that draws each in a line of its own, after some others."""
    return lambda picture, x, y: y - before


class StatPanel(NamedTuple):
    """What a panel says at present."""

    title: str
    note: str | Content | Callable[[StatPicture], Content]
    """What is told beside the title; with a function, what is told of how it is drawn."""
    columns: tuple[str, ...]
    rows: tuple[StatRow, ...]
    draw: Callable[[StatPicture], Sequence[Content]]
    row_at: Callable[[StatPicture, int, int], int | None] = _no_row
    """The row that is drawn in a column and a line below the title."""


def scope_query(found: Statistics, query: str) -> str:
    """The query within the decks that the statistics are of."""
    return " ".join([*(f"deck:{name}" for name in found.decks[:1]), query])


def chart_rows(picture: StatPicture, beside: int = 1) -> int:
    """The rows of a chart, `beside` those of its axis: what there is room for, and no more than it needs."""
    return min(_HIGHEST, max(2, picture.height - beside))


def quiet_line(text: str) -> Content:
    """A line that says what a panel waits for, or names its columns."""
    return Content.styled(text, "$fc-muted")


def first_in_table(panel: StatPanel, picture: StatPicture) -> int:
    """The first row of the table that is shown; where there is not room for all, the chosen one is."""
    room = max(1, picture.height - 1)
    return max(0, min((picture.chosen or 0) - room + 1, len(panel.rows) - room))


def table_lines(panel: StatPanel, picture: StatPicture) -> list[Content]:
    """The rows as a table, those around the chosen one where there is not room for all."""
    sizes = [
        max([cells(column), *(cells(row.cells[at]) for row in panel.rows)])
        for at, column in enumerate(panel.columns)
    ]
    lines = [quiet_line("  " + _row(panel.columns, sizes))]
    room = max(1, picture.height - 1)
    first = first_in_table(panel, picture)
    for at in range(first, min(first + room, len(panel.rows))):
        lines.append(mark_line(Content("  " + _row(panel.rows[at].cells, sizes)), picture, at))
    return lines if panel.rows else [*panel.draw(picture)]


def _row(texts: Sequence[str], sizes: Sequence[int]) -> str:
    first, *rest = texts
    padded = [first + " " * (sizes[0] - cells(first))]
    padded += [" " * (size - cells(text)) + text for text, size in zip(rest, sizes[1:], strict=True)]
    return "   ".join(padded)


def mark_line(line: Content, picture: StatPicture, at: int) -> Content:
    """The line, marked if it is the chosen one."""
    if at != picture.chosen:
        return line
    cursor = Content.assemble(("▸ ", "bold $fc-key"), line[2:])
    return cursor.pad_right(max(0, picture.width - cursor.cell_length)).stylize("on $fc-sel")


def window_lines(lines: Sequence[Content], picture: StatPicture) -> Sequence[Content]:
    """The lines around the chosen one that there is room for."""
    room = max(1, picture.height - 1)
    first = max(0, min((picture.chosen or 0) - room + 1, len(lines) - room))
    return lines[first : first + room]
