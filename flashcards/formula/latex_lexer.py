r"""Splits LaTeX into tokens, and names tokens and runs of letters."""

from __future__ import annotations

import re
from functools import lru_cache

from flashcards.formula import bar_pairs, symbols
from flashcards.formula.tree import Node, Number, Product, Symbol

LETTERS = frozenset(symbols.GREEK.keys() | symbols.LETTERS.keys())
"""The macros that are one letter or sign and nothing else."""
_WORDS = (
    "lr wd eps grad grads params step steps epoch decay momentum velocity cache loss warmup RMS"
    " theta beta alpha eta gamma epsilon lambda max min sign sqrt exp cos clip"
)
"""What people write in LaTeX without a macro, one quantity or function each."""
_TOKEN = re.compile(
    r"""%[^\n]* | \s+ | \\[A-Za-z]+\*? | \\.
      | \d+(?:\{,\}\d+)*(?:\.\d+)? | \.\d+
      | (?<![A-Za-z])(?:d[A-Za-z]|[A-Za-z]+(?:\\_[A-Za-z]+)+|WORDS)(?![A-Za-z])
      | '+ | \*\* | \|\| | [-+*/:]= | .""".replace("WORDS", "|".join(_WORDS.split())),
    re.X | re.S | re.A,
)


def tokenize(text: str) -> tuple[list[str], list[int]]:
    """The tokens of a text without spaces and comments, and where each begins."""
    found = [match for match in _TOKEN.finditer(text) if not match[0].isspace() and match[0][0] != "%"]
    return [match[0] for match in found], [match.start() for match in found]


def strip_delimiters(text: str) -> str:
    """`text` without its maths delimiters."""
    text = text.strip()
    for start, end in (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")):
        if text.startswith(start) and text.endswith(end) and len(text) >= len(start) + len(end):
            return text[len(start) : -len(end)]
    return text


@lru_cache(maxsize=4096)
def symbol_name(token: str) -> str:
    """The name of a token in the tables of symbols."""
    if token[:1] == "\\" and len(token) > 1:
        bare = token[1:].rstrip("*") or token[1:]
        return "Vert" if bare == "|" else symbols.SAME.get(bare, bare)
    return symbols.NAMES.get(token, token) if not token.isascii() else token


def word(index: Node) -> Node:
    r"""An index of three letters or more is a word: `\theta_{new}` means the new θ, not n·e·w."""
    letters = word_of(index)
    return Symbol(letters, "upright") if len(letters) > 2 and letters.isalpha() else index


def word_of(node: Node) -> str:
    """The word spelled by adjacent letters and digits; empty if there is anything else."""
    match node:
        case Symbol(name) if name.isascii() and name.isalpha() and name not in LETTERS:
            return name
        case Number(text):
            return text
        case Product(factors, ops) if not any(ops):
            parts = [word_of(factor) for factor in factors]
            return "".join(parts) if all(parts) else ""
    return ""


class LatexCursor:
    """A position in the tokens of one text; `warnings` collects what was not understood."""

    def __init__(self, text: str) -> None:
        self.text = text if text.isascii() else symbols.decompose(text)
        self.tokens, self.columns = tokenize(self.text)
        self.bars = bar_pairs.pair_bars(self.tokens)
        self.tokens.append("")  # the end
        self.warnings: list[str] = []
        self.at = 0
        self.nesting = 0
        self.cells = 0

    def peek(self) -> str:
        """The next token; empty at the end."""
        return self.tokens[self.at]

    def take(self) -> str:
        """The next token, consumed."""
        token = self.tokens[self.at]
        if token:
            self.at += 1
        return token

    def took(self, token: str) -> bool:
        """True if the next token is this one, which is then consumed."""
        if self.tokens[self.at] != token:
            return False
        self.at += 1
        return True

    def column(self) -> int:
        """The column of the next token, counted from 1."""
        return self.columns[self.at] + 1 if self.at < len(self.columns) else len(self.text) + 1

    def raw(self) -> str:
        """The source text of a group, spaces included; otherwise the next token."""
        if self.peek() != "{":
            return self.take()
        start = self.columns[self.at] + 1
        depth = 0
        while token := self.take():
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return self.text[start : self.columns[self.at - 1]]
        self.warnings.append("'{' is never closed")
        return self.text[start:]

    def option(self) -> str:
        """The text of an optional argument in square brackets, such as `[3]`; empty if none follows."""
        if self.peek() != "[" or "]" not in self.tokens[self.at :]:
            return ""
        end = self.tokens.index("]", self.at)
        text = self.text[self.column() : self.columns[end]]
        self.at = end + 1
        return text
