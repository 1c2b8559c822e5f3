"""Reads repeater notes: `Q:` and `A:`, `C:` with a `[gap]`, and `left::right` lines between free text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from flashcards.errors import Problem
from flashcards.notes.syntaxes.cloze_text import HiddenText, write_cloze
from flashcards.notes.syntaxes.line_ranges import problem_at
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import blank_protected, region_kinds
from flashcards.notes.syntaxes.tagged_texts import (
    TaggedText,
    bracket_pieces,
    carries_tags,
    free_text_apart,
    tagged_texts,
)

_SCOPE = re.compile(r"\s\w+(?:::\w+)+\(|\b(?:std|boost|torch|nn|self|crate|super)::")
"""The scope of a name in C++ or Rust, which a sentence mentions."""


def _detect(source: NoteSource) -> bool:
    return carries_tags(source) and free_text_apart(source)


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    texts = tagged_texts(source, headings_end=True)
    inside = region_kinds(source)
    above: TaggedText | None = None
    for text, below in zip_longest(texts, texts[1:]):
        if not text.tag:
            yield from _two_sided(source, text, inside, problems)
        elif text.tag == "C":
            yield from _with_gap(source, text, problems)
        elif text.tag == "Q" and not _whole(text, below):
            hint = "write a line with A: and the answer below it"
            problems.append(problem_at(source, text.first, "this question has no answer", hint))
        elif text.tag == "A" and (not above or above.tag != "Q"):
            hint = "write a line with Q: and the question above it"
            problems.append(problem_at(source, text.first, "this answer has no question", hint))
        elif text.tag == "A" and above and _whole(above, text):
            yield MarkedCard(above.first + 1, text.end, above.text, text.text)
        above = text


def _two_sided(
    source: NoteSource, text: TaggedText, inside: dict[int, str], problems: list[Problem]
) -> Iterator[MarkedCard]:
    """The cards of the `left::right` lines in free text."""
    for at in range(text.first, text.end):
        line = source.lines[at]
        blank = blank_protected(line) if at not in inside and "::" in line else ""
        split = blank.find("::")
        if split < 0 or _SCOPE.search(blank):
            continue
        both = blank.startswith(":::", split)  # a habit from another syntax: no answer begins with ":"
        front, back = line[:split].strip(), line[split + 2 + both :].strip()
        if front and back:
            yield MarkedCard(at + 1, at + 1, front, back, both_ways=both)
        else:
            message = "this line has one side only"
            problems.append(problem_at(source, at, message, "write question::answer", split + 1))


def _with_gap(source: NoteSource, text: TaggedText, problems: list[Problem]) -> Iterator[MarkedCard]:
    """The card of a `C:` text: its first gap is hidden, the others keep their brackets."""
    first, *rest = bracket_pieces(text.text)
    hidden, *rest = rest or [""]
    shown = [f"[{piece.text}]" if isinstance(piece, HiddenText) else piece for piece in rest]
    if gaps := write_cloze([first, hidden, *shown]):
        yield MarkedCard(text.first + 1, text.end, gaps=gaps)
    else:
        problems.append(
            problem_at(source, text.first, "this text hides nothing", "put what it hides in [brackets]")
        )


def _whole(question: TaggedText, answer: TaggedText | None) -> bool:
    pair = answer is not None and (question.tag, answer.tag) == ("Q", "A") and not question.ruled
    return pair and bool(question.text and answer and answer.text)


SYNTAX = Syntax("repeater", _detect, _read)
