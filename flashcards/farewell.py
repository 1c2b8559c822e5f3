"""What is said when nothing is left to ask. Pure: the moment is handed in."""

from __future__ import annotations

from datetime import UTC, datetime

from flashcards.session import Session


def farewell(session: Session, now: datetime) -> str:
    """One or two sentences: what was done, and when the next card comes back today."""
    sums = session.sums
    if session.prompt:
        left = sum(session.counts)
        done = f"{sums.answered} graded" if sums.answered else "nothing graded"
        return f"Stopped: {done}, {left} card{'s' * (left != 1)} waiting."
    if not sums.answered:
        return f"Nothing is due now.{_next(session, now)}"
    reviews = f"{sums.answered} review{'s' * (sums.answered != 1)}"
    known = f"{100 * (sums.answered - sums.again) // sums.answered}% recalled"
    return f"Done for now: {reviews} in {_span(sums.milliseconds)}, {known}.{_next(session, now)}"


def _next(session: Session, now: datetime) -> str:
    due = session.next_due()
    if due is None:
        return ""
    minutes = max(1, round((due - now.astimezone(UTC)).total_seconds() / 60))
    return f" The next card comes back in {minutes} minute{'s' * (minutes != 1)}."


def _span(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds} s" if seconds < 100 else f"{round(seconds / 60)} min"
