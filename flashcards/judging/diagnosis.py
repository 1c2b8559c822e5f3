"""Diagnoses a wrong formula: a slip, another line or dialect, two slips, or the names that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from sympy.core.function import AppliedUndef

from flashcards.formula import vocabulary
from flashcards.judging import algebra, dialects, slips
from flashcards.judging.algebra import AlgebraicFormula, Expr, at, parts
from flashcards.judging.algebra.symbols import symbols_in
from flashcards.judging.dialects import own_lines
from flashcards.judging.recording import Recording
from flashcards.judging.reference import Reference
from flashcards.judging.sampling import Array, agree_with_any, scenes, values, work
from flashcards.judging.slips import SlipContext
from flashcards.judging.slips.context import timed_name

LARGEST = 150
"""Formulas of more operations than this are judged, but no slip is looked for in them."""
LONGEST = 5000
"""The same for formulas whose value takes more computations than this, such as sums within sums."""
MOST_PAIRS = 4000
"""How many formulas with two slips in them are made in the search for the answer."""
MOST_PARTS = 60_000
"""How many operations all of those may have together, so that fewer are made of a long formula."""


class _Case(NamedTuple):
    """The readings of a wrong answer with their values, the right formula, and what gives both values."""

    answers: Sequence[AlgebraicFormula]
    given: Sequence[tuple[Array, ...]]
    right: AlgebraicFormula
    of: Reference
    off: frozenset[str]

    @property
    def judged(self) -> tuple[AlgebraicFormula, Reference, frozenset[str]]:
        """What wrong formulas are made from, whatever the answer is."""
        return self.right, self.of, self.off

    def is_answered(self, wrong: Expr) -> bool:
        """True if a reading of the answer has the values of a wrong formula."""
        return agree_with_any(self.given, wrong, scenes(self.of, self.off))


def why(
    answers: Sequence[AlgebraicFormula],
    right: AlgebraicFormula,
    of: Reference,
    off: frozenset[str] = frozenset(),
) -> tuple[str, str]:
    """The slip that explains one of `answers` (the readings of one answer), with a sentence about it.

    The settings `off` are left as they usually are.
    """
    at_moments = scenes(of, off)
    case = _Case(answers, [values(answer.right, at_moments) for answer in answers], right, of, off)
    return (
        _slip(case)
        or _another_line(case)
        or _another_dialect(case)
        or _slip_of_arithmetic(case)
        or (None if defines_another(answers[0], right) else _two_slips(case))
        or (slips.OTHER, _unlike(answers[0], right))
    )


def _slip(case: _Case) -> tuple[str, str] | None:
    """The first slip that turns the right formula into the answer, one in the answer's own symbols if any.

    `θ − 2ηg` has the value of `θₜ − ηg` with θₜ written out, but whoever wrote it confused no index. Nor is
    anybody told to have what stands nowhere in the answer.
    """
    found = None
    written = {answer.right for answer in case.answers}  # √(v − ε) has no value at most points
    own = {_symbols(side) for side in written}
    for name, sentence, wrong in _made(*case.judged):
        if wrong in written:
            return name, sentence
        is_own = _symbols(wrong) in own
        if (found is None or is_own) and case.is_answered(wrong):
            if is_own:
                return name, sentence
            found = (name, sentence) if _has_what_it_says(sentence, written, case.right) else None
    return found and (_slip_of_arithmetic(case) or found)


def _has_what_it_says(sentence: str, written: Iterable[Expr], right: AlgebraicFormula) -> bool:
    """True unless the sentence says "you have β₂" of an answer without β₂."""
    have = sentence.partition("you have ")[2].partition(" ")[0]
    context = SlipContext(right.defines, right.spelled)
    symbols = frozenset(parts(one) for side in written for one in symbols_in(side))
    shown = {context.shown(name) for name, _ in symbols}
    return not have or have in shown | {timed_name(context, name, offset or 0) for name, offset in symbols}


def _slip_of_arithmetic(case: _Case) -> tuple[str, str] | None:
    """What the first slip of arithmetic says that turns the right formula into the answer, in its symbols."""
    own = {_symbols(answer.right) for answer in case.answers}
    for _, sentence, wrong in _made_by_arithmetic(*case.judged):
        if _symbols(wrong) in own and case.is_answered(wrong):
            return slips.OTHER, sentence
    return None


_BOUNDS = frozenset({"max", "min", "abs", "where"})
"""Functions that an answer with the slip has as well: who wrote cases exchanged no min for a max."""


@lru_cache(maxsize=4096)
def _symbols(e: Expr) -> frozenset[Expr]:
    """The symbols of `e`, a gradient as g however it is written, and the bounds in it."""
    named = frozenset(at("g", 0) if parts(one)[0] == algebra.SLOPE else one for one in symbols_in(e))
    return named | {part.func for part in e.atoms(AppliedUndef) if part.func.__name__ in _BOUNDS}


@lru_cache(maxsize=32)
def _made(right: AlgebraicFormula, of: Reference, off: frozenset[str]) -> Recording[tuple[str, str, Expr]]:
    """Each slip with its sentence and the formula that it makes, no formula twice."""
    levels = _levels(algebra.forms(right)[-1], of, off)
    return Recording(_with_a_slip(right, of, off, slips.SLIPS, levels))


@lru_cache(maxsize=32)
def _made_by_arithmetic(
    right: AlgebraicFormula, of: Reference, off: frozenset[str]
) -> Recording[tuple[str, str, Expr]]:
    """The same of the slips of arithmetic, made in the formula as it stands and with its step written out."""
    levels = _levels(algebra.forms(right)[-1], of, off, opened=((), ("delta",)))
    return Recording(_with_a_slip(right, of, off, slips.NAMELESS, levels))


def _with_a_slip(
    right: AlgebraicFormula, of: Reference, off: frozenset[str], names: Iterable[str], levels: Iterable[Expr]
) -> Iterator[tuple[str, str, Expr]]:
    if _is_large(right, of, off):
        return
    context = SlipContext(right.defines, right.spelled, of.known)
    seen: set[Expr] = set()
    for level in levels:
        for name in names:
            for wrong, sentence in slips.make_slips(name, level, context):
                if wrong not in seen:
                    seen.add(wrong)
                    yield name, sentence, wrong


def _is_large(right: AlgebraicFormula, of: Reference, off: frozenset[str]) -> bool:
    """True if the formula is too long or too expensive for a search for slips."""
    return right.right.count_ops() > LARGEST or work(right.right, scenes(of, off)[-1]) > LONGEST


def _levels(
    right: AlgebraicFormula, of: Reference, off: frozenset[str], opened: Sequence[Sequence[str]] = ()
) -> Iterator[Expr]:
    """The right side as written, then with the reference's lines substituted, level by level.

    `opened` are the quantities that are written out in each level; empty for the usual levels.
    """
    lines = own_lines(of, off)
    starts = [right.right, *([lines[right.defines]] if right.defines in lines else [])]
    seen: list[Expr] = []
    for names in opened or ((), ("delta",), ("delta", "m_hat", "v_hat"), tuple(lines)):
        for start in starts:
            out = start
            for name in reversed([one for one in lines if one in names and one != right.defines]):
                out = algebra.replace_parts(out, {at(name, 0): lines[name]})
            if out not in seen:
                seen.append(out)
                yield out
    if (spread := algebra.spread(right.right)) not in seen:
        yield spread


def _another_line(case: _Case) -> tuple[str, str] | None:
    """The diagnosis if the answer is the reference's line for another quantity."""
    right = case.right
    for name, line in own_lines(case.of, case.off).items():
        if name != right.defines and case.is_answered(line):
            moments = {
                vocabulary.plays(one.removesuffix("_hat"), "first", "second") for one in (name, right.defines)
            } == {True}
            sentence = f"this is the formula for {right.shown(name)}, not for {right.shown(right.defines)}"
            return ("moments-swapped" if moments else slips.OTHER), sentence
    return None


