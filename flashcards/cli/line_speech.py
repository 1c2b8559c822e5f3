"""What plain mode says: questions, answers, verdicts, card info and the end of a session, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from flashcards.cli.line_help import how_to_answer
from flashcards.cli.line_signs import exponents_in_words, in_words
from flashcards.cli.line_text import hidden_words, speech, wait_words
from flashcards.deck.model import Card, ChoicesAnswer, FormulaAnswer
from flashcards.errors import counted, printable, printable_line
from flashcards.scheduling import Grade, LearningState
from flashcards.study import Session
from flashcards.study.card_facts import CardFacts, PastAnswer
from flashcards.study.flow import Question
from flashcards.study.judgement import NOT_GRADED, OPEN, VERDICT_WORDS
from flashcards.study.outcome import due_ahead, session_outcome
from flashcards.study.summary import closing_summary
from flashcards.text.layout import speak_formula

_ANSWERS_TOLD = 5
_MOST_NAMED = 5
Title = Callable[[str], str]
"""The title of a deck by its name."""


def question_lines(question: Question, title: Title) -> Iterator[str]:
    """What is left, the question, and how it is answered."""
    assert question.prompt
    new, learning, review = question.session.counts
    marked = " Marked." if question.marked else ""
    deck = printable(title(question.prompt.card.deck))
    yield f"\nNew {new}, learning {learning}, review {review}. {deck}.{marked}"
    yield speech(question.faces.question)
    if how := how_to_answer(question):
        yield how


def answer_lines(question: Question, now: datetime, known: int = 0) -> Iterator[str]:
    """The answer, what its gap hid first, the reason, that there is a demo, and what each grade leads to.

    Of a derivation, the first `known` lines were said already.
    """
    assert question.prompt
    if (hidden := hidden_words(question.prompt)) and not compared_words(question)[1]:
        yield f"{hidden}. In full:"
    if known:
        yield from derivation_lines(question, known)
    elif not _is_told(question):
        yield speech(question.faces.answer)
    if question.faces.why:
        yield speech(question.faces.why)
    if question.prompt.card.demo:
        yield "Type demo to hear it run."
    yield grades_line(question, now)


def _is_told(question: Question) -> bool:
    """True if the verdict has said the right formula just now."""
    assert question.prompt
    return isinstance(question.prompt.card.answer, FormulaAnswer) and bool(compared_words(question)[1])


def derivation_lines(question: Question, known: int) -> Iterator[str]:
    """The lines of a derivation that are shown after the first `known`, each with its number."""
    for number, step in enumerate(question.faces.steps[known : question.lines_shown], known + 1):
        yield f"{number}. {speech(step)}"


def grades_line(question: Question, now: datetime) -> str:
    """The grades, when the card would come back, and which of them Enter gives, if any."""
    waits = question.session.waits(now)
    grades = (
        f"{grade.value} {grade.name.capitalize()} {wait_words(waits.get(grade, ''))}".strip()
        for grade in Grade
    )
    proposed = question.proposed
    enter = f"Enter gives {proposed.value} {proposed.name.capitalize()}" if proposed else "You are the judge"
    return f"{', '.join(grades)}. {enter}."


def verdict_lines(question: Question) -> Iterator[str]:
    """The verdict, the slip by its name, and yours and the right one after the other."""
    judged = question.judgement
    assert judged
    slip = f" Slip: {judged.slip}." if judged.slip and judged.slip != "other" else ""
    yield (
        _sentence(
            f"{VERDICT_WORDS[judged.verdict]}. {_capital(in_words(exponents_in_words(judged.message)))}"
        )
        + slip
    )
    if judged.verdict == "unreadable":
        yield f"{NOT_GRADED} Type it again." if question.accepts_typing else NOT_GRADED
    yours, right = compared_words(question)
    if yours:
        yield _sentence(f"Yours: {yours}")
    if right:
        yield _sentence(f"{'Hidden' if judged.verdict == OPEN else 'Right'}: {right}")
    if judged.runs and question.revealed:
        yield "Type run to run yours beside the right one."


def compared_words(question: Question) -> tuple[str, str]:
    """What was typed and the right one in words, where the verdict sets them side by side; else empty."""
    judged = question.judgement
    if not judged or not question.prompt or not question.revealed or judged.proposed is Grade.GOOD:
        return "", ""
    answer = question.prompt.card.answer
    if judged.code[0]:
        yours, right = judged.code
        return printable_line(yours), printable(right)
    if judged.readings[0] and not isinstance(answer, ChoicesAnswer):
        yours, right = judged.readings
        return speak_formula(yours), speak_formula(right)
    if isinstance(answer, FormulaAnswer):
        return _as_read(question.typed), speak_formula(answer.latex)
    return (printable_line(question.typed), speech(judged.hidden)) if judged.hidden else ("", "")


def _as_read(typed: str) -> str:
    """A typed formula in words; as it was typed, if it was not read."""
    from flashcards.formula import parse
    from flashcards.formula.render.speech import speak

    try:
        return speak(parse.parse_answer(typed).tree)
    except parse.Unreadable:
        return printable_line(typed)


def _capital(text: str) -> str:
    """`text` as a sentence begins; a letter for itself stays small."""
    return text[:1].upper() + text[1:] if text[1:2].isalpha() else text


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."


def source_line(card: Card) -> str:
    """Where what the card says comes from."""
    return printable(f"Source: {in_words(card.source)}." if card.source else "This card names no source.")


def info_lines(facts: CardFacts, name: str) -> Iterator[str]:
    """What is known of the card of that name."""
    memory = facts.memory
    yield printable(f"{name}. Due: {facts.due}.{' Marked.' if memory.marked else ''}")
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


def end_lines(session: Session, now: datetime, named: Callable[[str], str]) -> Iterator[str]:
    """What was done, what was missed, the slips, and what tomorrow holds."""
    outcome = session_outcome(session)
    yield f"\n{closing_summary(session, now, named)}"
    if outcome.prompts:
        second = f", {len(outcome.second_look)} after a second look" if outcome.second_look else ""
        yield f"{counted(outcome.prompts, 'card')}: {len(outcome.at_once)} right at once{second}."
    if outcome.missed:
        yield printable(f"Missed: {_some(outcome.missed, named)}.")
    if outcome.slips:
        told = ", ".join(f"{slip} {counted(times, 'time')}" for slip, times in outcome.slips)
        yield f"Slips: {told}."
    if outcome.prompts:
        yield f"Tomorrow: {counted(due_ahead(session, now, 1)[0], 'card')}."


def _some(prompts: tuple[str, ...], named: Callable[[str], str]) -> str:
    """The first of the prompts by their names, and how many more there are."""
    names = list(dict.fromkeys(map(named, prompts)))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{'; '.join(names[:_MOST_NAMED])}{more}"
