"""Studies line by line, for pipes and screen readers: formulas are spelled out, and nothing is redrawn.

Commands are read from one stream and replies written to another; both, like the clock, are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flashcards.cli import line_speech
from flashcards.cli.line_help import INTRODUCTION
from flashcards.cli.line_words import SAME_AS, LineServices, command_of, do_word, not_understood
from flashcards.errors import counted, list_some, printable_line
from flashcards.scheduling import Grade
from flashcards.study import Session, flow
from flashcards.study.asking import repeat_notice
from flashcards.study.card_events import bury_card, suspend_card
from flashcards.study.events import done_notice, undo_notice
from flashcards.study.flow import Question
from flashcards.study.outcome import session_outcome
from flashcards.study.start import repeat_session
from flashcards.study.summary import SET_ASIDE

__all__ = ["LineServices", "run_session"]
PUT_AWAY = {"@": suspend_card, "-": bury_card}
Say = Callable[[str], None]


def run_session(session: Session, lines: Iterable[str], say: Say, services: LineServices) -> Session:
    """Ask the cards of `session` until none is left, the input ends, or a line is `q`.

    Each row is recorded before the next question is written. Returns the final session.
    """
    commands = iter(lines)
    say(INTRODUCTION)
    question = _ask(session, say, services)
    while True:
        question = _ask_all(question, commands, say, services)
        for line in line_speech.end_lines(question.session, services.clock(), services.named):
            say(line)
        following = None if question.prompt else _go_on(question.session, commands, say, services)
        if following is None:
            return question.session
        question = _ask(following, say, services)


def _ask_all(question: Question, commands: Iterator[str], say: Say, services: LineServices) -> Question:
    """The question at which the session ends, or is left."""
    offer = flow.UndoOffer()
    while question.prompt and (command := _read(commands)) != "q":
        offered, offer = offer, flow.UndoOffer()
        if command == "u":
            question, offer = _undo(question, offered, say, services)
        elif command == "*":
            question, rows = question.turn_mark(services.clock())
            services.record(*rows)
            say(done_notice(rows, services.named))
        elif command in PUT_AWAY:
            session, rows = PUT_AWAY[command](question.session, services.clock())
            services.record(*rows)
            if rows:  # else it was so already, in a session that asks all cards
                say(done_notice(rows, services.named))
            question = _ask(session, say, services)
        elif found := command_of(command, question):
            before = question
            question = do_word(*found, question, say, services)
            if question.faces is not before.faces:
                _write_question(question, say, services)
        else:
            question = _answer_or_grade(question, command, say, services)
    return question


def _read(commands: Iterator[str]) -> str:
    """The next line, a word such as `hint` as the sign that means the same."""
    line = next(commands, "q").strip()
    return SAME_AS.get(line.removeprefix(":"), line)


def _go_on(session: Session, commands: Iterator[str], say: Say, services: LineServices) -> Session | None:
    """The session that the person asks for at the end of one; None if they ask for none."""
    offers = dict(_offers(session, say, services))
    while offers:
        say(f"{', '.join(f'{word} {does}' for word, (does, _) in offers.items())}, Enter ends.")
        line = next(commands, "").strip()
        word = next((word for word in offers if line in (word, _SHORT.get(word))), "")
        if word:
            return offers[word][1]()
        if line in ("", "q", "quit", "exit"):
            return None
        say(f"'{printable_line(line[:40])}' was not understood.")
    return None


_SHORT = {"missed": "m", "more": "+", "u": "undo"}


def _offers(
    session: Session, say: Say, services: LineServices
) -> Iterator[tuple[str, tuple[str, Callable[[], Session]]]]:
    """What can be asked for at the end: the word, what it does, and the session that follows."""

    def undo() -> Session:
        before, rows = session.undo()
        services.take_back(rows, services.clock())
        say(undo_notice(rows, services.named))
        return before

    if missed := session_outcome(session).missed:
        does = f"asks the {len(missed)} missed again"
        yield "missed", (does, lambda: repeat_session(session, missed, services.clock()))
    decks = session.missing.decks
    if decks and services.start_with:
        start_with, titles = services.start_with, list_some(list(map(services.title, decks)))
        yield "with", (f"also studies {titles}", lambda: start_with((*session.missing.studied, *decks)))
    if services.start_more and session.has_more and not (decks and session.before is None):
        yield "more", ("asks ten new cards", services.start_more)
    if session.before:
        yield "u", ("undoes the last", undo)


def _answer_or_grade(question: Question, command: str, say: Say, services: LineServices) -> Question:
    """The question after a line that is no command of its own: an answer or a grade."""
    if not question.revealed:
        return _answer(question, command, say, services)
    grade = Grade(int(command)) if command in {"1", "2", "3", "4"} else question.proposed
    if grade and command in {"1", "2", "3", "4", ""}:
        session, review = question.grade(grade, services.clock())
        services.record(review)
        if session.leech:
            say(session.leech.sentence(services.named))
        elif notice := repeat_notice(question.session, session):
            say(notice)
        return _ask(session, say, services)
    if command:
        say(not_understood(command, question))
    say(line_speech.grades_line(question, services.clock()))
    return question


def _undo(
    question: Question, offer: flow.UndoOffer, say: Say, services: LineServices
) -> tuple[Question, flow.UndoOffer]:
    """The question after an undo; what an earlier session did is first offered, and undone by a second."""
    now = services.clock()
    if question.session.before:
        before = question
        question, rows = question.undo(now)
        services.take_back(rows, now)
        say(undo_notice(rows, services.named))
        if question.faces is not before.faces:
            _write_question(question, say, services)
        return question, flow.UndoOffer()
    rows = tuple(services.last_undoable())
    if not services.start or not offer.confirms(rows, now):
        erased = services.final_since(rows)
        rows = rows if services.start else ()
        offer, asks = flow.offer_undo(rows, now, named=services.named, erased=erased)
        say(asks)
        return question, offer
    services.take_back(rows, now)
    say(undo_notice(rows, services.named))
    return _ask(flow.begin_again(services.start, rows, now), say, services), flow.UndoOffer()


def _ask(session: Session, say: Say, services: LineServices) -> Question:
    """Write the next question; the time for its answer starts now."""
    question = flow.next_question(session, services.clock())
    _write_question(question, say, services)
    return question


def _write_question(question: Question, say: Say, services: LineServices) -> None:
    for problem in question.faults:
        say(f"{SET_ASIDE}: {problem}")
    if question.prompt:
        for line in line_speech.question_lines(question, services.title):
            say(line)


def _answer(question: Question, command: str, say: Say, services: LineServices) -> Question:
    """The question after a line typed before its answer is shown: an answer, or nothing, which shows it."""
    known = question.lines_shown
    if question.lines_left > 1 and not (command and question.accepts_typing):
        question = question.show_line()
    elif not command or not (question.accepts_typing or question.accepts_choice):
        question = question.reveal(command)
    else:
        question = question.answer(command, services.clock())
        if question.judgement is None:  # the card is faulty: the next one is asked
            _write_question(question, say, services)
            return question
        for line in line_speech.verdict_lines(question):
            say(line)
    for line in _shown_lines(question, known, services):
        say(line)
    return question


def _shown_lines(question: Question, known: int, services: LineServices) -> Iterator[str]:
    """What is shown now: the answer, or the further lines of a derivation and how many are left."""
    if question.revealed:
        yield from line_speech.answer_lines(question, services.clock(), known)
    elif question.lines_shown > known:
        yield from line_speech.derivation_lines(question, known)
        yield f"{counted(question.lines_left, 'line')} left."
