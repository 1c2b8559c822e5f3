"""All right lines of an optimizer's dialects and their slips, by the numbers that they compute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, TypeAlias

from flashcards.judging.systems.dialects import Dialect, dialects_of
from flashcards.judging.systems.evaluation import compile_term, evaluate_at
from flashcards.judging.systems.form_slips import slips_of
from flashcards.judging.systems.forms import form
from flashcards.judging.systems.roles import NEW, OLD, POINTS, SETTINGS, STATES, SamplePoint
from flashcards.judging.systems.terms import (
    Gradient,
    Indexed,
    Letter,
    StepCount,
    Term,
    each_term,
    transform,
)
from flashcards.value import Value

FitOrSlip: TypeAlias = Literal["agrees", "variant", "contradicts"]
Key: TypeAlias = tuple[str, str]
"""The values at both points to nine digits."""


class IndexEntry(Value, frozen=True):
    """One line of a dialect, right or with a slip."""

    dialect: Dialect
    role: str
    """Of the quantity that it defines."""
    right: Term
    roles: frozenset[str]
    """All that stand on the right side, `t` for the step and `g` for the gradient."""
    verdict: FitOrSlip
    slip: str | None
    rank: int
    """The place of its form among those of the quantity; 0 is the usual one."""
    key: Key


class Index:
    """The entries of one optimizer."""

    def __init__(self, optimizer: str) -> None:
        self.entries: dict[tuple[str, str], list[IndexEntry]] = defaultdict(list)
        """By the role that is defined and the value at the first point."""
        self.role_sets: dict[str, set[frozenset[str]]] = defaultdict(set)
        """The roles on the right sides for each role that is defined: no other binding needs to be tried."""
        for dialect in dialects_of(optimizer):
            for entry in _entries(dialect):
                self.entries[entry.role, entry.key[0]].append(entry)
                self.role_sets[entry.role].add(entry.roles)


@cache
def index_of(optimizer: str) -> Index:
    """The index of an optimizer, built when it is first asked for."""
    return Index(optimizer)


def _entries(dialect: Dialect) -> Iterator[IndexEntry]:
    """The right lines of a dialect, then its slips without those that are right, each value once."""
    seen: dict[str, set[Key]] = defaultdict(set)
    for role, forms in dialect.lines.items():
        for rank, each in enumerate(forms):
            for key, right, roles in _keyed(form(each.text), role):
                if key not in seen[role]:
                    seen[role].add(key)
                    yield IndexEntry(dialect, role, right, roles, each.agreement, each.slip, rank, key)
    if dialect.optimizer == "adamw":
        for key, right, roles in _keyed(form("g + lam*w_"), "gl"):
            yield IndexEntry(dialect, "gl", right, roles, "contradicts", "coupled-decay", 0, key)
    for role, forms in dialect.lines.items():
        for rank, each in enumerate(forms):
            for slip, key, wrong, roles in _wrong_forms(each.text, role, dialect.optimizer):
                if key not in seen[role]:
                    seen[role].add(key)
                    yield IndexEntry(dialect, role, wrong, roles, "contradicts", slip, rank, key)


@cache
def _wrong_forms(text: str, role: str, optimizer: str) -> tuple[tuple[str, Key, Term, frozenset[str]], ...]:
    """The slips of one line of the table; dialects share most of their lines."""
    found: dict[Key, tuple[str, Key, Term, frozenset[str]]] = {}
    for slip, wrong in slips_of(form(text), role, optimizer):
        for key, right, roles in _keyed(wrong, role):
            found.setdefault(key, (slip, key, right, roles))
    return tuple(found.values())


def _keyed(right: Term, role: str) -> Iterator[tuple[Key, Term, frozenset[str]]]:
    """A line with its values, also for notes without indices, which mean the new values of other letters."""
    for term in dict.fromkeys((right, _without_indices(right, role))):
        if (key := key_of(term)) is not None:
            yield key, right, roles_of(term)


def _without_indices(right: Term, role: str) -> Term:
    def change(part: Term) -> Term | None:
        foreign = isinstance(part, Letter) and part.offset == OLD and part.name not in (role, "w")
        return Letter(part.name, NEW) if foreign and isinstance(part, Letter) else None

    return transform(right, change)


@cache
def roles_of(right: Term) -> frozenset[str]:
    """The roles in a term of the table."""
    return frozenset(_role_names(each_term(right)))


def _role_names(parts: Iterable[Term]) -> Iterator[str]:
    for part in parts:
        match part:
            case Letter(name) if name in STATES or name in SETTINGS:
                yield name
            case Gradient(None) | Indexed():
                yield "g"
            case StepCount():
                yield "t"


@cache
def key_of(right: Term) -> Key | None:
    """The values of a term of the table at both points; None if it has none."""
    run = compile_term(right)
    values = [evaluate_at(run, point, _letters(right, point)) for point in POINTS]
    return None if values[0] is None or values[1] is None else (key_digits(values[0]), key_digits(values[1]))


def key_digits(value: float) -> str:
    """A value to nine digits, as a key."""
    return f"{value:.8e}"


def _letters(right: Term, point: SamplePoint) -> dict[Letter, float]:
    return {
        part: point.at(part.name, part.offset or NEW)
        for part in each_term(right)
        if isinstance(part, Letter) and (part.name in STATES or part.name in SETTINGS)
    }
