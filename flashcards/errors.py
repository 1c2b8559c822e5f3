"""What went wrong, where, and what to write instead. No library, no disk, no screen."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file that a person can jump to; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Exception):  # noqa: N818 - named in the words of the person who reads it
    """One thing that a person can mend: what is wrong, where, and what to write instead."""

    def __init__(self, message: str, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = "".join(f"\n    {line}" for line in self.hint.splitlines())
        return printable(f"{where}{self.message}{hint}")

    def as_json(self) -> dict[str, object]:
        """The shape `{"file", "line", "column", "message", "hint"}` of every `--json` listing."""
        place = self.place or Place("", 0, 0)
        return {
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "message": self.message,
            "hint": self.hint,
        }


def printable(text: str) -> str:
    """`text` without the characters that could move a terminal's cursor or reorder a line.

    Decks and notes come from strangers: control characters, escape sequences and bidirectional
    overrides are shown as their symbol or left out, newlines and tabs stay.
    """
    return "".join(_shown(character) for character in text)


_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    if character in _REORDERING:
        return ""
    if unicodedata.category(character) == "Cc":
        code = ord(character)
        return chr(0x2400 + code) if code < 0x20 else "\N{SYMBOL FOR DELETE}" if code == 0x7F else ""
    return character
