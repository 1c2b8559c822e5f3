"""Questions about the lines of a note that several flashcard syntaxes ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.notes import front_matter
from flashcards.notes.fenced_regions import PREFIX
from flashcards.notes.syntaxes.marked_card import NoteSource
from flashcards.text import math_spans

TAG = re.compile(r"(?<![\w#&/])#([A-Za-z\u00c0-\uffff][\w/-]*)")
LISTED = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_LINKS = re.compile(r"\[\[[^\]\n]{1,300}\]\]|\]\([^)\n]{1,500}\)|https?://\S+|<%[^%\n]{1,300}%>")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_HEADING = re.compile(r"^#{1,6}[ \t]+")
SCOPE = re.compile(
    r"\b(?:std|boost|absl|torch|tf|tensorflow|cv|Eigen|at|c10|thrust|cuda|nn|optim|crate|self|super)::"
)
"""Names of C++ and Rust that have two colons in prose."""


def region_kinds(source: NoteSource) -> dict[int, str]:
    """The kind of region that each line stands in, by the line's index; other lines are absent."""
    return {at: each.kind for each in source.regions for at in range(each.first, each.last + 1)}


def free_lines(source: NoteSource) -> Iterator[tuple[int, str]]:
    """The lines of the text, with their indices, that stand in no region and in no indented code."""
    kinds = region_kinds(source)
    for at in range(source.start, len(source.lines)):
        if at not in kinds and not is_indented_code(source.lines, at):
            yield at, source.lines[at]


def is_indented_code(lines: Sequence[str], at: int) -> bool:
    """True if the line is indented code, not the continuation of a list item."""
    if not lines[at].startswith(("    ", "\t")) or LISTED.match(lines[at]):
        return False
    above = next((line for line in reversed(lines[max(0, at - 50) : at]) if line.strip()), "")
    return not LISTED.match(above) and not above.startswith((" ", "\t"))


def blank_protected(text: str) -> str:
    """`text` with every character of code, formulas, comments and links replaced by a letter."""
    return _LINKS.sub(lambda match: "x" * len(match[0]), math_spans.blank(text))


def unquoted(line: str) -> str:
    """The line without the marks of a quote or callout."""
    return _QUOTE.sub("", line, count=1)


def strip_marks(line: str) -> str:
    """The text of a line without quote marks, list marker and heading marks."""
    return _HEADING.sub("", PREFIX.sub("", line, count=1), count=1).strip()


def find_tags(text: str) -> list[str]:
    """The tags in a text, without `#`; code, formulas and links hold none."""
    return [tag.rstrip("/") for tag in TAG.findall(blank_protected(text))]


def front_tags(source: NoteSource) -> list[str]:
    """The tags of the front matter, without `#`."""
    values = [source.fields.get(name) for name in ("tags", "tag")]
    found = [tag for value in values for tag in front_matter.strings(value)]
    words = [word for tag in found for word in tag.split()]
    return [word.lstrip("#").strip("/") for word in words if word.lstrip("#")]


def heading_level(line: str) -> int:
    """The level of a heading, from 1 to 6; 0 if the line is none."""
    found = _HEADING.match(line)
    return len(found[0].rstrip()) if found else 0


class OpenHeadings:
    """The headings above a line, kept up to date as lines pass."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def above(self, level: int = 7) -> list[str]:
        """The open headings of a lower level than `level`, outermost first."""
        return [title for own, title in self._open if own < level]

    def add(self, level: int, title: str) -> None:
        """Opens a heading, which closes those of its level and below."""
        self._open = [*(each for each in self._open if each[0] < level), (level, title)]
