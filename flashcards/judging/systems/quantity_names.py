r"""The letter that a piece of a formula names: `\hat{m}_{t-1}` is `m_hat` at offset -1, `g_t` the gradient.

A mean of squares is `E[g^2]` or `E[delta^2]`, a change `delta_theta`; what a state belongs to stays in its
name (`V_dW`), coordinates and layers (`g_{t,i}`, `W^{[l]}`) do not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.formula import symbols, vocabulary
from flashcards.formula.tree import (
    Accent,
    Apply,
    Fence,
    Node,
    Number,
    Product,
    Row,
    Script,
    Symbol,
)
from flashcards.judging.systems.identifiers import letter_of_name, names_gradient
from flashcards.judging.systems.quantity_indices import (
    IndexLetters,
    QuantityName,
    index_parts,
    moves_in_time,
    time_offset,
    with_index,
    with_superscript,
)
from flashcards.judging.systems.terms import NEW, Gradient, Indexed, Letter, StepCount

_SHOWN_ONLY = frozenset({"vec", "underline"})
"""Accents that mark a vector and nothing else."""


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
    if names_gradient(found.whole) and found.offset != NEW:
        return Gradient()
    return Letter(found.whole, found.offset)


def _name(node: Node, letters: IndexLetters) -> QuantityName | None:
    match node:
        case Symbol(name):
            return _word(name) if len(name) > 2 and name not in symbols.GREEK else QuantityName(_plain(name))
        case Accent(kind, inside) if found := _name(inside, letters):
            return found if kind in _SHOWN_ONLY else replace(found, accents=(*found.accents, kind))
        case Accent(kind, Apply(Symbol("nabla") | Script(Symbol("nabla")))):
            return QuantityName("g", accents=(kind,))
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
        case Apply(function, Fence("(", inside, ")")):
            return _called(_name(function, letters), inside, letters)
        case Product((function, Fence("(", inside, ")")), ("", "")):
            found = _name(function, letters)
            timed = found and (moves_in_time(found.stem) or vocabulary.plays(found.stem, "rate"))
            return _called(found, inside, letters) if timed else None
        case Fence("(" | "{", inside, ")" | "}"):
            return _name(inside, letters)
    return None


def _word(name: str) -> QuantityName:
    """A word of typed text or code."""
    named = letter_of_name(_plain(name))
    return QuantityName(named.name, named.offset) if isinstance(named, Letter) else QuantityName("g")


def _called(name: QuantityName | None, inside: Node, letters: IndexLetters) -> QuantityName | None:
    """`v(t)`, or `v(w, t)` as the v of weights w at a time; None for other calls."""
    offsets = [
        offset for part in index_parts(inside) if (offset := time_offset(part, letters.time)) is not None
    ]
    named = all(_stem_of(part) or time_offset(part, letters.time) is not None for part in index_parts(inside))
    return replace(name, offset=offsets[-1]) if name and offsets and named and name.offset is None else None


def _stem_of(node: Node) -> str:
    return node.name if isinstance(node, Symbol) else ""


def _plain(name: str) -> str:
    """A symbol's name in the spelling of `vocabulary`, in which a variant of a letter is the letter."""
    if name in vocabulary.VARIANT_LETTERS:
        return vocabulary.VARIANT_LETTERS[name]
    spelled = "".join(letter if letter.isascii() else f"u{ord(letter):x}" for letter in name)
    return re.sub(r"\W+", "_", spelled).strip("_") or "unnamed"


def _mean(inside: Node, letters: IndexLetters) -> QuantityName | None:
    """The name of a running mean `E[g^2]`; None for other expectations."""
    squared = isinstance(inside, Script) and inside.sup == Number("2")
    base = Script(inside.base, inside.sub, None) if squared and isinstance(inside, Script) else inside
    base = base.base if isinstance(base, Script) and base.sub is None and not base.primes else base
    power = "^2" if squared else ""
    if isinstance(base, Product) and base.factors[0] in (Symbol("Delta"), Symbol("delta")):
        square = isinstance(last := base.factors[-1], Script) and last.sup == Number("2")
        return QuantityName("E[delta^2]" if square or squared else "E[delta]")
    found = _name(base, letters)
    if found is None or not names_gradient(found.whole):
        return None
    return QuantityName(f"E[g{power}]")


def _scripted(
    base: Node, sub: Node | None, sup: Node | None, primes: int, letters: IndexLetters
) -> QuantityName | None:
    found = _name(base, letters)
    if found is None:
        return None
    for part in index_parts(sub):
        found = with_index(found, part, letters, alone=not isinstance(sub, Row))
        if found is None:
            return None
    if sup is not None:
        found = with_superscript(found, sup, letters)
    return replace(found, offset=NEW) if found and primes else found
