"""The band that says how a typed answer was judged: its sign, its slip, and what to know of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flashcards.errors import printable
from flashcards.formula.render.box import cells
from flashcards.study.judgement import JUDGING, MEND, NOT_GRADED, OPEN, VERDICT_WORDS, Judgement
from flashcards.text.blocks import Paragraph, Words
from flashcards.text.layout import lay

BAR = "█"
INDENT = 3
"""The cells of a row before its text: the bar, and room."""


class VerdictLook(NamedTuple):
    """How a verdict looks; its sign and word say it where there is no colour."""

    sign: str
    word: str
    role: str

    @property
    def ground(self) -> str:
        """The background of its band."""
        return f"on $fc-band-{'hint' if self.role == 'key' else self.role}"


LOOKS = {
    "right": VerdictLook("✓", VERDICT_WORDS["right"], "right"),
    "variant": VerdictLook("≈", VERDICT_WORDS["variant"], "variant"),
    "wrong": VerdictLook("✗", VERDICT_WORDS["wrong"], "wrong"),
    "unreadable": VerdictLook("?", VERDICT_WORDS["unreadable"], "key"),
    OPEN: VerdictLook("?", VERDICT_WORDS[OPEN], "key"),
    JUDGING: VerdictLook("…", VERDICT_WORDS[JUDGING], "key"),
    "hint": VerdictLook("?", "Hint", "key"),
}

Row = list[tuple[str, str]]


def wrap_text(text: str, width: int) -> list[str]:
    """A text of words in lines of at most so many cells."""
    laid = lay((Paragraph((Words(printable(text)),)),), width) if text.strip() else ()
    return ["".join(part for part, _ in line) for line in laid]


def join_parts(parts: Iterable[list[Row]]) -> list[Row]:
    """The rows of all parts that have any, with a blank row between two."""
    rows: list[Row] = []
    for part in filter(None, parts):
        rows += [[], *part] if rows else part
    return rows


def verdict_band(
    judged: Judgement, width: int, *, before: int = 0, more: str = "", can_mend: bool = False
) -> list[Row]:
    """The band of a verdict; `before` counts earlier ones with its slip, `more` names a key that goes on.

    With `can_mend`, an answer that was not read still stands in its field.
    """
    look = LOOKS[judged.verdict]
    slip = judged.slip if judged.slip and judged.slip != "other" else ""
    head: Row = [(f"{look.sign} {look.word}", f"bold $fc-{look.role}")]
    if slip:
        head.append((f"  {slip}", f"$fc-{look.role}"))
    if slip and before and judged.verdict == "wrong":
        head.append((f"   {_ordinal(before + 1)} time", "$fc-muted"))
    message, used = judged.message, _width(head) + INDENT
    if message and "\n" not in message and not slip and used + 2 + cells(message) + 2 <= width:
        head.append((f"  {printable(message)}", "$fc-fg"))
        message = ""
    if more and _width(head) + INDENT + 3 + cells(more) <= width:
        head.append((f"   {more}", "$fc-muted"))
    lines = [head, *([(line, "$fc-fg")] for line in wrap_text(message, width - INDENT - 2))]
    if judged.verdict == "unreadable":
        said = MEND if can_mend else NOT_GRADED
        lines += [[(line, "$fc-muted")] for line in wrap_text(said, width - INDENT - 2)]
    return band_rows(lines, look, width)


def hint_band(text: Iterable[Row], width: int) -> list[Row]:
    """A hint in its band."""
    look = LOOKS["hint"]
    lines = list(text)
    head: Row = [(f"{look.sign} ", f"bold $fc-{look.role}"), *(lines[0] if lines else [])]
    return band_rows([head, *([("  ", ""), *line] for line in lines[1:])], look, width)


def band_rows(lines: Iterable[Row], look: VerdictLook, width: int) -> list[Row]:
    """The lines on the ground of the band, with its bar at the left, filled to the width."""
    rows = []
    for line in lines:
        row: Row = [(BAR, f"$fc-{look.role} {look.ground}"), (" " * (INDENT - 1), look.ground)]
        row += [(text, f"{style} {look.ground}".strip()) for text, style in line]
        room = width - _width(row)
        rows.append([*row, (" " * max(room, 0), look.ground)])
    return rows


def _width(row: Row) -> int:
    return sum(cells(text) for text, _ in row)


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
