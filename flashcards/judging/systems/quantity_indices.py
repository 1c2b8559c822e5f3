"""The index of a quantity: when it is, which of several it is, or a word that belongs to its name."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from flashcards.formula import vocabulary
from flashcards.formula.latex_lexer import word_of
from flashcards.formula.tree import Accent, Fence, Mark, Node, Number, Product, Row, Script, Sum, Symbol, Text
from flashcards.judging.systems.terms import NEW
from flashcards.value import Value

_NEW = frozenset({"new", "next", "neu", "nuevo", "+", "plus", "updated"})
_OLD = frozenset({"old", "prev", "previous", "last", "alt", "before"})
_CORRECTED = frozenset({"hat", "corr", "corrected", "correct", "bc", "unbiased", "biascorr", "debiased"})
_COORDINATES = frozenset({"i", "j", "l", "ii", "ij", "jj", "kj", "ji", "d"})


class IndexLetters(Value, frozen=True):
    """What the letters of an index mean in a formula."""

    time: frozenset[str]
    counters: frozenset[str] = frozenset()
    """The letters that sums count by."""


class QuantityName(Value, frozen=True):
    """A name with what its indices and accents have said of it so far."""

    stem: str
    offset: int | None = None
    counter: str = ""
    backwards: bool = False
    accents: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The name with its accents, `v_hat`."""
        return "_".join((self.stem, *self.accents))


def time_offset(node: Node | None, letters: Collection[str]) -> int | None:
    """The offset of a time index: 0 for `t`, -1 for `t-1`, 1 for `1+t`; None if `node` is none."""
    match node:
        case Symbol(letter) if letter in letters:
            return 0
        case Sum((Symbol(letter), Number(digits)), (_, "+" | "-" as sign)) if letter in letters:
            return int(sign + digits[:3]) if digits.isdecimal() else None
        case Sum((Number(digits), Symbol(letter)), (_, "+")) if letter in letters and digits.isdecimal():
            return int(digits[:3])
        case Fence("(" | "[" | "{", inside, _):
            return time_offset(inside, letters)
    return None


def moves_in_time(stem: str) -> bool:
    """True for a letter that changes at every step, so that a superscript is its index and no power."""
    return vocabulary.moves(stem) or stem in {"u", "y", "z", "phi", "d", "c"} or stem.startswith("delta_")


def index_parts(sub: Node | None) -> tuple[Node, ...]:
    """The parts of an index between its commas; none without an index."""
    if isinstance(sub, Row):
        return tuple(item for item in sub.items if not isinstance(item, Mark))
    return () if sub is None else (sub,)


def with_index(name: QuantityName, index: Node, letters: IndexLetters, *, alone: bool) -> QuantityName | None:
    """`name` with one part of its subscript."""
    if counted := _counted(name, index, letters):
        return counted
    if (offset := time_offset(_coordinate_free(index, letters), letters.time)) is not None:
        return replace(name, offset=offset)
    if isinstance(index, Product) and isinstance(index.factors[0], Number):
        return None
    if isinstance(index, Number):
        return replace(name, stem=name.stem + index.text)
    return _with_word(name, _spelled(index), alone=alone)


def _counted(name: QuantityName, index: Node, letters: IndexLetters) -> QuantityName | None:
    """`name` indexed by the counter of a sum: `g_i`, or `g_{t-i}`; None if the index is another."""
    match index:
        case Symbol(letter) if letter in letters.counters:
            return replace(name, counter=letter)
        case Sum((Symbol(time), Symbol(letter)), ("", "-")) if letter in letters.counters and (
            time in letters.time
        ):
            return replace(name, counter=letter, backwards=True)
    return None


def _coordinate_free(index: Node, letters: IndexLetters) -> Node:
    """A time index without the coordinate glued to it: `k` of `G_{kj}`, `k-1` of `G_{k-1 j}`."""
    match index:
        case Product((Symbol(time), Symbol(other)), ("", "")) if (
            time in letters.time and other in _COORDINATES - letters.time
        ):
            return Symbol(time)
        case Sum((time_letter, Product((Number() as number, Symbol(other)), ("", ""))), signs) if (
            other in _COORDINATES
        ):
            return Sum((time_letter, number), signs)
    return index


def _with_word(name: QuantityName, word: str, *, alone: bool) -> QuantityName | None:
    """`name` with a word below or above it."""
    if not word:
        return None
    low = word.lower()
    if low in _NEW:
        return replace(name, offset=NEW)
    if low in _OLD:
        return replace(name, offset=-1)
    if low in _CORRECTED:
        return replace(name, accents=(*name.accents, "hat"))
    if low in _COORDINATES or (not alone and len(word) == 1):
        return name
    return replace(name, stem=f"{name.stem}_{word}")


def _spelled(node: Node) -> str:
    """What an index spells: `dW`, `max`, `dtheta`, `i0`; empty if it is no word."""
    match node:
        case Symbol(name) | Text(name):
            return name if name in _NEW else re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
        case Accent(_, inside):
            return _spelled(inside)
        case Script(base, sub, None | Fence()):
            below = _spelled(sub) if sub is not None else ""
            return _spelled(base) + below
        case Product(factors, ops) if not any(ops):
            parts = [word_of(factor) or _spelled(factor) for factor in factors]
            return "".join(parts) if all(parts) else ""
        case Number(text):
            return text
    return ""


def with_superscript(name: QuantityName, sup: Node, letters: IndexLetters) -> QuantityName | None:
    """`name` with a superscript that is no power: a time index, a layer, a word; None for a power."""
    match sup:
        case Fence("(" | "[", inside):
            offset = time_offset(inside, letters.time)
            return _counted(name, inside, letters) or (
                name if offset is None else replace(name, offset=offset)
            )
        case Symbol("prime"):
            return replace(name, offset=NEW)
        case Symbol("ast" | "star" | "*" | "asterisk"):
            return replace(name, stem=f"{name.stem}_star")
    offset = time_offset(sup, letters.time)
    if offset is not None and name.offset is None and moves_in_time(name.stem):
        return replace(name, offset=offset)
    word = _spelled(sup)
    return _with_word(name, word, alone=True) if len(word) > 2 or word in _NEW | {"bc"} else None
