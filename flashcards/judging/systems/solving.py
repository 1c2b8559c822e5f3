"""The dialect that explains a system best, and the binding of its letters under which it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flashcards.judging.systems.binding import (
    Match,
    defined_name,
    matches,
    prepare_line,
    substitute_definitions,
)
from flashcards.judging.systems.dialects import Dialect, optimizers_with_dialects
from flashcards.judging.systems.index import Index, index_of
from flashcards.judging.systems.letters import (
    GRADIENT,
    LITERAL,
    Definition,
    Priors,
    Surroundings,
    base_of_hat,
)
from flashcards.judging.systems.roles import SETTINGS
from flashcards.judging.systems.terms import (
    NEW,
    Division,
    Gradient,
    Letter,
    Multiplication,
    SystemLine,
    Term,
    each_term,
)
from flashcards.value import Value

BEAM = 40
"""How many readings of a system are followed at once."""
FIT, NAMED_SLIP, OTHER_SLIP = 10.0, 3.0, 2.4
LENT = 1.0
"""What a lent line counts more than the others: it was right before."""
SECOND_NAME = 1.5
"""What a second name for one setting costs."""
CORRECTED = {"mh": "m", "vh": "v"}


class SystemReading(Value, frozen=True):
    """A system read as one dialect."""

    score: float
    binding: Mapping[str, str]
    chosen: tuple[Match | None, ...]
    """For each line the entry it is read as; None where the dialect has no such line."""


@dataclass
class Candidates:
    """What each line of a system may be."""

    around: Surroundings
    lines: list[SystemLine]
    found: list[list[Match]] = field(default_factory=list)
    stored: set[str] = field(default_factory=set)
    """Names under which a corrected moment was stored, and which mean that from there on."""
    composed: set[int] = field(default_factory=set)
    """Places of lines that are half of the next."""


class Solution(Value, frozen=True):
    """The best reading of a system."""

    dialect: Dialect
    reading: SystemReading
    candidates: Candidates


def solve(lines: Sequence[SystemLine], bound: Mapping[str, Priors], lent: int = 0) -> Solution | None:
    """The dialect with the best reading of `lines`; None if no line is one of any dialect.

    `bound` are roles that earlier systems of the note gave to names. The first `lent` lines are of an earlier
    system, and were right there.
    """
    candidates = _candidates(lines, bound)
    best: Solution | None = None
    dialects = {id(one.entry.dialect): one.entry.dialect for found in candidates.found for one in found}
    for dialect in dialects.values():
        reading = _best_reading(candidates, dialect, lent)
        if best is None or reading.score > best.reading.score + 1e-9:
            best = Solution(dialect, reading, candidates)
    return best


def surroundings(lines: Sequence[SystemLine], bound: Mapping[str, Priors]) -> Surroundings:
    """What a system says of its names."""
    defined: dict[str, Definition] = {}
    for line in lines:
        name = defined_name(line)
        recursive = line.right is not None and any(
            isinstance(part, Letter) and part.name == name for part in each_term(line.right)
        )
        if recursive or defined.get(name) != "recursion":
            defined[name] = "recursion" if recursive else "definition"
        if isinstance(line.left, Gradient):
            defined[GRADIENT] = "definition"
    return Surroundings(frozenset(lines[0].optimizers), defined, bound)


def _candidates(lines: Sequence[SystemLine], bound: Mapping[str, Priors]) -> Candidates:
    around = surroundings(lines, bound)
    indices = {name: index_of(name) for name in around.optimizers or optimizers_with_dialects()}
    result = Candidates(around, list(lines))
    definitions: dict[str, Term] = {}
    for place, line in enumerate(lines):
        found = _find(result, line, definitions, indices)
        found = _compose(result, place, found, indices)
        result.found.append(found)
        result.stored |= {defined_name(line) for one in found if one.entry.slip == "correction-stored"}
        if line.right is not None and _is_intermediate(line, around, found):
            definitions[defined_name(line)] = substitute_definitions(line, definitions).right or line.right
    return result


def _is_intermediate(line: SystemLine, around: Surroundings, found: Sequence[Match]) -> bool:
    """True for a name such as `denom` that later lines may be read without."""
    name = defined_name(line)
    if around.definition(name) != "definition" or not isinstance(line.left, Letter):
        return False
    indexed = line.left.offset is not None
    return (not found and not indexed) or not (
        base_of_hat(name) or name[:1] in "wW" or "theta" in name.lower()
    )


def _matches(result: Candidates, line: SystemLine, indices: Mapping[str, Index]) -> list[Match]:
    around = result.around
    if result.stored:
        extra = {name: {**around.bound.get(name, {}), "mh": 3.0, "vh": 3.0} for name in result.stored}
        around = replace(around, bound={**around.bound, **extra})
    found: list[Match] = []
    for start in _possible_starts(line):
        prepared = prepare_line(line, around.defined, "schedule" in around.optimizers, start)
        found += matches(prepared, around, indices) if prepared else []
        if any(one.fits for one in found):
            return found
    return found


def _possible_starts(line: SystemLine) -> tuple[int | None, ...]:
    """The indices that an unindexed left side may have: t in `θ̃ = θ_{t-1} + …`, t+1 in `φ = θ_t + …`."""
    indexed = isinstance(line.left, Letter) and line.left.offset not in (None, NEW)
    if indexed or line.right is None:
        return (None,)
    offsets = [part.offset for part in each_term(line.right) if isinstance(part, Letter)]
    return (None, 0, 1) if any(offset not in (None, NEW) for offset in offsets) else (None,)


def _find(
    result: Candidates, line: SystemLine, definitions: Mapping[str, Term], indices: Mapping[str, Index]
) -> list[Match]:
    """What the line may be, as it is written or with intermediate names substituted."""
    found = _matches(result, line, indices)
    if any(one.fits for one in found):
        return found
    others = {name: term for name, term in definitions.items() if name != defined_name(line)}
    substituted = substitute_definitions(line, others)
    return found if substituted == line else _matches(result, substituted, indices) + found


def _compose(result: Candidates, place: int, found: list[Match], indices: Mapping[str, Index]) -> list[Match]:
    """Of code that first scales a quantity and then adds to it, what both lines do together."""
    line, before = result.lines[place], result.lines[place - 1] if place else None
    if before is None or not (line.code and before.code) or line.right is None or before.right is None:
        return found
    same = before.left == line.left and before.block == line.block and scales(before)
    if not same or any(one.fits for one in result.found[place - 1]):
        return found
    together = _matches(result, substitute_definitions(line, {defined_name(line): before.right}), indices)
    if any(one.fits for one in together) or (together and not any(one.fits for one in found)):
        result.found[place - 1] = []
        result.composed.add(place - 1)
        return together
    return found


def scales(line: SystemLine) -> bool:
    """True if the line multiplies or divides, and does not add."""
    return isinstance(line.right, Multiplication | Division)


def _best_reading(candidates: Candidates, dialect: Dialect, lent: int) -> SystemReading:
    """The best choice of an entry of `dialect` for each line, with one binding for all."""
    beam = [SystemReading(0.0, {}, ())]
    for place, found in enumerate(candidates.found):
        mine = [one for one in found if one.entry.dialect is dialect]
        grown = [replace(reading, chosen=(*reading.chosen, None)) for reading in beam]
        for reading in beam:
            for one in mine:
                more = _extend(reading, one, candidates.stored)
                if more is not None:
                    bonus = LENT if place < lent and one.fits else 0.0
                    grown.append(replace(more, score=more.score + bonus))
        beam = sorted(grown, key=lambda reading: -reading.score)[:BEAM]
    return beam[0]


def _extend(reading: SystemReading, one: Match, stored: set[str]) -> SystemReading | None:
    """The reading with one more line; None if its letters mean something else there."""
    for name, role in one.binding.items():
        shared = name not in stored and not name.startswith(GRADIENT)
        if shared and reading.binding.get(name, role) != role:
            return None
    binding = {**reading.binding, **one.binding}
    if any(accent_clashes(name, role, binding) for name, role in binding.items() if name not in stored):
        return None
    score = reading.score + _worth(one) - SECOND_NAME * _second_names(binding)
    return SystemReading(score, binding, (*reading.chosen, one))


def accent_clashes(name: str, role: str, binding: Mapping[str, str]) -> bool:
    """True if `name` is a corrected moment, and the name under its accent is the other moment."""
    state = CORRECTED.get(role)
    plain = base_of_hat(name)
    return state is not None and binding.get(plain or "") in set(CORRECTED.values()) - {state}


def _worth(one: Match) -> float:
    if one.fits:
        return (
            FIT + one.prior + (0.3 if one.entry.verdict == "agrees" else 0) - (0.1 if one.entry.slip else 0)
        )
    named = NAMED_SLIP if one.entry.slip != "other" else OTHER_SLIP
    return named + 0.8 * one.prior - 0.01 * one.entry.rank


def _second_names(binding: Mapping[str, str]) -> int:
    """How many names stand for a setting that has one already; numbers do not count."""
    settings = [role for name, role in binding.items() if role in SETTINGS and not name.startswith(LITERAL)]
    return len(settings) - len(set(settings))
