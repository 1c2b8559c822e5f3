"""Reads hascard notes: cards of a `# title` and a body, parted by `---`.

The body is a text, a text with `_gaps|alternatives_`, or a choice of `-` wrong and `*` right lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.errors import Problem
from flashcards.notes.syntaxes.cloze_text import HiddenText, write_cloze
from flashcards.notes.syntaxes.line_ranges import between_rules, join_lines, problem_at
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import blank_protected, region_kinds

_TITLE = re.compile(r"#[ \t]+(?P<title>\S.*)$")
_RULE = re.compile(r"---[ \t]*$")
_OPTION = re.compile(r"(?:(?P<mark>[-*])|\[(?P<box>[ *x])\])[ \t]+(?P<text>\S.*)$")
_GAP = re.compile(r"(?<![\w_\\])_(?![\s_])(?P<inside>[^_\n]{1,200})(?<![\s_\\])_(?![\w_])")
_SLIDES = {"marp", "theme", "paginate", "revealOptions", "transition", "class", "separator"}
"""Fields of the front matter of slides, which are parted by `---` as well."""
_STRUCTURE = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|[>|]|#{1,6} |!\[|<)")
_LONGEST = 400
"""Characters of a body that has no marks of its own."""


def _detect(source: NoteSource) -> bool:
    cards = between_rules(source, _RULE)
    if not cards or _SLIDES & set(source.fields):
        return False
    if not all(_TITLE.match(source.lines[first]) for first, _ in cards):
        return False
    bodies = [(source.lines[first + 1 : end], _body(source, first, end)) for first, end in cards]
    if any(_is_choice(lines) or _has_alternatives(body) for lines, body in bodies):
        return True
    return len(cards) > 1 and all(_is_definition(lines, body) for lines, body in bodies)


def _body(source: NoteSource, first: int, end: int) -> str:
    return join_lines(source.lines, first + 1, end)


def _is_choice(lines: Sequence[str]) -> bool:
    """True if each line is an option, some wrong and some right."""
    marks = [match["mark"] or match["box"] for line in lines if (match := _OPTION.match(line))]
    rest = [line for line in lines if line.strip() and not _OPTION.match(line)]
    return not rest and len(set(marks)) > 1 and marks.count("*") <= len(marks) / 2


def _has_alternatives(body: str) -> bool:
    return any("|" in match["inside"].strip("|") for match in _gaps(body))


def _is_definition(lines: Sequence[str], body: str) -> bool:
    """True for a short plain text right below its title; slides leave a line blank, or list points."""
    return (
        bool(lines and lines[0].strip()) and len(body) <= _LONGEST and not any(map(_STRUCTURE.match, lines))
    )


def _gaps(body: str) -> list[re.Match[str]]:
    if "_" not in body:
        return []
    blank = "\n".join(map(blank_protected, body.split("\n")))
    return [match for match in _GAP.finditer(blank) if not match["inside"].startswith("x" * 3)]


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    inside = region_kinds(source)
    for first, end in between_rules(source, _RULE):
        title = _TITLE.match(source.lines[first])
        body = _body(source, first, end)
        if not title or not body:
            message = "this card has no text below its title" if title else "this card has no title"
            problems.append(problem_at(source, first, message, "write `# title` and the text below it"))
        elif _is_choice(source.lines[first + 1 : end]):
            yield _choice(first, end, title["title"].strip(), source.lines[first + 1 : end])
        else:
            open_text = not any(at in inside for at in range(first, end))
            yield _written(first, end, title["title"].strip(), body, _gaps(body) if open_text else [])


def _choice(first: int, end: int, title: str, lines: Sequence[str]) -> MarkedCard:
    options = [match for line in lines if (match := _OPTION.match(line))]
    right = [option["text"].strip() for option in options if "*" in (option["mark"], option["box"])]
    wrong = tuple(option["text"].strip() for option in options if option["text"].strip() not in right)
    if len(right) == 1:
        return MarkedCard(first + 1, end, title, right[0], wrong=wrong)
    return MarkedCard(first + 1, end, title, "\n".join(f"- {text}" for text in right))


def _written(first: int, end: int, title: str, body: str, gaps: Sequence[re.Match[str]]) -> MarkedCard:
    """The card of a text, whose gaps are asked together as hascard does."""
    pieces: list[str | HiddenText] = []
    others: list[str] = []
    at = 0
    for gap in gaps:
        answer, *also = [part.strip() for part in body[gap.start("inside") : gap.end("inside")].split("|")]
        pieces += [body[at : gap.start()], HiddenText(answer)]
        others += [f"{answer}: also {', '.join(also)}"] if any(also) else []
        at = gap.end()
    text = write_cloze([*pieces, body[at:]], together=True)
    if not text:
        return MarkedCard(first + 1, end, title, body)
    return MarkedCard(first + 1, end, title, gaps=text, why="\n".join(others))


SYNTAX = Syntax("hascard", _detect, _read)
