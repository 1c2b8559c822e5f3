r"""Where a formula begins and ends: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, as Pandoc and Obsidian read them.

Pure functions of a string, from which the parser's rules are made. Each scan stops at the first character
that settles it, so that all scans of a text together take linear time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ESCAPED = r"\\(?:.|\Z)"
_FORMULA = re.compile(
    rf"""
    (?<!\d) \$ (?![\s$]) (?P<dollar> (?: [^\\$] | {_ESCAPED} )++ ) (?<!\s) \$ (?!\d)
  | \$\$ (?!\$) (?P<dollars> (?: [^\\$] | {_ESCAPED} | \$(?!\$) )++ ) \$\$
  | \\\( (?P<round> (?: [^\\] | \\[^()] )++ ) \\\)
  | \\\[ (?P<square> (?: [^\\] | \\[^\[\]] )++ ) \\\]
    """,
    re.VERBOSE | re.DOTALL,
)
"""Money is no formula: a `$` opens neither before a space nor after a digit, and closes neither after a
space nor before a digit."""

_CLOSING = {
    "$$": re.compile(rf"(?:[^\\$]|{_ESCAPED}|\$(?!\$))*+(\$\$)?", re.DOTALL),
    "\\[": re.compile(r"(?:[^\\]|\\[^\[\]]|\\\Z)*+(\\[\[\]])?", re.DOTALL),
}


class Delimited(NamedTuple):
    """Positions in a text: of the whole, delimiters included, and of what they enclose."""

    start: int
    inner_start: int
    inner_end: int
    end: int


def formula_at(text: str, start: int, limit: int) -> Delimited | None:
    """The formula that opens at `start` and ends before `limit`; None for text."""
    found = _FORMULA.match(text, start, limit)
    if not found or not found[found.lastgroup or 0].strip():
        return None
    if found.lastgroup == "dollar" and text[found.end() : found.end() + 1].isdigit():
        return None
    return Delimited(start, *found.span(found.lastgroup or 0), found.end())


def closing(opening: str, line: str) -> tuple[int, str]:
    r"""The position and text of the first delimiter in `line` that ends what `$$` or `\[` opened before it.

    The text is `\[` where another formula begins first, and empty where the line holds neither.
    """
    found = _CLOSING[opening].match(line)
    return (found.start(1), found[1]) if found and found[1] else (len(line), "")
