"""Why a formula is wrong: the slip that makes it of the right one, or else what is missing and too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from flashcards.maths import algebra, parse, roles, slips
from flashcards.maths.algebra import Expr, Formula, at
from flashcards.maths.reference import Reference
from flashcards.maths.sample import Array, agree_with_any, scenes, values
from flashcards.maths.slips import Context
from flashcards.maths.tree import formulas

LARGEST = 150
"""Formulas of more operations than this are judged, but no slip is looked for in them."""

Given = Sequence[tuple[Array, ...]]


def why(
    answers: Sequence[Formula], right: Formula, of: Reference, off: frozenset[str] = frozenset()
) -> tuple[str, str]:
    """The name of the slip by which one of `answers` (the readings of one answer) differs, and a sentence.

    The settings `off` are left as they usually are.
    """
    at_moments = scenes(of, off)
    given = [values(answer.right, at_moments) for answer in answers]
    return (
        _slip(given, right, of, off)
        or _another_line(given, right, of, off)
        or (slips.OTHER, _unlike(answers[0], right))
    )


def _slip(given: Given, right: Formula, of: Reference, off: frozenset[str]) -> tuple[str, str] | None:
    """The first slip that makes of the right formula what was answered."""
    context = Context(right.defines, right.spelled, of.known)
    if right.right.count_ops() > LARGEST:
        return None
    tried: set[Expr] = set()
    for level in _levels(algebra.forms(right)[-1], of, off):
        for name in slips.SLIPS:
            for wrong, sentence in slips.made(name, level, context):
                if wrong not in tried and agree_with_any(given, wrong, scenes(of, off)):
                    return name, sentence
                tried.add(wrong)
    return None


def _levels(right: Formula, of: Reference, off: frozenset[str]) -> Iterator[Expr]:
    """The right side as it is written, then as the reference's own lines write it, ever further out."""
    lines = own_lines(of, off)
    starts = [right.right, *([lines[right.defines]] if right.defines in lines else [])]
    seen: list[Expr] = []
    for opened in ((), ("delta",), ("delta", "m_hat", "v_hat"), tuple(lines)):
        for start in starts:
            out = start
            for name in reversed([one for one in lines if one in opened and one != right.defines]):
                out = algebra.replaced(out, {at(name, 0): lines[name]})
            if out not in seen:
                seen.append(out)
                yield out
    if (spread := algebra.spread(right.right)) not in seen:
        yield spread


@lru_cache(maxsize=64)
def own_lines(of: Reference, off: frozenset[str] = frozenset()) -> Mapping[str, Expr]:
    """Quantity → the right side of the reference's own line, in their order, the settings `off` at zero."""
    found = {}
    for name, text in of.equations.items():
        line = algebra.formula(formulas(parse.latex(text).tree)[0], of.known, timed=of.timed)
        found[name] = algebra.replaced(line.right, {at(one, None): algebra.exactly(0) for one in off})
    return found


def _another_line(given: Given, right: Formula, of: Reference, off: frozenset[str]) -> tuple[str, str] | None:
    """Named where the answer is the reference's line for another quantity."""
    for name, line in own_lines(of, off).items():
        if name != right.defines and agree_with_any(given, line, scenes(of, off)):
            moments = {
                roles.plays(one.removesuffix("_hat"), "first", "second") for one in (name, right.defines)
            } == {True}
            sentence = f"this is the line of {right.shown(name)}, not that of {right.shown(right.defines)}"
            return ("moments-swapped" if moments else slips.OTHER), sentence
    return None


def _unlike(answer: Formula, right: Formula) -> str:
    """What a formula lacks, and what it has too much, by name."""
    missing = ", ".join(right.shown(name) for name in sorted(right.names - answer.names))
    extra = ", ".join(right.shown(name) for name in sorted(answer.names - right.names))
    told = [f"{missing} missing"] * bool(missing) + [f"{extra} too much"] * bool(extra)
    return "not the same formula" + (f": {'; '.join(told)}" if told else "")
