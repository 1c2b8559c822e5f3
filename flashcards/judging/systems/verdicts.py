"""The verdict on each line of a note, with its systems kept apart.

A line contradicts only if the optimizer and its letters are fixed, no dialect has it, and it is a known slip
of the dialect that explains the other lines best. Whatever is not certain is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from flashcards.judging.systems.binding import Match, defined_name, names_in_lines
from flashcards.judging.systems.form_slips import OTHER
from flashcards.judging.systems.index import FitOrSlip
from flashcards.judging.systems.letters import FIXED, GRADIENT, Priors, base_of_hat, priors
from flashcards.judging.systems.solving import CORRECTED, Solution, accent_clashes, scales, solve
from flashcards.judging.systems.terms import (
    NEW,
    Constant,
    Gradient,
    Letter,
    Multiplication,
    SystemLine,
    each_term,
    transform,
)
from flashcards.value import Value

_RATES = ("alpha", "eta", "gamma", "lr", "epsilon", "a")


class LineVerdict(Value, frozen=True):
    """What is known of one line."""

    line: SystemLine
    """As it was judged, its rates renamed."""
    written: SystemLine
    """As it was given."""
    verdict: FitOrSlip
    match: Match
    """What the line is read as."""
    solution: Solution
    """The system that it belongs to."""


def judge_systems(lines: Sequence[SystemLine]) -> list[LineVerdict]:
    """The verdicts on the lines of a note, in order; a line of which nothing is known has none."""
    stated = [line for line in lines if _states_something(line)]
    judged = _with_indexed_rates(stated)
    written = {id(line): given for line, given in zip(judged, stated, strict=True)}
    found = (each for group in _groups(judged) for each in _judge_group(group))
    return [replace(each, written=written[id(each.line)]) for each in found]


def _states_something(line: SystemLine) -> bool:
    """False for a setting, `β = 0.9`, for `x = x`, and for what follows a second equals sign."""
    match line.right:
        case Constant() | Multiplication((Constant(), Constant())):
            return False
    return not line.chained and line.right != line.left


def _with_indexed_rates(lines: list[SystemLine]) -> list[SystemLine]:
    """The lines with `α_t` under a name of its own where `α` occurs as well, so that it is no recursion."""
    letters = [
        part for line in lines if line.right for part in each_term(line.right) if isinstance(part, Letter)
    ]
    bare = {letter.name for letter in letters if letter.offset is None}

    def rename(letter: Letter, line: SystemLine) -> Letter:
        if letter.offset is None or letter.offset == NEW or letter.name not in _RATES:
            return letter
        schedule = "schedule" in line.optimizers
        of_schedule = schedule and line.left == letter
        return Letter(f"{letter.name}_t") if of_schedule or (not schedule and letter.name in bare) else letter

    return [_rename_letters(line, rename) for line in lines]


def _rename_letters(line: SystemLine, rename: Callable[[Letter, SystemLine], Letter]) -> SystemLine:
    left = rename(line.left, line) if isinstance(line.left, Letter) else line.left
    right = line.right and transform(
        line.right, lambda part: rename(part, line) if isinstance(part, Letter) else None
    )
    return replace(line, left=left, right=right)


def _groups(lines: Sequence[SystemLine]) -> Iterator[list[SystemLine]]:
    """Consecutive lines in the context of the same optimizers."""
    group: list[SystemLine] = []
    for line in lines:
        if group and group[0].optimizers != line.optimizers:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _judge_group(group: Sequence[SystemLine]) -> Iterator[LineVerdict]:
    """Each system of the group judged, with lines lent from the one before where it leaves some out."""
    bound: dict[str, Priors] = {}
    before: list[SystemLine] = []
    runs = list(_runs(group))
    for run in runs:
        lent = _lent(run, before)
        solution = solve([*lent, *run], bound, len(lent))
        if solution is not None:
            yield from _verdicts(solution, len(lent))
            for name, role in _fitting(solution).items():
                bound[name] = {**bound.get(name, {}), role: 3.0}
        if len(run) > 1 or not before:
            before = run
        elif run is not runs[0]:
            before = runs[0]


def _runs(group: Sequence[SystemLine]) -> Iterator[list[SystemLine]]:
    """Stretches in which no quantity is defined twice and no listing begins or ends."""
    run: list[SystemLine] = []
    for line in group:
        again = any(defined_name(one) == defined_name(line) and not _continues(one, line) for one in run)
        listing = bool(run) and run[-1].block != line.block and (run[-1].code or line.code)
        if again or listing:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _continues(one: SystemLine, line: SystemLine) -> bool:
    """True if both define one quantity in turn: decayed, then stepped; scaled, then added to."""
    if one.code != line.code or (one.code and one.block != line.block) or scales(one) == scales(line):
        return False
    scaling = one if scales(one) else line
    return defined_name(scaling) in names_in_lines([replace(scaling, left=Gradient())])


def _lent(run: Sequence[SystemLine], before: Sequence[SystemLine]) -> list[SystemLine]:
    """Lines of the system before that define what this one uses and does not define."""
    own = {defined_name(line) for line in run}
    used = names_in_lines(run)
    if not used & {defined_name(line) for line in before}:
        return []
    others = [line for line in before if defined_name(line) not in own]
    if len(run) == 1:
        return others
    return [line for line in others if defined_name(line) in used]


def _fitting(solution: Solution) -> dict[str, str]:
    """The roles of the names in the lines that fit."""
    fits = [one for one in solution.reading.chosen if one is not None and one.fits]
    return {name: role for one in fits for name, role in one.binding.items()}


def _verdicts(solution: Solution, lent: int) -> Iterator[LineVerdict]:
    for place in range(lent, len(solution.candidates.lines)):
        if place in solution.candidates.composed:
            continue
        found = _verdict(solution, place)
        if found is not None:
            yield found


def _verdict(solution: Solution, place: int) -> LineVerdict | None:
    line, chosen = solution.candidates.lines[place], solution.reading.chosen[place]
    if chosen is not None and chosen.fits:
        return LineVerdict(line, line, chosen.entry.verdict, chosen, solution)
    alone = _fits_alone(solution, place)
    if chosen is not None and _is_certain(solution, place, chosen, alone):
        return LineVerdict(line, line, "contradicts", _with_apt_slip(chosen), solution)
    return LineVerdict(line, line, "variant", alone, solution) if alone is not None else None


def _with_apt_slip(chosen: Match) -> Match:
    """The match; where another letter is remembered, as in `S = β V + …`, no time index is to blame."""
    entry = chosen.entry
    letters = [name for name, role in chosen.binding.items() if role == entry.role]
    if entry.slip == "wrong-time-index" and len(letters) > 1:
        return replace(chosen, entry=replace(entry, slip=OTHER))
    return chosen


def _fits_alone(solution: Solution, place: int) -> Match | None:
    """The line as a right one of another dialect, under the same meaning of the letters."""
    known = _fitting(solution)
    for one in solution.candidates.found[place]:
        same = all(
            name.startswith(GRADIENT) or known.get(name, role) == role for name, role in one.binding.items()
        )
        if one.fits and same and not any(accent_clashes(n, r, known) for n, r in one.binding.items()):
            return one
    return None


def _is_certain(solution: Solution, place: int, chosen: Match, alone: Match | None) -> bool:
    """True if the line may be accused: its optimizer and all its letters are fixed, and no dialect has it."""
    others = [
        line
        for at, (line, one) in enumerate(zip(solution.candidates.lines, solution.reading.chosen, strict=True))
        if one is not None and one.fits and at != place
    ]
    line = solution.candidates.lines[place]
    fixed = solution.dialect.optimizer in line.optimizers or len(others) >= 2
    if not fixed or not all(_is_fixed(solution, name, role) for name, role in chosen.binding.items()):
        return False
    if alone is not None and not _shares_a_name(line, others):
        return False
    opaque = {defined_name(one) for one in solution.candidates.lines if one.right is None}
    return not opaque & chosen.binding.keys()


def _is_fixed(solution: Solution, name: str, role: str) -> bool:
    """True if the name has its role from a line that fits, or hardly means anything else."""
    known = _fitting(solution)
    if name.startswith(GRADIENT) or name in known:
        return True
    if role in CORRECTED and known.get(base_of_hat(name) or "") == CORRECTED[role]:
        return True
    if role in CORRECTED.values() and any(
        base_of_hat(other) == name and CORRECTED.get(known[other]) == role for other in known
    ):
        return True
    if role == "q" and known.get(GRADIENT + name) == GRADIENT + "q":
        return True
    return priors(name, solution.candidates.around).get(role, 0) >= FIXED


def _shares_a_name(line: SystemLine, others: Sequence[SystemLine]) -> bool:
    """True if the line and another that fits must be of one dialect, for one uses what the other defines."""
    mine = _with_bases(names_in_lines([line]))
    return any(
        defined_name(other) in mine or defined_name(line) in _with_bases(names_in_lines([other]))
        for other in others
    )


def _with_bases(names: set[str]) -> set[str]:
    return names | {plain for name in names if (plain := base_of_hat(name))}
