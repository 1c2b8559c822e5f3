"""Other letters in which an answer may be written: whole conventions, letters without a meaning, literals.

A letter is bound once, and no two letters to the same quantity. A letter that has a meaning of its own is
read otherwise only where a textbook does so throughout (`CONVENTIONS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass, replace
from itertools import islice, permutations
from typing import Any

import sympy as sp

from flashcards.formula import vocabulary
from flashcards.formula.quantities import walk
from flashcards.formula.symbols import GREEK
from flashcards.formula.tree import Node, Number, Relation, Script, Sum, Symbol
from flashcards.judging import algebra
from flashcards.judging.algebra import AlgebraicFormula, Expr, at
from flashcards.judging.reference import Reference

MOST_BINDINGS = 24
"""How many ways of binding unknown letters are tried."""

_Convention = tuple[Mapping[str, str], Set[str]]
CONVENTIONS: tuple[_Convention, ...] = (
    ({"epsilon": "eta", "delta": "epsilon", "s": "m", "r": "v"}, frozenset({"epsilon"})),
    ({"s": "m", "r": "v"}, frozenset({"s", "r"})),
    ({"s": "m"}, frozenset({"s", "rho"})),
    ({"mu": "m", "nu": "v"}, frozenset({"mu"})),
    ({"b": "theta", "db": "g"}, frozenset({"b", "db"})),
)
"""Letters and what they mean there, where all of the second set occur.

Goodfellow et al. 2016, chapter 8: the rate is ε, the stabilizer δ, Adam's moments are s and r with ρ₁ and ρ₂.
Sutskever et al. 2013 write the rate as ε, too. In Optax the moments are μ and ν; a layer's bias is b.
"""

_OF_THE_POINT = frozenset("xyz")
"""Schedule-free's sequences. Defazio et al. 2024 count z and x from 1: y_t is made of z_t and x_t."""
_FREE = frozenset({"tau"})
"""Letters that only some rules have a meaning for."""
_USUAL_RATES = frozenset({"eta", "lr", "learning_rate", "step_size", "stepsize"})
_LARGEST_EPSILON = sp.Rational(1, 1000)
_LETTER = re.compile(r"[^\W\d_](?:_?\d)?'?")
_COMMON = frozenset({0.0, 0.5, 1.0, 2.0})
"""Numbers that a formula holds for other reasons than a setting's default."""


def other_conventions(node: Node) -> Iterator[Node]:
    """`node` as it reads in each convention whose letters occur in it."""
    used = {part.name for part in walk(node) if isinstance(part, Symbol)}
    for meaning, needed in CONVENTIONS:
        change = {letter: meant for letter, meant in meaning.items() if letter in used}
        kept = used - change.keys()
        if (
            needed <= used
            and not kept & {*change.values()}
            and not ("eta" in change.values() and kept & _USUAL_RATES)
        ):
            yield rename(node, change)
    if used >= _OF_THE_POINT and isinstance(node, Relation):
        yield _a_step_later(node)


def _a_step_later(node: Relation) -> Node:
    """`y_{t+1} = …` for `y_t = …`."""
    match node.sides[0]:
        case Script(base, Symbol() as now, None, 0):
            later = Script(base, Sum((now, Number("1")), ("", "+")))
            return replace(node, sides=(later, *node.sides[1:]))
    return node


def rename(node: Node, change: Mapping[str, str]) -> Node:
    """`node` with the names of its symbols changed."""
    return _renamed(node, change)  # type: ignore[no-any-return]


def _renamed(this: Any, change: Mapping[str, str]) -> Any:
    if isinstance(this, Symbol):
        return replace(this, name=change[this.name]) if this.name in change else this
    if isinstance(this, tuple):
        return tuple(_renamed(each, change) for each in this)
    if not is_dataclass(this) or isinstance(this, type):
        return this
    return replace(this, **{each.name: _renamed(getattr(this, each.name), change) for each in fields(this)})


