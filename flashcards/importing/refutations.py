"""Findings that contradict the reference → refutations, with the right line where there is one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from flashcards.audit.note_findings import Finding, optimizer_title
from flashcards.importing.draft import Refutation, Refutations

_LAYOUT = re.compile(r"\\\\$|\\(?:[,;:! ]|q?quad(?![A-Za-z])|left|right|displaystyle)|[\s&]|[.,;]+$")
"""What a formula loses or gains when it is taken out of its note."""


def find_refutations(found: Iterable[Finding]) -> Refutations:
    """The refutations of the statements that contradict the reference."""
    by_text: dict[tuple[str, str], list[Refutation]] = defaultdict(list)
    for each in found:
        if each.comparison.verdict == "contradicts":
            by_text[each.file, compact(each.text)].append(_refutation(each))
    return Refutations(by_text, compact)


def compact(text: str) -> str:
    """A formula or line of code without what is only layout."""
    return _LAYOUT.sub("", text.strip())


def _refutation(finding: Finding) -> Refutation:
    verdict = finding.comparison
    right = verdict.right if finding.kind == "formula" else ""
    return Refutation(verdict.message, optimizer_title(verdict.optimizer), right, finding.line)
