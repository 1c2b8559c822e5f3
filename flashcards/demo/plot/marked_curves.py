"""Curves with a line at the present step, which moves without the curves being drawn anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flashcards.demo.plot.curves import draw_curves
from flashcards.demo.result import Curves, Series
from flashcards.formula.render.box import cells
from flashcards.text.styled import COLOURS, StyledLine, StyledSpan
from flashcards.value import Value

_NOW, _END = "┊", "✗"
_EMPTY = " \u2800"


class Plot(Value, frozen=True):
    """The rows of a picture, and where its canvas lies in them."""

    rows: tuple[StyledLine, ...]
    left: int
    """The first column of the canvas."""
    width: int
    """The columns of the canvas; 0 if there is nothing to draw."""

    def column(self, share: float) -> int:
        """The column of a share of the axis."""
        return self.left + round(share * max(0, self.width - 1))


def plot_lines(
    lines: Mapping[str, Series],
    ended: Mapping[str, int],
    *,
    width: int,
    height: int,
    logarithmic: bool = False,
    first: int = 0,
    x_label: str = "t",
    marks: Sequence[int] = (),
) -> Plot:
    """The lines over the steps from `first` on; those in `ended` with a cross and the step of their end.

    `marks` says which colour and dashes each line has, if not those of its place.
    """
    marks = tuple(marks) or tuple(range(len(lines)))
    named = {f"{name} {_END}{ended[name]}" if name in ended else name: line for name, line in lines.items()}
    last = first + max(map(len, lines.values()), default=1) - 1
    steps = tuple(range(first, last + 1))
    figure = Curves(tuple(named), x_label, logarithmic, marks=marks)
    rows = draw_curves(figure, named, steps, width=width, height=height)
    edge = next((row[0][0] for row in rows if "└" in row[0][0]), "")
    plot = Plot(tuple(rows), edge.find("└") + 1, edge.count("─"))
    for mark, name in zip(marks, lines, strict=True):
        if name in ended and plot.width and last > first:
            share = (min(ended[name], last) - first) / (last - first)
            first_row = put_sign(plot.rows[0], plot.column(share), _END, COLOURS[mark % len(COLOURS)])
            plot = Plot((first_row, *plot.rows[1:]), plot.left, plot.width)
    return plot


def mark_share(plot: Plot, share: float) -> list[StyledLine]:
    """The rows with a line at a share of the axis, in the cells that are empty."""
    if not plot.width:
        return list(plot.rows)
    column, end = plot.column(share), len(plot.rows) - 2
    return [
        put_sign(row, column, _NOW, "dim", only=_EMPTY) if at < end else row
        for at, row in enumerate(plot.rows)
    ]


def put_sign(row: StyledLine, column: int, sign: str, style: str, only: str = "") -> StyledLine:
    """The row with a sign in a column, if one of the signs in `only` is there or `only` is empty."""
    found: list[StyledSpan] = []
    place = 0
    for text, old in row:
        size = cells(text)
        at = column - place
        if 0 <= at < size and size == len(text) and (not only or text[at] in only):
            found += [part for part in ((text[:at], old), (sign, style), (text[at + 1 :], old)) if part[0]]
        else:
            found.append((text, old))
        place += size
    return tuple(found)
