"""Findings → what the reference says of the formula or line of code that a question asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flashcards.audit.note_findings import Finding, optimizer_title
from flashcards.importing.draft import Refutation
from flashcards.value import Value

_REMARK = re.compile(r"\\(?:text|textrm|mathrm)\{\s*\([^{}]{0,120}\)\s*\}\s*$")
"""A remark in words at the end of a formula, such as `\\text{(1st moment)}`."""
_LAYOUT = re.compile(r"\\\\$|\\(?:[,;:! ]|q?quad(?![A-Za-z])|left|right|displaystyle)|[\s&]|[.,;]+$")
"""What a formula loses or gains when it is taken out of its note."""


class Judged(NamedTuple):
    """What the reference says of one statement; nothing, by default."""

    refutation: Refutation | None = None
    meaning: str = ""
    """What it computes if it is right."""
    verdict: str = ""
    """Whether it agrees, is a variant, contradicts or is unknown."""


class Judgements(Value, frozen=True):
    """The findings of one note, by the text of the statement without its layout."""

    by_text: Mapping[str, Sequence[Finding]]

    def find(self, text: str, first: int, last: int) -> Judged:
        """The opinion on a statement in these lines of the note."""
        found = self.by_text.get(compact(text), ()) if text else ()
        for each in found:
            if first <= each.line <= last:
                wrong = each.comparison.verdict == "contradicts"
                verdict = each.comparison.verdict
                return Judged(_refutation(each) if wrong else None, each.comparison.meaning, verdict)
        return Judged()


def judge_statements(found: Iterable[Finding]) -> Judgements:
    """The findings of a note, to be found by what its questions state."""
    by_text: dict[str, list[Finding]] = defaultdict(list)
    for each in found:
        by_text[compact(each.text)].append(each)
    return Judgements(by_text)


def compact(text: str) -> str:
    """A formula or line of code without what is only layout."""
    return _LAYOUT.sub("", _REMARK.sub("", text.strip()))


def _refutation(finding: Finding) -> Refutation:
    verdict = finding.comparison
    right = verdict.right if finding.kind == "formula" else ""
    title = optimizer_title(verdict.optimizer)
    return Refutation(verdict.message, title, right, finding.line, verdict.slip or "")
