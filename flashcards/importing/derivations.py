"""Equations that rewrite one another → one question for the steps, in place of one for each equation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.deck.model import StepsAnswer
from flashcards.importing import formula_questions
from flashcards.importing.draft import Draft
from flashcards.notes import context, equations, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.value import Value

MOST = 9
"""The most steps that are recalled."""
_BETWEEN = 25
"""The most words of a remark between two equations of one derivation."""


class Derivation(Value, frozen=True):
    """The equations of a derivation, in order, and the blocks that hold them."""

    places: tuple[int, ...]
    lines: tuple[str, ...]
    named: str = ""
    """What its heading says is derived."""


def find_derivations(blocks: Sequence[Block]) -> dict[int, Derivation]:
    """The derivations of a note, by the index of each block that belongs to one."""
    found: dict[int, Derivation] = {}
    for run in _runs(blocks):
        derivation = _derivation([blocks[at] for at in run], run)
        if derivation:
            found |= dict.fromkeys(run, derivation)
    return found


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[int, ...]]:
    """The indices of formulas with nothing but a short remark between them, under one heading."""
    run: list[int] = []
    between = 0
    for at, block in enumerate(blocks):
        if (
            block.kind == "formula"
            and (not run or blocks[run[-1]].headings == block.headings)
            and between < 2
        ):
            run.append(at)
            between = 0
        elif (
            run
            and block.kind == "paragraph"
            and len(block.text.split()) <= _BETWEEN
            and ":" not in block.text
        ):
            between += 1
        elif block.kind != "markup":
            if run:
                yield tuple(run)
            run, between = ([at] if block.kind == "formula" else []), 0
    if run:
        yield tuple(run)


def _derivation(run: Sequence[Block], places: tuple[int, ...]) -> Derivation | None:
    stated = [
        (equation.left, right)
        for block in run
        for latex in formula_questions.split_formulas(block.text)
        for equation in equations.read_equations(latex)
        for right in equations.split_chain(equation.right)
    ]
    lefts = [left for left, _ in stated]
    repeated = len(lefts) - len({re.sub(r"\s", "", left) for left in lefts})
    heading = next(iter(run[0].headings[-1:]), "")
    above = next((text for text in (run[0].lead, heading) if patterns.DERIVES.search(text)), "")
    numbered = sum(bool(re.search(r"_\s*\{?\s*[1-9]", left)) for left in lefts)
    chained = repeated >= 2 or (repeated >= 1 and above)
    if numbered > len(lefts) / 2 or not (chained or (above and len(stated) >= 3)):
        return None
    lines = tuple(f"${left} = {right}$" for left, right in stated)
    return Derivation(places, tuple(dict.fromkeys(lines)), _derived(above))


def _derived(above: str) -> str:
    """What a heading such as `Derivation of the bias correction` derives."""
    title = context.clean_heading(above)
    match = re.search(
        r"\b(?:of|for|der|des|de la|del|de|du)\b ((?:the )?[^.:()]{3,60})$|\(([^()]{3,40})\)$",
        title,
        re.IGNORECASE,
    )
    return (match[1] or match[2]) if match else ""


def ask_steps(derivation: Derivation, here: SectionContext) -> Draft:
    """The question for a derivation: its first line is given, the others are recalled."""
    first, *rest = derivation.lines
    given, lines = (first, rest) if len(rest) >= 2 else (f"${first[1:].partition(' = ')[0]}$", [first, *rest])
    where = SectionContext(here.subject, "" if derivation.named else here.section, here.optimizer)
    goal = f"derive {derivation.named} from" if derivation.named else "rewrite"
    if given != first and derivation.named:
        goal = f"derive {derivation.named}, beginning with"
    ask = where.ask(f"{goal} {given}, step by step ({len(lines)} steps).")
    well = 2 <= len(lines) <= MOST and bool(where.path)
    reason = "a derivation, line by line" if well else f"a derivation of {len(lines)} steps"
    name = f"derivation {derivation.named or equations.readable_symbol(first.partition(' = ')[0])}"
    return Draft(
        ask,
        StepsAnswer(tuple(lines)),
        "\n".join(derivation.lines),
        name,
        here.section,
        here.optimizer or here.subject,
        score=0.7 if well else 0.4,
        reason=reason,
    )
