"""Text as it is indexed and searched: what a person would call the same word is the same."""

from __future__ import annotations

import re
import unicodedata

from flashcards.formula.symbols import BIGS, LETTERS

_MARKS = re.compile("[\u0300-\u036f]")
_SIGN_NAMES = {
    ord(sign): f" {name} "
    for name, sign in (LETTERS | BIGS).items()
    if not (sign.isascii() or sign.isalnum())
}
"""Signs such as ∇ → what LaTeX calls them, which an index of words can hold."""


def fold_text(text: str) -> str:
    """`text` without case and accents (ά is α, é is e), with one sigma, and with ∇ as nabla."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).lower().replace("ς", "σ").translate(_SIGN_NAMES)
