"""What a session came to: what was recalled, missed and learned, and the slips. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flashcards.scheduling import MATURE, Grade, LearningState, Memory, Review, RowKind, utc
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.study.session_state import SessionState
from flashcards.value import Value


class SessionOutcome(Value, frozen=True):
    """The prompts of a session by how they fared; each is counted once."""

    at_once: tuple[str, ...] = ()
    """Recalled at their first answer, in the order in which they were asked."""
    second_look: tuple[str, ...] = ()
    """Missed at first, and recalled later in the session."""
    not_yet: tuple[str, ...] = ()
    """Missed and not recalled since."""
    learning: int = 0
    """Those that are still in their learning steps; none in a cram, which leaves all as it is."""
    matured: int = 0
    """Those that became mature."""
    slips: tuple[tuple[str, int], ...] = ()
    """The slips in typed answers and how often each was made, the most frequent first."""

    @property
    def missed(self) -> tuple[str, ...]:
        """Those that were missed at least once."""
        return (*self.second_look, *self.not_yet)

    @property
    def prompts(self) -> int:
        """How many were answered."""
        return len(self.at_once) + len(self.missed)


def session_outcome(session: SessionState) -> SessionOutcome:
    """The outcome of the grades that were given and not undone."""
    graded = _graded(session)
    answers: dict[str, list[Grade]] = {}
    for row, _, _ in graded:
        answers.setdefault(row.card, []).append(row.grade or Grade.AGAIN)
    missed = {name: grades for name, grades in answers.items() if Grade.AGAIN in grades}
    last = {memory.card: memory for _, _, memory in graded}
    return SessionOutcome(
        at_once=tuple(name for name in answers if name not in missed),
        second_look=tuple(name for name, grades in missed.items() if grades[-1] is not Grade.AGAIN),
        not_yet=tuple(name for name, grades in missed.items() if grades[-1] is Grade.AGAIN),
        learning=0
        if session.kind is RowKind.CRAM
        else sum(memory.state is not LearningState.REVIEW for memory in last.values()),
        matured=sum(_interval(before) < MATURE <= _interval(after) for _, before, after in graded),
        slips=tuple(Counter(row.slip for row, _, _ in graded if row.slip).most_common()),
    )


def _graded(session: SessionState) -> list[tuple[Review, Memory, Memory]]:
    """The graded rows, the first one first, each with the memory before and after it."""
    found = []
    for step in session.steps():
        before = step.before.memory if step.before else None
        if before and step.rows and step.rows[0].grade and step.made:
            found.append((step.rows[0], before, step.made[0]))
    return found[::-1]


def _interval(memory: Memory) -> int:
    """The days from the last answer to the next; 0 in the learning steps."""
    return memory.due_day - memory.day if memory.state is LearningState.REVIEW else 0


def local_day(session: SessionState, now: datetime) -> int:
    """The number of the local day that it is for a session."""
    return LocalDays(*utc(now), session.settings).today()


def due_ahead(session: SessionState, now: datetime, days: int = 7) -> tuple[int, ...]:
    """How many reviews fall due on each of the days after today, the first one tomorrow."""
    today = local_day(session, now)
    due = session.pool.due_after(today)
    return tuple(due.get(today + day, 0) for day in range(1, days + 1))
