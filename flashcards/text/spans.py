"""What pictures are made of: spans with a style, names and numbers as people write them, cells counted."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

from flashcards.formula import vocabulary
from flashcards.formula.render.box import cells
from flashcards.formula.render.glyphs import plain as ascii_letters
from flashcards.formula.symbols import ACCENTS

Span: TypeAlias = tuple[str, str]
"""A text and its style: empty, `bold`, `dim`, `reverse` or a colour; nothing hangs on the style alone."""
Row: TypeAlias = tuple[Span, ...]

COLOURS = ("cyan", "yellow", "green", "magenta", "red", "blue")
"""One for each line of a picture, in turn."""

_ACCENTS = {f"_{name}": ACCENTS[name] for name in ("hat", "bar", "tilde")}
_WORD = re.compile(r"[A-Za-z]\w*")
_PLACED = re.compile(r"(\w+?)(\[\d+\])?")


def pretty(name: str, *, ascii_only: bool = False) -> str:
    """A name as it is written by hand: m_hat is m̂, beta1 is β₁. Of several words the first, and `beta1=0.9`.

    In an expression every letter is: `v / (1 - beta2)` is v / (1 − β₂).
    """
    if ascii_only:
        return spelled(name)
    if set(name) & set("()*/+^"):
        return _WORD.sub(lambda found: _letter(found[0]), name).replace("**", "^").replace("-", "−")
    first, *rest = name.split(" ")
    pairs = (_letter(key) + "=" + value if value else key for key, value in map(_pair, rest))
    return " ".join([_letter(first), *pairs])


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def _letter(name: str) -> str:
    """A quantity by its letter, the place of a coordinate kept: `m_hat[2]`."""
    found = _PLACED.fullmatch(name)
    return vocabulary.unicode(found[1]) + (found[2] or "") if found else name


def spelled(text: str) -> str:
    """Prose in ASCII, its quantities named as the columns are: m̂ is m_hat, β₁ beta1, 2η√t 2 eta sqrt(t)."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text).replace("Δθ", "delta")
    for name, accent in _ACCENTS.items():
        text = text.replace(accent, name)
    text = re.sub(r"(?<=\w)(?=[α-ω√])", " ", text)
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text)
    text = re.sub(r"[²³ᵗ]", lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)
    return ascii_letters(text)


def number(value: float, digits: int = 6, *, ascii_only: bool = False) -> str:
    """A number in a few significant digits; a whole one without a point."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return ("-inf" if value < 0 else "inf") if ascii_only else ("−∞" if value < 0 else "∞")
    text = f"{value:.{digits}g}"
    text = re.sub(r"e([+-])0*(\d+)", lambda found: f"e{found[1].strip('+')}{found[2]}", text)
    text = "0" if text == "-0" else text
    return (
        text
        if ascii_only
        else text.replace("-", "−")
        if "e" not in text
        else text.replace("-", "−", text[0] == "-")
    )


def width(row: Row) -> int:
    """The width of a row in cells."""
    return sum(cells(text) for text, _ in row)


def padded(text: str, room: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `room` cells, on its left where it is to stand on the right."""
    space = " " * (room - cells(text))
    return space + text if right else text + space


def plain(rows: Iterable[Row]) -> list[str]:
    """The rows without their styles and without spaces at their ends."""
    return ["".join(text for text, _ in row).rstrip() for row in rows]


def beside(left: list[Row], right: list[Row], gap: int = 3) -> list[Row]:
    """Two pictures side by side, their tops level."""
    room = max((width(row) for row in left), default=0) + gap
    height = max(len(left), len(right))
    left, right = left + [()] * (height - len(left)), right + [()] * (height - len(right))
    return [(*a, (" " * (room - width(a)), ""), *b) for a, b in zip(left, right, strict=True)]


def wrapped(spans: Iterable[Span], room: int, gap: int = 3) -> list[Row]:
    """The spans one after the other, in as many rows as it takes; a span is never cut."""
    rows: list[list[Span]] = [[]]
    for text, style in spans:
        used = width(tuple(rows[-1]))
        if used and used + gap + cells(text) > room:
            rows.append([])
        elif used:
            rows[-1].append((" " * gap, ""))
        rows[-1].append((text, style))
    return [tuple(row) for row in rows if row]
