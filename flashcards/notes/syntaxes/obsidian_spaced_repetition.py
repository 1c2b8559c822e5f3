"""Reads flashcards in Obsidian notes: `front::back`, `front:::back`, a line `?` or `??`, and `==gaps==`.

Marks count only outside code, formulas, links and comments. The card's text is taken verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flashcards.deck import cloze
from flashcards.errors import Problem
from flashcards.notes import front_matter
from flashcards.notes.fenced_regions import PREFIX, Region
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.text import math_spans


@dataclass(frozen=True)
class PluginCard:
    """The content of a flashcard in a note."""

    front: str
    """The question; empty for a text with gaps."""
    back: str
    """The answer, or the text with its gaps as `{{…}}`."""
    both_ways: bool = False


_LINKS = re.compile(r"\[\[[^\]\n]{1,300}\]\]|\]\([^)\n]{1,500}\)|https?://\S+|<%[^%\n]{1,300}%>")
_INLINE = re.compile(r"\s*(?:[-*+][ ]|\d+[.)][ ])?\s*[\w-]+::[ ]\S|[\[(][\w -]+::[ ]")
"""A Dataview field, `key:: value`, which looks like a card but is not one."""
_SCOPE = re.compile(
    r"\b(?:std|boost|absl|torch|tf|tensorflow|cv|Eigen|at|c10|thrust|cuda|nn|optim|crate|self|super)::"
)
_GAP = re.compile(r"(?<!=)==(?![=\s])(?P<inside>[^\n]{1,500}?)(?<![=\s])==(?!=)")
_ANKI = re.compile(r"c(?P<name>\d{1,3})::(?P<hidden>(?:(?!::).)+)(?:::(?P<hint>.{1,100}))?", re.DOTALL)
"""The content of the braces in Anki's notation for gaps: `c1::hidden::hint`."""
_SCHEDULE = re.compile(r"<!--\s*SR:.{0,1000}?-->")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^[A-Za-z0-9-]+[ \t]*$")
_OWN_TAGS = re.compile(r"(?:#[A-Za-z\u00c0-\uffff][\w/-]*[ \t]+)+")
_TAGS = re.compile(r"(?:#[A-Za-z\u00c0-\uffff][\w/-]*[ \t]*)+$")
_LISTED = re.compile(r"\s*(?:[-*+]|\d+[.)])[ \t]+")


_MAYBE = re.compile(r"::|==|^[ \t>]*\?\??[ \t]*$", re.MULTILINE)
"""Paragraphs without any of these, which are most, contain no flashcard."""


def find_plugin_cards(lines: Sequence[str], start: int, taken: Sequence[Region]) -> Iterator[Region]:
    """Yield the line ranges of flashcards, which may contain fences and formulas among `taken`."""
    kinds: dict[int, str] = {
        at: region.kind for region in taken for at in range(region.first, region.last + 1)
    }
    at = start
    while at < len(lines):
        end = at
        while end < len(lines) and (lines[end].strip() or kinds.get(end) in {"fence", "formula"}):
            end += 1
        if _MAYBE.search("\n".join(lines[at:end])) and not _indented(lines, at):
            yield from _run(lines, at, end, kinds)
        at = max(end, at + 1)


def _indented(lines: Sequence[str], at: int) -> bool:
    """True if the line begins indented code, not the continuation of a list item."""
    if not re.match(r"(?: {4}|\t)", lines[at]) or _LISTED.match(lines[at]):
        return False
    above = next((line for line in reversed(lines[max(0, at - 50) : at]) if line.strip()), "")
    return not _LISTED.match(above) and not above.startswith((" ", "\t"))


def _run(lines: Sequence[str], first: int, end: int, kinds: dict[int, str]) -> Iterator[Region]:
    """Yield the flashcards in a run of lines without blank lines."""
    at = front = first
    while at < end:
        line = lines[at]
        if at in kinds or _TAGS.match(line.strip()) or line.lstrip().startswith("|"):
            front = at + 1 if at not in kinds or kinds[at] != "formula" else front
            at += 1
        elif PREFIX.sub("", line, count=1).strip() in {"?", "??"} and front < at:
            yield _region(lines, front, end - 1)
            return
        elif separator(line):
            last = _last(lines, at, end)
            yield _region(lines, at, last)
            at = front = last + 1
        elif _GAP.search(_blank(line)) or _anki_gaps(line):
            yield _region(lines, at, at)
            at = front = at + 1
        else:
            heading = re.match(r"#{1,6} ", lines[at - 1]) if at > front else None
            front = at if heading or (at > front and line.lstrip().startswith("[!")) else front
            at += 1


def _region(lines: Sequence[str], first: int, last: int) -> Region:
    quote = re.match(r"[ \t]*(?:>[ \t]?)*", lines[first])
    marks = quote[0] if quote else ""
    bare = [
        re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line) if ">" in marks else line for line in lines[first : last + 1]
    ]
    return Region("flashcard", first, last, "\n".join(bare), marks)


def _last(lines: Sequence[str], at: int, end: int) -> int:
    """The last line of a one-line card, including a list below an empty answer, a schedule and a block id."""
    last = at
    if lines[at].rstrip().endswith("::"):
        while last + 1 < end and _LISTED.match(lines[last + 1]):
            last += 1
    while last + 1 < end and (
        _SCHEDULE.fullmatch(lines[last + 1].strip())
        or re.fullmatch(r"\^[A-Za-z0-9-]+", lines[last + 1].strip())
    ):
        last += 1
    return last


