"""Reads obsidian-spaced-repetition: `front::back`, `front:::back`, a line `?` or `??`, `==gaps==`.

Marks count only outside code, formulas, links and comments. The card's text is taken verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flashcards.errors import Problem
from flashcards.notes.syntaxes import cloze_patterns, note_lines, schedule_comments
from flashcards.notes.syntaxes.cloze_patterns import ANKI
from flashcards.notes.syntaxes.deck_tags import ONLY_TAGS, OWN_TAGS, DeckTags
from flashcards.notes.syntaxes.line_ranges import problem_at
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.plugin_marks import PluginMarks, read_marks
from flashcards.value import Value

_FIELD = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])[ ]\s*)?[\w-]+::[ ]\S|[\[(][\w -]+::[ ]")
"""A Dataview field, `key:: value`, which looks like a card but is not one."""
_FOOTNOTE = re.compile(r"\s*\[\^[^\]\n]{1,50}\]:")
_ID_LINE = re.compile(r"\^([A-Za-z0-9-]+)")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^([A-Za-z0-9-]+)[ \t]*$")
_CALLOUT_TAIL = re.compile(r"\[!sr\|card-metadata\]")
_TAKEN_IN = frozenset({"fence", "formula"})
"""Regions that a card may contain."""


def _detect(source: NoteSource) -> bool:
    """True if the note has the tag and uses marks, even if none makes a card; the tag alone says nothing."""
    marks = read_marks(source.settings)
    if not (marks.folders or DeckTags(source, marks).tagged):
        return False
    signs = [sign for sign in (marks.one_line, *(pattern[:2] for pattern in marks.patterns)) if sign]
    kinds = note_lines.region_kinds(source)
    written = (
        line
        for at, line in enumerate(source.lines)
        if at >= source.start and kinds.get(at) in {None, "formula"}
    )
    uses = any(sign in line for line in written for sign in signs if not _FIELD.match(line))
    return (uses and not marks.folders) or any(_read(source, []))


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    """The cards of a note that has the tag, or of any note if folders are decks."""
    marks = read_marks(source.settings)
    decks = DeckTags(source, marks)
    if not (decks.tagged or marks.folders):
        return
    for span in _find_spans(source, marks):
        problems += _damaged_entries(source, span)
        yield from _cards(source, span, marks, decks)


def _damaged_entries(source: NoteSource, span: _Span) -> Iterator[Problem]:
    """A problem for each entry of a card's schedule that cannot be read."""
    for at in range(span.first, span.last + 1):
        for entry in schedule_comments.split_entries(source.lines[at]):
            if schedule_comments.is_damaged_entry(entry):
                message = f"the schedule '{entry[:80]}' cannot be read; its card starts as a new one"
                yield problem_at(
                    source, at, message, "write  !YYYY-MM-DD,DAYS,EASE  as in  !2024-05-01,12,250"
                )


class _Span(Value, frozen=True):
    """The lines of a card, by index: `mark` is the line with its separator, -1 for a text with gaps."""

    first: int
    last: int
    mark: int


def _find_spans(source: NoteSource, marks: PluginMarks) -> Iterator[_Span]:
    """The cards' lines, run by run: a run is a paragraph with the fences and formulas in it."""
    lines, kinds = source.lines, note_lines.region_kinds(source)
    at = source.start
    while at < len(lines):
        end = at
        while end < len(lines) and (not _is_gap(lines[end]) or kinds.get(end) in _TAKEN_IN):
            end += 1
        if end > at and not note_lines.is_indented_code(lines, at):
            for span in _run(source, at, end, kinds, marks):
                yield span
                end = max(end, span.last + 1)
        at = max(end, at + 1)


def _is_gap(line: str) -> bool:
    return not note_lines.unquoted(line).strip()


def _run(
    source: NoteSource, first: int, end: int, kinds: dict[int, str], marks: PluginMarks
) -> Iterator[_Span]:
    """The cards in a run of lines without blank lines."""
    lines = source.lines
    at = front = first
    gaps = False
    while at < end:
        line = lines[at]
        bare = note_lines.unquoted(line).strip()
        if kinds.get(at) in _TAKEN_IN:
            at += 1
        elif at in kinds or ONLY_TAGS.match(bare) or bare.startswith("|"):
            last = _tail_end(lines, at - 1, end, False) if gaps else at
            if gaps:
                yield _Span(front, last, -1)
            at = front = max(at, last) + 1
            gaps = False
        elif bare and bare in {marks.lines, marks.lines_both} and front < at:
            yield _Span(front, _answer_end(lines, at, end, kinds, marks), at)
            return
        elif _separator(line, marks):
            last = _tail_end(lines, at, end, line.rstrip().endswith(("::", marks.one_line or "::")))
            yield _Span(at, last, at)
            at = front = last + 1
            gaps = False
        else:
            heading = at > front and note_lines.heading_level(lines[at - 1])
            front = at if (heading or bare.startswith("[!")) and not gaps else front
            gaps = gaps or bool(cloze_patterns.find_gaps(line, marks.patterns))
            at += 1
    if gaps:
        yield _Span(front, end - 1, -1)


