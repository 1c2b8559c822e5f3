"""How long the reviews that are due now will last."""

from __future__ import annotations

from datetime import datetime

from flashcards.scheduling import Settings, milliseconds, utc
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.study.plan import BacklogPlan
from flashcards.study.pool import Pool
from flashcards.study.session_plan import SessionPlanner


def plan_backlogs(pool: Pool, now: datetime, settings: Settings) -> dict[str, BacklogPlan]:
    """How long the reviews that are due now will last, by the owner of the limit that they count for; those
    of which a day takes all are left out."""
    at, offset = utc(now)
    planner, days = SessionPlanner(pool, at, offset, settings), LocalDays(at, offset, settings)
    found: dict[str, BacklogPlan] = {}
    if not planner.crowded:
        return found
    from flashcards.study.backlog_course import backlog_plan  # for those who have been away

    for owner in planner.crowded:
        own, decks, today = settings.for_deck(owner), planner.due_reviews.groups[owner], days.today(owner)
        plan = backlog_plan(
            planner.due_reviews.count(owner),
            planner.reviews_left(owner),
            pool.due_ages(decks, today, today, milliseconds(at)),
            pool.due_after(today, decks),
            today,
            own,
        )
        if plan:
            found[owner] = plan
    return found
