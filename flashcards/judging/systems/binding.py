"""One line and the entries of the index that it equals, once its letters have roles."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from flashcards.judging.systems import roles
from flashcards.judging.systems.evaluation import Run, compile_term, evaluate_at
from flashcards.judging.systems.index import Index, IndexEntry, key_digits
from flashcards.judging.systems.letters import DECAYED, GRADIENT, LITERAL, Priors, Surroundings, priors
from flashcards.judging.systems.roles import POINTS, SETTINGS, STATES, SamplePoint
from flashcards.judging.systems.terms import (
    NEW,
    Addition,
    Constant,
    Exponentiation,
    Gradient,
    Indexed,
    Letter,
    Multiplication,
    StepCount,
    SystemLine,
    Term,
    each_term,
    transform,
)
from flashcards.value import Value

MOST_LETTERS = 10
MOST_BINDINGS = 2000
"""How many bindings of a line's letters are tried."""
_SHARED = frozenset({"w", "q", "g"})
"""Roles that two names of a line may have."""
MOST_ROLES = 6
"""The likeliest roles of a name that are tried."""
_PLAIN_NUMBERS = (0.0, 1.0, 2.0, 3.0, 0.5, -0.5, 1.5, -1.5, -1.0, -2.0, 4.0)
_CORRECTIONS = {
    **dict.fromkeys(("bc1", "bias_correction1", "bias_corr1", "bias1", "bias_correction_1"), "beta1"),
    **dict.fromkeys(("bc2", "bias_correction2", "bias_corr2", "bias2", "bias_correction_2"), "beta2"),
}
"""Names that code gives to 1 - βᵗ, and its decay."""

_COUNTERS = frozenset(
    {"T_cur", "Tcur", "t_cur", "epoch", "iteration", "iter", "current_step", "epoch_number"}
)
"""What schedules call the number of the step."""

Binding = Mapping[str, str]
"""Names and their roles."""


class Prepared(Value, frozen=True):
    """A line ready to be computed: its gradients and numbers are letters, its time is that of the line."""

    name: str
    """What it defines."""
    right: Term
    run: Run
    letters: tuple[Letter, ...]
    times: Mapping[Letter, int | None]
    """When each letter's value is from; None for one without an index, which follows its role."""
    counts: bool
    """True if the number of the step occurs."""
    sums: bool
    """True if gradients of earlier steps occur."""
    lag: int = 0
    """-1 if the other letters lag by one index: in `θ_{t+1} = θ_t - η m_t` the m is the one of this step."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names on the right side, each once."""
        return tuple(dict.fromkeys(letter.name for letter in self.letters))


class Match(Value, frozen=True):
    """A line read as an entry of the index, under one binding of its letters."""

    entry: IndexEntry
    binding: Binding
    prior: float
    """The mean prior of the roles that its names have."""

    @property
    def fits(self) -> bool:
        """True if the line is right so."""
        return self.entry.verdict != "contradicts"


def prepare_line(
    line: SystemLine, defined: Collection[str], schedule: bool, start: int | None = None
) -> Prepared | None:
    """The line ready to be computed; None if it has no arithmetic or too many letters.

    `start` is the time index of what it defines, for a line that writes none on its left side.
    """
    if line.right is None:
        return None
    left = defined_name(line)
    own = line.left.offset if isinstance(line.left, Letter) else None
    own = start if own in (None, NEW) else own
    right = _name_gradients(line.right, left)
    right = _name_corrections(right, defined)
    right = _name_numbers(right, schedule)
    if schedule:
        right = transform(right, lambda part: StepCount() if _counts(part, left) else None)
    shift = _shift(right, left, own)
    if own is not None:
        right = transform(right, lambda part: _count_from(part, own + shift))
    letters = tuple(dict.fromkeys(part for part in each_term(right) if isinstance(part, Letter)))
    indices = {
        part.index for part in each_term(right) if hasattr(part, "index") and not isinstance(part, Indexed)
    }
    letters = tuple(letter for letter in letters if letter.name not in indices)
    if len(letters) > MOST_LETTERS:
        return None
    times = {letter: _time(letter, left, own, shift) for letter in letters}
    counts = any(isinstance(part, StepCount) for part in each_term(right))
    sums = any(isinstance(part, Indexed) for part in each_term(right))
    return Prepared(left, right, compile_term(right), letters, times, counts, sums, shift)


