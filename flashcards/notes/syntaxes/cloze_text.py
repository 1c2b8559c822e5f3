"""Writes a text with gaps in the notation of decks, whatever braces, colons and bars stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flashcards.deck import cloze
from flashcards.text import math_spans
from flashcards.value import Value

_READS_AS_NAME = re.compile(r"[A-Za-z0-9][\w-]*:\s")
_BRACE = re.compile(r"[{}]")
_TWO_OPENING = re.compile(r"\{(?=\{)")


class HiddenText(Value, frozen=True):
    """What a gap hides, the hint that it shows instead, and its name; gaps of one name hide together."""

    text: str
    hint: str = ""
    name: str = ""


def write_cloze(pieces: Sequence[str | HiddenText], *, together: bool = False) -> str:
    """The text of a cloze card; empty if it has no gaps, too many, or braces that a deck cannot express.

    With `together` all gaps make one card: they have the same name.
    """
    hidden = [piece for piece in pieces if isinstance(piece, HiddenText)]
    shared = "gaps" if together and len(hidden) > 1 else ""
    text, number = "", 0
    for piece in pieces:
        if isinstance(piece, HiddenText):
            number += 1
            text += (" " if text.endswith("{") else "") + _write_gap(piece, shared or piece.name, number)
        else:
            text += _part_braces(piece)
    found = cloze.gaps(text)
    as_meant = [gap.hidden for gap in found] == [_without_bar(piece.text) for piece in hidden]
    return text if as_meant and 0 < len(found) <= cloze.MOST_GAPS else ""


def _part_braces(text: str) -> str:
    r"""`text` in which nothing looks like a gap: `\sqrt{{v}}` becomes `\sqrt{ {v}}`, the same formula."""
    return _TWO_OPENING.sub("{ ", text)


def _write_gap(hidden: HiddenText, name: str, number: int) -> str:
    """A gap; a name keeps `note: x` from being read as one, and a bar in the text begins no hint."""
    text = _without_bar(hidden.text)
    name = name or (f"gap-{number}" if _READS_AS_NAME.match(text) else "")
    return "{{" + (f"{name}: " if name else "") + text + (f" | {hidden.hint}" if hidden.hint else "") + "}}"


def _without_bar(text: str) -> str:
    """`text` without ` | `, which would begin a hint: in a formula the spaces go, else one does not break."""
    if " | " not in text:
        return text.strip()
    formula = math_spans.replace(
        text, lambda span, source: source.replace(" | ", "|") if span.kind == "maths" else source
    )
    return formula.strip().replace(" | ", " |\u00a0")


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
