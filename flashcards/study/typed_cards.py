"""Which prompts are answered by typing. Loads nothing that reads answers."""

from __future__ import annotations

from typing import assert_never

from flashcards.deck.model import (
    BasicAnswer,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.deck.prompts import Prompt


def can_be_typed(prompt: Prompt) -> bool:
    """True if the answer to this prompt is typed and judged."""
    match prompt.card.answer:
        case FormulaAnswer() | NumberAnswer() | CodeAnswer():
            return True
        case StepsAnswer(lines):
            from flashcards.study.step_answers import has_equations  # reads formulas

            return has_equations(lines)
        case ClozeAnswer(text):
            from flashcards.study.gaps import typed_gap  # reads Markdown

            return typed_gap(text, prompt.part) is not None
        case BasicAnswer() | ChoicesAnswer():
            return False
        case _:
            assert_never(prompt.card.answer)


def judge_needed(prompt: Prompt) -> str:
    """What judges the answer to this prompt: "number", "algebra", or nothing that takes long to load."""
    match prompt.card.answer:
        case FormulaAnswer() | CodeAnswer() | StepsAnswer():
            return "algebra"
        case NumberAnswer():
            return "number"
        case ClozeAnswer(text):
            from flashcards.study.gaps import typed_gap

            gap = typed_gap(text, prompt.part)
            return {"number": "number", "formula": "algebra"}.get(gap.kind, "") if gap else ""
    return ""
