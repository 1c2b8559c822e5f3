"""Ranges of the lines of a note, the tags that end a line, and problems at a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from flashcards.errors import Place, Problem
from flashcards.notes.syntaxes.marked_card import NoteSource
from flashcards.notes.syntaxes.note_lines import blank_protected, region_kinds

_TAGS = re.compile(r"(?:[ \t]+#[^\W\d][\w/-]{0,100}){1,20}[ \t]*$")
_RULE = re.compile(r"(?:-{3,}|\*{3,})[ \t]*$")


def split_trailing_tags(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the tags at its end, and these without `#`."""
    found = _TAGS.search(blank_protected(text))
    if not found:
        return text, ()
    return text[: found.start()], tuple(tag.lstrip("#") for tag in text[found.start() :].split())


def between_rules(source: NoteSource, rule: re.Pattern[str] = _RULE) -> list[tuple[int, int]]:
    """The stretches of lines that horizontal rules part, as `(first, after the last)`, without blank ones."""
    inside = region_kinds(source)
    lines = source.lines
    rules = [at for at in range(source.start, len(lines)) if at not in inside and rule.match(lines[at])]
    bounds = pairwise([source.start - 1, *rules, len(lines)])
    stretches = [trim_blank(lines, before + 1, after) for before, after in bounds]
    return [(first, end) for first, end in stretches if first < end]


def trim_blank(lines: Sequence[str], first: int, end: int) -> tuple[int, int]:
    """`first` and `end` moved inwards past blank lines; equal if there is nothing else."""
    while first < end and not lines[end - 1].strip():
        end -= 1
    while first < end and not lines[first].strip():
        first += 1
    return first, end


def join_lines(lines: Sequence[str], first: int, end: int) -> str:
    """The lines from `first` to before `end` as one text, without blank lines around it."""
    first, end = trim_blank(lines, first, end)
    return "\n".join(lines[first:end]).rstrip()


def problem_at(source: NoteSource, at: int, message: str, hint: str, column: int = 1) -> Problem:
    """A problem at the line of index `at`."""
    return Problem(message, Place(source.file, at + 1, column), hint)
