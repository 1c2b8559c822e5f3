"""Shows two formulas one above the other, with their differences marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from flashcards.text.layout import inline_maths
from flashcards.text.styled import StyledLine

_TOKEN = re.compile(
    "\\s+|[^\\W\\d_][\u0300-\u036f]*[\u2070-\u209c\u00b2\u00b3\u00b9\u1d2c-\u1d6a\u2c7c]*|\\d[\\d.]*|."
)
"""Matches a letter with its accent and scripts, a number, or a single sign."""


def diff_formulas(yours: str, right: str) -> tuple[StyledLine, StyledLine]:
    """Two formulas (LaTeX) as styled lines; differences are `wrong` in the first, `right` in the second."""
    one, other = _TOKEN.findall(inline_maths(yours)), _TOKEN.findall(inline_maths(right))
    mine: list[tuple[str, str]] = []
    theirs: list[tuple[str, str]] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, one, other, False).get_opcodes():
        same = kind == "equal"
        mine.append(("".join(one[start:end]), "math" if same else "wrong"))
        theirs.append(("".join(other[other_start:other_end]), "math" if same else "right"))
    return tuple(span for span in mine if span[0]), tuple(span for span in theirs if span[0])
