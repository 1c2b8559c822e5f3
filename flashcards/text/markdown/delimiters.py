r"""Finds formulas in `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, with the rules of Pandoc and Obsidian.

Pure functions of a string, used by the parser's rules. Each scan stops at the first character that decides
the result, which keeps all scans of a text together linear in its length.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ESCAPED = r"\\(?:.|\Z)"
_FORMULA = re.compile(
    rf"""
    (?<!\d) \$ (?![\s$]) (?P<dollar> (?: [^\\$] | {_ESCAPED} )+ ) (?<!\s) \$ (?!\d)
  | \$\$ (?!\$) (?P<dollars> (?: [^\\$] | {_ESCAPED} | \$(?!\$) )+ ) \$\$
  | \\\( (?P<round> (?: [^\\] | \\[^()] )+ ) \\\)
  | \\\[ (?P<square> (?: [^\\] | \\[^\[\]] )+ ) \\\]
    """,
    re.VERBOSE | re.DOTALL,
)
"""Amounts of money are not formulas: an opening `$` is not preceded by a digit or followed by a space, and a
closing `$` is not preceded by a space or followed by a digit."""

PAGE_LINK = (
    r"\[\[(?P<page>[^\[\]|#\n]{0,200})(?:#\^?(?P<place>[^\[\]|\n]{0,200}))?"
    r"(?:\\?\|(?P<shown>[^\[\]\n]{1,200}))?\]\]"
)
"""A link to a note, as part of a regular expression: `[[Adam#Step|the rule]]`."""


def link_text(link: re.Match[str]) -> str:
    """What a PAGE_LINK shows: its alias, else its page, else its heading; empty if it has none of them."""
    return link["shown"] or link["page"] or link["place"] or ""


_CLOSING = {
    "$$": re.compile(rf"(?:[^\\$]|{_ESCAPED}|\$(?!\$))*(\$\$)?", re.DOTALL),
    "\\[": re.compile(r"(?:[^\\]|\\[^\[\]]|\\\Z)*(\\[\[\]])?", re.DOTALL),
}


class Delimited(NamedTuple):
    """Positions in a text: of a formula with its delimiters, and of the content between them."""

    start: int
    inner_start: int
    inner_end: int
    end: int


def formula_at(text: str, start: int, limit: int) -> Delimited | None:
    """The formula that opens at `start` and closes before `limit`; None if there is no formula."""
    found = _FORMULA.match(text, start, limit)
    if not found or not found[found.lastgroup or 0].strip():
        return None
    if found.lastgroup == "dollar" and text[found.end() : found.end() + 1].isdigit():
        return None
    return Delimited(start, *found.span(found.lastgroup or 0), found.end())


def closing(opening: str, line: str) -> tuple[int, str]:
    r"""The position and text of the first delimiter in `line` that ends a formula opened by `$$` or `\[`.

    The text is `\[` if another formula begins first, and empty if the line contains neither.
    """
    found = _CLOSING[opening].match(line)
    return (found.start(1), found[1]) if found and found[1] else (len(line), "")
