"""What plain mode says: questions, answers, demos, card info and the end of a session, in lines of words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime

from flashcards.deck.model import Card, CodeAnswer
from flashcards.demo.result import Result, Working
from flashcards.errors import counted, printable
from flashcards.formula.vocabulary import spoken_name
from flashcards.scheduling import Grade, LearningState
from flashcards.study import Session
from flashcards.study.card_facts import CardFacts, PastAnswer
from flashcards.study.faces import BLANK
from flashcards.study.flow import Question
from flashcards.study.judgement import Judgement
from flashcards.study.outcome import due_ahead, session_outcome
from flashcards.study.summary import closing_summary
from flashcards.text.layout import lay, speak_blocks, speak_formula
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.names import spell_in_ascii
from flashcards.text.numbers import format_number
from flashcards.text.styled import unstyled

_BEFORE_DIGITS = re.compile(r"([a-z])(\d)")
_ANSWERS_TOLD = 5
_WIDTH = 76


def speech(text: str) -> str:
    """Markdown as words, each formula spelled out."""
    return printable(speak_blocks(read_blocks(text)))


def drawing(text: str) -> str:
    """Markdown with its formulas drawn in rows of characters."""
    return printable(unstyled(lay(read_blocks(text), _WIDTH)))


def question_lines(question: Question) -> Iterator[str]:
    """What is left, and the question."""
    assert question.prompt
    new, learning, review = question.session.counts
    marked = " Marked." if question.marked else ""
    yield f"\nNew {new}, learning {learning}, review {review}. {question.prompt.card.deck}.{marked}"
    text = speech(question.faces.question)
    if isinstance(question.prompt.card.answer, CodeAnswer):
        text = text.replace(BLANK, "(blank)")
    yield text.replace("[\u00a0……\u00a0]", "(blank)").replace("\u00a0", " ")


def answer_lines(question: Question, now: datetime) -> Iterator[str]:
    """The answer, the reason, and what each grade leads to."""
    yield speech(question.faces.answer)
    if question.faces.why:
        yield speech(question.faces.why)
    waits = question.session.waits(now)
    grades = (f"{grade.value} {grade.name.capitalize()} {waits.get(grade, '')}".strip() for grade in Grade)
    proposed = question.proposed
    enter = f"Enter gives {proposed.value} {proposed.name.capitalize()}"
    yield f"{', '.join(grades)}. {enter}."


def verdict_lines(judged: Judgement) -> Iterator[str]:
    """The verdict, the slip by its name, and yours and the right formula one after the other."""
    slip = f" Slip: {judged.slip}." if judged.slip and judged.slip != "other" else ""
    yield f"{judged.verdict}. {judged.message}".strip() + slip
    yours, right = judged.readings
    if yours:
        yield f"Yours: {speak_formula(yours)}."
        yield f"Right: {speak_formula(right)}."
        yield "Type run to run yours beside the right one."


def source_line(card: Card) -> str:
    """Where what the card says comes from."""
    return printable(f"Source: {card.source}." if card.source else "This card names no source.")


def demo_lines(result: Result, at: int | None = None) -> Iterator[str]:
    """A demo as sentences: its settings, each row of its table, or one step, and what there is to see."""
    yield printable(f"{result.title}.")
    if settings := ", ".join(f"{_name(name)} {_number(v)}" for name, v in result.settings.items()):
        yield f"Settings: {settings}."
    if isinstance(result.figure, Working):
        for line in result.figure.lines:
            yield printable(f"{_name(line.quantity)} is {format_number(line.value)}.")
    elif at is None:
        yield from (_row_sentence(result.columns, row) for row in result.rows)
    else:
        yield _step_sentence(result, at)
    yield from (printable(text) for text in (result.diverged, *result.notes, result.about) if text)


def _step_sentence(result: Result, at: int) -> str:
    if at not in result.t:
        return (
            f"There is no step {at}: t goes from {result.t[0]} to {result.t[-1]}."
            if result.t
            else "No steps."
        )
    place = result.t.index(at)
    values = [float(at), *(line[place] for line in result.series.values())]
    return _row_sentence(("t", *result.series), values)


def _row_sentence(columns: tuple[str, ...], row: object) -> str:
    """A row of a table: `t 5: v 1.638, v yours no number.`"""
    first, *rest = zip(columns, list(row), strict=False)  # type: ignore[call-overload]
    told = ", ".join(f"{_name(name)} {_number(value)}" for name, value in rest)
    return printable(f"{_name(first[0])} {_number(first[1])}: {told}.")


def _number(value: float) -> str:
    """A number as it is said: a minus sign is a word, which not every reader makes of it."""
    return format_number(value, 5).replace("−", "minus ") if math.isfinite(value) else "no number"


def _name(name: str) -> str:
    """A name in words, also one of several: `v yours`, `beta 1`."""
    return " ".join(_BEFORE_DIGITS.sub(r"\1 \2", spoken_name(word)) for word in name.split())


def speech_of_names(text: str) -> str:
    """A sentence with the signs of quantities in words: m̂ at t = 5 is "m hat at t = 5"."""
    return printable(_name(spell_in_ascii(text.replace("−", "minus "))))


def info_lines(facts: CardFacts) -> Iterator[str]:
    """What is known of a card."""
    memory = facts.memory
    yield printable(f"{facts.prompt.id}. Due: {facts.due}.{' Marked.' if memory.marked else ''}")
    if memory.state is not LearningState.NEW:
        yield (
            f"Recall now {facts.recall or 0:.0%}, stability {memory.stability:.3g} days,"
            f" difficulty {memory.difficulty:.1f} of 10."
        )
    yield f"{counted(memory.reviews, 'review')}, {counted(memory.lapses, 'lapse')}."
    yield from (_answer_line(answer) for answer in facts.answers[:_ANSWERS_TOLD])
    yield printable(f"{facts.place}.")


def _answer_line(answer: PastAnswer) -> str:
    parts = [f"{answer.day} {answer.done}"]
    parts += [f"{answer.seconds:.0f} seconds"] if answer.grade else []
    parts += [f"typed {answer.typed}"] if answer.typed else []
    parts += [answer.slip] if answer.slip else []
    parts += [f"next in {counted(answer.days, 'day')}"] if answer.days else []
    return printable(f"{', '.join(parts)}.")


def end_lines(session: Session, now: datetime) -> Iterator[str]:
    """What was done, what was missed, the slips, and what tomorrow holds."""
    outcome = session_outcome(session)
    yield f"\n{closing_summary(session, now)}"
    if outcome.prompts:
        second = f", {len(outcome.second_look)} after a second look" if outcome.second_look else ""
        yield f"{counted(outcome.prompts, 'card')}: {len(outcome.at_once)} right at once{second}."
    if outcome.missed:
        yield printable(f"Missed: {', '.join(outcome.missed)}.")
    if outcome.slips:
        told = ", ".join(f"{slip} {counted(times, 'time')}" for slip, times in outcome.slips)
        yield f"Slips: {told}."
    if outcome.prompts:
        yield f"Tomorrow: {counted(due_ahead(session, now, 1)[0], 'card')}."
