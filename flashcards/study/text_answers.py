"""Judges text typed for cards that are graded by oneself: word for word, or as the formula that it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from flashcards.study.judgement import Judgement

SHORT = 3
"""Up to so many words an answer is a term, and another one is wrong; beyond, it may say the same."""
_WORD_FOR_WORD = "compared word for word, case and punctuation aside"


def judge_text(typed: str, right: str, optimizer: str = "") -> Judgement:
    """The verdict on `typed` where the text `right` is wanted.

    A longer text that differs is left to the person ("unreadable"), since it may say the same in other words.
    """
    wanted = plain_words(right)
    if plain_words(typed) == wanted:
        return Judgement("right", _WORD_FOR_WORD)
    if (formula := _only_formula(right)) is not None:
        return _judge_term(typed, formula, optimizer)
    if len(wanted.split()) <= SHORT:
        return Judgement("wrong", f"{_WORD_FOR_WORD}: it is  {right}")
    return Judgement("unreadable", f"{_WORD_FOR_WORD}, it differs; grade it yourself: {right}")


def _judge_term(typed: str, formula: str, optimizer: str) -> Judgement:
    """The verdict on a formula; one without a left side, such as a letter, must use the card's letters."""
    from flashcards.formula import evaluate, parse
    from flashcards.judging import judge  # SymPy loads here

    verdict = judge.judge_formula(typed, formula, optimizer)
    if verdict.verdict == "right" and not re.search(r"=|\\(?:leftarrow|gets)\b", formula):
        given, wanted = (
            evaluate.names_in(read(text).tree)
            for read, text in ((parse.parse_answer, typed), (parse.parse_latex, formula))
        )
        if given != wanted:
            return Judgement("wrong", f"these are not the letters of the card: it is  {formula}")
    return Judgement(verdict.verdict, verdict.message, verdict.slip, verdict.readings)


def judge_lines(typed: str, lines: Sequence[str], optimizer: str = "") -> Judgement:
    """The verdict on steps typed a line each, in order; the first that differs is reported."""
    given = [line for line in typed.splitlines() if line.strip()]
    for place, right in enumerate(lines, 1):
        if place > len(given):
            return Judgement("wrong", f"step {place} is missing: {right}")
        one = judge_text(re.sub(r"^\s*\d+[.)]\s+", "", given[place - 1]), right, optimizer)
        if one.verdict not in {"right", "variant"}:
            return Judgement(one.verdict, f"step {place}: {one.message}", one.slip, one.readings)
    if len(given) > len(lines):
        return Judgement("wrong", f"there are {len(lines)} steps, and here are {len(given)} lines")
    return Judgement("right", f"each step {_WORD_FOR_WORD}, or as the formula it is")


def plain_words(text: str) -> str:
    """`text` without Markdown's signs, punctuation and articles; words in small letters, lone letters kept.

    >>> plain_words("The **Learning** rate."), plain_words("$m_t$") == plain_words("$M_t$")
    ('learning rate', False)
    """
    text = re.sub(r"[*`$“”\"‘’]", "", unicodedata.normalize("NFKC", text))
    text = re.sub(r"(?<=\w)-(?=\w)|(?<!\d)[.,;:!?]|[.,;:!?](?!\d)", " ", text)
    words = [word if len(word) == 1 else word.casefold() for word in text.split()]
    return " ".join(word for word in words if word not in {"the", "a", "an", "A"}) or " ".join(words)


def _only_formula(text: str) -> str | None:
    """The formula that a text consists of; None if there is anything else in it."""
    found = re.fullmatch(r"\s*\$+([^$]+)\$+\.?\s*", text)
    return found[1].strip() if found else None
