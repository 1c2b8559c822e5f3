"""Shows two formulas, or two pieces of code, one above the other, with their differences marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from flashcards.text.layout import inline_maths
from flashcards.text.styled import StyledLine

_TOKEN = re.compile(
    "\\s+|[^\\W\\d_][\u0300-\u036f]*[\u2070-\u209c\u00b2\u00b3\u00b9\u1d2c-\u1d6a\u2c7c]*|\\d[\\d.]*|."
)
"""Matches a letter with its accent and scripts, a number, or a single sign."""


_CODE = re.compile(r"\s+|(?:\w+|\*\*|[-+*/=<>!]=|\S) *")
"""Matches a word, a number or an operator of code, with the spaces after it."""


def diff_formulas(yours: str, right: str) -> tuple[StyledLine, StyledLine]:
    """Two formulas (LaTeX) as styled lines; differences are `wrong` in the first, `right` in the second."""
    return diff_formula_texts(inline_maths(yours), inline_maths(right))


def diff_formula_texts(yours: str, right: str) -> tuple[StyledLine, StyledLine]:
    """As `diff_formulas`, for formulas that are written on a line already."""
    return _marked(_TOKEN.findall(yours), _TOKEN.findall(right), "math")


def diff_code(yours: str, right: str) -> tuple[StyledLine, StyledLine]:
    """As `diff_formulas`, for code; spaces make no difference."""
    return _marked(_CODE.findall(yours), _CODE.findall(right), "code")


def _marked(one: list[str], other: list[str], style: str) -> tuple[StyledLine, StyledLine]:
    mine: list[tuple[str, str]] = []
    theirs: list[tuple[str, str]] = []
    compared = SequenceMatcher(None, [each.strip() for each in one], [each.strip() for each in other], False)
    for kind, start, end, other_start, other_end in compared.get_opcodes():
        same = kind == "equal"
        mine.append(("".join(one[start:end]), style if same else "wrong"))
        theirs.append(("".join(other[other_start:other_end]), style if same else "right"))
    return tuple(span for span in mine if span[0]), tuple(span for span in theirs if span[0])
