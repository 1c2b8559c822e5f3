"""Judges typed answers: formulas by algebra, numbers within a tolerance, code by what it computes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from flashcards.deck import cloze
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
from flashcards.formula import parse
from flashcards.study import code_answers, number_answers, text_answers
from flashcards.study.card_faults import at_card
from flashcards.study.drawn_values import draw_values, fill_values
from flashcards.study.faces import faces
from flashcards.study.judgement import Judgement
from flashcards.study.right_numbers import right_number
from flashcards.study.typed_cards import can_be_typed

__all__ = ["LONGEST", "Judgement", "can_be_typed", "judge_answer", "judge_any"]

LONGEST = 4096
"""Characters of an answer that are read."""


def judge_answer(prompt: Prompt, typed: str, seed: str) -> Judgement:
    """The verdict on `typed` as the answer to `prompt` with the values that `seed` draws.

    Raises Problem where the card itself is at fault, TypeError if its kind is not judged.
    """
    shown = faces(prompt, seed)
    with at_card(prompt.card):
        return _judged(prompt, typed, seed, shown.options)


def judge_any(prompt: Prompt, typed: str, seed: str) -> Judgement:
    """As `judge_answer`, for every kind of card: what is recalled is compared word for word."""
    shown = faces(prompt, seed)
    if len(typed) > LONGEST:
        return Judgement("unreadable", f"an answer of more than {LONGEST} characters is not read")
    card = prompt.card
    match card.answer:
        case BasicAnswer():
            return text_answers.judge_text(typed, shown.answer, card.optimizer)
        case ClozeAnswer(text):
            hidden = next(gap.hidden for gap in cloze.gaps(text) if gap.name == prompt.part)
            return text_answers.judge_text(typed, hidden, card.optimizer)
        case StepsAnswer(lines):
            return text_answers.judge_lines(typed, lines, card.optimizer)
        case ChoicesAnswer():
            words = text_answers.plain_words(typed)
            places = [n for n, each in enumerate(shown.options, 1) if text_answers.plain_words(each) == words]
            return judge_answer(prompt, str(places[0]) if places else typed, seed)
    return judge_answer(prompt, typed, seed)


def _judged(prompt: Prompt, typed: str, seed: str, options: Sequence[str]) -> Judgement:
    card = prompt.card
    if len(typed) > LONGEST:
        return Judgement("unreadable", f"an answer of more than {LONGEST} characters is not read")
    match card.answer:
        case FormulaAnswer(latex):
            return _formula(typed, latex, card.optimizer)
        case NumberAnswer(_, tolerance):
            values = draw_values(card, seed)
            asked = fill_values(card.ask, values)
            return number_answers.judge_number(typed, right_number(card, values), tolerance, asked, values)
        case CodeAnswer(text):
            return code_answers.judge_code(typed, text, prompt.part, card.optimizer)
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


def _choice(typed: str, options: Sequence[str], answer: str) -> Judgement:
    right = options.index(answer) + 1
    if not typed.isdecimal() or not 1 <= int(typed) <= len(options):
        return Judgement("unreadable", f"pick one of 1 to {len(options)}")
    return (
        Judgement("right")
        if int(typed) == right
        else Judgement("wrong", f"you picked {typed}; it is {right}")
    )
