"""Reads flashcards-obsidian: `Question #card`, `#card-reverse`, inline `Q::A`, gaps `==x==` and `{2:x}`.

Such a note is known by `#card`, `cards-deck:` or an id of 13 digits; braces alone count if they are common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.errors import Place, Problem
from flashcards.notes.syntaxes import curly_cloze, note_lines
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax

_CARD = re.compile(
    r"(?P<before>.*?)(?:^|[ \t])#card(?P<kind>[-/](?:reverse|spaced))?(?=[ \t]|$)(?P<after>.*)$",
    re.IGNORECASE,
)
_ID = re.compile(r"\^(\d{13})[ \t]*$")
_SKIPPED = re.compile(r"\s*(?:cards-deck|tags)\b", re.IGNORECASE)
_DECK = re.compile(r"cards-deck:[ \t]*(\S[^\n]{0,200})$", re.IGNORECASE)
_TAG = re.compile(r"(?:^|(?<=[ \t]))#([A-Za-z\u00c0-\uffff][\w/-]*)")
_INLINE = re.compile(r"\S:::?\S")
_LAST_TAG = re.compile(r"#[A-Za-z][\w/-]*")
_NUMBERED = re.compile(r"[A-Za-z]{2}[^\n{}]{0,200}\{\d{1,2}[:|][^{}\n=]{1,200}\}")
"""A gap with a number, `{2:gap}`, in a sentence."""
_NUMBERING = curly_cloze.Numbering(together="1", highlights="1")


def _detect(source: NoteSource) -> bool:
    if source.fields.get("cards-deck"):
        return True
    lines = [line for _, line in note_lines.free_lines(source) if line.strip()]
    if any(_has_mark(line) for line in lines):
        return True
    braces = sum(_is_sentence_with_gap(line) for line in lines)
    return braces > 0 and 4 * braces >= len(lines)


def _has_mark(line: str) -> bool:
    shown = note_lines.blank_protected(line)
    if "#card" in shown.lower():
        return bool(_CARD.match(shown))
    marks = (_ID.search(line), _DECK.match(line), _is_tagged(shown), _NUMBERED.search(shown))
    return any(marks)


def _is_tagged(shown: str) -> bool:
    """True for `front::back #tag`: prose puts no tag behind two colons, and Dataview a space between."""
    before, _, last = shown.rstrip().rpartition(" ")
    return bool(_LAST_TAG.fullmatch(last) and _INLINE.search(before) and not note_lines.SCOPE.search(before))


def _is_sentence_with_gap(line: str) -> bool:
    r"""True for words with `{a gap}` between them: no formula left bare, such as `\frac{m}{v}`, no data."""
    found = curly_cloze.find_curly(line)
    shown = note_lines.blank_protected(line)
    words = re.search(r"[A-Za-z\u00c0-\uffff]{3}", re.sub(r"\{[^{}]*\}", "", shown))
    shown = re.sub(r"==([^=]{1,200})==", r"\1", shown)
    plain = not re.search(r"\\[A-Za-z]|[_^]\{|[;=]|\{\s*[\"']|\}\s*[,}]", shown)
    gaps = all(re.search(r"\w", gap.answer) and "," not in gap.answer for gap in found)
    return bool(found and words and plain and gaps)


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    kinds, headings = note_lines.region_kinds(source), note_lines.OpenHeadings()
    free = dict(note_lines.free_lines(source))
    deck = _find_deck(source, free)
    at = source.start
    while at < len(source.lines):
        line, last = source.lines[at], at
        if at in free:
            level = note_lines.heading_level(line)
            context = headings.above(level or 7)
            card = _tagged(source, at, kinds, context, deck) or _one_line(source, at, context, deck)
            if card:
                last = card.last - 1
                yield card
            elif _ID.fullmatch(line.strip()):
                message = "this id asks another program to delete a card: nothing is deleted here"
                problems.append(Problem(message, Place(source.file, at + 1)))
            if level:
                headings.add(level, _clean(line))
        at = last + 1


def _find_deck(source: NoteSource, free: dict[int, str]) -> tuple[str, ...]:
    named = source.fields.get("cards-deck")
    if isinstance(named, str):
        return (named,)
    found = next((match[1] for line in free.values() if (match := _DECK.match(line))), "")
    return (found.strip(),) if found else ()


def _clean(line: str) -> str:
    """A heading's text without its marks and tags."""
    return _TAG.sub("", note_lines.strip_marks(line)).strip()


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag.replace("/", "::") for tag in _TAG.findall(text))


