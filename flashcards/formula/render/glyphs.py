"""The glyph of each symbol, in Unicode or, for limited terminals, in ASCII."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from types import MappingProxyType

from flashcards.formula import symbols
from flashcards.formula.tree import Symbol

_SYMBOLS = MappingProxyType(
    {**symbols.GREEK, **symbols.LETTERS, **symbols.DOTS, **symbols.SIGNS, **symbols.RELATIONS, **symbols.BIGS}
)
_OPERATORS = MappingProxyType({**symbols.DOTS, **symbols.RELATIONS, **symbols.SIGNS, **symbols.PRODUCTS})

_ASCII = MappingProxyType(
    dict(
        pair.split()
        for pair in """
    le <=; ge >=; ne !=; ll <<; gg >>; approx ~=; sim ~; simeq ~=; cong ~=; equiv ==; to ->; gets <-
    mapsto |->; leftrightarrow <->; Rightarrow =>; Leftarrow <==; iff <=>; mid |; parallel ||; cdot *; times *
    odot (.); otimes (x); asterisk *; div /; circ o; bmod mod; pm +/-; mp -/+; oplus (+); - -; * *
    / /; infty inf; partial d; nabla grad; ldots ...; cdots ...; vdots :; ddots ...; prime '; top T
    star *; dagger +; ell l; lfloor floor(; rfloor ); lceil ceil(; rceil ); langle <; rangle >; Vert ||
    uparrow ^; downarrow v; square []; emptyset {}; bullet *; neg not; degree deg; wedge and; vee or; ast *
""".replace("\n", ";").split(";")
        if pair.strip()
    )
)
"""The ASCII form of each sign; other signs are written by their names."""


@lru_cache(maxsize=1024)
def glyph(symbol: Symbol, *, ascii: bool = False) -> str:  # noqa: A002 - the name that callers read
    """A symbol's character in its font; its name in ASCII."""
    if ascii:
        return to_ascii(_ASCII.get(symbol.name, symbol.name))
    if symbol.font == "function" and symbol.name in {"argmin", "argmax"}:
        return f"{symbol.name[:3]} {symbol.name[3:]}"
    if symbol.font not in {"upright", "function"} and symbol.name in _SYMBOLS:
        return _SYMBOLS[symbol.name]
    return symbols.in_alphabet(symbol.name, symbol.font)


def operator_glyph(name: str, *, ascii: bool = False) -> str:  # noqa: A002
    """The glyph of a relation, of a sign of a sum or product, or of dots."""
    if ascii:
        return to_ascii(_ASCII.get(name, name))
    return _OPERATORS.get(name, name)


def fence(name: str, *, ascii: bool = False) -> str:  # noqa: A002
    """The glyph of a one-line bracket."""
    return to_ascii(_ASCII.get(name, name)) if ascii else symbols.FENCES.get(name, name)


def to_ascii(text: str) -> str:
    """`text` in ASCII: Greek letters by name, accents dropped, `?` for anything without an equivalent."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else "?"
    name = symbols.NAMES.get(character) or symbols.NAMES.get(symbols.FULL_SIZE.get(character, ""))
    if name:
        name = _ASCII.get(name, name)
        return name if name.isascii() else "?"
    if unicodedata.combining(character):
        return ""
    likeness = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return likeness or {"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "▁": "_"}.get(
        character, "?"
    )
