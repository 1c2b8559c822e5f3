"""Compares the formulas and code in notes with the reference optimizers.

Only certain mistakes are reported: code whose optimizer, quantity or slip is not recognized is `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from flashcards.notes import context, python_assignments
from flashcards.notes.block import Block, Note
from flashcards.notes.python_assignments import CodeAssignment

FindingKind = Literal["agrees", "variant", "contradicts", "unknown"]

DIALECTS = {
    "momentum": ("momentum-velocity", "momentum-cs231n"),
    "nesterov": ("nesterov-sutskever",),
    "rmsprop": ("rmsprop-inside", "rmsprop-centered"),
    "adam": ("adam-eps-hat",),
    "amsgrad": ("amsgrad-reddi",),
    "sgd": ("sgd-l2",),
}
"""Optimizer → other rules that its name may mean: their lines are variants, not mistakes."""
OTHER = "other"
"""The unnamed slip: in code, it may also mean that the line computes something else."""
PYTHON = frozenset({"", "python", "py", "python3", "ipython"})
_NAMING = re.compile(r"#.*|^\s*(?:class|def) .*", re.MULTILINE)
"""The parts of a listing that may name its optimizer."""
UNCORRECTED = re.compile(r"\b(?:without|no|un)[- ]?(?:bias|correct)|\bsimpl(?:e|ified)\b", re.IGNORECASE)
"""Headings under which Adam without bias correction is not a mistake."""


@dataclass(frozen=True)
class Comparison:
    """The comparison of one formula or line of code with the reference."""

    verdict: FindingKind
    optimizer: str = ""
    quantity: str = ""
    slip: str | None = None
    message: str = ""


MOST = 200
"""Formulas, and lines of code, judged per note."""
MOST_CHARACTERS = 50_000
"""Their total length in characters: judging time grows steeply with a formula's length."""
UNJUDGED = Comparison(
    "unknown",
    message=f"not judged: only the first {MOST} formulas or lines of code of a note are judged, "
    f"up to {MOST_CHARACTERS:,} characters in total",
)


DisplayFormula = tuple[Block, str, str]
"""A display formula with a left side: its block, its LaTeX, and the optimizer of its section."""


class _Budget:
    """The remaining lines and characters of one note that will be judged."""

    def __init__(self) -> None:
        self.lines, self.characters = MOST, MOST_CHARACTERS

    def covers(self, text: str) -> bool:
        """True if `text` fits in the budget; deducts its characters."""
        self.characters -= len(text)
        return self.lines > 0 and self.characters >= 0


def count_unjudged(found: Iterable[Finding]) -> int:
    """The number of formulas and lines of code not judged because their note exceeded the limits."""
    return sum(each.comparison is UNJUDGED for each in found)


@dataclass(frozen=True)
class Finding:
    """One formula or line of code in a note, compared with the reference."""

    file: str
    line: int
    text: str
    kind: Literal["formula", "code"]
    comparison: Comparison
    block: int = 0
    """The first line of its block."""

    def as_json(self) -> dict[str, Any]:
        """The JSON object that `import --json` and `audit --json` print for each finding."""
        return {"file": self.file, "line": self.line, "text": self.text, "kind": self.kind} | asdict(
            self.comparison
        )


def formula_findings(note: Note, displayed: Iterable[DisplayFormula]) -> Iterator[Finding]:
    """Yields a finding for each of a note's display formulas."""
    budget = _Budget()
    for block, latex, optimizer in displayed:
        verdict = (
            compare_to_reference(latex, _candidate_rules(optimizer, block))
            if budget.covers(latex)
            else UNJUDGED
        )
        budget.lines -= 1
        yield Finding(note.file, _start_line(block, latex), latex, "formula", verdict, block.line)


def code_findings(note: Note) -> Iterator[Finding]:
    """Yields a finding for each assignment in a note's code to a quantity of the optimizer it implements."""
    title, budget = context.title(note), _Budget()
    for block in note.blocks:
        if block.kind not in {"code", "cell"} or block.info.split(" ")[0].lower() not in PYTHON:
            continue
        named = context.optimizers_in(" ".join(_NAMING.findall(block.text)))
        own = named[0] if len(named) == 1 else context.of(block, title).optimizer
        names = _candidate_rules(own, block)
        for line in python_assignments.assignments(block.text) if names else ():
            if verdict := check_assignment(line, names) if budget.covers(line.said) else UNJUDGED:
                budget.lines -= 1
                yield Finding(note.file, block.line + line.line, line.text, "code", verdict, block.line)


