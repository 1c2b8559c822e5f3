"""Splits typed formulas into tokens (numbers, names, strings, signs), with a cursor over them."""

from __future__ import annotations

import re

from flashcards.formula import bar_pairs, symbols
from flashcards.formula.unreadable import Unreadable
from flashcards.value import Value

NESTING = 80
"""The deepest nesting of brackets; deeper text is Unreadable instead of a crash."""

_PATTERN = re.compile(
    r"""
    (?P<space>[ \t]+|\#[^\n]*|(?<=lambda)_(?![\w{(]))
  | (?P<end>[\n;]+)
  | (?P<number>(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<string>'[A-Za-z_]\w*'|"[A-Za-z_]\w*")
  | (?P<name>[A-Za-z][A-Za-z0-9]*(?:_(?:\d+|[A-Za-z][A-Za-z0-9]*))*)
  | (?P<sign>\*\*=|\*\*|//|\|\||[-+*/:<>=!]=|->|<-|=>|.)
    """,
    re.X | re.S | re.A,
)


class Token(Value, frozen=True):
    """A number, a name, a string, a sign, or the end of a line."""

    kind: str
    text: str
    column: int
    spaced: bool
    """True if a space precedes it."""


def cut(text: str) -> list[Token]:
    """The tokens of a text without spaces and comments."""
    tokens: list[Token] = []
    spaced = False
    for match in _PATTERN.finditer(text if text.isascii() else symbols.decompose(text)):
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(Token(kind, match.group(), match.start() + 1, spaced))
        spaced = kind == "space"
    return tokens


class TypedCursor:
    """A position in the tokens of one text."""

    def __init__(self, tokens: list[Token], *, is_unfinished: bool = False) -> None:
        self.is_unfinished = is_unfinished
        """True where brackets may be open at the end, as of a text that is being typed."""
        self.tokens = tokens
        self.bars = bar_pairs.pair_bars([token.text for token in tokens])
        self.at = 0
        self.nesting = 0

    def peek(self) -> str:
        """The next token's text, or nothing at the end."""
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def take(self) -> Token:
        """The next token, consumed."""
        self.at += 1
        return self.tokens[self.at - 1]

    def column(self) -> int:
        """The column of the next token, counted from 1."""
        if self.at < len(self.tokens):
            return self.tokens[self.at].column
        return self.tokens[-1].column + len(self.tokens[-1].text) if self.tokens else 1

    def deeper(self) -> None:
        """Enters one nesting level. Raises Unreadable beyond the limit."""
        self.nesting += 1
        if self.nesting > NESTING:
            raise Unreadable(f"brackets nest more than {NESTING} deep", self.column())
