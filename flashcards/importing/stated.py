"""What an answer states, so that two answers can be compared without their layout."""

from __future__ import annotations

from typing import assert_never

from flashcards.deck import cloze
from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.importing.refutations import compact
from flashcards.text.markdown.spans import markdown_spans


def states_the_same(answer: Answer, wrong: Answer) -> bool:
    """True if `answer` states what `wrong` asks for, as a whole or in one of its formulas or lines."""
    claims = {compact(_without_dollars(each)) for each in _claims(wrong)} - {""}
    return not claims.isdisjoint(_statements(answer_text(answer)))


def answer_text(answer: Answer) -> str:
    """The right answer as text, with its gaps filled."""
    match answer:
        case BasicAnswer(text) | FormulaAnswer(text) | NumberAnswer(text) | ChoicesAnswer(text):
            return text
        case ClozeAnswer(text) | CodeAnswer(text):
            return cloze.fill(text, lambda gap: gap.hidden)
        case StepsAnswer(lines):
            return "\n".join(lines)
        case _:
            assert_never(answer)


def _claims(answer: Answer) -> list[str]:
    """What an answer is judged by: the lines of code with a blank, otherwise the whole text."""
    if not isinstance(answer, CodeAnswer):
        return [answer_text(answer)]
    return [cloze.fill(line, lambda gap: gap.hidden) for line in answer.text.split("\n") if "{{" in line]


def _statements(text: str) -> list[str]:
    """A text, its lines, and its formulas, all without layout."""
    maths = [text[span.start : span.end] for span in markdown_spans(text) if span.kind == "maths"]
    return [compact(_without_dollars(each)) for each in (text, *text.split("\n"), *maths)]


def _without_dollars(text: str) -> str:
    return text.strip().strip("$").strip()
