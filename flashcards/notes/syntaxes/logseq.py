r"""Reads Logseq outlines: a block with `#card` asks for its children, or its `{{cloze gaps\\cue}}`.

Properties such as `id::` and `collapsed::` belong to the program: they are neither shown nor cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashcards.errors import Problem
from flashcards.notes.syntaxes.cloze_text import HiddenText, match_braces, write_cloze
from flashcards.notes.syntaxes.line_ranges import problem_at, split_trailing_tags
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.note_lines import blank_protected
from flashcards.notes.syntaxes.outline import Bullet, read_outline, text_below
from flashcards.text import math_spans

_CARD = re.compile(r"[ \t]*(?<![\w#&/])#card(?![\w/-])", re.IGNORECASE)
_CARD_PAGE = re.compile(r"[ \t]*(?<!!)#?\[\[card\]\]", re.IGNORECASE)
_PROPERTY = re.compile(r"[ \t]*[A-Za-z][\w./-]{0,100}::(?:[ \t].*)?$")
_LOGBOOK = re.compile(r"[ \t]*:LOGBOOK:[ \t]*$")
_LOGBOOK_END = re.compile(r"[ \t]*:END:[ \t]*$")
_MACRO = "{{cloze "
_CUE = "\\\\"
_HIGHLIGHT = re.compile(r"\^\^(?![\s^])([^^\n]{1,500})(?<!\s)\^\^")
_TITLE = re.compile(r"#{1,6}[ \t]+")
_TWO_SIDED = re.compile(r"\S[ \t]*:::?[ \t]*\S")


def _detect(source: NoteSource) -> bool:
    bullets = _blocks(source)
    return any(_is_card(bullets, place) for place in range(len(bullets)))


def _blocks(source: NoteSource) -> list[Bullet]:
    """The outline without properties and logbooks."""
    if not any("card" in line.lower() for line in source.lines):
        return []
    return [replace(bullet, text=_without_properties(bullet.text)) for bullet in read_outline(source)]


def _without_properties(text: str) -> str:
    kept: list[str] = []
    fence, logbook = False, False
    for line in text.split("\n"):
        fence ^= line.lstrip().startswith(("```", "~~~"))
        logbook = (logbook or bool(_LOGBOOK.match(line))) and not fence
        if fence or not (logbook or _PROPERTY.match(line)):
            kept.append(line)
        logbook = logbook and not _LOGBOOK_END.match(line)
    return "\n".join(kept)


def _tag(text: str) -> re.Match[str] | None:
    """The card's tag in a block, outside code and formulas."""
    if "card" not in text.lower():
        return None
    lines = text.split("\n")
    tag = _CARD.search("\n".join(map(blank_protected, lines)))
    return tag or _CARD_PAGE.search("\n".join(map(math_spans.blank, lines)))


def _is_card(bullets: Sequence[Bullet], place: int) -> bool:
    """True for a tagged block with gaps, or with blocks below that can answer it."""
    text, below = bullets[place].text, bullets[place].after > place + 1
    tag = _tag(text)
    if not tag:
        return False
    return below or bool(_cloze(text)) or not _TWO_SIDED.search(blank_protected(text[: tag.start()]))


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    bullets = _blocks(source)
    for place, bullet in enumerate(bullets):
        if not _is_card(bullets, place):
            continue
        last = _last_child(bullets, place)
        front, tags = _front(bullet.text)
        below = _plain(text_below(bullets, place + 1, last)) if last > place + 1 else ""
        end = bullets[last - 1].end
        if gaps := _cloze(front):
            yield MarkedCard(bullet.first + 1, end, gaps=gaps, why=below, tags=tags)
        elif _MACRO in blank_protected(front):
            message = "the braces of these gaps do not match"
            problems.append(
                problem_at(source, bullet.first, message, "write {{cloze hidden}}, with closed braces")
            )
        elif front and below:
            yield MarkedCard(bullet.first + 1, end, front, below, tags=tags)
        elif bullet.after == last:
            message = "this card has no answer" if front else "this card has no question"
            problems.append(
                problem_at(source, bullet.first, message, "write the answer as a block inside it")
            )


def _last_child(bullets: Sequence[Bullet], place: int) -> int:
    """The position after the children that answer a card, up to the first that is a card itself."""
    for child in range(place + 1, bullets[place].after):
        if _tag(bullets[child].text):
            return child
    return bullets[place].after


def _front(text: str) -> tuple[str, tuple[str, ...]]:
    """The text of a block without `#card`, and its other tags."""
    while tag := _tag(text):
        text = text[: tag.start()] + text[tag.end() :]
    lines = [_TITLE.sub("", line, count=1) for line in text.strip().split("\n")]
    front, tags = split_trailing_tags("\n".join(lines).strip())
    return _plain(front), tags


def _plain(text: str) -> str:
    """`text` with Logseq's highlights in bold."""
    return "\n".join(_bold(line) for line in text.split("\n")) if "^^" in text else text


def _bold(line: str) -> str:
    blank, parts, at = blank_protected(line), [], 0
    for match in _HIGHLIGHT.finditer(blank):
        parts += [line[at : match.start()], f"**{line[match.start(1) : match.end(1)]}**"]
        at = match.end()
    return "".join(parts) + line[at:]


def _cloze(text: str) -> str:
    """The text with its `{{cloze …}}` macros as gaps that are hidden together; empty if there are none."""
    pieces: list[str | HiddenText] = []
    at = 0
    blank = "\n".join(map(blank_protected, text.split("\n"))) if _MACRO in text else ""
    start = blank.find(_MACRO)
    ends = match_braces(blank)
    while start >= 0 and (end := ends.get(start, 0)):
        cut = blank.find(_CUE, start, end)
        hidden = text[start + len(_MACRO) : cut if cut > 0 else end - 2]
        cue = text[cut + len(_CUE) : end - 2] if cut > 0 else ""
        pieces += [text[at:start], HiddenText(hidden.strip(), cue.strip())]
        at, start = end, blank.find(_MACRO, end)
    return write_cloze([*pieces, text[at:]], together=True) if pieces else ""


SYNTAX = Syntax("logseq", _detect, _read)
