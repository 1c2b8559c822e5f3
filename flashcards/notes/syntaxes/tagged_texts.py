"""Splits a note at its `Q:`, `A:` and `C:` lines, which hashcards and repeater share."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from flashcards.notes.syntaxes.cloze_text import HiddenText
from flashcards.notes.syntaxes.line_ranges import join_lines, trim_blank
from flashcards.notes.syntaxes.marked_card import NoteSource
from flashcards.notes.syntaxes.note_lines import region_kinds
from flashcards.text import math_spans
from flashcards.value import Value

_TAG = re.compile(r"[QAC]:")
_OPTION = re.compile(r"[BDE][:.)]\s?\S")
"""With it `A:` and `C:` are options of a multiple choice, or points of a list."""
_RULE = re.compile(r"---[ \t]*$")
_HEADING = re.compile(r"#{1,6} \S")
_LINK = re.compile(
    r"!?\[\[[^\[\]\n]{1,300}\]\]|\[\^[^\[\]\s]{1,50}\]|!\[[^\[\]\n]{0,300}\]\([^()\n]{1,500}\)"
    r"|\[[^\[\]\n]{1,300}\]\((?=[^()\s]{0,500}[./#])[^()\n]{1,500}\)"
)
"""Brackets that Markdown reads as a link, an image or a footnote."""
_INDENTED_QUESTION = re.compile(r"^[ \t]{0,8}Q:", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{2}")
_CLOSING = re.compile(r"\\.|\]", re.DOTALL)
_ESCAPED = re.compile(r"\\([\[\]])")


class TaggedText(Value, frozen=True):
    """A text and the tag in front of it, with the indices of its first line and the one after its last."""

    tag: str
    """Q, A or C; empty for free text."""
    text: str
    first: int
    end: int
    ruled: bool
    """True if a line `---` ends it."""


def tagged_texts(source: NoteSource, *, headings_end: bool = False) -> list[TaggedText]:
    """The texts of a note in order, without empty free ones.

    With `headings_end` a heading after a blank line begins free text, as `---` does.
    """
    inside, lines = region_kinds(source), source.lines
    found: list[TaggedText] = []
    tag, first = "", source.start
    for at in range(source.start, len(lines) + 1):
        mark = "" if at in inside else _mark(lines, at, headings_end=headings_end)
        if at < len(lines) and not mark:
            continue
        start, end = trim_blank(lines, first, at)
        if tag or start < end:
            text = join_lines(
                [lines[first][2:] if tag else lines[first], *lines[first + 1 : at]], 0, at - first
            )
            found.append(TaggedText(tag, text.strip(), first if tag else start, end, mark == "---"))
        tag, first = (mark, at) if mark in {"Q", "A", "C"} else ("", at + (mark == "---"))
    return found


def _mark(lines: Sequence[str], at: int, *, headings_end: bool) -> str:
    """What ends the text in front of line `at`: Q, A, C, `---`, `#`, the end of the note; or nothing."""
    if at == len(lines):
        return "end"
    line = lines[at]
    if _TAG.match(line):
        return line[0]
    if _RULE.match(line):
        return "---"
    return "#" if headings_end and _HEADING.match(line) and (at == 0 or not lines[at - 1].strip()) else ""


def carries_tags(source: NoteSource) -> bool:
    """True if most of the note, or two cards of it, are tagged at column 1: questions, texts with gaps."""
    inside = region_kinds(source)
    open_lines = [line for at, line in enumerate(source.lines) if at >= source.start and at not in inside]
    if any(_OPTION.match(line) for line in open_lines) or not any(_TAG.match(line) for line in open_lines):
        return False
    texts = tagged_texts(source, headings_end=True)
    cards = [text for text in texts if text.tag == "C" and _is_sentence(text.text)]
    cards += [one for one, after in pairwise(texts) if after.tag == "A" and _asks(one)]
    tagged = sum(text.end - text.first for text in texts if text.tag)
    return len(cards) > 1 or (len(cards) > 0 and 3 * tagged >= sum(map(bool, map(str.strip, open_lines))))


def free_text_apart(source: NoteSource) -> bool:
    """True if free text stands apart from the cards, so that it is meant as such and not an unfinished card.

    Text right above a tag is what remains of a card whose own tag is missing or indented.
    """
    lines = source.lines
    return any(
        not text.tag and (text.end == len(lines) or not _TAG.match(lines[text.end]))
        for text in tagged_texts(source, headings_end=True)
    )


def _asks(text: TaggedText) -> bool:
    return text.tag == "Q" or (not text.tag and bool(_INDENTED_QUESTION.search(text.text)))


def _is_sentence(text: str) -> bool:
    """True if words stand around a gap, which they do not in `C: [1, 2]`."""
    pieces = bracket_pieces(text)
    around = " ".join(piece for piece in pieces if isinstance(piece, str))
    return any(isinstance(piece, HiddenText) for piece in pieces) and bool(_WORD.search(around))


def bracket_pieces(text: str) -> list[str | HiddenText]:
    r"""A text cut at its `[gaps]`; in code, formulas, links and `\[ \]` a bracket hides nothing."""
    spans = {span.start: span.end for span in math_spans.protected_spans(text)}
    closing = _closing_brackets(text)
    pieces: list[str | HiddenText] = []
    shown, at = "", 0
    while at < len(text):
        bare = text[at] in "[!" and not spans.get(at)
        link = _LINK.match(text, at) if bare else None
        gap = _gap(text, at, closing) if bare and not link and text[at] == "[" else None
        if gap:
            pieces += [shown, HiddenText(_ESCAPED.sub(r"\1", text[at + 1 : gap]))]
            shown, at = "", gap + 1
            continue
        end = spans.get(at) or (link.end() if link else at + 1 + (text[at] == "\\"))
        shown += text[at + 1 : end] if text[at:end] in {"\\[", "\\]"} else text[at:end]
        at = end
    return [*pieces, shown]


def _closing_brackets(text: str) -> list[int]:
    """Where a bracket closes that is neither protected nor escaped."""
    blank = math_spans.blank(text)
    return [match.start() for match in _CLOSING.finditer(blank) if match[0] == "]"]


def _gap(text: str, start: int, closing: Sequence[int]) -> int:
    """The position of the bracket that closes the one at `start`; 0 if none does or nothing is inside."""
    after = bisect_right(closing, start)
    return closing[after] if after < len(closing) and text[start + 1 : closing[after]].strip() else 0
