"""The formulas and code of a note compared with the dialects of the reference optimizers.

Only certain mistakes contradict: a line whose optimizer, letters or slip is not certain is `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Literal

from flashcards.notes.block import Note
from flashcards.value import Value

if TYPE_CHECKING:
    from flashcards.judging.systems.terms import SystemLine
    from flashcards.judging.systems.verdicts import LineVerdict

FindingKind = Literal["agrees", "variant", "contradicts", "unknown"]

QUANTITIES = {
    **{"w": "theta", "mh": "m_hat", "vh": "v_hat", "vm": "v_max", "mg": "g_avg", "mb": "m_bar", "d": "delta"},
    **{"gl": "g", "lrt": "eta_t", "q": "theta_ahead", "wd": "theta"},
}
"""The names of roles that are called otherwise in the states of the optimizers."""
OPTIMIZERS = {"l2": "sgd-l2"}
"""The names of optimizers that are called otherwise in `optimizers`."""
MOST = 200
"""Formulas and lines of code judged per note."""
MOST_CHARACTERS = 50_000
"""Their total length in characters."""


class Comparison(Value, frozen=True):
    """The comparison of one formula or line of code with the reference."""

    verdict: FindingKind
    optimizer: str = ""
    quantity: str = ""
    slip: str | None = None
    message: str = ""
    right: str = ""
    """The right line in the note's own letters, as LaTeX or Python; empty if the line is not wrong."""
    meaning: str = ""
    """What the line computes, in any letters: equal for two lines that say the same; empty if not certain."""


FAULTS = {
    "never-counted": "{} is set once and never counted: every step is corrected like the first",
    "shared-state": "{} is one state for all parameters: keep one for each",
}
"""What is said of faults that show only over several steps or parameters."""
NOT_CERTAIN = Comparison("unknown", message="the optimizer, the letters or the line is not certain")
UNJUDGED = Comparison(
    "unknown",
    message=f"not judged: only the first {MOST} formulas or lines of code of a note are judged, "
    f"up to {MOST_CHARACTERS:,} characters in total",
)


class Finding(Value, frozen=True):
    """One formula or line of code in a note, compared with the reference."""

    file: str
    line: int
    text: str
    kind: Literal["formula", "code"]
    comparison: Comparison

    def as_json(self) -> dict[str, Any]:
        """The JSON object that `import --json` and `audit --json` print for each finding."""
        compared = {name: each for name, each in asdict(self.comparison).items() if name != "meaning"}
        return {"file": self.file, "line": self.line, "text": self.text, "kind": self.kind} | compared


def count_unjudged(found: Iterable[Finding]) -> int:
    """The number of formulas and lines of code not judged because their note exceeded the limits."""
    return sum(each.comparison == UNJUDGED for each in found)


def is_told(found: Finding) -> bool:
    """True if people are told of a finding, or of how many there are like it."""
    return found.comparison.verdict != "unknown" or found.comparison == UNJUDGED


def note_findings(note: Note) -> Iterator[Finding]:
    """A finding for each equation and assignment of a note, in order."""
    from flashcards.audit.note_systems import read_note_systems
    from flashcards.judging.systems.verdicts import judge_systems

    systems = read_note_systems(note.text, note.name, note)
    lines = [line for line in systems.lines if _is_comparable(line)]
    faults = {fault.line: fault for fault in systems.faults}
    count = _count_within_limits(lines)
    verdicts = {id(each.written): each for each in judge_systems(lines[:count])}
    for place, line in enumerate(lines):
        verdict = verdicts.get(id(line))
        found = _comparison(verdict) if verdict else NOT_CERTAIN if place < count else UNJUDGED
        if line.code and line.optimizers and line.number in faults and found.verdict != "contradicts":
            fault = faults[line.number]
            found = replace(
                found, verdict="contradicts", slip="other", message=FAULTS[fault.kind].format(fault.name)
            )
        text = line.text.strip() if line.code else line.text.strip(" \t\n.,;")
        yield Finding(note.file, line.number, text, "code" if line.code else "formula", found)


def _is_comparable(line: SystemLine) -> bool:
    """True if the line computes something; `g_t = ∇f(θ_t)` only says what a letter stands for."""
    from flashcards.judging.systems.terms import Gradient

    named = isinstance(line.left, Gradient) and isinstance(line.right, Gradient)
    return line.right is not None and not named


def _count_within_limits(lines: Sequence[SystemLine]) -> int:
    """How many of the lines are judged."""
    characters = 0
    for place, line in enumerate(lines):
        characters += len(line.text)
        if place >= MOST or characters > MOST_CHARACTERS:
            return place
    return len(lines)


def _comparison(verdict: LineVerdict) -> Comparison:
    from flashcards.judging.systems.wording import describe_verdict, right_line

    entry = verdict.match.entry
    optimizer = OPTIMIZERS.get(entry.dialect.optimizer, entry.dialect.optimizer)
    quantity = QUANTITIES.get(entry.role, entry.role)
    message, right = describe_verdict(verdict), right_line(verdict)
    return Comparison(verdict.verdict, optimizer, quantity, entry.slip, message, right, line_meaning(verdict))


def line_meaning(verdict: LineVerdict) -> str:
    """What a right line computes, whatever its letters are; empty for a line that is wrong."""
    entry = verdict.match.entry
    if verdict.verdict == "contradicts":
        return ""
    return f"{entry.dialect.optimizer} {entry.role} {entry.key[0]}"


def optimizer_title(name: str) -> str:
    """The name of an optimizer as people write it; `name` itself if the reference has no such rule."""
    import optimizers

    return optimizers.RULES[name].title if name in optimizers.RULES else name.capitalize()