def check_assignment(line: CodeAssignment, names: tuple[str, ...]) -> Comparison | None:
    """Verdict on an assignment, or None if it assigns no quantity of the first rule in `names`."""
    from flashcards.judging.reference import reference

    latex, quantity = _equation(line.said, names[0])
    of = reference(names[0])
    if quantity not in of.equations:
        return None
    if line.corrects and f"{quantity}_hat" in of.equations:
        return _check_in_place_correction(line, names[0], quantity)
    found = compare_to_reference(latex, names)
    if found.verdict != "contradicts":
        return found
    sure = found.slip != OTHER and (quantity, found.slip) != ("delta", "wrong-sign")
    return found if sure else replace(found, verdict="unknown", slip=None)


def _equation(assignment: str, optimizer: str) -> tuple[str, str]:
    """An assignment as LaTeX with explicit time indices, and the quantity that it defines."""
    from flashcards.formula import parse
    from flashcards.formula.tree import Unreadable
    from flashcards.judging import algebra, judge
    from flashcards.judging.reference import reference

    try:
        lines = judge.formula_lines(parse.parse_typed(assignment).tree)
        read = judge.read_algebra(lines[0], reference(optimizer))
        return algebra.to_latex.algebra_to_latex(read, read.right), read.defines
    except (Unreadable, IndexError):
        return "", ""


def _check_in_place_correction(line: CodeAssignment, name: str, quantity: str) -> Comparison:
    """Verdict on a bias correction done in place: wrong if the next step starts from the corrected value."""
    if not line.stored:
        return Comparison("agrees", name, f"{quantity}_hat")
    message = (
        f"the corrected {line.target} is stored as {line.target}: the next step starts from the wrong value"
    )
    return Comparison("contradicts", name, quantity, "correction-stored", message)


def _candidate_rules(optimizer: str, block: Block) -> tuple[str, ...]:
    """The rules that a line may belong to, most likely first."""
    plain = optimizer == "adam" and any(UNCORRECTED.search(text) for text in (*block.headings, block.lead))
    others = ("adam-uncorrected",) if plain else ()
    return (optimizer, *DIALECTS.get(optimizer, ()), *others) if optimizer else ()


@lru_cache(maxsize=2048)
def compare_to_reference(latex: str, names: tuple[str, ...]) -> Comparison:
    """Verdict on a formula against the first rule in `names`; a variant if it is right for a later one."""
    if not names:
        return Comparison("unknown", message="the section names no optimizer")
    first = _prove(latex, names[0])
    if first.verdict == "contradicts":
        for name in names[1:]:
            other = _prove(latex, name)
            if other.verdict == "agrees":
                return Comparison(
                    "variant", name, other.quantity, first.slip, f"another dialect: {_optimizer_title(name)}"
                )
    return first


def _prove(latex: str, optimizer: str) -> Comparison:
    from flashcards.audit.formulas import prove

    proof = next(iter(prove(latex, [optimizer])), None)
    if proof is None or proof.verdict == "unchecked":
        return Comparison("unknown", optimizer, message=proof.message if proof else "there is no formula")
    if proof.verdict != "wrong":
        return Comparison("agrees", optimizer, proof.quantity)
    return Comparison(
        _severity(proof.slip), optimizer, proof.quantity, proof.slip, _shift_time_index(latex, proof.message)
    )


def _severity(slip: str | None) -> FindingKind:
    from flashcards.judging.slips import VARIANTS

    return "variant" if slip in VARIANTS else "contradicts"


def _shift_time_index(latex: str, message: str) -> str:
    """`message` with its time indices adapted to a formula that defines step t+1, such as `m_{t+1} = …`."""
    left = "".join(latex.partition("=")[0].split())
    if "_{t+1}" not in left:
        return message
    return re.sub(r"\bt−1 where t belongs", "t where t+1 belongs, as on the left side", message)


def _optimizer_title(name: str) -> str:
    import optimizers

    return optimizers.find(name).title


def _start_line(block: Block, latex: str) -> int:
    """The line of the file where the formula begins."""
    left = "".join(latex.partition("=")[0].split())
    lines = block.text.split("\n")
    marks = block.end - block.line + 1 >= len(lines) + 2
    for at, line in enumerate(lines):
        if "".join(line.replace("&", "").split()).find(left) >= 0:
            return min(block.line + at + marks, block.end)
    return block.line
