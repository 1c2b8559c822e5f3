"""The equations of each optimizer in SymPy, and what other optimizers define for the same quantity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import optimizers
from flashcards.formula import parse, vocabulary
from flashcards.formula.traverse import formulas
from flashcards.judging import algebra
from flashcards.judging.algebra import Expr, at, parts
from flashcards.judging.recording import Recording
from flashcards.judging.reference import Reference, reference

_KNOWN = frozenset({"sgd", "momentum", "adagrad", "rmsprop", "adam", "adamw"})


@lru_cache(maxsize=64)
def own_lines(of: Reference, off: frozenset[str] = frozenset()) -> Mapping[str, Expr]:
    """Quantity → right side of the reference's equation, in order, with the settings `off` at zero."""
    found = {}
    for name, text in of.equations.items():
        line = algebra.formula(formulas(parse.parse_latex(text).tree)[0], of.known, timed=of.timed)
        found[name] = algebra.replace_parts(line.right, {at(one, None): algebra.exactly(0) for one in off})
    return found


@lru_cache(maxsize=64)
def dialect_lines(defines: str, of: Reference, used: frozenset[str]) -> Recording[tuple[str, Expr]]:
    """Title and equation of each other optimizer that defines the quantity `defines` of `of`.

    They use the names of `of` and, for quantities that it lacks, the names `used` in an answer.

    Optimizers of the same family, such as the three forms of momentum, come first, then well-known ones.
    """
    return Recording(_lines(defines, of, used))


def _lines(defines: str, of: Reference, used: frozenset[str]) -> Iterator[tuple[str, Expr]]:
    if of.rule is None or not defines:
        return
    family = of.rule.name.partition("-")[0]
    seen: set[Expr] = set()
    for name in sorted(optimizers.RULES, key=lambda name: (not name.startswith(family), name not in _KNOWN)):
        other = reference(name)
        if name != of.rule.name:
            for line in _of_the_same(defines, of, other, used):
                if line not in seen:
                    seen.add(line)
                    yield other.title, line


def _of_the_same(defines: str, of: Reference, other: Reference, used: frozenset[str]) -> Iterator[Expr]:
    """Equations of `other` for the quantity that plays the role of `defines`, its step substituted or not."""
    names = sorted(other.known)
    ours = vocabulary.match_names({name: name in other.fields for name in names}, of.known, used)
    found = own_lines(other, other.resting)
    for quantity, line in found.items():
        if ours.get(quantity) == defines:
            written_out = algebra.replace_parts(line, {at("delta", 0): found.get("delta", at("delta", 0))})
            for form in (line, written_out):
                for timed in dict.fromkeys((other.fields, of.fields)):
                    change = {symbol: _named(symbol, ours, timed) for symbol in form.free_symbols}
                    yield algebra.replace_parts(form, change)


def _named(symbol: Expr, ours: Mapping[str, str], timed: frozenset[str]) -> Expr:
    """The symbol under its name here; a name outside `timed` has no time index unless one is written."""
    name, offset = parts(symbol)
    name = ours.get(name, name)
    return at(name, offset if name in timed else None)
