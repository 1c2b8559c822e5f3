"""What a typed answer is read as so far: a formula drawn, what is missing in it, a number."""

from __future__ import annotations

import re
import sys

from flashcards.errors import counted, printable
from flashcards.formula import parse
from flashcards.formula.render import two_dimensional
from flashcards.formula.render.box import cells
from flashcards.formula.unreadable import Unreadable
from flashcards.text.numbers import format_number
from flashcards.tui.lines_view import Rows
from flashcards.tui.verdict_band import Row

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_PLAIN_NUMBER = re.compile(r"\s*[-−+]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})\s*")


def formula_preview(text: str, width: int) -> Rows:
    """The formula as it is read so far, and beside it, or below where there is no room, what is missing."""
    if not text.strip():
        return []
    closing = _open_brackets(text)
    for ending, missing in (("", _missing(closing)), ("□", "not finished")):
        try:
            tree = parse.parse_unfinished(text + ending).tree
        except Unreadable:
            continue
        drawn = [printable(line) for line in two_dimensional.draw_formula(tree, width).lines]
        return _with_remark(drawn, missing, width)
    return [[("…", "$fc-muted")]]


def number_preview(text: str) -> Rows:
    """What the text is read as, if it is more than digits; nothing before the reader is loaded."""
    if not text.strip() or _PLAIN_NUMBER.fullmatch(text) or "numpy" not in sys.modules:
        return []
    from flashcards.formula.typed_number import read_number

    try:
        value = read_number(text).value
    except Unreadable:
        return [[("…", "$fc-muted")]]
    return [[("reads as ", "$fc-muted"), (format_number(value), "$fc-math")]]


def _open_brackets(text: str) -> str:
    """The brackets that close those that are open in the text, the innermost first."""
    waiting: list[str] = []
    for sign in text:
        if sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
    return "".join(reversed(waiting))


def _missing(closing: str) -> str:
    if not closing:
        return ""
    return f"{counted(len(closing), 'bracket')} {'is' if len(closing) == 1 else 'are'} open"


def _with_remark(drawn: list[str], remark: str, width: int) -> Rows:
    rows: list[Row] = [[(line, "$fc-math")] for line in drawn]
    middle = len(rows) // 2
    if not remark:
        return rows
    if cells(drawn[middle]) + 3 + cells(remark) > width:
        return [*rows, [(remark, "$fc-muted")]]
    rows[middle].append(("   " + remark, "$fc-muted"))
    return rows
