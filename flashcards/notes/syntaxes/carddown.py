"""Reads carddown notes: `front : back 🧠` or `front : back #flashcard` in a line.

A question `… #flashcard` stands above an answer of several lines, which `---` or `***` ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.errors import Problem
from flashcards.notes.fenced_regions import PREFIX
from flashcards.notes.syntaxes.line_ranges import join_lines, problem_at
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import blank_protected, region_kinds

_BRAIN = "\N{BRAIN}"
_MARK = re.compile(
    rf"[ \t]*(?:{_BRAIN}|(?<!\S)#flashcard(?![\w/-]))"
    r"(?P<tags>(?:[ \t]+#[^\W\d][\w/-]{0,100}){0,20})[ \t]*$"
)
_END = re.compile(r"(?:-{3,}|\*{3,})[ \t]*$")
_HEADING = re.compile(r"#{1,6} \S")
_MOST_LINES = 100
"""Lines of an answer that a rule ends; a rule further below belongs to something else."""


def _detect(source: NoteSource) -> bool:
    return any(True for _ in _read(source, []))


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    inside, lines = region_kinds(source), source.lines
    at = source.start
    while at < len(lines):
        card = None if at in inside or not _marked(lines[at]) else _card(source, at, inside, problems)
        if card:
            yield card
        at = card.last if card else at + 1


def _marked(line: str) -> re.Match[str] | None:
    if _BRAIN not in line and "#flashcard" not in line:
        return None
    return _MARK.search(blank_protected(line))


def _card(source: NoteSource, at: int, inside: dict[int, str], problems: list[Problem]) -> MarkedCard | None:
    """The card whose mark ends line `at`; None if the line says something else."""
    line = source.lines[at]
    mark = _marked(line)
    if not mark:
        return None
    text = PREFIX.sub("", line[: mark.start()], count=1).strip()
    tags = tuple(tag.lstrip("#") for tag in mark["tags"].split())
    split = blank_protected(text).find(" : ")
    if split > 0:
        return MarkedCard(at + 1, at + 1, text[:split].strip(), text[split + 3 :].strip(), tags=tags)
    if not text or _BRAIN in line[mark.start() :]:
        return None
    end = _end(source, at + 1, inside)
    back = join_lines(source.lines, at + 1, end)
    if not back:
        problems.append(
            problem_at(source, at, "this question has no answer", "write it below, up to a line ---")
        )
        return None
    ruled = end < len(source.lines) and bool(_END.match(source.lines[end]))
    return MarkedCard(at + 1, end + ruled, re.sub(r"^#{1,6} ", "", text), back, tags=tags)


def _end(source: NoteSource, start: int, inside: dict[int, str]) -> int:
    """The index of the rule that ends an answer, or else of the blank line below its first paragraph."""
    lines, blank = source.lines, 0
    for at in range(start, min(len(lines), start + _MOST_LINES)):
        if at in inside:
            continue
        if _END.match(lines[at]):
            return at
        if _HEADING.match(lines[at]) or _marked(lines[at]):
            return blank or at
        blank = blank or (at if not lines[at].strip() else 0)
    return blank or min(len(lines), start + _MOST_LINES)


SYNTAX = Syntax("carddown", _detect, _read)
