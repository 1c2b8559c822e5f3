"""Reads mdanki notes: `## ` begins a card, whose first line is its front and whose rest is its back.

A line `%` parts a longer front from the back; `[#tag]()` on a line of its own is a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.errors import Problem
from flashcards.notes import patterns
from flashcards.notes.context import generic
from flashcards.notes.syntaxes.line_ranges import join_lines, problem_at, trim_blank
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import region_kinds

_CARD = re.compile(r"##[ \t]+(?P<title>\S.*)$")
_DECK = re.compile(r"#[ \t]+(?P<title>\S.*)$")
_TAG_LINE = re.compile(r"[ \t]*(?:\[#[^\[\]\s]{1,100}\]\([^()\s]{0,300}\)[ \t]*){1,50}$")
_TAG = re.compile(r"\[#([^\[\]\s]{1,100})\]")
_SPLIT = re.compile(r"%[ \t]*$")
_MARKUP = re.compile(
    r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|[>|#]|(?:-{3,}|\*{3,}|_{3,})[ \t]*$|\$\$|\\\[|!\[|<|\t| {4})"
)
"""The beginnings of lines in an article: lists, quotes, tables, headings, rules, formulas, images."""
_OTHER_MARKS = re.compile(r"::|==|%%|\{\{|#card|#flashcard|^\?{1,2}$", re.MULTILINE)
_STATED = re.compile(
    r"(?:\*\*|__)[^*_\n]{1,80}(?::(?:\*\*|__)|(?:\*\*|__)[ \t]{0,3}:)|\$[^$\n]{1,300}\$[.,;]?\Z"
)
"""A definition, or nothing but a formula: what an article states below a heading."""
_LONGEST = 160
"""Characters of an answer that is not marked as such: one or two sentences."""


def _detect(source: NoteSource) -> bool:
    cards = _sections(source)
    if not cards or _has_introduction(source, cards[0][0]):
        return False
    if _has_marks(source, cards):
        return True
    alone = len(cards) == 1 and any(map(_DECK.match, source.lines[source.start : cards[0][0]]))
    return not alone and all(_is_short(source, first, end) for first, end in cards)


def _sections(source: NoteSource) -> list[tuple[int, int]]:
    """The lines from each `## ` to the next one, as `(first, after the last)`."""
    inside, lines = region_kinds(source), source.lines
    starts: list[int] = []
    ends: list[int] = []
    for at in range(source.start, len(lines)):
        card = at not in inside and _CARD.match(lines[at])
        if len(starts) > len(ends) and (card or (at not in inside and _DECK.match(lines[at]))):
            ends.append(at)
        if card:
            starts.append(at)
    return [
        (first, trim_blank(lines, first, end)[1])
        for first, end in zip(starts, [*ends, len(lines)], strict=False)
    ]


def _has_introduction(source: NoteSource, first: int) -> bool:
    """True if anything but one title stands above the first card."""
    above = [line for line in source.lines[source.start : first] if line.strip()]
    return len(above) > 1 or not all(map(_DECK.match, above))


def _has_marks(source: NoteSource, cards: list[tuple[int, int]]) -> bool:
    """True if a card has a line of tags, or a line `%` between a front and a back."""
    inside = region_kinds(source)
    marks = (at for first, end in cards for at in range(first + 1, end) if at not in inside)
    return any(_TAG_LINE.match(source.lines[at]) or _SPLIT.match(source.lines[at]) for at in marks)


def _is_short(source: NoteSource, first: int, end: int) -> bool:
    """True for a heading that names something, above nothing or a short paragraph of plain text.

    A note that has only such sections, and no introduction, is a list of questions, not an article; one
    section below a title is an article too.
    """
    inside, lines = region_kinds(source), source.lines[first + 1 : end]
    body = join_lines(lines, 0, len(lines))
    title = source.lines[first][2:].strip()
    plain = not any(map(_MARKUP.match, lines)) and not any(at in inside for at in range(first, end))
    whole = plain and "\n\n" not in body and len(body) <= _LONGEST
    names = not generic(title) and not patterns.POINTS.fullmatch(title)
    stated = _STATED.match(body) and not title.endswith("?")
    return whole and names and not stated and not _OTHER_MARKS.search(f"{title}\n{body}")


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    cards = _sections(source)
    title = next(
        (match["title"] for line in source.lines[source.start :] if (match := _DECK.match(line))), ""
    )
    for first, end in cards:
        front, back, tags = _card(source, first, end)
        if front and back:
            yield MarkedCard(first + 1, end, front, back, tags=tags, decks=(title.strip(),) if title else ())
        else:
            message = f"nothing stands {'below' if front else 'in'} this heading"
            problems.append(problem_at(source, first, message, "write the answer on the lines below it"))


def _card(source: NoteSource, first: int, end: int) -> tuple[str, str, tuple[str, ...]]:
    """The front, back and tags of a section."""
    inside, lines = region_kinds(source), source.lines
    tag_lines = {at for at in range(first + 1, end) if at not in inside and _TAG_LINE.match(lines[at])}
    tags = tuple(tag for at in sorted(tag_lines) for tag in _TAG.findall(lines[at]))
    kept = ["" if at in tag_lines else lines[at].rstrip() for at in range(first, end)]
    kept[0] = kept[0][2:].strip()
    split = next((at for at in range(first, end) if at not in inside and _SPLIT.match(lines[at])), first)
    front = join_lines(kept, 0, max(split - first, 1))
    return front, join_lines(kept, max(split - first, 0) + 1, len(kept)), tags


SYNTAX = Syntax("mdanki", _detect, _read)
