"""The lines of a note around the source of a card, with those that the card was made from marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AROUND = 2
"""Lines shown above and below the source."""
MOST_LINES = 60
LONGEST = 600
"""Characters of a line that are shown."""
_MARKS = ">-*+|#0123456789.)[] \t"
"""What a note writes before the content of a line: quotes, bullets, numbers, tables, headings."""


@dataclass(frozen=True)
class NoteLine:
    """A line of a note."""

    number: int
    text: str
    is_source: bool


def source_excerpt(lines: Sequence[str], first: int, text: str, around: int = AROUND) -> tuple[NoteLine, ...]:
    """The lines of the note from `around` above line `first` to `around` below the end of `text`.

    `text` is what the card was made from, without the marks of lists, quotes and tables.
    """
    if not 1 <= first <= len(lines):
        own = text.split("\n")[:MOST_LINES]
        return tuple(NoteLine(number, _short(line), True) for number, line in enumerate(own, max(first, 1)))
    last = _last_line(lines, first, text)
    shown = range(max(1, first - around), min(len(lines), last + around) + 1)
    return tuple(
        NoteLine(number, _short(lines[number - 1]), first <= number <= last) for number in shown[:MOST_LINES]
    )


def _last_line(lines: Sequence[str], first: int, text: str) -> int:
    """The last line from `first` on whose content is part of `text`; blank lines between such lines count."""
    whole = "".join(text.split())
    last = first
    for number in range(first, min(len(lines), first + MOST_LINES) + 1):
        content = "".join(lines[number - 1].strip(_MARKS).split())
        if content and number > first and content[:LONGEST] not in whole and not _holds(content, whole):
            break
        if content:
            last = number
    return last


def _holds(line: str, whole: str) -> bool:
    """True for a line that says more than `whole`, such as one of several formulas."""
    return len(whole) >= 3 and whole in line


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
