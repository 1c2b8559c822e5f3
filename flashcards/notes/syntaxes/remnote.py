"""Reads RemNote outlines as they are pasted.

`>>`, `<<`, `<>`, `::` and `;;` part two sides, `>>>` and its like stand above a list, `{{gaps}}` in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.errors import Problem
from flashcards.notes.syntaxes.cloze_text import HiddenText, match_braces, write_cloze
from flashcards.notes.syntaxes.line_ranges import problem_at, split_trailing_tags
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import blank_protected, region_kinds
from flashcards.notes.syntaxes.outline import Bullet, read_outline, text_below

_SIDES = re.compile(r"(?<=\S)[ \t](?P<mark>>>|<<|<>|::|;;)[ \t](?=\S)")
_LIST = re.compile(r"(?<=\S)[ \t]*(?P<mark>>>>|<<<|<>>|<><|:::|::>|;;;|;;>|>>[1A][.)]|>>|::|;;)[ \t]*$")
_GAP = re.compile(r"\{\{(?=[^\s{}])")
_OTHER_GAP = re.compile(
    r"c\d{1,3}::|[A-Z][A-Z_ -]{0,50}(?:[:}]|$)|[\w-]{1,50}(?:\.[\w-]{1,50}){1,5}\}"
    r"|(?:cloze|embed|query|video|renderer)\b"
)
"""The beginnings of Anki's gaps, of variables of templates and of Logseq's macros."""
_SIGNATURE = re.compile(r"[\w.]+[ \t]+::[^\n]{0,200}(?:->|\u2192)")
"""A type in Haskell: `map :: (a -> b) -> [a] -> [b]`."""
_ANY_MARK = re.compile(r">>|<<|<>|::|;;|\{\{")
_HEADING = re.compile(r"#{1,6} \S")


def _detect(source: NoteSource) -> bool:
    """True for an outline of which at least half is marked."""
    if not any(map(_ANY_MARK.search, source.lines)):
        return False
    bullets = read_outline(source)
    within = {at for bullet in bullets for at in range(bullet.first, bullet.end)} | set(region_kinds(source))
    rest = range(source.start, len(source.lines))
    if any(at not in within and _is_prose(source.lines[at]) for at in rest):
        return False
    taken: set[int] = set()
    place = 0
    while place < len(bullets):
        after = _after(bullets, place)
        if _mark(bullets, place):
            taken.update((bullets[place].parent, *range(place, after)))
        place = after
    return bool(taken) and 2 * len(taken - {-1}) >= len(bullets)


def _is_prose(line: str) -> bool:
    return bool(line.strip()) and not _HEADING.match(line)


def _after(bullets: Sequence[Bullet], place: int) -> int:
    """The position after a card: the bullets inside it belong to it if its mark ends the line."""
    mark = _mark(bullets, place)
    listed = mark is not None and mark.re is _LIST
    return bullets[place].after if listed else place + 1


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    bullets = read_outline(source)
    place = 0
    while place < len(bullets):
        card = _card(bullets, place)
        if card:
            yield card
        elif _LIST.search(_blank(bullets[place].text)) and bullets[place].after == place + 1:
            message = "nothing stands below this mark"
            problems.append(
                problem_at(source, bullets[place].first, message, "write the answer as bullets inside it")
            )
        place = _after(bullets, place)


def _blank(text: str) -> str:
    """The first line of a bullet, with positions unchanged, and nothing else."""
    return blank_protected(text.partition("\n")[0])


def _mark(bullets: Sequence[Bullet], place: int) -> re.Match[str] | None:
    """What makes a bullet a card: a mark that ends its first line, one between two sides, or a gap."""
    text = bullets[place].text
    if not _ANY_MARK.search(text):
        return None
    blank = _blank(text)
    listed = _LIST.search(blank) if bullets[place].after > place + 1 else None
    sides = None if listed or _SIGNATURE.match(blank) else _SIDES.search(blank)
    return listed or sides or next((match for match, _ in _gaps(text)), None)


def _card(bullets: Sequence[Bullet], place: int) -> MarkedCard | None:
    """The card that a bullet is, or that it and the bullets inside it are."""
    mark, bullet = _mark(bullets, place), bullets[place]
    if mark is None:
        return None
    if mark.re is _LIST:
        return _with_list(bullets, place, mark)
    if mark.re is _SIDES:
        return _with_sides(bullets, place, mark)
    gaps = _cloze(bullet.text)
    return MarkedCard(bullet.first + 1, bullet.end, gaps=gaps) if gaps else None


def _with_sides(bullets: Sequence[Bullet], place: int, found: re.Match[str]) -> MarkedCard:
    bullet = bullets[place]
    left, right = bullet.text[: found.start()].strip(), bullet.text[found.end() :].strip()
    right, tags = split_trailing_tags(right) if "\n" not in right else (right, ())
    front, back = (right, left) if found["mark"] == "<<" else (left, right)
    front = _with_parent(bullets, place, front) if found["mark"] == ";;" else front
    both = found["mark"] in {"<>", "::"}
    return MarkedCard(bullet.first + 1, bullet.end, front, back, both_ways=both, tags=tags)


def _with_list(bullets: Sequence[Bullet], place: int, found: re.Match[str]) -> MarkedCard:
    """The card whose answer is the bullets inside it; with `>>A)` the first of these is right."""
    bullet, mark = bullets[place], found["mark"]
    last, front = bullets[bullet.after - 1].end, bullet.text[: found.start()].strip()
    below = text_below(bullets, place + 1, bullet.after)
    children = [
        bullets[each].text for each in range(place + 1, bullet.after) if bullets[each].parent == place
    ]
    if mark.startswith(">>A") and len(children) > 1:
        return MarkedCard(bullet.first + 1, last, front, children[0], wrong=tuple(children[1:]))
    front = _with_parent(bullets, place, front) if mark.startswith(";;") else front
    front, back = (below, front) if mark == "<<<" else (front, below)
    return MarkedCard(bullet.first + 1, last, front, back, both_ways=mark[0] == ":" or mark.startswith("<>"))


def _with_parent(bullets: Sequence[Bullet], place: int, front: str) -> str:
    """A descriptor's question: the concept above it and its own name."""
    if bullets[place].parent < 0:
        return front
    text = bullets[bullets[place].parent].text.partition("\n")[0]
    blank = blank_protected(text)
    cut = _SIDES.search(blank) or _LIST.search(blank)
    concept = text[: cut.start()].strip() if cut else split_trailing_tags(text.strip())[0]
    return f"{concept} > {front}" if concept else front


def _gaps(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The opening of each gap of a text, and the position after its end."""
    blank = "\n".join(map(blank_protected, text.split("\n"))) if "{{" in text else ""
    ends, at = match_braces(blank), 0
    for match in _GAP.finditer(blank):
        closed = match.start() >= at and match.start() in ends
        if closed and not _OTHER_GAP.match(text, match.end()):
            at = ends[match.start()]
            yield match, at


def _cloze(text: str) -> str:
    """The text with its `{{gaps}}`, which are hidden together; empty if it has none."""
    pieces: list[str | HiddenText] = []
    at = 0
    for match, end in _gaps(text):
        pieces += [text[at : match.start()], HiddenText(text[match.end() : end - 2])]
        at = end
    return write_cloze([*pieces, text[at:]], together=True) if pieces else ""


SYNTAX = Syntax("remnote", _detect, _read)
