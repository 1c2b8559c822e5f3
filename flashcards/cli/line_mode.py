"""Study line by line, for pipes and screen readers: formulas are spoken, nothing is drawn or moved.

It reads commands from one stream and writes to another; both, like the clock, are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from flashcards.errors import Problem, printable
from flashcards.scheduling import Grade, Review
from flashcards.study import Session, answers, flow
from flashcards.study.faces import Faces
from flashcards.study.summary import closing_summary
from flashcards.text.layout import said
from flashcards.text.markdown.reader import read

HELP = (
    "Enter shows the answer; then 1 Again, 2 Hard, 3 Good, 4 Easy. u undo, h hint, q quit. Or type an answer."
)


def study(
    session: Session,
    lines: Iterable[str],
    say: Callable[[str], None],
    record: Callable[[Review], None],
    take_back: Callable[[Review, datetime], None],
    clock: Callable[[], datetime],
) -> Session:
    """Ask the cards of `session` until none is left, the lines end, or `q` comes.

    Each review is recorded before the next card is said. Returns the session as it was left.
    """
    commands = iter(lines)
    say(HELP)
    session, shown = _ask(session, say, clock)
    began, typed = clock(), ""
    while shown is not None and (command := next(commands, "q").strip()) != "q":
        if command == "u":
            session, taken_back = session.undo()
            if taken_back:
                take_back(taken_back, clock())
            say("Taken back." if taken_back else "Nothing to undo.")
        elif session.revealed and command in {"1", "2", "3", "4", ""}:
            now = clock()
            taken = flow.milliseconds(began, now)
            session, review = session.grade(Grade(int(command or "3")), now, milliseconds=taken, typed=typed)
            record(review)
        elif session.revealed:
            say(HELP)
            continue
        else:
            try:
                session, typed = _before(session, shown, command, say, clock)
                continue
            except Problem as problem:
                session = _set_aside(session, problem, say, clock)
        session, shown = _ask(session, say, clock)
        began, typed = clock(), ""
    say(f"\n{closing_summary(session, clock())}")
    return session


def _ask(
    session: Session, say: Callable[[str], None], clock: Callable[[], datetime]
) -> tuple[Session, Faces | None]:
    """Say the next question that can be asked, and before it which cards cannot be."""
    before, (session, shown) = session, flow.ask(session, clock())
    for problem in flow.set_aside_since(before, session):
        say(f"{_ASIDE} {problem}")
    if shown and session.prompt:
        new, learning, review = session.counts
        say(f"\nNew {new}, learning {learning}, review {review}. {session.prompt.card.deck}.")
        say(_spoken(shown.question))
    return session, shown


_ASIDE = "This card is set aside:"


def _set_aside(
    session: Session, problem: Problem, say: Callable[[str], None], clock: Callable[[], datetime]
) -> Session:
    say(f"{_ASIDE} {problem}")
    return session.set_aside(problem, clock())


def _before(
    session: Session, shown: Faces, command: str, say: Callable[[str], None], clock: Callable[[], datetime]
) -> tuple[Session, str]:
    """What a line means before the answer: a hint, an answer to judge, or the wish to see it.

    Raises Problem where the answer cannot be judged because the card is at fault.
    """
    prompt = session.prompt
    assert prompt
    if command == "h":
        say(_spoken(prompt.card.hint) or "No hint.")
        return session, ""
    if command == "?":
        say(HELP)
        return session, ""
    if command and (shown.options or answers.can_be_typed(prompt.card)):
        judged = flow.judge(session, command)
        say(f"{judged.verdict}. {judged.message}".strip())
        if judged.verdict == "unreadable":
            return session, ""
    say(_spoken(shown.answer))
    if prompt.card.why:
        say(_spoken(prompt.card.why))
    waits = session.waits(clock())
    say(
        ", ".join(
            f"{grade.value} {grade.name.capitalize()} {waits.get(grade, '')}".strip() for grade in Grade
        )
    )
    return session.show(), command


def _spoken(text: str) -> str:
    return printable(said(read(text)))
