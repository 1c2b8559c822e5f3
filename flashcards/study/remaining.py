"""How long what is left of a session will take, by how long its answers have taken so far."""

from __future__ import annotations

from flashcards.study.session_state import SessionState

ENOUGH = 20
"""Answers of a session from which on its own pace counts."""
NEW_SECONDS, REVIEW_SECONDS = 20, 10
"""Seconds for a card seen for the first time and for another, before that."""


def minutes_left(session: SessionState) -> int:
    """The minutes that the rest takes, at least 1 where something is left."""
    new, learning, review = session.counts
    sums = session.sums
    if sums.answered >= ENOUGH:
        seconds = sum(session.counts) * sums.milliseconds / sums.answered / 1000
    else:
        seconds = float(new * NEW_SECONDS + (learning + review) * REVIEW_SECONDS)
    return max(1, round(seconds / 60)) if seconds else 0
