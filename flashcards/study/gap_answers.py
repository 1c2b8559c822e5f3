"""Judges what is typed for the gap of a cloze: as a number, a formula or a term.

A term in other words is never wrong: it is set beside the hidden one, and the person decides.
"""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.formula.tree import Accent, Node, Script, Symbol
from flashcards.formula.unreadable import Unreadable
from flashcards.study import number_answers
from flashcards.study.gaps import HiddenGap
from flashcards.study.judgement import OPEN, Judgement
from flashcards.study.text_answers import plain_words

_EXACTLY = 1e-9
_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|some|mostly|often|usually"
    r"|from|to|between|under|over|below|above)\W{0,9}$|[≈~]\W{0,9}$",
    re.IGNORECASE,
)
"""Matches what stands before a number that is no exact one, or an end of a range."""
_LEFT_OPEN = Judgement(OPEN, "compare it with what is hidden")


def judge_gap(typed: str, hidden: HiddenGap, text: str, optimizer: str = "") -> Judgement:
    """The verdict on `typed` for a gap of the cloze `text`: right, wrong, or left to the person."""
    return replace(_judge(typed, hidden, text, optimizer), hidden=hidden.markdown)


def _judge(typed: str, hidden: HiddenGap, text: str, optimizer: str) -> Judgement:
    if _one_word(typed) == _one_word(hidden.gap.hidden):
        return Judgement("right")
    if hidden.kind == "number":
        return _judge_number(typed, hidden, text)
    return _judge_formula(typed, hidden.formula, optimizer) if hidden.formula else _LEFT_OPEN


def _one_word(text: str) -> str:
    """The words of a text in one: `look ahead`, `look-ahead` and `lookahead` are the same."""
    return plain_words(text).replace(" ", "")


def _judge_number(typed: str, hidden: HiddenGap, text: str) -> Judgement:
    from flashcards.formula import typed_number  # NumPy loads here

    try:
        right = typed_number.read_number(f"${hidden.formula}$" if hidden.formula else hidden.gap.hidden).value
    except Unreadable:
        return _LEFT_OPEN
    judged = number_answers.judge_number(typed, right, _EXACTLY)
    before = "" if hidden.in_formula else text[max(0, hidden.gap.start - 30) : hidden.gap.start]
    said_roughly = _ROUGHLY.search(before)
    if judged.verdict == "unreadable" or (judged.verdict == "wrong" and said_roughly):
        return _LEFT_OPEN
    return replace(judged, message=judged.message if judged.slip else "")


def _judge_formula(typed: str, latex: str, optimizer: str) -> Judgement:
    """The verdict on a formula; a lone letter, or words, may mean the same: they are left to the person."""
    from flashcards.formula import evaluate, parse

    try:
        given, wanted = parse.parse_answer(typed).tree, parse.parse_latex(latex).tree
        same_names = evaluate.names_in(given) == evaluate.names_in(wanted)
    except Unreadable:
        return _LEFT_OPEN
    if given == wanted or (same_names and _is_letter(given) and _is_letter(wanted)):
        return Judgement("right")
    if _is_letter(given) or _is_letter(wanted):
        return _LEFT_OPEN
    from flashcards.judging.judge import judge_formula  # SymPy loads here
    from flashcards.judging.slips import OTHER

    verdict = judge_formula(typed, latex, optimizer)
    is_unlike = verdict.verdict == "wrong" and not same_names and verdict.slip in (None, OTHER)
    if is_unlike or verdict.verdict == "unreadable":
        return _LEFT_OPEN
    return Judgement(verdict.verdict, verdict.message, verdict.slip, verdict.readings)


def _is_letter(node: Node) -> bool:
    """True for one quantity: a letter with its accent and indices, without a power."""
    match node:
        case Symbol():
            return True
        case Accent(_, inside) | Script(inside, _, None, _):
            return _is_letter(inside)
    return False
