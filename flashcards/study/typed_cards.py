"""Which cards are answered by typing. Loads nothing that reads answers."""

from __future__ import annotations

from typing import assert_never

from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)


def can_be_typed(card: Card) -> bool:
    """True if answers to this kind of card are typed and judged."""
    match card.answer:
        case FormulaAnswer() | NumberAnswer() | CodeAnswer():
            return True
        case StepsAnswer(lines):
            from flashcards.study.step_answers import has_equations  # reads formulas

            return has_equations(lines)
        case BasicAnswer() | ClozeAnswer() | ChoicesAnswer():
            return False
        case _:
            assert_never(card.answer)
