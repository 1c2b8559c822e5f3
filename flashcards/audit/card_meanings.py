"""Card → what the formula or line of code that it asks for computes, in any letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from flashcards.audit.note_findings import line_meaning
from flashcards.deck import cloze
from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.judging.systems.from_code import lines_of_code
from flashcards.judging.systems.from_formula import lines_of_formula
from flashcards.judging.systems.terms import SystemLine
from flashcards.judging.systems.time_letters import time_letters
from flashcards.judging.systems.verdicts import judge_systems


def card_meaning(card: Card) -> str:
    """What the line computes that a card asks for, as in `Comparison`; empty if that is not certain."""
    lines = tuple(_lines(card))
    asked = {id(line) for line in lines}
    found = [each for each in judge_systems(lines) if id(each.written) in asked] if lines else []
    return line_meaning(found[0]) if len(found) == 1 else ""


def optimizer_family(optimizer: str) -> str:
    """The optimizer that a variant belongs to: `momentum` for `momentum-velocity`."""
    return optimizer.partition("-")[0]


def _lines(card: Card) -> Iterator[SystemLine]:
    """The line that a card asks for, as a note under a heading with its optimizer's name would state it."""
    text, optimizers = stated_text(card.answer), (optimizer_family(card.optimizer),)
    if not text or not card.optimizer:
        return
    if isinstance(card.answer, FormulaAnswer):
        yield from lines_of_formula(text, 1, time_letters(text), optimizers=optimizers)
    elif isinstance(card.answer, CodeAnswer):
        yield from lines_of_code(text, 1, optimizers=optimizers).lines


def stated_text(answer: Answer) -> str:
    """The formula or line of code that an answer would be judged by; empty if it has none."""
    match answer:
        case FormulaAnswer(latex):
            return latex
        case CodeAnswer(listing):
            blanked = next((line for line in listing.split("\n") if "{{" in line), "")
            return cloze.fill(blanked, lambda gap: gap.hidden).strip()
        case BasicAnswer() | ClozeAnswer() | NumberAnswer() | ChoicesAnswer() | StepsAnswer():
            return ""
        case _:
            assert_never(answer)