def defined_name(line: SystemLine) -> str:
    """The name of what a line defines; that of the gradient with the L2 term is its own."""
    return line.left.name if isinstance(line.left, Letter) else DECAYED


def _name_gradients(right: Term, left: str) -> Term:
    """Gradients as letters; one at an expression stays as it is."""

    def change(part: Term) -> Term | None:
        match part:
            case Gradient(None):
                return Letter(GRADIENT)
            case Gradient(Letter(name)):
                return Letter(GRADIENT + name)
        return None

    return transform(right, change)


def _counts(part: Term, left: str) -> bool:
    return isinstance(part, Letter) and part.name in _COUNTERS and part.name != left


def _name_corrections(right: Term, defined: Collection[str]) -> Term:
    def change(part: Term) -> Term | None:
        if isinstance(part, Letter) and part.name in _CORRECTIONS and part.name not in defined:
            power = Exponentiation(Letter(_CORRECTIONS[part.name]), StepCount())
            return Addition((Constant(1.0), Multiplication((Constant(-1.0), power))))
        return None

    return transform(right, change)


def _name_numbers(right: Term, schedule: bool) -> Term:
    """Numbers that stand for settings as letters: 0.9 is a decay, and 0.1 beside it one less that."""
    decays = {part.value for part in each_term(right) if isinstance(part, Constant) and 0.4 < part.value < 1}
    decays -= set(_PLAIN_NUMBERS)

    def change(part: Term) -> Term | None:
        if not isinstance(part, Constant) or part.value in _PLAIN_NUMBERS:
            return None
        if abs(part.value - math.pi) < 1e-4:
            return Constant(math.pi)
        if not schedule and (rest := next((x for x in decays if abs(1 - x - part.value) < 1e-9), None)):
            minus = Multiplication((Constant(-1.0), Letter(f"{LITERAL}{rest!r}")))
            return Addition((Constant(1.0), minus))
        return Letter(f"{LITERAL}{part.value!r}") if schedule or 0 < part.value < 1 else None

    return transform(right, change)


def _shift(right: Term, left: str, own: int | None) -> int:
    """-1 if the other letters lag by one: in `θ_{t+1} = θ_t - η m_t` the m is the one of this step."""
    foreign = [
        part.offset
        for part in each_term(right)
        if isinstance(part, Letter) and part.offset not in (None, NEW) and part.name != left
    ]
    recursive = any(isinstance(part, Letter) and part.name == left for part in each_term(right))
    offsets = [offset for offset in foreign if offset is not None]
    lags = own is not None and bool(offsets) and max(offsets) - own == -1
    return -1 if lags and (recursive or left.startswith("Delta")) else 0


def _count_from(part: Term, start: int) -> Term | None:
    return StepCount(part.shift - start) if isinstance(part, StepCount) and start else None


def _time(letter: Letter, left: str, own: int | None, shift: int) -> int | None:
    if letter.offset == NEW:
        return roles.NEW
    if letter.name == left:
        return (
            roles.OLD if letter.offset is None else _clip(letter.offset - (own or 0), recursive=own is None)
        )
    if letter.offset is None:
        return None
    return roles.NEW if own is None else _clip(letter.offset - own - shift, recursive=False)


def _clip(offset: int, *, recursive: bool) -> int:
    if recursive and offset == 0:
        return roles.OLD
    return max(roles.BEFORE, min(offset, roles.NEXT))


def matches(prepared: Prepared, around: Surroundings, indices: Mapping[str, Index]) -> list[Match]:
    """Every entry of `indices` that the line equals, with the binding under which it does."""
    found: list[Match] = []
    for binding, prior in islice(_bindings(prepared, around, indices), MOST_BINDINGS):
        found += _lookup(prepared, binding, prior, indices)
    return found


