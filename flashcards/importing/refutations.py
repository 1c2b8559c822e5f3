"""The formulas and lines of code of an import that the reference contradicts, and what it has instead."""

from __future__ import annotations

from collections.abc import Iterable

from flashcards.audit.note_findings import Finding
from flashcards.importing.draft import Refutation, Statement


def refutations(found: Iterable[Finding]) -> dict[Statement, Refutation]:
    """Each statement that the reference contradicts, by its place in the notes."""
    return {
        Statement(each.file, each.block, each.text.strip()): _refutation(each)
        for each in found
        if each.verdict.verdict == "contradicts"
    }


def _refutation(finding: Finding) -> Refutation:
    from flashcards.judging.reference import reference

    verdict = finding.verdict
    of = reference(verdict.optimizer)
    # A line of code has no counterpart with the names of its listing.
    line = of.equations.get(verdict.quantity, "") if finding.kind == "formula" else ""
    return Refutation(verdict.message, of.title or verdict.optimizer, " ".join(line.split()))