def _answer_end(lines: Sequence[str], at: int, end: int, kinds: Mapping[int, str], marks: PluginMarks) -> int:
    """The last line of the answer below the mark at `at`."""
    if not marks.ends:
        return end - 1
    for line in range(at + 1, len(lines)):
        if line not in kinds and note_lines.unquoted(lines[line]).strip() == marks.ends:
            return _tail_end(lines, line, len(lines), False)
    return end - 1


def _tail_end(lines: Sequence[str], at: int, end: int, open_answer: bool) -> int:
    """The last line of a one-line card, with a list below an empty answer, its schedule and its block id."""
    last = at
    while open_answer and last + 1 < end and note_lines.LISTED.match(note_lines.unquoted(lines[last + 1])):
        last += 1
    while last + 1 < end and _is_tail(lines[last + 1]):
        last += 1
    return last


def _is_tail(line: str) -> bool:
    """True for a line that belongs to a card but is not shown: its schedule or its block id."""
    bare = note_lines.unquoted(line).strip()
    return bool(
        schedule_comments.COMMENT.fullmatch(bare) or _ID_LINE.fullmatch(bare) or _CALLOUT_TAIL.match(bare)
    )


def _separator(line: str, marks: PluginMarks) -> tuple[int, int] | None:
    """The start and end of the separator in a one-line card; None if the line is not a card."""
    signs = sorted(filter(None, (marks.one_line, marks.one_line_both)), key=len, reverse=True)
    shown = note_lines.blank_protected(line)
    match = re.search("|".join(map(re.escape, signs)), shown) if signs else None
    if not match:
        return None
    if _FOOTNOTE.match(shown):
        return None
    if "::" in match[0] and (_FIELD.match(shown) or note_lines.SCOPE.search(shown)):
        return None
    if any(gap.start < match.start() < gap.end for gap in cloze_patterns.find_gaps(line, marks.patterns)):
        return None
    return match.span()


def _cards(source: NoteSource, span: _Span, marks: PluginMarks, decks: DeckTags) -> Iterator[MarkedCard]:
    """The cards of a span: one, or several if its gaps have roles."""
    lines = [note_lines.unquoted(line) for line in source.lines[span.first : span.last + 1]]
    mark = span.mark - span.first
    raw = "\n".join(lines)
    own = [
        (at, schedule_comments.COMMENT.sub("", line).rstrip())
        for at, line in enumerate(lines)
        if not _is_tail(line)
    ]
    block_id = next((found[1] for line in reversed(lines) if (found := _BLOCK_ID.search(line))), "")
    card = MarkedCard(
        span.first + 1,
        span.last + 1,
        block_id=block_id,
        decks=decks.of(span.first, lines[0]),
        schedule=schedule_comments.split_entries(raw),
    )
    if span.mark < 0:
        yield from _with_gaps(card, "\n".join(line for _, line in own), marks)
        return
    head, rest = [line for at, line in own if at < mark], [line for at, line in own if at > mark]
    sign = lines[mark].strip()
    both = sign == marks.lines_both
    split = None if head else _separator(lines[mark], marks)
    if split:
        line = dict(own)[mark]
        sign = line[slice(*split)]
        both, head, rest = sign == marks.one_line_both, [line[: split[0]]], [line[split[1] :], *rest]
    yield replace(card, front=_front("\n".join(head)), back=_back("\n".join(rest), marks), both_ways=both)


def _front(text: str) -> str:
    first, *rest = text.strip("\n").split("\n")
    bare = OWN_TAGS.sub("", note_lines.strip_marks(first) + " ", count=1).strip()
    return "\n".join([bare, *rest]).strip()


def _back(text: str, marks: PluginMarks) -> str:
    lines = text.rstrip().split("\n")
    if len(lines) > 1 and (lines[-1].strip() == marks.ends if marks.ends else _is_rule(lines[-1])):
        lines.pop()
    return _BLOCK_ID.sub("", "\n".join(lines).strip("\n").rstrip()).strip()


def _is_rule(line: str) -> bool:
    return bool(re.fullmatch(r"-{3,}|\+{3,}", line.strip()))


def _with_gaps(card: MarkedCard, text: str, marks: PluginMarks) -> Iterator[MarkedCard]:
    """The cards of a text with gaps; one without gaps, which makes no card, if a deck cannot express it."""
    text = _BLOCK_ID.sub("", _front(text)).rstrip()
    if "{{" in re.sub(r"\{\{c\d", "", note_lines.blank_protected(text)) and not any(
        pattern.startswith("{{") for pattern in marks.patterns if pattern != ANKI
    ):
        yield card
        return
    found = list(cloze_patterns.gap_texts(text, marks.patterns))
    for each in found:
        yield replace(card, gaps=each.text, schedule=_entries_of(card.schedule, each.siblings))
    if not found:
        yield card


def _entries_of(entries: tuple[str, ...], siblings: Sequence[int]) -> tuple[str, ...]:
    """The entries of these siblings; the plugin leaves away those at the end that are new."""
    return tuple(entries[at] if 0 <= at < len(entries) else "" for at in siblings) if entries else ()


SYNTAX = Syntax("obsidian-spaced-repetition", _detect, _read)
