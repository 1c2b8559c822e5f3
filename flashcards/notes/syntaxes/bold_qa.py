"""Reads bold questions and answers, also in callouts.

`**Q:** …` is answered by `**A:** …` below it, and `**Q. …**`, bold as a whole, by the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.errors import Problem
from flashcards.notes.syntaxes.line_ranges import join_lines, problem_at
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import region_kinds
from flashcards.value import Value

_BOLD = r"(?:\*\*|__)"
_REST = (
    rf"[ ]?(?P<number>\d{{0,3}})"
    rf"(?:(?P<mark>[:.)])[ \t]*(?P<inside>[^\n*]{{0,300}}?){_BOLD}:?|{_BOLD}:)[ \t]*(?P<after>.*)$"
)
_QUESTION = re.compile(rf"{_BOLD}(?:Question|Q){_REST}")
_ANSWER = re.compile(rf"{_BOLD}(?:Answer|Ans|A){_REST}")
_SAME_LINE = re.compile(rf"[ \t]{_BOLD}(?:A|Answer|Ans)[ ]?\d{{0,3}}(?:[:.)]{_BOLD}|{_BOLD}:)")
_QUOTES = re.compile(r"[ \t]*>[ \t]?(?:>[ \t]?){0,10}")
_CALLOUT = re.compile(r"\[![\w-]{1,50}\][-+]?[ \t]*")
_BULLET = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\*\*|__)")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_HEADING = re.compile(r"#{1,6} \S")
_CONTINUES = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+|[ \t]+\S")
_ASKS = re.compile(r"\?[\s*_\"')]{0,10}$")
_MOST_LINES = 12
"""Lines of a question; with more the answer's mark belongs to something else."""


class _Question(Value, frozen=True):
    first: int
    text: str
    answer: str
    """What stands behind the answer's mark, or behind a question that is bold as a whole."""
    below: int
    """The index of the line at which the rest of the answer begins."""


def _detect(source: NoteSource) -> bool:
    return any(True for _ in _read(source, []))


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    if not any("Q" in line and ("**" in line or "__" in line) for line in source.lines):
        return
    inside = region_kinds(source)
    bare = [_bare(line) for line in source.lines]
    at = source.start
    while at < len(bare):
        question = _question(source, bare, at, inside) if at not in inside else None
        if not question:
            at += 1
            continue
        end, after = _end(source, bare, question.below, inside, begun=bool(question.answer))
        back = join_lines([question.answer, *bare[question.below : end]], 0, end - question.below + 1)
        if back.strip():
            yield MarkedCard(question.first + 1, max(after, question.below), question.text, back.strip())
        else:
            problems.append(
                problem_at(source, at, "this question has no answer", "write **A:** and the answer below it")
            )
        at = max(after, question.below)


def _bare(line: str) -> str:
    """The line without quote marks and the type of its callout."""
    quotes = _QUOTES.match(line)
    return _CALLOUT.sub("", line[quotes.end() :], count=1) if quotes else line


def _side(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    return pattern.match(_BULLET.sub("", line.strip(), count=1)) if "*" in line or "_" in line else None


def _question(source: NoteSource, bare: Sequence[str], at: int, inside: dict[int, str]) -> _Question | None:
    """The question that begins at a line, if an answer follows it."""
    found = _side(_QUESTION, bare[at])
    if not found:
        return None
    inner, outer = (found["inside"] or "").strip(), found["after"].strip()
    if (same := _SAME_LINE.search(f" {outer}")) and outer:
        text = f"{inner} {f' {outer}'[: same.start()]}".strip()
        return _Question(at, text, f" {outer}"[same.end() :].strip(), at + 1) if text else None
    asked = [f"{inner} {outer}".strip()]
    below = at + 1
    while below < len(bare) and below not in inside and not _ends(source, bare, below, at):
        if answer := _side(_ANSWER, bare[below]):
            text = "\n".join(asked).strip()
            first = f"{(answer['inside'] or '').strip()} {answer['after'].strip()}".strip()
            return _Question(at, text, first, below + 1) if text else None
        asked.append(bare[below])
        below += 1
        if len(asked) > _MOST_LINES:
            break
    numbered = bool(found["number"]) or found["mark"] == "."
    alone = inner and not outer and (_ASKS.search(inner) or (numbered and len(inner.split()) > 2))
    return _Question(at, inner, "", at + 1) if alone else None


def _ends(source: NoteSource, bare: Sequence[str], at: int, first: int) -> bool:
    """True if a card that begins at line `first` cannot go on at this one."""
    left = bool(_QUOTES.match(source.lines[first])) != bool(_QUOTES.match(source.lines[at]))
    outside = left and bool(source.lines[at].strip() or _QUOTES.match(source.lines[first]))
    stops = _RULE.match(bare[at]) or _HEADING.match(bare[at]) or _side(_QUESTION, bare[at])
    return outside or bool(stops)


def _end(
    source: NoteSource, bare: Sequence[str], start: int, inside: dict[int, str], *, begun: bool
) -> tuple[int, int]:
    """Where an answer ends, and where the text goes on.

    A rule or the next question ends it. Otherwise it is a paragraph with the lists, code and formulas
    below it, for the text after these is the note's.
    """
    first = start - 1
    paragraph = 0
    at = start
    while at < len(bare) and (at in inside or not _ends(source, bare, at, first)):
        if at not in inside and bare[at].strip():
            apart = at > start and not bare[at - 1].strip() and at - 1 not in inside
            if begun and apart and not _CONTINUES.match(bare[at]):
                paragraph = paragraph or at
            begun = True
        begun = begun or at in inside
        at += 1
    ruled = at < len(bare) and bool(_RULE.match(bare[at]))
    asked = at < len(bare) and bool(_side(_QUESTION, bare[at]))
    if paragraph and not ruled and not asked:
        return paragraph, paragraph
    return at, at + ruled


SYNTAX = Syntax("bold-qa", _detect, _read)
