"""The lines of a Markdown deck: which stand in a fence or in displayed maths, and which make a card.

A small table of state × line, not a Markdown parser: a deck's structure stands at the left edge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flashcards.errors import Place, Problem

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_LONG = 10_000
"""Lines with more characters are not looked into for code spans, which takes time."""
FIELD = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)::(?:[ \t]+(.*))?")
"""A line that gives a field its value, as Dataview does; no code or maths begins on it."""

_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line by its number; what is `inside` a fence or displayed maths has no marks of its own."""

    number: int
    text: str
    inside: bool = False

    @property
    def blank(self) -> bool:
        """True for a line without a visible character."""
        return not self.text.strip()


def marked(written: list[str], first: int, file: str) -> tuple[list[Line], list[Problem]]:
    """The lines of a deck from number `first` on, and problems for fences and maths that are never closed."""
    lines, problems = [], []
    fence, maths, opened = "", False, first
    for number, line in enumerate(written, first):
        if maths and line.startswith("## "):
            problems.append(
                Problem(
                    "maths is opened here with $$ and never closed", Place(file, opened), "write $$ after it"
                )
            )
            maths = False
        lines.append(Line(number, line, bool(fence) or maths))
        if fence:
            mark = _FENCE.fullmatch(line)
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
        elif not maths and (mark := _FENCE.fullmatch(line)) and "`" not in mark[2]:
            fence, opened = mark[1], number
        elif (maths or not FIELD.fullmatch(line)) and _opens_or_closes_maths(line):
            maths, opened = not maths, opened if maths else number
    if fence or maths:
        what = f"code is opened here with {fence}" if fence else "maths is opened here with $$"
        problems.append(
            Problem(f"{what} and never closed", Place(file, opened), f"write {fence or '$$'} after it")
        )
    return lines, problems


def _opens_or_closes_maths(line: str) -> bool:
    """True where an odd number of `$$` stands in the line outside of its code spans."""
    return "$$" in line and (line if len(line) > _LONG else _CODE_SPAN.sub("", line)).count("$$") % 2 == 1


def sections(lines: list[Line]) -> list[tuple[Line, list[Line]]]:
    """Each `##` heading with the lines up to the next heading of its level or above."""
    found: list[tuple[Line, list[Line]]] = []
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


def fence_of(lines: list[Line]) -> tuple[str, list[Line]] | None:
    """The info word and the inner lines, where `lines` are one fence from first to last."""
    mark = _FENCE.fullmatch(lines[0].text) if len(lines) >= 2 and not lines[0].inside else None
    if not mark or not all(line.inside for line in lines[1:]):
        return None
    return mark[2].strip(), lines[1:-1]
