"""Gaps in single braces, `{hidden}`, `{2:hidden}`, `{2|hidden}`, `{c2:hidden}`, `{{c2::hidden}}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.notes.syntaxes.cloze_patterns import HIGHLIGHT, MarkedGap, cut_gaps, find_gaps, hide_gap
from flashcards.notes.syntaxes.cloze_text import write_cloze
from flashcards.notes.syntaxes.note_lines import blank_protected
from flashcards.value import Value

_CURLY = re.compile(
    r"(?<![{\\$\w])(?:\{\{c(?P<anki>\d{1,3})::(?P<long>[^{}\n]{1,500})\}\}"
    r"|\{(?:c?(?P<number>\d{1,3})(?:::?|\|))?(?P<short>[^{}\n]{1,500})\})(?!\})"
)


class Numbering(Value, frozen=True):
    """What the gaps without a number hide together with."""

    together: str = ""
    """The number that they share; empty if each is a card by itself."""
    highlights: str = ""
    """The number of highlighted gaps; empty if each is a card by itself."""


def find_curly(text: str) -> list[MarkedGap]:
    """The gaps in braces outside code, formulas and links."""
    shown = blank_protected(text)
    if "{" not in shown:
        return []
    return [
        MarkedGap(
            match.start(),
            match.end(),
            text[slice(*match.span("long" if match["anki"] else "short"))],
            (match["anki"] or match["number"] or ""),
            "",
        )
        for match in _CURLY.finditer(shown)
    ]


_NUMBERING = Numbering()


def gap_text(text: str, numbering: Numbering = _NUMBERING) -> str:
    """The text with its gaps in the notation of decks; empty if it has none or a deck cannot express them."""
    curly = find_curly(text)
    taken = {at for gap in curly for at in range(gap.start, gap.end)}
    marked = [gap for gap in find_gaps(text, (HIGHLIGHT,)) if taken.isdisjoint(range(gap.start, gap.end))]
    found = sorted([*curly, *marked], key=lambda gap: gap.start)
    names = _names(found, set(curly), numbering)
    hidden = [(gap, hide_gap(gap, name)) for gap, name in zip(found, names, strict=True)]
    return write_cloze(cut_gaps(text, hidden))


def _names(found: list[MarkedGap], curly: set[MarkedGap], numbering: Numbering) -> Iterator[str]:
    """A name for each gap: its number, else the lowest number that no other gap has."""
    taken = {gap.order for gap in found if gap.order}
    free = (str(number) for number in range(1, 1000) if str(number) not in taken)
    for gap in found:
        shared = numbering.together if gap in curly else numbering.highlights
        yield gap.order or shared or next(free)
