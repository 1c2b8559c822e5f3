"""Reads Obsidian_to_Anki: `START` to `END`, `STARTI … ENDI`, `TARGET DECK`, `FILE TAGS`, `FROZEN`, `DELETE`.

Its users write further styles as regular expressions of their own; of these, the published `#flashcard`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flashcards.errors import Place, Problem
from flashcards.notes.syntaxes import curly_cloze, note_lines
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax

_INLINE = re.compile(r"STARTI\s+\[(?P<type>[^\[\]\n]{1,60})\]\s(?P<text>[^\n]{1,5000}?)\sENDI\b")
_FRONTS = ("Front", "Text", "Question")
_NAMES = r"(?P<name>Front|Back|Text|Extra|Back Extra|Question|Answer):[ \t]*"
_FIELD_LINE = re.compile(rf"^{_NAMES}", re.MULTILINE)
_FIELD_INLINE = re.compile(rf"(?:^|(?<=\s)){_NAMES}")
_ID = re.compile(r"(?:<!--[ \t]*)?ID:[ \t]*(?P<id>\d{1,20})(?:[ \t]*-->)?")
_TAGS = re.compile(r"(?:^|(?<=\s))Tags:[ \t]*(?P<tags>[^\n<]*)")
_FILE_LINE = re.compile(r"(?P<name>TARGET DECK|FILE TAGS)(?::[ \t]*(?P<value>[^\n]*))?[ \t]*$")
_FROZEN = re.compile(r"FROZEN[ \t]*-[ \t]*(?P<type>[^:\n]{1,60}):?[ \t]*$")
_FLASHCARD = re.compile(
    r"(?P<front>.*\S)[ \t]+#flashcard(?P<both>-reverse|/reverse)?(?:[ \t]+(?P<tags>#[^\n]*))?[ \t]*$"
)
_NUMBERING = curly_cloze.Numbering()


@dataclass
class _File:
    """What a note says about all of its cards."""

    deck: str = ""
    tags: tuple[str, ...] = ()


def _detect(source: NoteSource) -> bool:
    lines = [(at, line) for at, line in note_lines.free_lines(source)]
    texts = {line.rstrip() for _, line in lines}
    if "START" in texts and "END" in texts:
        return True
    return any(
        _INLINE.search(line)
        or line.rstrip() == "TARGET DECK"
        or line.startswith(("TARGET DECK: ", "FILE TAGS"))
        or _FLASHCARD.match(line)
        for _, line in lines
    ) or ("DELETE" in texts and any(_ID.fullmatch(text.strip()) for text in texts))


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    lines = source.lines
    free = dict(note_lines.free_lines(source))
    shared, frozen = _file_lines(source, free)
    at = source.start
    while at < len(lines):
        end = at
        if at in free and lines[at].rstrip() == "START":
            end = next((to for to in range(at + 1, len(lines)) if lines[to].rstrip() == "END"), -1)
            if end < 0:
                place = Place(source.file, at + 1)
                problems.append(Problem("START without END", place, "end the card with a line END"))
                return
            yield from _block(source, at, end, frozen, shared, problems)
        elif at in free and (found := _INLINE.search(lines[at])):
            yield from _inline(source, at, found, shared, problems)
        elif at in free and (heading := _FLASHCARD.match(lines[at])):
            end = _answer_end(source, at)
            yield _tagged(source, at, end, heading, shared)
        at = max(at, end) + 1


def _file_lines(source: NoteSource, free: dict[int, str]) -> tuple[_File, dict[str, str]]:
    """The deck, the tags and the text that is added to cards of a type."""
    shared, frozen = _File(), {}
    for at, line in free.items():
        if found := _FILE_LINE.match(line):
            value = found["value"] if found["value"] is not None else free.get(at + 1, "")
            if found["name"] == "TARGET DECK":
                shared.deck = value.strip()
            else:
                shared.tags = _split_tags(value)
        elif found := _FROZEN.match(line):
            below = []
            for to in range(at + 1, len(source.lines)):
                if not source.lines[to].strip():
                    break
                below.append(source.lines[to])
            frozen[found["type"].strip().lower()] = "\n".join(below)
    return shared, frozen


def _split_tags(text: str) -> tuple[str, ...]:
    return tuple(tag.strip("#,") for tag in text.split() if tag.strip("#,"))


def _block(
    source: NoteSource,
    first: int,
    last: int,
    frozen: dict[str, str],
    shared: _File,
    problems: list[Problem],
) -> Iterator[MarkedCard]:
    kind, *inside = source.lines[first + 1 : last] or [""]
    card, kept = MarkedCard(first + 1, last + 1), []
    for line in inside:
        if named := _ID.fullmatch(line.strip()):
            card = replace(card, block_id=named["id"])
        elif line.startswith("Tags:"):
            card = replace(card, tags=_split_tags(line[5:]))
        else:
            kept.append(line)
    fields = _split_fields("\n".join(kept), _FIELD_LINE)
    for name, text in _split_fields(frozen.get(kind.strip().lower(), ""), _FIELD_LINE).items():
        fields[name] = f"{fields.get(name, '')} {text}".strip()
    yield from _card(source, card, kind.strip(), fields, shared, problems)


def _inline(
    source: NoteSource, at: int, found: re.Match[str], shared: _File, problems: list[Problem]
) -> Iterator[MarkedCard]:
    text, card = found["text"], MarkedCard(at + 1, at + 1)
    if named := _ID.search(text):
        card, text = replace(card, block_id=named["id"]), text[: named.start()] + text[named.end() :]
    if tags := _TAGS.search(text):
        card, text = replace(card, tags=_split_tags(tags["tags"])), text[: tags.start()]
    fields = _split_fields(text.strip(), _FIELD_INLINE)
    yield from _card(source, card, found["type"].strip(), fields, shared, problems)


def _split_fields(text: str, mark: re.Pattern[str]) -> dict[str, str]:
    """The text of each field in order; what stands before the first mark is the first field, named ''."""
    fields: dict[str, str] = {}
    name, at = "", 0
    for found in mark.finditer(text):
        fields[name] = f"{fields.get(name, '')}\n{text[at : found.start()]}".strip()
        name, at = found["name"], found.end()
    fields[name] = f"{fields.get(name, '')}\n{text[at:]}".strip()
    return {each: value for each, value in fields.items() if value}


def _card(
    source: NoteSource,
    card: MarkedCard,
    kind: str,
    fields: dict[str, str],
    shared: _File,
    problems: list[Problem],
) -> Iterator[MarkedCard]:
    """The card of a note type; nothing, and a problem, if the type is neither basic nor cloze."""
    card = replace(card, tags=(*card.tags, *shared.tags), decks=(shared.deck,) if shared.deck else ())
    front = "\n".join(text for name, text in fields.items() if name in {"", *_FRONTS})
    back = "\n".join(text for name, text in fields.items() if name not in {"", *_FRONTS})
    lowered = kind.lower()
    if "cloze" in lowered:
        yield replace(card, gaps=curly_cloze.gap_text(front, _NUMBERING), why=back)
    elif lowered.startswith("basic"):
        yield replace(card, front=front, back=back, both_ways="reversed" in lowered)
    else:
        message = f"no card is made from the note type '{kind}'"
        hint = "the types Basic, Basic (and reversed card) and Cloze are read"
        problems.append(Problem(message, Place(source.file, card.first), hint))
        yield card


def _answer_end(source: NoteSource, at: int) -> int:
    """The last line of the answer below a tagged question: up to a blank line or the next question."""
    kinds, lines = note_lines.region_kinds(source), source.lines
    start = at + 1 if at + 1 < len(lines) and lines[at + 1].strip() else at + 2
    end = start
    while end < len(lines) and (lines[end].strip() or kinds.get(end) in {"fence", "formula"}):
        if end not in kinds and (_FLASHCARD.match(lines[end]) or note_lines.heading_level(lines[end])):
            break
        end += 1
    return end - 1 if end > start else at


def _tagged(source: NoteSource, first: int, last: int, found: re.Match[str], shared: _File) -> MarkedCard:
    lines = [note_lines.unquoted(line) for line in source.lines[first + 1 : last + 1]]
    named = next((named for line in lines if (named := _ID.fullmatch(line.strip()))), None)
    back = "\n".join(line for line in lines if not _ID.fullmatch(line.strip())).strip("\n").rstrip()
    return MarkedCard(
        first + 1,
        last + 1,
        note_lines.strip_marks(found["front"]),
        back,
        both_ways=bool(found["both"]),
        tags=(*_split_tags(found["tags"] or ""), *shared.tags),
        decks=(shared.deck,) if shared.deck else (),
        block_id=named["id"] if named else "",
    )


SYNTAX = Syntax("obsidian-to-anki", _detect, _read)