def _tagged(
    source: NoteSource, at: int, kinds: dict[int, str], context: list[str], deck: tuple[str, ...]
) -> MarkedCard | None:
    """The card of a question with the tag, whose answer stands below it up to a blank line or an id."""
    line = source.lines[at]
    found = _CARD.match(line) if "#card" in line.lower() else None
    if not found or "#card" not in note_lines.blank_protected(line).lower():
        return None
    front = _TAG.sub("", note_lines.strip_marks(found["before"])).strip()
    kind, tags = (found["kind"] or "").lower().lstrip("-/"), _tags(f"{found['before']}{found['after']}")
    asked = " > ".join([*context, front]) if front else ""
    if kind == "spaced":
        return MarkedCard(at + 1, at + 1, asked, tags=tags, decks=deck)
    last, back, own = _answer(source, at, kinds)
    return MarkedCard(
        at + 1, last + 1, asked, back, both_ways=kind == "reverse", tags=tags, decks=deck, block_id=own
    )


def _answer(source: NoteSource, at: int, kinds: dict[int, str]) -> tuple[int, str, str]:
    """The last line, the text and the id of the answer below a question."""
    lines = source.lines
    start = at + 1 if at + 1 < len(lines) and lines[at + 1].strip() else at + 2
    end, own = start, ""
    while end < len(lines) and (lines[end].strip() or kinds.get(end) in {"fence", "formula"}):
        line, inside = lines[end], end in kinds
        if not inside and (note_lines.heading_level(line) or (_has_mark(line) and not _ID.search(line))):
            break
        end += 1
        if not inside and (named := _ID.search(line)):
            own = named[1]
            break
    text = "\n".join(_ID.sub("", note_lines.unquoted(line)).rstrip() for line in lines[start:end])
    return (end - 1 if end > start else at), text.strip("\n").rstrip(), own


def _one_line(source: NoteSource, at: int, context: list[str], deck: tuple[str, ...]) -> MarkedCard | None:
    """The card of a line `Q::A`, or of one with gaps."""
    line = source.lines[at]
    bare = note_lines.strip_marks(line)
    if _SKIPPED.match(bare) or line.lstrip().startswith("|"):
        return None
    last = at + 1 if at + 1 < len(source.lines) and _ID.fullmatch(source.lines[at + 1].strip()) else at
    named = _ID.search(bare) or (_ID.fullmatch(source.lines[last].strip()) if last > at else None)
    own, bare = (named[1] if named else ""), _ID.sub("", bare).rstrip()
    tags = re.search(r"(?:[ \t]+#[A-Za-z\u00c0-\uffff][\w/-]*)+$", bare)
    text = bare[: tags.start()] if tags else bare
    sides = re.search(r":::?", note_lines.blank_protected(text))
    gaps = "" if sides else curly_cloze.gap_text(text, _NUMBERING)
    if not sides and not gaps:
        return None
    prefix = " > ".join(context)
    front = text[: sides.start()].strip() if sides else ""
    return MarkedCard(
        at + 1,
        last + 1,
        " > ".join([*context, front]) if front else (prefix if gaps else ""),
        text[sides.end() :].strip() if sides else "",
        gaps,
        both_ways=sides is not None and sides[0] == ":::",
        tags=_tags(tags[0]) if tags else (),
        decks=deck,
        block_id=own,
    )


SYNTAX = Syntax("flashcards-obsidian", _detect, _read)
