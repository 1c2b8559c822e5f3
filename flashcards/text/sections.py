"""Splits a Markdown deck into lines, each known to be inside code or maths or not, and into sections.

A deck's headings and fields begin in the first column; `text.markdown.spans` locates code and maths.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from flashcards.errors import Place, Problem
from flashcards.text.markdown.spans import MarkdownSpan, markdown_spans
from flashcards.value import Value

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
FIELD = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)::(?:[ \t]+(.*))?")
"""A line that sets a field, in Dataview syntax; code and maths never begin on one."""

_OPENS_MATHS = re.compile(r"(?<![\\$])\$\$(?!\$)")


class SectionLine(Value, frozen=True):
    """A numbered line; Markdown marks on a line `inside` a fence or displayed maths do not count."""

    number: int
    text: str
    inside: bool = False

    @property
    def blank(self) -> bool:
        """True if the line has no visible characters."""
        return not self.text.strip()


def section_lines(written: list[str], first: int, file: str) -> tuple[list[SectionLine], list[Problem]]:
    """The lines of a deck, numbered from `first`, and a problem for each unclosed fence or formula.

    Delimiters in the value of a field, such as in JSON, open and close nothing.
    """
    text = "\n".join("x" * len(line) if FIELD.fullmatch(line) else line for line in written)
    starts = [0, *(at.end() for at in re.finditer("\n", text))]
    inside: set[int] = set()
    problems: list[Problem] = []
    for span in markdown_spans(text):
        line = bisect_right(starts, span.start)
        for mark, at in _never_closed(span, text):
            place = Place(file, first + bisect_right(starts, at) - 1)
            what = "maths" if mark == "$$" else "code"
            message = f"{what} opened here with {mark} is never closed"
            problems.append(Problem(message, place, f"write {mark} after it"))
        if span.display:
            inside.update(range(line, bisect_left(starts, span.end)))
    return [SectionLine(first + at, line, at in inside) for at, line in enumerate(written)], problems


def _never_closed(span: MarkdownSpan, text: str) -> Iterator[tuple[str, int]]:
    """The unclosed opening delimiters of fences and displayed maths in a span, with their positions."""
    if span.kind == "prose":
        yield from (("$$", span.start + at.start()) for at in _OPENS_MATHS.finditer(span.inside))
    elif (fence := _FENCE.match(text, span.start)) and span.display and span.inner_end == span.end:
        yield fence[1], span.start


def sections(lines: list[SectionLine]) -> list[tuple[SectionLine, list[SectionLine]]]:
    """Each `##` heading with the lines up to the next heading of the same or a higher level."""
    found: list[tuple[SectionLine, list[SectionLine]]] = []
    open_section = False
    for line in lines:
        if not line.inside and line.text.startswith("## "):
            found.append((line, []))
            open_section = True
        elif not line.inside and line.text.startswith("# "):
            open_section = False
        elif open_section:
            found[-1][1].append(line)
    return found


def fence_of(lines: list[SectionLine]) -> tuple[str, list[SectionLine]] | None:
    """The info word and content of the fence that `lines` consist of; None if they are anything else."""
    mark = _FENCE.fullmatch(lines[0].text) if len(lines) >= 2 and not lines[0].inside else None
    if not mark or not all(line.inside for line in lines[1:]):
        return None
    return mark[2].strip(), lines[1:-1]
