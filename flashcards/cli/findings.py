"""Notes held against the code: what the reference says of each formula in them, and how that is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

from flashcards.card import Card, Formula
from flashcards.cli import say
from flashcards.errors import Place
from flashcards.notes import reader
from flashcards.notes.block import Block, Note

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


@dataclass(frozen=True)
class Finding:
    """One formula or line of code of a note, and what the reference says of it."""

    file: str
    line: int
    text: str
    kind: Literal["formula", "code"]
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        """The shape that `import --json` and `audit --json` print."""
        return {"file": self.file, "line": self.line, "text": self.text, "kind": self.kind} | asdict(
            self.verdict
        )


def formulas(note: Note) -> Iterator[Finding]:
    """A finding for each display formula of a note that has a left side."""
    for found in reader.read(note):
        for draft in found.drafts:
            if isinstance(draft.answer, Formula):
                latex = draft.answer.latex
                names = _names(draft.optimizer, found.block)
                yield Finding(note.file, _line(found.block, latex), latex, "formula", held(latex, names))


def tell(found: Sequence[Finding]) -> None:
    """What disagrees, one by one, and how many agree, on the standard output."""
    judged = [each for each in found if each.verdict.verdict != "unknown"]
    if not judged:
        return
    counts = Counter(each.verdict.verdict for each in judged)
    told = [f"{counts[name]} {said[counts[name] != 1]}" for name, said in _SAID.items() if counts[name]]
    say.out(f"held against the code: {', '.join(told)}", "red" if counts["contradicts"] else "")
    for each in judged:
        if each.verdict.verdict != "agrees":
            say.out(f"    {each.file}:{each.line}  {_shown(each)}")
            say.out(
                f"        {each.verdict.message}", "red" if each.verdict.verdict == "contradicts" else "dim"
            )


_SAID: dict[Judgement, tuple[str, str]] = {
    "agrees": ("agrees", "agree"),
    "variant": ("is another dialect", "are another dialect"),
    "contradicts": ("contradicts it", "contradict it"),
}


def _shown(finding: Finding) -> str:
    from flashcards.maths import draw, parse

    if finding.kind == "code":
        return finding.text
    return draw.inline(parse.latex(finding.text).tree)


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
    from flashcards.check.prove import proofs

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
    from flashcards.maths.slips import VARIANTS

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
