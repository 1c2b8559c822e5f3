"""Reads ankdown notes: a line `%` parts front, back and tags of a card, `---` parts the cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from flashcards.errors import Problem
from flashcards.notes.syntaxes.line_ranges import between_rules, join_lines, problem_at
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import region_kinds

_SPLIT = re.compile(r"[ \t]{0,3}%[ \t]*$")
_RULE = re.compile(r"-{3,}[ \t]*$")
_OTHERS = re.compile(r"%\S|% \S|\\(?:begin|end|documentclass|usepackage|section|newcommand)\b|##[ \t]+\S")
"""Beginnings of lines in LaTeX, where a lone `%` is an empty comment, and of cards of mdanki."""
_LONGEST_FRONT = 12
"""Lines."""


def _detect(source: NoteSource) -> bool:
    inside = region_kinds(source)
    open_lines = [line for at, line in enumerate(source.lines) if at >= source.start and at not in inside]
    if not any(map(_SPLIT.match, open_lines)) or any(map(_OTHERS.match, open_lines)):
        return False
    cards = between_rules(source, _RULE)
    fronts = [_splits(source, first, end, inside) for first, end in cards]
    short = [
        found[0] - first <= _LONGEST_FRONT for (first, _), found in zip(cards, fronts, strict=True) if found
    ]
    return bool(short) and all(short) and 2 * len(short) >= len(cards)


def _splits(source: NoteSource, first: int, end: int, inside: dict[int, str]) -> list[int]:
    """The indices of the lines `%` of a card."""
    return [at for at in range(first, end) if at not in inside and _SPLIT.match(source.lines[at])]


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    inside = region_kinds(source)
    folder = PurePosixPath(source.name.replace("\\", "/")).parent.name
    for first, end in between_rules(source, _RULE):
        bounds = pairwise([first - 1, *_splits(source, first, end, inside), end])
        front, back, tags, *_ = [
            *(join_lines(source.lines, at + 1, after) for at, after in bounds),
            "",
            "",
            "",
        ]
        if front and back:
            names = tuple(tag.strip().lstrip("#") for tag in tags.split(",") if tag.strip())
            yield MarkedCard(first + 1, end, front, back, tags=names, decks=(folder,) if folder else ())
        else:
            message = f"this card has no {'back' if front else 'front'}"
            problems.append(problem_at(source, first, message, "write front, a line %, and back"))


SYNTAX = Syntax("ankdown", _detect, _read)
