"""Judges typed answers: formulas by algebra, numbers within a tolerance, code by what it computes."""

from __future__ import annotations

from collections.abc import Sequence
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
from flashcards.deck.prompts import Prompt
from flashcards.formula import parse
from flashcards.study import choice_answers, code_answers, gap_answers, number_answers, text_answers
from flashcards.study.card_faults import at_card
from flashcards.study.drawn_values import draw_values, fill_values
from flashcards.study.faces import faces
from flashcards.study.gaps import hidden_gaps, typed_gap
from flashcards.study.judgement import OPEN, Judgement
from flashcards.study.right_numbers import right_number
from flashcards.study.slip_numbers import can_run
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
            judged = judge_answer(prompt, typed, seed) if can_be_typed(prompt) else Judgement(OPEN)
            if judged.verdict != OPEN:
                return judged
            hidden = hidden_gaps(text, prompt.part)[0].gap.hidden
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
            return _formula(typed, latex, card)
        case NumberAnswer(_, tolerance):
            values = draw_values(card, seed)
            asked = fill_values(card.ask, values)
            return number_answers.judge_number(typed, right_number(card, values), tolerance, asked, values)
        case CodeAnswer(text):
            return code_answers.judge_code(typed, text, prompt.part, card.optimizer)
        case ChoicesAnswer():
            return choice_answers.judge_choice(typed, options, card, draw_values(card, seed))
        case ClozeAnswer(text) if hidden := typed_gap(text, prompt.part):
            return gap_answers.judge_gap(typed, hidden, text, card.optimizer)
        case BasicAnswer() | ClozeAnswer() | StepsAnswer():
            raise TypeError(f"the answers of {card.kind} cards are not judged")
        case _:
            assert_never(card.answer)


def _formula(typed: str, latex: str, card: Card) -> Judgement:
    from flashcards.judging import judge  # SymPy loads here, not when a session starts
    from flashcards.judging.reference import reference

    verdict = judge.judge_formula(typed, latex, card.optimizer)
    if verdict.verdict == "unreadable":  # of the answer, or of the card: reading the card alone tells
        for line in judge.formula_lines(parse.parse_latex(latex).tree):
            judge.read_algebra(line, reference(card.optimizer))
    other = typed if verdict.verdict == "wrong" and not verdict.readings[0] and can_run(card, typed) else ""
    return Judgement(verdict.verdict, verdict.message, verdict.slip, verdict.readings, other)
