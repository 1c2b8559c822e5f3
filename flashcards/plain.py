"""Study line by line, for pipes and screen readers: formulas are spoken, nothing is drawn or moved.

It reads commands from one stream and writes to another; both, like the clock, are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from flashcards import answers
from flashcards.errors import printable
from flashcards.farewell import farewell
from flashcards.prose.lay import said
from flashcards.prose.read import read
from flashcards.schedule import Grade, Review
from flashcards.session import Session
from flashcards.sides import sides

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
    asked = None
    while (prompt := session.prompt) is not None:
        if prompt is not asked:
            counts = session.counts
            say(
                f"\nNew {counts.new}, learning {counts.learning}, review {counts.review}. {prompt.card.deck}."
            )
            say(_spoken(sides(prompt, session.variant).question))
            asked, began, typed = prompt, clock(), ""
        command = next(commands, "q").strip()
        if command == "q":
            break
        if command == "u":
            session, taken_back = session.undo()
            if taken_back:
                take_back(taken_back, clock())
            say("Taken back." if taken_back else "Nothing to undo.")
            asked = None
        elif not session.revealed:
            session, typed = _before(session, command, say, clock)
        elif command in {"1", "2", "3", "4", ""}:
            grade = Grade(int(command or "3"))
            taken = int((clock() - began).total_seconds() * 1000)
            session, review = session.grade(grade, clock(), milliseconds=taken, typed=typed)
            record(review)
            asked = None
        else:
            say(HELP)
    say(f"\n{farewell(session, clock())}")
    return session


def _before(
    session: Session, command: str, say: Callable[[str], None], clock: Callable[[], datetime]
) -> tuple[Session, str]:
    """What a line means before the answer: a hint, an answer to judge, or the wish to see it."""
    prompt = session.prompt
    assert prompt
    if command == "h":
        say(_spoken(prompt.card.hint) or "No hint.")
        return session, ""
    if command == "?":
        say(HELP)
        return session, ""
    shown = sides(prompt, session.variant)
    if command and (shown.options or answers.can_be_typed(prompt.card)):
        judged = answers.judged(prompt, command, session.variant)
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
