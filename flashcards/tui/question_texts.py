"""What the study screen says of a question: its text, and what its field asks for."""

from __future__ import annotations

from flashcards.deck.model import ClozeAnswer, CodeAnswer, FormulaAnswer, NumberAnswer, StepsAnswer
from flashcards.deck.prompts import Prompt
from flashcards.errors import printable_line
from flashcards.study.faces import BLANK
from flashcards.study.flow import Question

_PLACEHOLDERS = {
    FormulaAnswer: ("formula", "type it as LaTeX, plain text or Python"),
    StepsAnswer: ("formula", "type the next line"),
    NumberAnswer: ("number", "type a number"),
    CodeAnswer: ("", "type the code that is missing"),
}
"""The preview of each kind of answer that is typed, and what the empty field says."""
_HIDDEN_STEP = "┈" * 27


def field_of(prompt: Prompt) -> tuple[str, str]:
    """The preview of the answer to a prompt that is typed, and what its empty field says."""
    answer = prompt.card.answer
    if isinstance(answer, ClozeAnswer):
        from flashcards.study.gaps import typed_gap  # for a cloze alone

        gap = typed_gap(answer.text, prompt.part)
        return (gap.kind if gap else "", "type what is hidden")
    return _PLACEHOLDERS[type(answer)]


def with_typed(code: str, typed: str) -> str:
    """A question with code, what is typed so far in its blank."""
    return (
        code.replace(BLANK, f"❯ {printable_line(typed)}", 1) if typed.strip() and "`" not in typed else code
    )


def question_text(question: Question) -> str:
    """The question as Markdown; of a card of steps, those that are shown and a row for each other one."""
    steps, shown = question.faces.steps, question.lines_shown
    if not steps:
        return question.faces.question
    lines = [step if n <= shown else _HIDDEN_STEP for n, step in enumerate(steps, 1)]
    listed = "\n".join(f"{n}. {line.replace(chr(10), chr(10) + '   ')}" for n, line in enumerate(lines, 1))
    return f"{question.faces.question}\n\n{listed}"
