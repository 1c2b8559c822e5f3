"""Applies a slip to a right formula: the wrong formula that it makes, and what is wrong with it."""

from __future__ import annotations

from typing import NamedTuple

from flashcards.formula import parse
from flashcards.judging import slips
from flashcards.judging.algebra import AlgebraicFormula, to_latex
from flashcards.judging.judge import formula_lines, read_algebra
from flashcards.judging.reference import Reference, reference
from flashcards.judging.sampling import agree, scenes, values


class SpoiltFormula(NamedTuple):
    """A right formula with a slip in it."""

    latex: str
    """Empty if the slip changes nothing."""
    sentence: str = ""
    """What is wrong with it."""


def spoil(right: str, slip: str, optimizer: str = "") -> SpoiltFormula:
    """The formula `right` (LaTeX) with the slip applied; of several lines, each that it changes."""
    of = reference(optimizer)
    lines = [
        _spoil(read_algebra(node, of), slip, of) for node in formula_lines(parse.parse_latex(right).tree)
    ]
    found = [line for line in lines if line.latex]
    return SpoiltFormula(r", \quad ".join(line.latex for line in found), found[0].sentence if found else "")


def _spoil(right: AlgebraicFormula, slip: str, of: Reference) -> SpoiltFormula:
    at_moments = scenes(of, of.resting - right.names)
    known = values(right.right, at_moments)
    context = slips.SlipContext(right.defines, right.spelled, of.known)
    for wrong, sentence in slips.make_slips(slip, right.right, context):
        if not agree(known, wrong, at_moments):
            return SpoiltFormula(to_latex.line_latex(right, wrong), sentence)
    return SpoiltFormula("")
