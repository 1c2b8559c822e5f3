"""Anki's own reading of a field, as far as gaps go: an outsider for the tests of what is written."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_TOKEN = re.compile(r"\{\{c(\d+)::|\}\}")
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)


class FieldGap(NamedTuple):
    """A gap as Anki sees it: the text up to the first `::` in it, and the hint after that."""

    number: int
    hidden: str
    hint: str


def field_gaps(html: str) -> list[FieldGap]:
    """The gaps of a field, those inside others too."""
    found: list[FieldGap] = []
    opened: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(html):
        if token[1]:
            opened.append((int(token[1]), token.end()))
        elif opened:
            number, start = opened.pop()
            hidden, _, hint = html[start : token.start()].partition("::")
            found.append(FieldGap(number, hidden, hint))
    return found


def shown_with(html: str, hidden: int | None) -> str:
    """The field with the gaps of one number hidden, or all shown."""
    parts: list[str] = [""]
    opened: list[int] = []
    at = 0
    for token in _TOKEN.finditer(html):
        parts[-1] += html[at : token.start()]
        at = token.end()
        if token[1]:
            opened.append(int(token[1]))
            parts.append("")
        elif opened:
            text, _, hint = parts.pop().partition("::")
            parts[-1] += f"[{hint or '...'}]" if opened.pop() == hidden else text
        else:
            parts[-1] += token[0]
    return "".join(parts) + html[at:]


def torn_formulas(html: str) -> list[str]:
    """The formulas whose braces do not pair, and the delimiters that have no partner."""
    text = _CODE.sub("", html)
    found = ["".join(pair) for pair in _FORMULA.findall(text)]
    lone = len(re.findall(r"(?<!\\)\\[(\[]", text)) - len(found)
    torn = [body for body in found if _depth(body)]
    return [*torn, *["a delimiter without its partner"] * abs(lone)]


def _depth(body: str) -> int:
    bare = re.sub(r"\\[{}\\]", "", unescape(body))
    return bare.count("{") - bare.count("}")
