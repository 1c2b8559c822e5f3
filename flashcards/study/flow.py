"""The flow of a session that the app and the plain mode share: ask, judge, set aside what cannot be asked.

Pure: the moment is handed in, and nothing is shown here.
"""

from __future__ import annotations

from datetime import datetime

from flashcards.errors import Problem
from flashcards.study import Session, answers
from flashcards.study.answers import Judgement
from flashcards.study.faces import Faces, faces


def ask(session: Session, now: datetime) -> tuple[Session, Faces | None]:
    """The session at the first prompt that can be asked, with its sides; None where none is left.

    Every prompt before it is set aside, with what is wrong with its card.
    """
    while session.prompt:
        try:
            return session, faces(session.prompt, session.variant)
        except Problem as problem:
            session = session.set_aside(problem, now)
    return session, None


def judge(session: Session, typed: str) -> Judgement:
    """The verdict on `typed` as the answer to what is asked. Raises Problem where the card is at fault."""
    assert session.prompt
    return answers.judge_answer(session.prompt, typed, session.variant)


def milliseconds(asked: datetime, now: datetime) -> int:
    """The time taken for an answer, as the review log keeps it."""
    return int((now - asked).total_seconds() * 1000)


def set_aside_since(before: Session, after: Session) -> tuple[Problem, ...]:
    """What is wrong with the cards that were set aside between two moments of a session."""
    return tuple(problem for name, problem in after.aside.items() if name not in before.aside)