def _blank(text: str) -> str:
    """`text` with every protected character, links included, replaced by a letter."""
    return _LINKS.sub(lambda match: "x" * len(match[0]), math_spans.blank(text))


def separator(line: str) -> tuple[int, int] | None:
    """The start and end of the separator in a one-line card; None if the line is not a card."""
    blank = _blank(line)
    if _INLINE.match(blank) or _SCOPE.search(blank) or _anki_gaps(line):
        return None
    match = re.search(r":::?", blank)
    if not match or not PREFIX.sub("", blank[: match.start()], count=1).strip("# \t"):
        return None
    return match.span()


def _anki_gaps(text: str) -> dict[int, str]:
    """The gaps in Anki's notation, rewritten in that of decks, by their positions."""
    if "{{c" not in text:
        return {}
    inside = {gap.start: _ANKI.fullmatch(text[gap.start + 2 : gap.end - 2]) for gap in cloze.gaps(text)}
    return {
        at: _gap(found["hidden"], found["name"], found["hint"] or "") for at, found in inside.items() if found
    }


def read_plugin_card(text: str) -> PluginCard | None:
    """The flashcard in the lines of a region; None if one of its sides is empty."""
    lines = _SCHEDULE.sub("", text).split("\n")
    lines = [line for line in lines if not re.fullmatch(r"\s*\^[A-Za-z0-9-]+\s*", line)]
    for at, line in enumerate(lines):
        if at and line.strip() in {"?", "??"}:
            return _sided("\n".join(lines[:at]), "\n".join(lines[at + 1 :]), both=line.strip() == "??")
        if at == 0 and (found := separator(line)):
            start, end = found
            below = "\n".join([line[end:], *lines[1:]])
            return _sided(line[:start], below, both=end - start == 3)
    return _with_gaps(text)


def _sided(front: str, back: str, *, both: bool) -> PluginCard | None:
    front = PREFIX.sub("", front, count=1).strip()
    front = _OWN_TAGS.sub("", re.sub(r"^#{1,6} ", "", front), count=1).strip()
    back = re.sub(r"\n(?:-{3,}|\+{3,})\s*$", "", back.rstrip())
    back = _BLOCK_ID.sub("", back.strip("\n")).strip()
    return PluginCard(front, back, both) if front and back else None


def _with_gaps(text: str) -> PluginCard | None:
    """The cloze card for `==gap==` or `{{c1::gap}}`; None if a deck cannot express it."""
    text = _BLOCK_ID.sub("", PREFIX.sub("", _SCHEDULE.sub("", text), count=1).rstrip())
    text = re.sub(r"^#{1,6} ", "", text)
    if written := _anki_gaps(text):
        return PluginCard("", cloze.fill(text, lambda gap: written.get(gap.start, text[gap.start : gap.end])))
    if "{{" in math_spans.blank(text):
        return None
    parts, at = [], 0
    for match in _GAP.finditer(_blank(text)):
        inside = text[match.start("inside") : match.end("inside")]
        if re.match(r"[ash]+;;", inside):
            return None
        name, hidden, hint = _parts(inside)
        parts += [text[at : match.start()], _gap(hidden, name, hint)]
        at = match.end()
    whole = "".join(parts) + text[at:]
    return PluginCard("", whole) if cloze.gaps(whole) else None


def _parts(inside: str) -> tuple[str, str, str]:
    """The name, hidden text and hint of `==1;;hidden;;hint==`."""
    first, *rest = inside.split(";;")
    if rest and re.fullmatch(r"\d{1,3}", first):
        return first, rest[0], rest[1] if len(rest) > 1 else ""
    return "", first, rest[0] if rest else ""


def _gap(hidden: str, name: str, hint: str) -> str:
    """A gap in the notation of decks; named if part of the hidden text would otherwise be read as a name."""
    named = name or ("gap" if re.match(r"[\w-]+:\s", hidden) else "")
    return "{{" + (f"{named}: " if named else "") + hidden + (f" | {hint}" if hint else "") + "}}"


def _detect(source: NoteSource) -> bool:
    return _tagged(source) and any(_read(source, []))


def _tagged(source: NoteSource) -> bool:
    """True if the note has the tag without which it has no cards."""
    tags = [tag for name in ("tags", "tag") for tag in front_matter.strings(source.fields.get(name))]
    inside = {at for region in source.regions for at in range(region.first, region.last + 1)}
    body = (line for at, line in enumerate(source.lines) if at >= source.start and at not in inside)
    return any(re.fullmatch(r"#?flashcards(?:/.*)?", tag) for tag in tags) or any(
        re.search(r"(?<![\w#&/])#flashcards(?![\w-])", math_spans.blank(line)) for line in body
    )


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    del problems
    for region in find_plugin_cards(source.lines, source.start, source.regions):
        found = read_plugin_card(region.text)
        if found:
            gaps = "" if found.front else found.back
            back = found.back if found.front else ""
            yield MarkedCard(region.first + 1, region.last + 1, found.front, back, gaps, (), found.both_ways)


SYNTAX = Syntax("obsidian-spaced-repetition", _detect, _read)
