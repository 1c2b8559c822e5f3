"""The help of plain mode: what a line can be in the present state, one command a line."""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.deck.model import FormulaAnswer
from flashcards.study.flow import Question

INTRODUCTION = (
    "Enter shows the answer; then 1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for the proposed one."
    " help lists what else can be typed, q quits."
)
_ALWAYS = (
    ("hint", "the hint"),
    ("draw", "the formulas drawn, for eyes"),
    ("repeat", "the question again, and the answer if it is shown"),
    ("info", "when the card is due, and its answers so far"),
    ("mark", "mark the card, or take the mark from it"),
    ("suspend", "ask the card no more, until it is resumed"),
    ("bury", "leave the card and its siblings until tomorrow"),
    ("edit", "edit the card in your editor"),
    ("reset", "make the card new again"),
    ("undo", "undo the last grade or event"),
    ("q", "quit; every grade is saved"),
)
_ANSWERED = (
    ("why", "the reason"),
    ("source", "where it comes from"),
    ("note", "the note that the card was made from"),
)
_MISSED = (("missed 2", "that you missed line 2, or did not"),)
_DEMO = (
    ("demo", "the demo, in sentences"),
    ("demo 5", "one step of it"),
    ("demo eta=0.1", "with another setting"),
    ("table", "its numbers in columns"),
)


def how_to_answer(question: Question) -> str:
    """How the present question is answered; empty where Enter and a grade are all there is."""
    if question.faces.steps:
        typed = "or type it" if question.accepts_typing else "after you have said or typed yours"
        return f"{len(question.faces.steps)} lines. Enter shows the next one, {typed}."
    if question.accepts_choice:
        return f"Pick 1 to {len(question.faces.options)}, or Enter shows the answer."
    return "Type it, or Enter shows the answer." if question.accepts_typing else ""


def help_lines(question: Question) -> Iterator[str]:
    """What can be typed now, each with what it does; signs of the app's keys mean the same."""
    lines = [*_of_answer(question), *_ALWAYS]
    yield from (f"{word}: {does}." for word, does in lines)
    yield "In a formula, m at t minus 1 is m with the index t minus 1; m sub t minus 1 subtracts 1."
    yield "The signs u, h, *, @, -, ? mean undo, hint, mark, suspend, bury, help."
    if question.accepts_typing:
        yield "A colon before a word, as in :demo, makes it a command where an answer could read so."


def _of_answer(question: Question) -> Iterator[tuple[str, str]]:
    if not question.revealed:
        steps = bool(question.faces.steps)
        yield "Enter", "the next line" if steps else "the answer"
        if steps:
            yield "show", "all lines"
            yield from _MISSED
        if question.accepts_choice or question.accepts_typing:
            yield "anything else", f"your {'line' if steps else 'answer'}, which is judged"
        yield "sure, likely or unsure", "how sure you are, before you answer"
        return
    yield "1, 2, 3 or 4", "the grade: Again, Hard, Good or Easy"
    if question.proposed:
        yield "Enter", f"grades {question.proposed.name.capitalize()}, as proposed"
    if question.faces.steps:
        yield from _MISSED
    yield from _ANSWERED
    assert question.prompt
    card = question.prompt.card
    if isinstance(card.answer, FormulaAnswer):
        yield "latex", "the formula as LaTeX"
    if question.judgement and question.judgement.runs:
        yield "run", "your formula beside the right one"
    if card.demo:
        yield from _DEMO
        if card.demo.predict:
            yield "predict 0.4", "what you predict, where the demo asks first"
            yield "demo show", "the demo without a prediction"
