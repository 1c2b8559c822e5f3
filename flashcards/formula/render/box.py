"""Rectangles of text with a baseline, joined horizontally and vertically. Widths are in terminal cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from flashcards.errors import printable
from flashcards.value import Value


class Box(Value, frozen=True):
    """Lines, each `width` cells wide; line `baseline` aligns with the surrounding text."""

    lines: tuple[str, ...]
    baseline: int
    width: int

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)


_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
_JOINED = re.compile(f"{_JOINER}.?", re.DOTALL)
"""A joiner and what is drawn within the character before it, as the members of a family."""
_VARIED = re.compile(f"(.){_AS_EMOJI}", re.DOTALL)
_IN_THE_CELLS_BEFORE = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff\U0001f3fb-\U0001f3ff]")
"""The vowels and ends of a Korean syllable, and tones of skin."""
_HALF_A_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def cells(text: str) -> int:
    """The width of `text` in terminal cells: 0 for a combining accent, 2 for a wide character.

    A sequence of emoji is one of them. Rich, by which the screen is drawn, counts in the same way: were it
    otherwise, what stands after such a text would not be in its column.
    """
    if text.isascii():
        return len(text)
    if _JOINER in text or _AS_EMOJI in text:
        text = _JOINED.sub("", text)
        return sum(map(_cells, text)) + sum(map(_cells_as_emoji, _VARIED.findall(text)))
    return sum(map(_cells, text))


def clusters(text: str) -> Iterator[str]:
    """The parts of `text` that are drawn as one character: a letter with its marks, a sequence of emoji."""
    begun = ""
    for character in text:
        is_half = bool(_HALF_A_FLAG.fullmatch(begun) and _HALF_A_FLAG.match(character))
        if begun and _cells(character) and not (begun.endswith(_JOINER) or is_half):
            yield begun
            begun = ""
        begun += character
    if begun:
        yield begun


@lru_cache(maxsize=1024)
def _cells_as_emoji(character: str) -> int:
    """The cells that a character takes more where it is drawn as an emoji: ❤ has one, ❤\ufe0f two."""
    from wcwidth import wcswidth

    return max(0, wcswidth(character + _AS_EMOJI) - _cells(character))


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf", "Cc"}:
        return 0
    if _IN_THE_CELLS_BEFORE.match(character):
        return 0
    if _HALF_A_FLAG.match(character):
        return 1
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    if character < "\u2e80":
        return 1
    from wcwidth import wcwidth  # for rare scripts alone: its tables load longer than a formula is drawn

    return max(0, wcwidth(character))


@lru_cache(maxsize=4096)
def text(words: str) -> Box:
    """A one-line box. Characters that would move the cursor or combine are shown or dropped."""
    if words.isascii() and words.isprintable():
        return Box((words,), 0, len(words))
    words = "".join([_safe(character) for character in words])
    return Box((words,), 0, cells(words))


@lru_cache(maxsize=4096)
def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cf", "Cs", "Co", "Zl", "Zp"} or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Cn":  # unassigned: terminals disagree on its width
        return "\N{REPLACEMENT CHARACTER}"
    return " " if character in "\n\t" else printable(character)


def join_boxes(boxes: Sequence[Box]) -> Box:
    """Joins boxes from left to right with their baselines aligned."""
    if len(boxes) == 1:
        return boxes[0]
    if all(len(box.lines) == 1 for box in boxes):
        return Box(("".join([box.lines[0] for box in boxes]),), 0, sum([box.width for box in boxes]))
    return _level(boxes)


def _level(boxes: Sequence[Box]) -> Box:
    """Joins multi-line boxes side by side with their baselines aligned."""
    over = max([box.baseline for box in boxes])
    tall = over + max([len(box.lines) - box.baseline for box in boxes])
    columns = []
    for box in boxes:
        blank, first = (" " * box.width,), over - box.baseline
        columns.append(blank * first + box.lines + blank * (tall - first - len(box.lines)))
    return Box(tuple(map("".join, zip(*columns, strict=True))), over, sum([box.width for box in boxes]))


def above(boxes: Sequence[Box], level: int, align: str = "c") -> Box:
    """Stacks boxes from top to bottom; the baseline is that of `boxes[level]`. `align` is l, c or r."""
    width = max(box.width for box in boxes)
    lines = tuple(line for box in boxes for line in widen(box, width, align).lines)
    return Box(lines, sum(len(box.lines) for box in boxes[:level]) + boxes[level].baseline, width)


def widen(box: Box, width: int, align: str = "l") -> Box:
    """`box` padded with blank cells to `width`."""
    spare = width - box.width
    if spare <= 0:
        return box
    left = {"l": 0, "c": spare // 2, "r": spare}[align]
    return Box(tuple(" " * left + line + " " * (spare - left) for line in box.lines), box.baseline, width)


def with_baseline(box: Box, baseline: int) -> Box:
    """The same lines with another baseline, which may lie above or below them."""
    blank = " " * box.width
    if baseline < 0:
        return Box((blank,) * -baseline + box.lines, 0, box.width)
    below = max(0, baseline + 1 - len(box.lines))
    return Box(box.lines + (blank,) * below, baseline, box.width)
