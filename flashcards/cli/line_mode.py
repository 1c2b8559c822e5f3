"""Studies line by line, for pipes and screen readers: formulas are spelled out, and nothing is redrawn.

Commands are read from one stream and replies written to another; both, like the clock, are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from flashcards.deck.model import Card
from flashcards.errors import Problem, printable
from flashcards.scheduling import Grade, Review
from flashcards.study import Session, flow
from flashcards.study.flow import Question
from flashcards.study.summary import SET_ASIDE, closing_summary
from flashcards.text.layout import speak_blocks
from flashcards.text.markdown.reader import read_blocks

HELP = (
    "Enter shows the answer; then 1 Again, 2 Hard, 3 Good, 4 Easy. u undo, h hint, q quit. Or type an answer."
    " After the answer, note opens the note that the card was made from."
)


def _no_note(_: Card) -> str:
    return "This card was not made from a note."


def run_session(
    session: Session,
    lines: Iterable[str],
    say: Callable[[str], None],
    record: Callable[[Review], None],
    take_back: Callable[[Review, datetime], None],
    clock: Callable[[], datetime],
    open_note: Callable[[Card], str] = _no_note,
) -> Session:
    """Ask the cards of `session` until none is left, the input ends, or a line is `q`.

    Each review is recorded before the next question is written. Returns the final session.
    """
    commands = iter(lines)
    say(HELP)
    question = _ask(session, say, clock)
    while question.prompt and (command := next(commands, "q").strip()) != "q":
        if command == "u":
            session, review = question.session.undo()
            if review:
                take_back(review, clock())
            say("Taken back." if review else flow.NOTHING_TO_UNDO)
            question = _ask(session, say, clock)
        elif not question.revealed:
            question = _answer(question, command, say, clock)
        elif command in {"1", "2", "3", "4", ""}:
            session, review = question.grade(Grade(int(command or "3")), clock())
            record(review)
            if session.leech:
                say(str(session.leech))
            question = _ask(session, say, clock)
        elif command == "note" and question.prompt:
            say(_told(open_note, question.prompt.card))
        else:
            say(HELP)
    say(f"\n{closing_summary(question.session, clock())}")
    return question.session


def _told(open_note: Callable[[Card], str], card: Card) -> str:
    """What opening the card's note says, or why it failed."""
    try:
        return printable(open_note(card))
    except Problem as problem:
        return str(problem)


def _ask(session: Session, say: Callable[[str], None], clock: Callable[[], datetime]) -> Question:
    """Write the next question; the time for its answer starts now."""
    question = flow.next_question(session, clock())
    _write_question(question, say)
    return question


def _write_question(question: Question, say: Callable[[str], None]) -> None:
    for problem in question.faults:
        say(f"{SET_ASIDE}: {problem}")
    if question.prompt:
        new, learning, review = question.session.counts
        say(f"\nNew {new}, learning {learning}, review {review}. {question.prompt.card.deck}.")
        say(_speech(question.faces.question))


def _answer(
    question: Question, command: str, say: Callable[[str], None], clock: Callable[[], datetime]
) -> Question:
    """The question after a line typed before its answer is shown: a hint, a request for help, an answer."""
    assert question.prompt
    if command == "h":
        say(_speech(question.faces.hint) or flow.NO_HINT)
        return question
    if command == "?":
        say(HELP)
        return question
    if not command or not (question.accepts_typing or question.accepts_choice):
        question = question.reveal(command)
    else:
        known = question.lines_shown
        question = question.answer(command, clock())
        if question.judgement is None:  # the card is faulty: the next one is asked
            _write_question(question, say)
            return question
        say(f"{question.judgement.verdict}. {question.judgement.message}".strip())
        if not question.revealed:
            for line in question.faces.steps[known : question.lines_shown]:
                say(_speech(line))
    if question.revealed:
        _write_answer(question, say, clock())
    return question


def _write_answer(question: Question, say: Callable[[str], None], now: datetime) -> None:
    assert question.prompt
    say(_speech(question.faces.answer))
    if question.faces.why:
        say(_speech(question.faces.why))
    waits = question.session.waits(now)
    grades = (f"{grade.value} {grade.name.capitalize()} {waits.get(grade, '')}".strip() for grade in Grade)
    say(", ".join(grades))


def _speech(text: str) -> str:
    return printable(speak_blocks(read_blocks(text)))
