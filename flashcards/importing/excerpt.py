"""The lines of a note around the source of a card, with those that the card was made from marked."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.deck.model import FormulaAnswer
from flashcards.importing.proposals import Proposal
from flashcards.value import Value

AROUND = 2
"""Lines shown above and below the source."""
MOST_LINES = 60
LONGEST = 600
"""Characters of a line that are shown."""
_MARKS = ">-*+|#0123456789.)[] \t"
"""What a note writes before the content of a line: quotes, bullets, numbers, tables, headings."""


class NoteLine(Value, frozen=True):
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
    return _numbered(lines, first, _last_line(lines, first, text), around)


def _numbered(lines: Sequence[str], first: int, last: int, around: int) -> tuple[NoteLine, ...]:
    shown = range(max(1, first - around), min(len(lines), last + around) + 1)
    return tuple(
        NoteLine(number, _short(lines[number - 1]), first <= number <= last) for number in shown[:MOST_LINES]
    )


def proposal_excerpt(lines: Sequence[str], proposal: Proposal, around: int = AROUND) -> tuple[NoteLine, ...]:
    """The lines of the note around the source of a proposal; of a formula, its own line alone is marked."""
    place = proposal.sources[0] if proposal.sources else proposal.card.place
    answer = proposal.card.answer
    at = _line_of_formula(lines, place.line, answer.latex) if isinstance(answer, FormulaAnswer) else 0
    if not at:
        return source_excerpt(lines, place.line, proposal.text, around)
    return _numbered(lines, at, at, around)


def _line_of_formula(lines: Sequence[str], first: int, formula: str) -> int:
    """The first line from `first` on that has a formula in it; 0 if none has, or if it takes several."""
    wanted = _squeeze(formula)
    near = range(max(first, 1), min(len(lines), first + MOST_LINES) + 1)
    return next((at for at in near if wanted and wanted in _squeeze(lines[at - 1])), 0)


def _squeeze(text: str) -> str:
    return text.translate(_LAYOUT)


_LAYOUT = str.maketrans("", "", " \t&")


def _last_line(lines: Sequence[str], first: int, text: str) -> int:
    """The last line from `first` on whose content is part of `text`; blank lines between such lines count."""
    whole = "".join(text.split())
    last = first
    for number in range(first, min(len(lines), first + MOST_LINES) + 1):
        content = "".join(lines[number - 1].strip(_MARKS).split())
        if content and number > first and content[:LONGEST] not in whole:
            break
        if content:
            last = number
    return last


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