def _bindings(
    prepared: Prepared, around: Surroundings, indices: Mapping[str, Index]
) -> Iterator[tuple[Binding, float]]:
    """The bindings under which the line has the very roles of some entry, each with its mean prior."""
    names = tuple(name for name in prepared.names if name != prepared.name)
    choices = [(name, _choices(name, around)) for name in names]
    given = frozenset({"g"}) if prepared.sums else frozenset()
    recursive = prepared.name in prepared.names
    for role, score in _choices(prepared.name, around, defines=True):
        sets = {
            found - {"t"}
            for index in indices.values()
            for found in index.role_sets.get(role, ())
            if ("t" in found) == prepared.counts
        }
        used = given | {role} if recursive else given
        for binding, total in _assign(choices, used, {each for each in sets if used <= each}):
            yield {prepared.name: role, **binding}, (score + total) / (len(names) + 1)


def _assign(
    choices: Sequence[tuple[str, Sequence[tuple[str, float]]]],
    used: frozenset[str],
    sets: Collection[frozenset[str]],
) -> Iterator[tuple[dict[str, str], float]]:
    """Each way to give every name a role so that together they are one of `sets`, with its summed priors."""
    if not choices:
        if used in sets:
            yield {}, 0.0
        return
    (name, roles_of_name), *rest = choices
    for role, score in roles_of_name:
        plain = role.removeprefix(GRADIENT)
        left = [each for each in sets if plain in each]
        if not left or (plain in used and plain not in _SHARED):
            continue
        for binding, total in _assign(rest, used | {plain}, left):
            yield {name: role, **binding}, score + total


def _choices(name: str, around: Surroundings, *, defines: bool = False) -> list[tuple[str, float]]:
    """The likeliest roles of a name, the likeliest first; a line defines no setting but a rate."""
    found: Priors = priors(name, around)
    if defines:
        found = {role: score for role, score in found.items() if role in STATES or role == "lrt"}
    return sorted(found.items(), key=lambda pair: -pair[1])[:MOST_ROLES]


def _lookup(
    prepared: Prepared, binding: Binding, prior: float, indices: Mapping[str, Index]
) -> Iterator[Match]:
    """The entries that have the line's value at both points."""
    role = binding[prepared.name]
    first = _value(prepared, binding, POINTS[0])
    if first is None:
        return
    hits = [entry for index in indices.values() for entry in index.entries.get((role, key_digits(first)), ())]
    if not hits or (second := _value(prepared, binding, POINTS[1])) is None:
        return
    seen = set()
    for entry in hits:
        kind = (id(entry.dialect), entry.slip, entry.verdict)
        if entry.key[1] == key_digits(second) and kind not in seen:
            seen.add(kind)
            yield Match(entry, binding, prior)


def _value(prepared: Prepared, binding: Binding, point: SamplePoint) -> float | None:
    defines = binding[prepared.name]
    letters = {
        letter: _letter_value(point, binding[letter.name], prepared.times[letter], defines)
        for letter in prepared.letters
    }
    return evaluate_at(prepared.run, point, letters)


def _letter_value(point: SamplePoint, role: str, time: int | None, defines: str) -> float:
    if role == "g":
        return point.gradient(point.at("w", roles.OLD))
    if role == GRADIENT + "q":
        return point.gradient(point.at("q", roles.NEW))
    if role in SETTINGS:
        return point.at(role, roles.NEW)
    if role == "w" and (time is None or defines not in ("w", "q")):
        return point.at("w", roles.OLD)
    return point.at(role, roles.NEW if time is None else time)


def substitute_definitions(line: SystemLine, definitions: Mapping[str, Term]) -> SystemLine:
    """The line with names of intermediate results replaced by what they stand for."""
    if line.right is None or not definitions:
        return line
    right = transform(
        line.right,
        lambda part: definitions.get(part.name) if isinstance(part, Letter) else None,
    )
    return replace(line, right=right)


def names_in_lines(lines: Sequence[SystemLine]) -> set[str]:
    """Every name in the lines, those that they define included."""
    found = {defined_name(line) for line in lines}
    for line in lines:
        if line.right is not None:
            found |= {part.name for part in each_term(line.right) if isinstance(part, Letter)}
    return found
