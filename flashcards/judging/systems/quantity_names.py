r"""The letter that a piece of a formula names: `\hat{m}_{t-1}` is `m_hat` at offset -1, `g_t` the gradient.

A mean of squares is `E[g^2]` or `E[delta^2]`, a change `delta_theta`; what a state belongs to stays in its
name (`V_dW`), coordinates and layers (`g_{t,i}`, `W^{[l]}`) do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from flashcards.formula import vocabulary
from flashcards.formula.latex_lexer import word_of
from flashcards.formula.tree import (
    Accent,
    Apply,
    Fence,
    Mark,
    Node,
    Number,
    Product,
    Row,
    Script,
    Sum,
    Symbol,
    Text,
)
from flashcards.judging.systems.terms import NEW, Gradient, Indexed, Letter, StepCount

GRADIENTS = frozenset({"g", "grad", "grads", "gradient", "gradients", "dtheta", "d_p", "d_theta", "dparams"})
_DIFFERENTIAL = re.compile(r"d[WwbxpB]\d*")
_NEW = frozenset({"new", "next", "neu", "nuevo", "+", "plus", "updated"})
_OLD = frozenset({"old", "prev", "previous", "last", "alt", "before"})
_CORRECTED = frozenset({"hat", "corr", "corrected", "correct", "bc", "unbiased", "biascorr", "debiased"})
_COORDINATES = frozenset({"i", "j", "l", "ii", "ij", "jj", "kj", "ji", "d"})
_SHOWN_ONLY = frozenset({"vec", "underline"})
"""Accents that mark a vector and nothing else."""


@dataclass(frozen=True)
class IndexLetters:
    """What the letters of an index mean in a formula."""

    time: frozenset[str]
    counters: frozenset[str] = frozenset()
    """The letters that sums count by."""


@dataclass(frozen=True)
class _Name:
    """A name in the making."""

    stem: str
    offset: int | None = None
    counter: str = ""
    backwards: bool = False
    accents: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return "_".join((self.stem, *self.accents))


def is_gradient(name: str) -> bool:
    """True for a name that means the gradient of the loss in any note: `g`, `grads`, `dW`."""
    return name in GRADIENTS or bool(_DIFFERENTIAL.fullmatch(name))


def read_quantity(node: Node, letters: IndexLetters) -> Letter | Gradient | Indexed | StepCount | None:
    """The quantity that `node` names; None if it is no name."""
    found = _name(node, letters)
    if found is None:
        return None
    if found.counter:
        return Indexed(found.whole, found.counter, found.backwards)
    if found.whole in letters.time and found.offset is None:
        return Letter(found.whole) if found.whole in letters.counters else StepCount()
    if found.whole in letters.counters and found.offset is None:
        return Letter(found.whole)
    if is_gradient(found.whole) and found.offset != NEW:
        return Gradient()
    return Letter(found.whole, found.offset)


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


def _name(node: Node, letters: IndexLetters) -> _Name | None:
    match node:
        case Symbol(name):
            return _Name(_plain(name))
        case Accent(kind, inside) if found := _name(inside, letters):
            return found if kind in _SHOWN_ONLY else replace(found, accents=(*found.accents, kind))
        case Accent(kind, Apply(Symbol("nabla") | Script(Symbol("nabla")))):
            return _Name("g", accents=(kind,))
        case Script(base, sub, sup, primes):
            return _scripted(base, sub, sup, primes, letters)
        case Product((Symbol("Delta" | "delta"), changed), ("", "")) if found := _name(changed, letters):
            return replace(found, stem=f"delta_{found.stem}")
        case Product((Symbol("d"), changed), ("", "")) if found := _name(changed, letters):
            parameter = vocabulary.plays(found.stem, "parameters") or found.stem == "b"
            return replace(found, stem=f"d{found.stem}") if parameter else None
        case Apply(Symbol("Delta" | "delta"), changed) if found := _name(changed, letters):
            return replace(found, stem=f"delta_{found.stem}")
        case Apply(Symbol("E"), Fence("[" | "(" | "{", inside)):
            return _mean(inside, letters)
        case Apply(function, Fence("(", inside, ")")) | Product(
            (function, Fence("(", inside, ")")), ("", "")
        ):
            found, offset = _name(function, letters), time_offset(inside, letters.time)
            timed = found and offset is not None and found.offset is None and _moves(found.stem)
            return replace(found, offset=offset) if found and timed else None
        case Fence("(" | "{", inside, ")" | "}"):
            return _name(inside, letters)
    return None


def _plain(name: str) -> str:
    """A symbol's name in the spelling of `vocabulary`, in which a variant of a letter is the letter."""
    if name in vocabulary.VARIANT_LETTERS:
        return vocabulary.VARIANT_LETTERS[name]
    spelled = "".join(letter if letter.isascii() else f"u{ord(letter):x}" for letter in name)
    return re.sub(r"\W+", "_", spelled).strip("_") or "unnamed"


def _moves(stem: str) -> bool:
    """True for a letter that changes at every step, so that a superscript is its index and no power."""
    return vocabulary.moves(stem) or stem in {"u", "y", "z", "phi", "d", "c"} or stem.startswith("delta_")


def _mean(inside: Node, letters: IndexLetters) -> _Name | None:
    """The name of a running mean `E[g^2]`; None for other expectations."""
    squared = isinstance(inside, Script) and inside.sup == Number("2")
    base = Script(inside.base, inside.sub, None) if squared and isinstance(inside, Script) else inside
    base = base.base if isinstance(base, Script) and base.sub is None and not base.primes else base
    power = "^2" if squared else ""
    if isinstance(base, Product) and base.factors[0] in (Symbol("Delta"), Symbol("delta")):
        square = isinstance(last := base.factors[-1], Script) and last.sup == Number("2")
        return _Name("E[delta^2]" if square or squared else "E[delta]")
    found = _name(base, letters)
    if found is None or not is_gradient(found.whole):
        return None
    return _Name(f"E[g{power}]")


def _scripted(
    base: Node, sub: Node | None, sup: Node | None, primes: int, letters: IndexLetters
) -> _Name | None:
    found = _name(base, letters)
    if found is None:
        return None
    for part in _parts(sub):
        found = _with_index(found, part, letters, alone=not isinstance(sub, Row))
        if found is None:
            return None
    if sup is not None:
        found = _with_superscript(found, sup, letters)
    return replace(found, offset=NEW) if found and primes else found


def _parts(sub: Node | None) -> tuple[Node, ...]:
    if isinstance(sub, Row):
        return tuple(item for item in sub.items if not isinstance(item, Mark))
    return () if sub is None else (sub,)


def _with_index(name: _Name, index: Node, letters: IndexLetters, *, alone: bool) -> _Name | None:
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


def _counted(name: _Name, index: Node, letters: IndexLetters) -> _Name | None:
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


def _with_word(name: _Name, word: str, *, alone: bool) -> _Name | None:
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
        case Script(base, sub, None):
            below = _spelled(sub) if sub is not None else ""
            return _spelled(base) + below
        case Product(factors, ops) if not any(ops):
            parts = [word_of(factor) or _spelled(factor) for factor in factors]
            return "".join(parts) if all(parts) else ""
        case Number(text):
            return text
    return ""


def _with_superscript(name: _Name, sup: Node, letters: IndexLetters) -> _Name | None:
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
    if offset is not None and name.offset is None and _moves(name.stem):
        return replace(name, offset=offset)
    word = _spelled(sup)
    return _with_word(name, word, alone=True) if len(word) > 2 or word in _NEW | {"bc"} else None
