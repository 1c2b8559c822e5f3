"""Judges typed answers: formulas by algebra, numbers within a tolerance, code by its syntax."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
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
from flashcards.deck.prompts import Prompt
from flashcards.formula import parse
from flashcards.judging import python
from flashcards.scheduling import Grade
from flashcards.study.faces import at_card, draw_values, faces, right_number

LONGEST = 4096
"""Characters of an answer that are read."""


@dataclass(frozen=True)
class Judgement:
    """A verdict on a typed answer, and the grade that it proposes; the person decides."""

    verdict: str
    """right, variant, wrong or unreadable."""
    message: str = ""
    slip: str | None = None
    readings: tuple[str, str] = ("", "")
    """A wrong formula and the right one as LaTeX in the same letters; empty for other kinds."""

    @property
    def proposed(self) -> Grade | None:
        """The grade that the verdict suggests; None for an unreadable answer."""
        return {"right": Grade.GOOD, "variant": Grade.GOOD, "wrong": Grade.AGAIN}.get(self.verdict)


def can_be_typed(card: Card) -> bool:
    """True if answers to this kind of card are typed and judged."""
    match card.answer:
        case FormulaAnswer() | NumberAnswer() | CodeAnswer():
            return True
        case BasicAnswer() | ClozeAnswer() | ChoicesAnswer() | StepsAnswer():
            return False
        case _:
            assert_never(card.answer)


def judge_answer(prompt: Prompt, typed: str, seed: str) -> Judgement:
    """The verdict on `typed` as the answer to `prompt` with the values that `seed` draws.

    Raises Problem where the card itself is at fault, TypeError if its kind is not judged.
    """
    shown = faces(prompt, seed)
    with at_card(prompt.card):
        return _judged(prompt, typed, seed, shown.options)


def _judged(prompt: Prompt, typed: str, seed: str, options: Sequence[str]) -> Judgement:
    card = prompt.card
    if len(typed) > LONGEST:
        return Judgement("unreadable", f"an answer of more than {LONGEST} characters is not read")
    match card.answer:
        case FormulaAnswer(latex):
            return _formula(typed, latex, card.optimizer)
        case NumberAnswer(_, tolerance):
            return _number(typed, right_number(card, draw_values(card, seed)), tolerance)
        case CodeAnswer(text):
            return _code(typed, text, prompt.part)
        case ChoicesAnswer():
            return _choice(typed, options, card.answer.right)
        case BasicAnswer() | ClozeAnswer() | StepsAnswer():
            raise TypeError(f"the answers of {card.kind} cards are not judged")
        case _:
            assert_never(card.answer)


def _formula(typed: str, latex: str, optimizer: str) -> Judgement:
    from flashcards.judging import judge  # SymPy loads here, not when a session starts
    from flashcards.judging.reference import reference

    verdict = judge.judge_formula(typed, latex, optimizer)
    if verdict.verdict == "unreadable":  # of the answer, or of the card: reading the card alone tells
        for line in judge.formula_lines(parse.parse_latex(latex).tree):
            judge.read_algebra(line, reference(optimizer))
    return Judgement(verdict.verdict, verdict.message, verdict.slip, verdict.readings)


def _number(typed: str, right: float, tolerance: float) -> Judgement:
    from flashcards.formula import evaluate

    try:
        value = float(evaluate.evaluate(parse.parse_typed(typed.rstrip("×x ")).tree, {}))
    except parse.Unreadable as reason:
        return Judgement("unreadable", f"not a number: {reason.message}")
    if math.isclose(value, right, rel_tol=tolerance, abs_tol=tolerance * 1e-9):
        return Judgement("right", f"{right:.6g}")
    if right and math.isclose(value, -right, rel_tol=tolerance):
        return Judgement("wrong", f"the size is right, the sign is not: {right:.6g}", "wrong-sign")
    if right and value and math.isclose(value, 1 / right, rel_tol=tolerance):
        return Judgement("wrong", f"upside down: {right:.6g} is one over that")
    return Judgement("wrong", f"it is {right:.6g}; you have {value:.6g}")


def _code(typed: str, text: str, part: str) -> Judgement:
    def program(hidden: str) -> str:
        return cloze.fill(text, lambda gap: hidden if gap.name == part else gap.hidden)

    gap = next(gap for gap in cloze.gaps(text) if gap.name == part)
    if typed.strip() == gap.hidden.strip():
        return Judgement("right")
    try:
        same = python.same(program(typed), program(gap.hidden))
    except parse.Unreadable as reason:
        return Judgement("unreadable", reason.message)
    return Judgement("right") if same else Judgement("wrong", f"expected  {gap.hidden}")


def _choice(typed: str, options: Sequence[str], answer: str) -> Judgement:
    right = options.index(answer) + 1
    if not typed.isdecimal() or not 1 <= int(typed) <= len(options):
        return Judgement("unreadable", f"pick one of 1 to {len(options)}")
    return (
        Judgement("right")
        if int(typed) == right
        else Judgement("wrong", f"you picked {typed}; it is {right}")
    )
