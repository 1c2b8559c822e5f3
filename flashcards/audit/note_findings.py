"""Notes held against the code: what the reference says of each formula and line of code in them.

Only what is sure is called wrong: code whose optimizer, quantity or slip is not known is `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from flashcards.deck.model import Card, Formula
from flashcards.errors import Place
from flashcards.notes import context, python_assignments
from flashcards.notes.block import Block, Note
from flashcards.notes.python_assignments import Line

Judgement = Literal["agrees", "variant", "contradicts", "unknown"]

DIALECTS = {
    "momentum": ("momentum-velocity", "momentum-cs231n"),
    "nesterov": ("nesterov-sutskever",),
    "rmsprop": ("rmsprop-inside", "rmsprop-centered"),
    "adam": ("adam-eps-hat",),
    "amsgrad": ("amsgrad-reddi",),
    "sgd": ("sgd-l2",),
}
"""What else the name of an optimizer may mean: a line of these is no mistake."""
OTHER = "other"
"""The slip that has no name: in code it may as well be that something else is computed."""
PYTHON = frozenset({"", "python", "py", "python3", "ipython"})
_NAMING = re.compile(r"#.*|^\s*(?:class|def) .*", re.MULTILINE)
"""Where a listing says what it is of."""
UNCORRECTED = re.compile(r"\b(?:without|no|un)[- ]?(?:bias|correct)|\bsimpl(?:e|ified)\b", re.IGNORECASE)
"""A heading under which Adam is written without its bias correction, and rightly."""


@dataclass(frozen=True)
class Verdict:
    """What the reference says of one line."""

    verdict: Judgement
    optimizer: str = ""
    quantity: str = ""
    slip: str | None = None
    message: str = ""


MOST = 200
"""Formulas, and lines of code, of one note that are judged."""
MOST_CHARACTERS = 50_000
"""Characters that those may have together: a long formula takes far longer to judge than a short one."""
LEFT_OUT = Verdict(
    "unknown",
    message=f"not judged: of one note, the first {MOST} formulas or lines of code are judged, "
    f"and no more than {MOST_CHARACTERS:,} characters of them",
)


Displayed = tuple[Block, str, str]
"""A display formula with a left side: its block, its LaTeX, and the optimizer that its section is about."""


class _Budget:
    """How much of one note may still be judged."""

    def __init__(self) -> None:
        self.lines, self.characters = MOST, MOST_CHARACTERS

    def covers(self, text: str) -> bool:
        """Whether `text` may be judged; its characters are spent."""
        self.characters -= len(text)
        return self.lines > 0 and self.characters >= 0


def left_out(found: Iterable[Finding]) -> int:
    """How many formulas and lines of code were not judged, because their note holds too many."""
    return sum(each.verdict is LEFT_OUT for each in found)


@dataclass(frozen=True)
class Finding:
    """One formula or line of code of a note, and what the reference says of it."""

    file: str
    line: int
    text: str
    kind: Literal["formula", "code"]
    verdict: Verdict
    block: int = 0
    """The first line of the block that holds it."""

    def as_json(self) -> dict[str, Any]:
        """The shape that `import --json` and `audit --json` print."""
        return {"file": self.file, "line": self.line, "text": self.text, "kind": self.kind} | asdict(
            self.verdict
        )


def formulas(note: Note, displayed: Iterable[Displayed]) -> Iterator[Finding]:
    """A finding for each of the formulas `displayed` in a note."""
    budget = _Budget()
    for block, latex, optimizer in displayed:
        verdict = held(latex, _names(optimizer, block)) if budget.covers(latex) else LEFT_OUT
        budget.lines -= 1
        yield Finding(note.file, _line(block, latex), latex, "formula", verdict, block.line)


def code(note: Note) -> Iterator[Finding]:
    """A finding for each assignment in a note's code to a quantity of the optimizer that it is about."""
    title, budget = context.title(note), _Budget()
    for block in note.blocks:
        if block.kind not in {"code", "cell"} or block.info.split(" ")[0].lower() not in PYTHON:
            continue
        named = context.named(" ".join(_NAMING.findall(block.text)))
        own = named[0] if len(named) == 1 else context.of(block, title).optimizer
        names = _names(own, block)
        for line in python_assignments.assignments(block.text) if names else ():
            if verdict := assigned(line, names) if budget.covers(line.said) else LEFT_OUT:
                budget.lines -= 1
                yield Finding(note.file, block.line + line.line, line.text, "code", verdict, block.line)


