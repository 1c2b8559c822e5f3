"""Studies line by line, for pipes and screen readers: formulas are spelled out, and nothing is redrawn.

Commands are read from one stream and replies written to another; both, like the clock, are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from flashcards.cli import line_speech
from flashcards.cli.line_words import HELP, SAME_AS, LineServices, command_of, do_word
from flashcards.scheduling import Grade
from flashcards.study import Session, flow
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
    say(HELP)
    question = _ask(session, say, services.clock)
    while True:
        question = _ask_all(question, commands, say, services)
        for line in line_speech.end_lines(question.session, services.clock()):
            say(line)
        following = None if question.prompt else _go_on(question.session, commands, say, services)
        if following is None:
            return question.session
        question = _ask(following, say, services.clock)


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
            say(done_notice(rows))
        elif command in PUT_AWAY:
            session, rows = PUT_AWAY[command](question.session, services.clock())
            services.record(*rows)
            if rows:  # else it was so already, in a session that asks all cards
                say(done_notice(rows))
            question = _ask(session, say, services.clock)
        elif found := command_of(command, question):
            before = question
            question = do_word(*found, question, say, services)
            if question.faces is not before.faces:
                _write_question(question, say)
        else:
            question = _answer_or_grade(question, command, say, services)
    return question


def _read(commands: Iterator[str]) -> str:
    """The next line, a word such as `hint` as the sign that means the same."""
    line = next(commands, "q").strip()
    return SAME_AS.get(line.removeprefix(":"), line)


def _go_on(session: Session, commands: Iterator[str], say: Say, services: LineServices) -> Session | None:
    """The session that the person asks for at the end of one; None if they ask for none."""
    missed = session_outcome(session).missed
    choices = [f"missed asks the {len(missed)} missed again"] if missed else []
    choices += ["more asks ten new cards"] if services.start_more else []
    choices += ["u undoes the last"] if session.before else []
    if not choices:
        return None
    say(f"{', '.join(choices)}, Enter ends.")
    line = next(commands, "").strip()
    if line in ("u", "undo") and session.before:
        before, rows = session.undo()
        services.take_back(rows, services.clock())
        say(undo_notice(rows))
        return before
    if missed and line in ("m", "missed"):
        return repeat_session(session, missed, services.clock())
    if services.start_more and line in ("+", "more"):
        return services.start_more()
    return None


def _answer_or_grade(question: Question, command: str, say: Say, services: LineServices) -> Question:
    """The question after a line that is no command of its own: an answer or a grade."""
    if not question.revealed:
        return _answer(question, command, say, services.clock)
    if command in {"1", "2", "3", "4", ""}:
        grade = Grade(int(command)) if command else question.proposed
        session, review = question.grade(grade, services.clock())
        services.record(review)
        if session.leech:
            say(str(session.leech))
        return _ask(session, say, services.clock)
    say(HELP)
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


def _ask(session: Session, say: Say, clock: Callable[[], datetime]) -> Question:
    """Write the next question; the time for its answer starts now."""
    question = flow.next_question(session, clock())
    _write_question(question, say)
    return question


def _write_question(question: Question, say: Say) -> None:
    for problem in question.faults:
        say(f"{SET_ASIDE}: {problem}")
    if question.prompt:
        for line in line_speech.question_lines(question):
            say(line)


def _answer(question: Question, command: str, say: Say, clock: Callable[[], datetime]) -> Question:
    """The question after a line typed before its answer is shown: a hint, a request for help, an answer."""
    assert question.prompt
    if command == "h":
        say(line_speech.speech(question.faces.hint) or flow.NO_HINT)
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
        for line in line_speech.verdict_lines(question.judgement):
            say(line)
        if not question.revealed:
            for step in question.faces.steps[known : question.lines_shown]:
                say(line_speech.speech(step))
    if question.revealed:
        for line in line_speech.answer_lines(question, clock()):
            say(line)
    return question
