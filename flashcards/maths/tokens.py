r"""LaTeX cut into tokens, and the names that tokens and letters side by side have."""

from __future__ import annotations

import re
from functools import lru_cache

from flashcards.maths import signs
from flashcards.maths.tree import Node, Number, Product, Symbol

LETTERS = frozenset(signs.GREEK.keys() | signs.LETTERS.keys())
"""The macros that are one letter or sign and nothing else."""
_TOKEN = re.compile(
    r"""%[^\n]* | \s+ | \\[A-Za-z]+\*? | \\.
      | \d+(?:\{,\}\d+)*(?:\.\d+)? | \.\d+
      | (?<![A-Za-z])(?:d[A-Za-z]|lr|eps|grad|params)(?![A-Za-z])
      | '+ | \*\* | \|\| | [-+*/:]= | .""",
    re.X | re.S | re.A,
)


def split(text: str) -> tuple[list[str], list[int]]:
    """The tokens of a text, spaces and remarks left out, and where each begins."""
    found = [match for match in _TOKEN.finditer(text) if not match[0].isspace() and match[0][0] != "%"]
    return [match[0] for match in found], [match.start() for match in found]


def undollared(text: str) -> str:
    """`text` without the dollar signs or brackets that mark it as maths."""
    text = text.strip()
    for start, end in (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")):
        if text.startswith(start) and text.endswith(end) and len(text) >= len(start) + len(end):
            return text[len(start) : -len(end)]
    return text


@lru_cache(maxsize=4096)
def named(token: str) -> str:
    """The name that a token has in the tables of signs."""
    if token[:1] == "\\" and len(token) > 1:
        bare = token[1:].rstrip("*") or token[1:]
        return "Vert" if bare == "|" else signs.SAME.get(bare, bare)
    return signs.NAMES.get(token, token) if not token.isascii() else token


def word(index: Node) -> Node:
    r"""An index of three letters or more is a word: `\theta_{new}` means the new θ, not n·e·w."""
    letters = spelt(index)
    return Symbol(letters, "upright") if len(letters) > 2 and letters.isalpha() else index


def spelt(node: Node) -> str:
    """The word that letters and digits side by side spell; empty where there is more to it."""
    match node:
        case Symbol(name) if name.isascii() and name.isalpha() and name not in LETTERS:
            return name
        case Number(text):
            return text
        case Product(factors, ops) if not any(ops):
            parts = [spelt(factor) for factor in factors]
            return "".join(parts) if all(parts) else ""
    return ""