def bindings(answer: AlgebraicFormula, right: AlgebraicFormula, of: Reference) -> Iterator[dict[str, str]]:
    """Ways to read the single letters of `answer` that mean nothing here as what the right formula has more.

    What the answer defines is what is asked for. None if a name of several letters is unknown: it is a typo.
    """
    ours = (answer.names | {answer.defines}) - {"", "t", algebra.SLOPE, right.defines}
    unknown = sorted(name for name in ours if name not in right.names and not _has_meaning(name, of))
    if not unknown or not all(_LETTER.fullmatch(name) or name in GREEK for name in unknown):
        return
    change: dict[str, str] = {}
    if answer.defines in unknown and right.defines:
        change[answer.defines] = right.defines
        unknown.remove(answer.defines)
    slope = {"g"} if algebra.SLOPE in answer.names else set()
    missing = sorted(right.names - answer.names - {answer.defines, *change.values()} - slope)
    for chosen in islice(permutations(missing, len(unknown)), MOST_BINDINGS):
        yield {**change, **dict(zip(unknown, chosen, strict=True))}


def _has_meaning(name: str, of: Reference) -> bool:
    """True for a quantity or setting here, also for one of several such as W₂; τ is free where it is none."""
    if name in _FREE:
        return not of.name or name in of.known
    return vocabulary.is_known(name) or vocabulary.is_parameter(name.rstrip("0123456789").rstrip("_"))


def same_counts(answer: AlgebraicFormula, right: AlgebraicFormula) -> dict[str, str]:
    """A schedule's counts of steps in the answer → what the right formula calls them."""
    change: dict[str, str] = {}
    for name in sorted(answer.names - right.names):
        word = answer.spelled.get(name, name)
        for meant in sorted(right.names - answer.names - set(change.values())):
            if vocabulary.share_count(word, right.spelled.get(meant, meant)):
                change[name] = meant
                break
    return change


def bind(answer: AlgebraicFormula, change: Mapping[str, str], right: AlgebraicFormula) -> AlgebraicFormula:
    """`answer` with its names changed, their time indices kept as the right formula has them."""
    symbols = answer.symbols | (answer.left.free_symbols if answer.left is not None else frozenset())
    moved = {}
    for symbol in symbols:
        name, offset = algebra.parts(symbol)
        if name in change:
            meant = change[name]
            moved[symbol] = at(meant, _offset(offset, meant, right))
    left = None if answer.left is None else algebra.replace_parts(answer.left, moved)
    if answer.defines and change.get(answer.defines) == right.defines:
        left = right.left  # `q = q - lr*g`: only the q on the right is the one before
    rights = tuple(algebra.replace_parts(side, moved) for side in answer.rights)
    spelled = {change.get(name, name): word for name, word in answer.spelled.items()}
    return replace(answer, left=left, rights=rights, spelled=spelled)


def _offset(offset: int | None, name: str, right: AlgebraicFormula) -> int | None:
    if name not in right.timed:
        return None
    there = {found for one, found in map(algebra.parts, right.symbols) if one == name}
    return offset if offset is not None else there.pop() if len(there) == 1 else 0


def with_settings(answer: AlgebraicFormula, right: AlgebraicFormula, of: Reference) -> AlgebraicFormula:
    """`answer` with its literals that are defaults of settings named after them: 0.9 as β₁, 0.1 as 1 - β₁.

    A setting that the answer names itself keeps its literals; those of the right formula come first.
    """
    missing = [name for name in of.settings if name in right.names - answer.names]
    if not missing:
        return answer
    others = [name for name in of.settings if name not in answer.names and name not in missing]
    numbers = {number for side in answer.rights for number in side.atoms(sp.Rational)}
    for names in (missing, [*missing, *others]):
        if change := _literals(numbers, names, of):
            rights = tuple(algebra.replace_parts(side, change) for side in answer.rights)
            return replace(answer, rights=rights)
    return answer


def _chosen(name: str, usual: Expr, numbers: Set[Expr]) -> Expr:
    """The literal that gives the setting its value: its default, and any tiny one for ε, which is free."""
    if usual in numbers or name != "epsilon":
        return usual
    fitting = [number for number in numbers if 0 < number <= _LARGEST_EPSILON]
    return fitting[0] if len(fitting) == 1 else usual


def _literals(numbers: Set[Expr], names: list[str], of: Reference) -> dict[Expr, Expr]:
    """Literal → the setting that it is the default of, or the complement of one that stands there as well."""
    change: dict[Expr, Expr] = {}
    for name in names:
        usual = float(of.settings[name])
        if usual in _COMMON or isinstance(of.settings[name], bool):
            continue
        value = _chosen(name, algebra.exactly(usual), numbers)
        rest = 1 - value
        if value in numbers and value not in change:
            change[value] = at(name, None)
            change.setdefault(-value, -at(name, None))
            if rest in numbers:
                change[rest] = sp.Add(1, sp.Mul(-1, at(name, None), evaluate=False), evaluate=False)
    return change
