"""Words that a person types → an expression of SQLite's full-text search over `card_text`."""

from __future__ import annotations

import re

MOST_WORDS = 64
"""The rest of a longer query is passed over."""
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


def match_expression(text: str) -> str:
    """The FTS5 expression for `text`: every word, "phrase" and beginning `mom*`, and none after a `-`.

    Empty if there is nothing to look for. FTS5 has no expression for what merely lacks a word; then the
    expression looks for the cards that have it, and begins with `NOT `.

    >>> match_expression('bias corr* -"first step"')
    '("bias" AND "corr"*) NOT "first step"'
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for found in list(_PART.finditer(text))[:MOST_WORDS]:
        minus, phrase, word = found.groups()
        if term := _term(phrase if word is None else word):
            (unwanted if minus else wanted).append(term)
    if not wanted:
        return ""
    every = f"({' AND '.join(wanted)})"
    return " NOT ".join((every, *unwanted))


def _term(written: str) -> str:
    """A word or phrase in the quotes of FTS5; empty if the index holds nothing of it."""
    prefix = "*" if written.endswith("*") else ""
    words = written.rstrip("*").replace('"', "").replace("\0", " ")
    if not any(character.isalnum() for character in words):
        return ""
    return f'"{words}"{prefix}'
