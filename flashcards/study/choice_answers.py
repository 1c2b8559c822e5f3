"""Judges the option that was picked: a wrong one by the slip that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from flashcards.deck.model import Card, ChoicesAnswer
from flashcards.study.judgement import Judgement
from flashcards.study.options import SpoiltOption, formula_of, spoilt_options
from flashcards.study.slip_numbers import numbers_of_slip


def judge_choice(typed: str, options: Sequence[str], card: Card, drawn: Mapping[str, float]) -> Judgement:
    """The verdict on the number `typed` of one of the `options` of a choices card."""
    assert isinstance(card.answer, ChoicesAnswer)
    if not typed.isdecimal() or not 1 <= int(typed) <= len(options):
        return Judgement("unreadable", f"pick one of 1 to {len(options)}")
    picked, right = int(typed), options.index(card.answer.right) + 1
    if picked == right:
        return Judgement("right")
    slip = _slip_of(options[picked - 1], card.answer, card.optimizer)
    if slip is None:
        return Judgement("wrong", f"{picked} is yours, {right} is right")
    readings = (slip.latex, formula_of(card.answer.right))
    numbers = numbers_of_slip(card, slip.latex, drawn) if "=" in slip.latex else ""
    told = f"{picked} is yours: {slip.sentence}.{f' {numbers}' if numbers else ''} {right} is right."
    return Judgement("wrong", told, slip.slip, readings if numbers else ("", ""))


def _slip_of(option: str, answer: ChoicesAnswer, optimizer: str) -> SpoiltOption | None:
    """The slip in a wrong option: the one that made it, else the one found in a formula that was written."""
    made = spoilt_options(answer.right, answer.slips, optimizer)
    return next((one for one in made if one.latex == option), None) or _found(option, answer.right, optimizer)


@lru_cache(maxsize=256)
def _found(option: str, right: str, optimizer: str) -> SpoiltOption | None:
    """The slip by which one formula differs from the right one; None for words, or if it has no name."""
    wrong, wanted = formula_of(option), formula_of(right)
    if not wrong or not wanted:
        return None
    from flashcards.judging.judge import judge_formula  # SymPy loads here, for options that are formulas
    from flashcards.judging.slips import OTHER

    verdict = judge_formula(wrong, wanted, optimizer)
    if verdict.verdict != "wrong" or verdict.slip in (None, OTHER):
        return None
    return SpoiltOption(wrong, str(verdict.slip), verdict.message.removesuffix("."))
