"""Findings that contradict the reference → refutations, with the reference's formula if it has one."""

from __future__ import annotations

from collections.abc import Iterable

from flashcards.audit.note_findings import Finding
from flashcards.importing.draft import Refutation, Statement


def refutations(found: Iterable[Finding]) -> dict[Statement, Refutation]:
    """Statement → refutation, for each finding that contradicts the reference."""
    return {
        Statement(each.file, each.block, each.text.strip()): _refutation(each)
        for each in found
        if each.comparison.verdict == "contradicts"
    }


def _refutation(finding: Finding) -> Refutation:
    from flashcards.judging.reference import reference

    verdict = finding.comparison
    of = reference(verdict.optimizer)
    # The reference has no line that uses the variable names of the listing.
    line = of.equations.get(verdict.quantity, "") if finding.kind == "formula" else ""
    return Refutation(verdict.message, of.title or verdict.optimizer, " ".join(line.split()))
