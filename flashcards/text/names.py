"""Names of quantities in mathematical notation (m̂ for `m_hat`) and in ASCII (`m_hat` for m̂)."""

from __future__ import annotations

import re
import unicodedata

from flashcards.formula import vocabulary
from flashcards.formula.render.glyphs import to_ascii
from flashcards.formula.symbols import ACCENTS

_ACCENTS = {f"_{name}": ACCENTS[name] for name in ("hat", "bar", "tilde")}
_COLUMNS = {
    "in_eta": "|Δθ{}|/η",
    **{"factor_m": "1/(1−β₁ᵗ)", "fill_m": "1−β₁ᵗ", "left_m": "β₁ᵗ"},
    **{"factor_v": "1/(1−β₂ᵗ)", "fill_v": "1−β₂ᵗ", "left_v": "β₂ᵗ"},
}
"""Columns of a demo whose name says nothing to a reader, as formulas; `{}` takes a coordinate's index.

The others (`root`, `square`, `share`, …) are words: a deck may give them another meaning by an expression.
"""
_WORD = re.compile(r"[A-Za-z]\w*")
_PLACED = re.compile(r"(\w+?)(\[\d+\])?")


def pretty(name: str, *, ascii_only: bool = False) -> str:
    """A name in mathematical notation: m_hat is m̂, beta1 is β₁; also in `beta1=0.9` after a first word.

    In an expression every name is replaced: `v / (1 - beta2)` is v / (1 − β₂). The step in η, `in_eta`, is
    |Δθ|/η.
    """
    if ascii_only:
        word, space, others = name.partition(" ")
        return spell_in_ascii((_column(word) or word) + space + others)
    if set(name) & set("()*/+^"):
        return _WORD.sub(lambda found: _letter(found[0]), name).replace("**", "^").replace("-", "−")
    first, *rest = name.split(" ")
    pairs = (_letter(key) + "=" + value if value else key for key, value in map(_pair, rest))
    return " ".join([_letter(first), *pairs])


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def _letter(name: str) -> str:
    """The symbol of a quantity, with the index of a coordinate unchanged: `m_hat[2]`."""
    found = _PLACED.fullmatch(name)
    return _column(name) or vocabulary.unicode(found[1]) + (found[2] or "") if found else name


def _column(name: str) -> str:
    """The formula of a column that has one; empty for any other name."""
    found = _PLACED.fullmatch(name)
    formula = _COLUMNS.get(found[1], "") if found else ""
    return formula.format(found[2] or "") if found and formula else ""


def spell_in_ascii(text: str) -> str:
    """Prose in ASCII, with quantities named like table columns: m̂ is m_hat, 2η√t is 2 eta sqrt(t)."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text).replace("Δθ", "delta")
    for name, accent in _ACCENTS.items():
        text = text.replace(accent, name)
    text = re.sub(r"(?<=\w)(?=[α-ω√])", " ", text)
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text)
    text = re.sub(r"[²³ᵗ]", lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)
    return to_ascii(text)