def _another_dialect(case: _Case) -> tuple[str, str] | None:
    """The diagnosis if the answer is another optimizer's line for the same quantity."""
    for title, line in dialects.dialect_lines(case.right.defines, case.of, case.answers[0].names):
        if case.is_answered(line):
            return slips.OTHER, f"this is the formula of {title}, not of {case.of.title}"
    return None


def _two_slips(case: _Case) -> tuple[str, str] | None:
    """The first two slips that together turn the right formula into the answer."""
    holds = {answer.symbols for answer in case.answers}
    for slip, sentence, wrong, symbols in _made_twice(*case.judged):
        if symbols in holds and case.is_answered(wrong):
            return slip, sentence
    return None


_Pair = tuple[str, str, Expr, frozenset[Expr]]
"""The slip to name, the sentence on both, the formula that has both, and its symbols."""


@lru_cache(maxsize=8)
def _made_twice(right: AlgebraicFormula, of: Reference, off: frozenset[str]) -> Recording[_Pair]:
    """Every two slips and the formula that has both of them, up to `MOST_PAIRS`."""
    if _is_large(right, of, off):
        return Recording(())
    most = min(MOST_PAIRS, MOST_PARTS // (right.right.count_ops() + 1))
    return Recording(islice(_pairs(right.right, SlipContext(right.defines, right.spelled, of.known)), most))


def _pairs(right: Expr, context: SlipContext) -> Iterator[_Pair]:
    for one in slips.SLIPS:
        for half, first in slips.make_slips(one, right, context):
            for two in slips.SLIPS:
                if {one, two} != _CONTRARY:
                    for wrong, second in slips.make_slips(two, half, context):
                        sentence = f"two slips: {first.partition(':')[0]}, and {second.partition(':')[0]}"
                        slip = two if one in slips.VARIANTS else one
                        yield slip, sentence, wrong, symbols_in(wrong)


_CONTRARY = {"missing-correction", "correction-stored"}


def defines_another(answer: AlgebraicFormula, right: AlgebraicFormula) -> bool:
    """True if the answer's left side is not what is asked for, nor what that is stored in (`m` for m̂)."""
    same = {right.defines, right.defines.removesuffix("_hat"), right.defines.removesuffix("_tilde")}
    return bool(right.defines) and answer.left is not None and answer.defines not in same


def _unlike(answer: AlgebraicFormula, right: AlgebraicFormula) -> str:
    """That a formula computes something else; else the names that it lacks or that do not belong here."""
    have, wanted = answer.shown(answer.defines), right.shown(right.defines)
    if have and have != wanted and defines_another(answer, right):
        return f"this computes {have}, not {wanted}"
    missing = sorted(right.names - answer.names)
    extra = sorted(answer.names - right.names)
    told = [_said(missing, right, "is missing", "are missing")] if missing else []
    told += [_said(extra, answer, "does not belong here", "do not belong here")] if extra else []
    return "; ".join(told) or "it contains the right quantities, but combines them differently"


def _said(names: Sequence[str], of: AlgebraicFormula, of_one: str, of_many: str) -> str:
    *others, last = (of.shown(name[:-1]) + "ₜ₋₁" if name.endswith("#") else of.shown(name) for name in names)
    return f"{', '.join(others)} and {last} {of_many}" if others else f"{last} {of_one}"