def assigned(line: Line, names: tuple[str, ...]) -> Verdict | None:
    """What the rules `names` say of an assignment; None where it assigns none of their quantities."""
    from flashcards.judging.reference import reference

    latex, quantity = _equation(line.said, names[0])
    of = reference(names[0])
    if quantity not in of.equations:
        return None
    if line.corrects and f"{quantity}_hat" in of.equations:
        return _corrected(line, names[0], quantity)
    found = held(latex, names)
    if found.verdict != "contradicts":
        return found
    sure = found.slip != OTHER and (quantity, found.slip) != ("delta", "wrong-sign")
    return found if sure else replace(found, verdict="unknown", slip=None)


def _equation(said: str, optimizer: str) -> tuple[str, str]:
    """An assignment as LaTeX with its moments written out, and the quantity that it defines."""
    from flashcards.formula import parse
    from flashcards.formula.tree import Unreadable
    from flashcards.judging import algebra, judge
    from flashcards.judging.reference import reference

    try:
        lines = judge.lines(parse.typed(said).tree)
        read = judge.read(lines[0], reference(optimizer))
        return algebra.to_latex.latex(read, read.right), read.defines
    except (Unreadable, IndexError):
        return "", ""


def _corrected(line: Line, name: str, quantity: str) -> Verdict:
    """Of an average that is corrected in place: wrong where the next step starts from it."""
    if not line.stored:
        return Verdict("agrees", name, f"{quantity}_hat")
    message = (
        f"the corrected {line.target} is kept as {line.target}: the next step starts from the wrong value"
    )
    return Verdict("contradicts", name, quantity, "correction-stored", message)


def _names(optimizer: str, block: Block) -> tuple[str, ...]:
    """The rules that a line may rightly be of, the likeliest first."""
    plain = optimizer == "adam" and any(UNCORRECTED.search(text) for text in (*block.headings, block.lead))
    others = ("adam-uncorrected",) if plain else ()
    return (optimizer, *DIALECTS.get(optimizer, ()), *others) if optimizer else ()


@lru_cache(maxsize=2048)
def held(latex: str, names: tuple[str, ...]) -> Verdict:
    """A formula held against the first of the rules `names`; where it is another's line, a variant."""
    if not names:
        return Verdict("unknown", message="no optimizer is known here")
    first = _proved(latex, names[0])
    if first.verdict == "contradicts":
        for name in names[1:]:
            other = _proved(latex, name)
            if other.verdict == "agrees":
                return Verdict(
                    "variant", name, other.quantity, first.slip, f"another dialect: {_title(name)}"
                )
    return first


def _proved(latex: str, optimizer: str) -> Verdict:
    from flashcards.audit.formulas import proofs

    card = Card("", "", "", Formula(latex), Place(""), optimizer=optimizer)
    proof = next(proofs(card), None)
    if proof is None or proof.verdict == "unchecked" or not proof.optimizer:
        return Verdict("unknown", optimizer, message=proof.message if proof else "no formula is here")
    if proof.verdict != "wrong":
        return Verdict("agrees", optimizer, proof.quantity)
    return Verdict(
        _weight(proof.slip), optimizer, proof.quantity, proof.slip, _in_its_index(latex, proof.message)
    )


def _weight(slip: str | None) -> Judgement:
    from flashcards.judging.slips import VARIANTS

    return "variant" if slip in VARIANTS else "contradicts"


def _in_its_index(latex: str, message: str) -> str:
    """The sentence in the indices of a formula whose left side is a step ahead, as `m_{t+1} = …`."""
    left = "".join(latex.partition("=")[0].split())
    if "_{t+1}" not in left:
        return message
    return re.sub(r"\bt−1 where t belongs", "t where t+1 belongs, as on the left side", message)


def _title(name: str) -> str:
    import optimizers

    return optimizers.find(name).title


def _line(block: Block, latex: str) -> int:
    """The line of the file on which the formula begins."""
    left = "".join(latex.partition("=")[0].split())
    lines = block.text.split("\n")
    marks = block.end - block.line + 1 >= len(lines) + 2
    for at, line in enumerate(lines):
        if "".join(line.replace("&", "").split()).find(left) >= 0:
            return min(block.line + at + marks, block.end)
    return block.line
