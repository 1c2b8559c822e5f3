"""Reads the Decks plugin: a heading and the text below it, rows of tables, highlights and task lists.

Nothing in such a note is a mark, so it is known by the tag `decks`, by a table `Front | Back`, or by its
shape: nothing but questions as headings, each with a short text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from flashcards.errors import Problem
from flashcards.notes.syntaxes import cloze_patterns, note_lines
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.text import math_spans
from flashcards.text.markdown.spans import MarkdownSpan
from flashcards.value import Value

_HEADER = re.compile(
    r"\|?[ \t]*(?:front|question)[ \t]*\|[ \t]*(?:back|answer)[ \t]*(?:\|.*)?$", re.IGNORECASE
)
_RULER = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*$")
_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_TASK = re.compile(r"(?m)^[ \t]*[-*+][ \t]+\[(?P<mark>[ xX])\][ \t]+(?P<text>\S.*)$")
_COMMENT = re.compile(r"%%(?P<text>(?:(?!%%).){1,2000})%%", re.DOTALL)
_LONGEST = 600
"""The most characters below a question in a note that is known by its shape."""
_SHORT = 160
"""The most below the only question of a note: a longer text is an article with a question for its title."""


@dataclass
class _Section:
    """A heading, by the index of its line, and the indices of the text lines below it."""

    at: int
    level: int
    title: str
    tags: tuple[str, ...]
    body: list[int] = field(default_factory=list)


class _Table(Value, frozen=True):
    """A table: the index of its header, those of its rows, and its number of columns."""

    header: int
    rows: tuple[int, ...]
    named: bool
    """True if its header is `Front | Back`."""


def _detect(source: NoteSource) -> bool:
    return _is_tagged(source) or any(table.named for table in _tables(source)) or _has_shape(source)


def _is_tagged(source: NoteSource) -> bool:
    body = (
        tag
        for _, line in note_lines.free_lines(source)
        if "#decks" in line
        for tag in note_lines.find_tags(line)
    )
    return any(tag == "decks" or tag.startswith("decks/") for tag in (*note_lines.front_tags(source), *body))


def _has_shape(source: NoteSource) -> bool:
    """True if all text of the note is short and stands below a question, or is a text with gaps.

    A table under another header than `Front | Back` is no mark: its rows would be questions of a word.
    """
    loose, sections = _sections(source)
    asked = [section for section in sections if section.body]
    texts = ["\n".join(source.lines[at] for at in section.body) for section in asked]
    return (
        not loose
        and all(table.named for table in _tables(source))
        and (len(asked) > 1 or any(map(_suffices, texts)))
        and len({section.level for section in asked}) == 1
        and all(len(text) <= _LONGEST for text in texts)
        and all(
            section.title.endswith("?") or cloze_patterns.find_gaps(text, (cloze_patterns.HIGHLIGHT,))
            for section, text in zip(asked, texts, strict=True)
        )
    )


def _suffices(text: str) -> bool:
    """True if one question with this text below it is enough to know the note by."""
    return len(text) <= _SHORT or "==" in text or bool(_TASK.search(text))


def _sections(source: NoteSource) -> tuple[list[int], list[_Section]]:
    """The lines of text above the first heading, and the headings with their text."""
    free = dict(note_lines.free_lines(source))
    loose: list[int] = []
    sections: list[_Section] = []
    above: list[tuple[int, tuple[str, ...]]] = []
    for at in range(source.start, len(source.lines)):
        line = source.lines[at]
        level = note_lines.heading_level(line) if at in free else 0
        if level:
            tags = tuple(note_lines.find_tags(line))
            above = [*(each for each in above if each[0] < level), (level, tags)]
            shared = tuple(tag for _, own in above for tag in own)
            title = (
                note_lines.TAG.sub("", note_lines.strip_marks(line)) if tags else note_lines.strip_marks(line)
            )
            sections.append(_Section(at, level, title.strip(), shared))
        elif line.strip() and not re.fullmatch(r"(?:#[\w/-]+[ \t]*)+", line.strip()):
            (sections[-1].body if sections else loose).append(at)
    return loose, sections


def _tables(source: NoteSource) -> Iterator[_Table]:
    free = dict(note_lines.free_lines(source))
    end = 0
    for at, line in free.items():
        if at < end or "|" not in line or not _RULER.match(free.get(at + 1, "")):
            continue
        end = at + 2
        while "|" in free.get(end, ""):
            end += 1
        if len(_cells(line)) in {2, 3}:
            yield _Table(at, tuple(range(at + 2, end)), bool(_HEADER.match(line.strip())))


def _cells(line: str) -> list[str]:
    """The cells of a row; a bar in a formula or in code parts none."""
    shown = note_lines.blank_protected(line.strip())
    bars = [
        -1,
        *(at for at, sign in enumerate(shown) if sign == "|" and shown[at - 1 : at] != "\\"),
        len(shown),
    ]
    cells = [line.strip()[left + 1 : right].strip() for left, right in pairwise(bars)]
    return cells[shown.startswith("|") : len(cells) - (shown.endswith("|") and len(cells) > 1)]


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    del problems
    tables = list(_tables(source))
    known = any(table.named for table in tables)
    everything = _is_tagged(source) or _has_shape(source) or not known
    read = [table for table in tables if everything or table.named]
    rows = {at for table in read for at in (table.header, table.header + 1, *table.rows)}
    _, sections = _sections(source)
    for section in sections if everything else []:
        yield from _section_cards(source, section, rows)
    for table in read:
        tags = next((each.tags for each in reversed(sections) if each.at < table.header), ())
        for at in table.rows:
            front, back, *why = [*_cells(source.lines[at]), "", ""][:3]
            if front and back:
                yield MarkedCard(at + 1, at + 1, front, back, tags=tags, why=why[0])


def _section_cards(source: NoteSource, section: _Section, rows: set[int]) -> Iterator[MarkedCard]:
    """The card of a heading and the text below it, up to a table."""
    body = section.body
    until = next((place for place, at in enumerate(body) if at in rows), len(body))
    if not body[:until] or not section.title:
        return
    last = body[until - 1]
    text, why = _split_remark("\n".join(source.lines[section.at + 1 : last + 1]))
    card = MarkedCard(section.at + 1, last + 1, section.title, text, tags=section.tags, why=why)
    if choice := _as_choice(card):
        yield choice
        return
    gaps = [each.text for each in cloze_patterns.gap_texts(text, (cloze_patterns.HIGHLIGHT,))]
    yield replace(card, back="", gaps=gaps[0]) if gaps else card


def _split_remark(text: str) -> tuple[str, str]:
    """The text without its comments and what stands below a closing rule, which are the remark."""
    remarks: list[str] = []
    lines = text.strip("\n").split("\n")
    rule = next((at for at in range(len(lines) - 1, 0, -1) if _RULE.match(lines[at])), 0)
    if rule and not _in_fence(lines, rule):
        remarks.append("\n".join(lines[rule + 1 :]).strip())
        lines = lines[:rule]

    def shown(span: MarkdownSpan, piece: str) -> str:
        found = _COMMENT.fullmatch(piece) if span.kind == "comment" else None
        if span.kind == "comment":
            remarks.insert(0, found["text"].strip() if found else "")
        return "" if span.kind == "comment" else piece

    kept = math_spans.show_links(math_spans.replace("\n".join(lines), shown)).strip()
    return kept, "\n\n".join(each for each in remarks if each)


def _in_fence(lines: list[str], at: int) -> bool:
    return sum(line.lstrip().startswith(("```", "~~~")) for line in lines[:at]) % 2 == 1


def _as_choice(card: MarkedCard) -> MarkedCard | None:
    """The card as a choice, if its text ends in a task list with right and wrong options."""
    lines = [line for line in card.back.split("\n") if line.strip()]
    first = next((at for at, line in enumerate(lines) if _TASK.match(line)), len(lines))
    options = [_TASK.match(line) for line in lines[first:]]
    right = [each["text"].strip() for each in options if each and each["mark"] != " "]
    wrong = [each["text"].strip() for each in options if each and each["mark"] == " "]
    if not all(options) or not right or not wrong:
        return None
    front = "\n\n".join([card.front, *filter(None, ["\n".join(lines[:first])])])
    if len(right) == 1:
        return replace(card, front=front, back=right[0], wrong=tuple(wrong))
    offered = "\n".join(f"- {each['text'].strip()}" for each in options if each)
    return replace(card, front=f"{front}\n\n{offered}", back="\n".join(f"- {each}" for each in right))


SYNTAX = Syntax("decks-plugin", _detect, _read)
