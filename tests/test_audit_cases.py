"""What `audit` says of small notes, line by line, held to what a careful reader says.

`cases.yaml` and `own_cases.yaml` in `data/audit` hold the notes. A verdict among `also` is accepted; where
two lines clash, the mistake may be told at one of `or_lines`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from flashcards.audit.note_findings import Finding, note_findings
from flashcards.deck.yaml_reader import LOADER
from flashcards.notes import note
from tests.rows import in_rows

FOLDER = Path(__file__).parent / "data/audit"
CASES: list[dict[str, Any]] = [
    case
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.load(file.read_text(encoding="utf-8"), LOADER)
]


def audit(case: dict[str, Any]) -> list[Finding]:
    return _audit(case["note"], case["file"])


@cache
def _audit(text: str, file: str) -> list[Finding]:
    return [*note_findings(note.read_note(text, file))]


def accusations(found: list[Finding]) -> list[Finding]:
    return [each for each in found if each.comparison.verdict == "contradicts"]


@in_rows("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_nothing_right_is_accused_and_what_is_wrong_is_found(case: dict[str, Any]) -> None:
    found = audit(case)
    wrong = [want for want in case["expect"] if want["verdict"] == "contradicts"]
    accusable = Counter(want["line"] for want in case["expect"] if "contradicts" in verdicts(want))
    accusable.update(line for want in wrong for line in want.get("or_lines", ()))
    told = Counter(each.line for each in accusations(found))
    assert told - accusable == Counter(), "accused, and right"
    assert [want for want in wrong if not told_of(want, told)] == [], "wrong, and not found"
    assert list(unnamed_slips(wrong, found)) == []


def verdicts(want: dict[str, Any]) -> set[str]:
    return {want["verdict"], *want["also"]}


def told_of(want: dict[str, Any], told: Counter[int]) -> bool:
    """True if the mistake is told, or one of the verdicts that are accepted instead may have been given."""
    return bool(want["also"]) or any(told[line] for line in (want["line"], *want.get("or_lines", ())))


def unnamed_slips(wrong: list[dict[str, Any]], found: list[Finding]) -> Iterator[str]:
    for want in wrong:
        slips = [each.comparison.slip for each in accusations(found) if each.line == want["line"]]
        if want["slip"] and slips and want["slip"] not in slips:
            yield f"line {want['line']}: {slips} for {want['slip']}"


def test_right_lines_are_called_so() -> None:
    agreed = total = 0
    for case in CASES:
        lines = Counter(each.line for each in audit(case) if each.comparison.verdict in ("agrees", "variant"))
        right = [want for want in case["expect"] if want["verdict"] == "agrees"]
        wanted = Counter(want["line"] for want in right if "unknown" not in want["also"])
        agreed += sum((lines & wanted).values())
        total += sum(wanted.values())
    assert agreed >= 0.98 * total
