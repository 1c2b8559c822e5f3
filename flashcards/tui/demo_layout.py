"""The layout of the demo pane around its picture: the settings row, the sentences, and their heights."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

from textual.content import Content
from textual.style import Style

from flashcards.demo.plot import picture
from flashcards.demo.result import Result, Working
from flashcards.text.styled import STYLES

TIGHT = 24
"""Up to so many rows of the screen no empty row parts what the pane shows."""
_LOWEST, _HIGHEST = 6, 24
"""Rows of a picture in a pane that shares the screen."""
_ASKED_COLUMNS = 48
"""At most so many columns for axes without a curve."""


def knobs(settings: Mapping[str, float], chosen: str, width: int) -> Content:
    """The row of settings; each carries its name for the mouse."""
    names = iter(settings)
    lines = []
    for row in picture.settings_lines(settings, chosen=chosen, width=width):
        parts = [
            Content.styled(text, STYLES[style].theme).stylize(Style.from_meta({"setting": next(names)}))
            if text.strip()
            else Content(text)
            for text, style in row
        ]
        lines.append(Content.assemble(*parts))
    return Content("\n").join(lines)


def blank_axes(width: int) -> Content:
    """The axes of a run that is to be predicted, without numbers, which could tell it."""
    inside = min(width - 2, _ASKED_COLUMNS)
    rows = ["│" + (f"{'?':^{inside}}" if row == _LOWEST // 2 else "") for row in range(_LOWEST)]
    return Content.styled("\n".join([*rows, "└" + "─" * inside]), "$fc-muted")


def sentences(result: Result, verdict: str) -> str:
    """The verdict on a prediction, an error, or the takeaway."""
    return "\n".join(filter(None, (verdict, result.diverged, *result.notes, result.about)))


def count_rows(text: str, width: int) -> int:
    """The number of rows that a text takes at a width in cells."""
    return sum(len(wrap(line, width)) for line in text.splitlines())


def shared_height(screen: int, below: int) -> int:
    """Rows for a picture with so many rows below it; with those and the border it fills half the screen."""
    return min(_HIGHEST, max(_LOWEST, screen // 2 - 2 - below))


def own_height(pane: int, below: int) -> int:
    """Rows for a picture in a pane of fixed height: what the other rows leave."""
    return max(_LOWEST, pane - below)


def start_step(result: Result, by: int) -> int:
    """Where stepping starts: at the step shown in detail, otherwise just outside the end it comes from."""
    if isinstance(result.figure, Working):
        return result.figure.t
    return result.t[0] - 1 if by > 0 else result.t[-1] + 1
