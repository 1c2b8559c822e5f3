"""Writes a text with gaps in the notation of decks, whatever braces, colons and bars stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flashcards.deck import cloze

_READS_AS_NAME = re.compile(r"[A-Za-z0-9][\w-]*:\s")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True)
class HiddenText:
    """What a gap hides, and the hint that it shows instead."""

    text: str
    hint: str = ""


def write_cloze(pieces: Sequence[str | HiddenText], *, together: bool = False) -> str:
    """The text of a cloze card; empty if it has no gaps, too many, or braces that a deck cannot express.

    With `together` all gaps make one card: they have the same name.
    """
    hidden = [piece for piece in pieces if isinstance(piece, HiddenText)]
    name = "gaps" if together and len(hidden) > 1 else ""
    text = ""
    for piece in pieces:
        if isinstance(piece, HiddenText):
            text += (" " if text.endswith("{") else "") + _write_gap(piece, name)
        else:
            text += piece.replace("{{", "{ {").replace("{{", "{ {")
    found = cloze.gaps(text)
    as_meant = [_bare(gap.hidden) for gap in found] == [_bare(piece.text) for piece in hidden]
    return text if as_meant and 0 < len(found) <= cloze.MOST_GAPS else ""


def _write_gap(hidden: HiddenText, name: str) -> str:
    """A gap; a name keeps `note: x` from being read as one, and a bar without spaces is no hint."""
    name = name or ("gap" if _READS_AS_NAME.match(hidden.text.lstrip()) else "")
    text = (f"{name}: " if name else "") + _bare(hidden.text)
    return "{{" + text + (f" | {hidden.hint}" if hidden.hint else "") + "}}"


def _bare(text: str) -> str:
    return text.strip().replace(" | ", "|")


def match_braces(text: str) -> dict[int, int]:
    """The position after the brace that closes it, by the position of each brace that is closed."""
    ends: dict[int, int] = {}
    unclosed: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            unclosed.append(match.start())
        elif unclosed:
            ends[unclosed.pop()] = match.end()
    return ends
