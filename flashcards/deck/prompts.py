"""Prompts: the sides of a card that are asked and scheduled separately. No library, no disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from flashcards.deck import cloze
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
from flashcards.value import Value

FRONT, REVERSE = "", "reverse"
"""The parts of a card other than a cloze; the part of a cloze prompt is the name of its gap."""


class Prompt(Value, frozen=True):
    """One side of a card; the prompts of one card are siblings and share its `key`."""

    card: Card
    part: str = FRONT

    @property
    def id(self) -> str:
        """The name in the review log: `deck/id`, `deck/id:reverse`, or `deck/id:NAME` for a gap."""
        return f"{self.card.key}:{self.part}" if self.part else self.card.key


def prompts(card: Card) -> tuple[Prompt, ...]:
    """Every prompt of `card`, in the order of its text; a cloze or code card without a gap has one."""
    match card.answer:
        case BasicAnswer(both_ways=True):
            parts: tuple[str, ...] = (FRONT, REVERSE)
        case ClozeAnswer(text) | CodeAnswer(text):
            parts = cloze.names(text) or (FRONT,)
        case BasicAnswer() | FormulaAnswer() | NumberAnswer() | ChoicesAnswer() | StepsAnswer():
            parts = (FRONT,)
        case _:
            assert_never(card.answer)
    return tuple(Prompt(card, part) for part in parts)


def former_ids(card: Card) -> dict[str, str]:
    """The ids under which older reviews name the prompts of `card` → the ids that they have now.

    Gaps without a written name were numbered by place; rows of the log are never changed, so it is read
    through this table.
    """
    if not isinstance(card.answer, (ClozeAnswer, CodeAnswer)):
        return {}
    return {f"{card.key}:{number}": f"{card.key}:{name}" for number, name in gap_numbers(card).items()}


def gap_numbers(card: Card) -> Mapping[str, str]:
    """The numbers that unnamed gaps of `card` had in older reviews → their names, if it still has them."""
    if not isinstance(card.answer, (ClozeAnswer, CodeAnswer)):
        return {}
    names = cloze.names(card.answer.text)
    numbers = card.gap_numbers or cloze.place_numbers(card.answer.text)
    return {number: name for number, name in numbers.items() if name in names and number not in names}
