"""Draws text of which terminals differ in the width so that what stands after it stays in its column.

Textual counts the cells of a text once. A terminal may count others: of a family of emoji one to eight, of a
vowel sign in an Indic script none or one, of a sign with a variation selector one or two. What follows such a
text on its line, the border of a panel for one, would move. So the cells that were counted are cleared, and
after the text the cursor is put where they end.
"""

from __future__ import annotations

import re
from functools import cached_property

from rich.cells import cell_len
from rich.console import Console
from textual._compositor import CompositorUpdate

_UNSURE = (
    "\u0900-\u10ff\u1100-\u1cff\u20d0-\u20ff\u2d30-\u2dff\ua4d0-\uabff\ud7b0-\ud7ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f\U00010000-\U0001d3ff\U0001d800-\U0001ffff\U000e0100-\U000e01ef"
)
"""Scripts with spacing vowel signs or letters that join, marks around a sign, variation selectors, emoji."""
_LEADS = (
    *(b"\xe0", b"\xe1", b"\xe2\x80\x8d", b"\xe2\x83", b"\xe2\xb4", b"\xe2\xb5", b"\xe2\xb6", b"\xe2\xb7"),
    *(b"\xea", b"\xed\x9e", b"\xed\x9f", b"\xef\xb8", b"\xf0", b"\xf3"),
)
"""How they begin in UTF-8. Each screen is searched, and for these a hundred times as fast as by a pattern."""


class _Patterns:
    """Compiled when a text of unsure width is drawn first: large sets of characters take two milliseconds."""

    @cached_property
    def sign(self) -> re.Pattern[str]:
        return re.compile(f"[{_UNSURE}\u200d]")

    @cached_property
    def run(self) -> re.Pattern[str]:
        """A text of unsure width, with the character before it, to which its first sign may belong."""
        return re.compile(rf"[^\x1b\n]?(?:[{_UNSURE}]|\u200d[^\x1b\n]?){{1,500}}")

    @cached_property
    def piece(self) -> re.Pattern[str]:
        """A move of the cursor, another command, or text."""
        return re.compile(
            r"\x1b\[(?P<at>[\d;]{0,12})H|\x1b\[[0-?]{0,80}[ -/]{0,4}[@-~]"
            r"|\x1b\][^\x07\x1b]{0,5000}(?:\x07|\x1b\\)|[^\x1b]+|\x1b"
        )


_PATTERNS = _Patterns()


class AnchoredUpdate(CompositorUpdate):
    """What another update draws, each column where it was counted."""

    def __init__(self, update: CompositorUpdate) -> None:
        self._update = update

    def render_segments(self, console: Console) -> str:
        """The update as it is written to the terminal."""
        return anchor_columns(self._update.render_segments(console))


def anchor_columns(drawn: str) -> str:
    """What is drawn, with the cursor put in its column after each text of unsure width."""
    written = drawn.encode("utf-8", "surrogatepass")
    if not any(lead in written for lead in _LEADS) or not _PATTERNS.sign.search(drawn):
        return drawn
    pieces, column = [], 0
    for found in _PATTERNS.piece.finditer(drawn):
        piece = found[0]
        if found["at"] is not None:
            column = int(found["at"].partition(";")[2] or 1) - 1
        elif not piece.startswith("\x1b"):
            piece, column = _anchor(piece, column)
        pieces.append(piece)
    return "".join(pieces)


def _anchor(text: str, column: int) -> tuple[str, int]:
    """A text that begins in a column with its runs anchored, and the column after it."""
    parts, last = [], 0
    for run in _PATTERNS.run.finditer(text):
        column += cell_len(text[last : run.start()])
        width = cell_len(run[0])
        parts += [text[last : run.start()], " " * width, _go_to(column), run[0], _go_to(column + width)]
        column, last = column + width, run.end()
    return "".join([*parts, text[last:]]), column + cell_len(text[last:])


def _go_to(column: int) -> str:
    return f"\x1b[{column + 1}G"
