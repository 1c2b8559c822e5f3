"""What every syntax asks about a line: is it protected, what of it can hold marks, which tags end it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from flashcards.errors import Place, Problem
from flashcards.notes.syntaxes.marked_card import NoteSource
from flashcards.text import math_spans

_LINKS = re.compile(
    r"!?\[\[[^\[\]\n]{1,300}\]\]|!?\[[^\[\]\n]{0,300}\]\((?=[^()\s]*[./#])[^()\n]{1,500}\)|https?://\S{1,1000}"
    r"|!\[[^\[\]\n]{0,300}\]\([^()\n]{1,500}\)|<%[^%\n]{1,300}%>"
)
_LONGEST = 5_000
"""Characters; a longer line is data, in which no mark counts."""
_TAGS = re.compile(r"(?:[ \t]+#[^\W\d][\w/-]{0,100}){1,20}[ \t]*$")
_RULE = re.compile(r"(?:-{3,}|\*{3,})[ \t]*$")


def protected_lines(source: NoteSource) -> dict[int, str]:
    """The kind of region that each protected line is in, by its index."""
    return {at: region.kind for region in source.regions for at in range(region.first, region.last + 1)}


def blank_protected(line: str) -> str:
    """The line with code, formulas, comments and links replaced by letters, so that positions stay."""
    if len(line) > _LONGEST:
        return "x" * len(line)
    return _LINKS.sub(lambda found: "x" * len(found[0]), math_spans.blank(line))


def split_trailing_tags(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the tags at its end, and these without `#`."""
    found = _TAGS.search(blank_protected(text))
    if not found:
        return text, ()
    return text[: found.start()], tuple(tag.lstrip("#") for tag in text[found.start() :].split())


def between_rules(source: NoteSource, rule: re.Pattern[str] = _RULE) -> list[tuple[int, int]]:
    """The stretches of lines that horizontal rules part, as `(first, after the last)`, without blank ones."""
    inside = protected_lines(source)
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


def joined(lines: Sequence[str], first: int, end: int) -> str:
    """The lines from `first` to before `end` as one text, without blank lines around it."""
    first, end = trim_blank(lines, first, end)
    return "\n".join(lines[first:end]).rstrip()


def fault(source: NoteSource, at: int, message: str, hint: str, column: int = 1) -> Problem:
    """A problem at the line of index `at`."""
    return Problem(message, Place(source.file, at + 1, column), hint)
