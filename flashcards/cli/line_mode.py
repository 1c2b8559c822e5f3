"""Studies line by line, for pipes and screen readers: formulas are spelled out, and nothing is redrawn.

Commands are read from one stream and replies written to another; both, like the clock, are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flashcards.deck.model import Card
from flashcards.errors import Problem, printable
from flashcards.scheduling import Grade, Review
from flashcards.study import Session, flow
from flashcards.study.card_events import bury_card, suspend_card
from flashcards.study.events import done_notice, undo_notice
from flashcards.study.flow import Question
from flashcards.study.summary import SET_ASIDE, closing_summary
from flashcards.text.layout import speak_blocks
from flashcards.text.markdown.reader import read_blocks

HELP = (
    "Enter shows the answer; then 1 Again, 2 Hard, 3 Good, 4 Easy. u undo, h hint, * mark, @ suspend,"
    " - bury until tomorrow, q quit. Or type an answer."
    " After the answer, note opens the note that the card was made from."
)
PUT_AWAY = {"@": suspend_card, "-": bury_card}


def _no_note(_: Card) -> str:
    return "This card was not made from a note."


@dataclass(frozen=True)
class LineServices:
    """What a session line by line asks of the log and the clock."""

    record: Callable[..., None]
    """Commit rows, all or none, before returning."""
    take_back: Callable[[Sequence[Review], datetime], None]
    clock: Callable[[], datetime]
    last_undoable: Callable[[], Sequence[Review]] = list
    """What was done last, also in an earlier session, and is not undone."""
    start: Callable[[], Session] | None = None
    """The session anew, after what an earlier one did was undone."""
    open_note: Callable[[Card], str] = _no_note


def run_session(
    session: Session, lines: Iterable[str], say: Callable[[str], None], services: LineServices
) -> Session:
    """Ask the cards of `session` until none is left, the input ends, or a line is `q`.

    Each row is recorded before the next question is written. Returns the final session.
    """
    commands = iter(lines)
    say(HELP)
    question, offer = _ask(session, say, services.clock), flow.UndoOffer()
    while question.prompt and (command := next(commands, "q").strip()) != "q":
        offered, offer = offer, flow.UndoOffer()
        if command == "u":
            question, offer = _undo(question, offered, say, services)
        elif command == "*":
            question, rows = question.turn_mark(services.clock())
            services.record(*rows)
            say(done_notice(rows))
        elif command in PUT_AWAY:
            session, rows = PUT_AWAY[command](question.session, services.clock())
            services.record(*rows)
            if rows:  # else it was so already, in a session that asks all cards
                say(done_notice(rows))
            question = _ask(session, say, services.clock)
        else:
            question = _answer_or_grade(question, command, say, services)
    say(f"\n{closing_summary(question.session, services.clock())}")
    return question.session


def _answer_or_grade(
    question: Question, command: str, say: Callable[[str], None], services: LineServices
) -> Question:
    """The question after a line that is no command of its own: an answer, a grade, or a call for the note."""
    if not question.revealed:
        return _answer(question, command, say, services.clock)
    if command in {"1", "2", "3", "4", ""}:
        session, review = question.grade(Grade(int(command or "3")), services.clock())
        services.record(review)
        if session.leech:
            say(str(session.leech))
        return _ask(session, say, services.clock)
    if command == "note" and question.prompt:
        say(_told(services.open_note, question.prompt.card))
    else:
        say(HELP)
    return question


def _undo(
    question: Question, offer: flow.UndoOffer, say: Callable[[str], None], services: LineServices
) -> tuple[Question, flow.UndoOffer]:
    """The question after an undo; what an earlier session did is first offered, and undone by a second."""
    now = services.clock()
    if question.session.before:
        before = question
        question, rows = question.undo(now)
        services.take_back(rows, now)
        say(undo_notice(rows))
        if question.faces is not before.faces:
            _write_question(question, say)
        return question, flow.UndoOffer()
    rows = tuple(services.last_undoable())
    if not services.start or not offer.confirms(rows, now):
        offer, asks = flow.offer_undo(rows if services.start else (), now)
        say(asks)
        return question, offer
    services.take_back(rows, now)
    say(undo_notice(rows))
    return _ask(flow.begin_again(services.start, rows, now), say, services.clock), flow.UndoOffer()


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
        marked = " Marked." if question.marked else ""
        say(f"\nNew {new}, learning {learning}, review {review}. {question.prompt.card.deck}.{marked}")
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
