"""Starts a session: the learning, due and new prompts of today, or every prompt while cramming."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from flashcards.scheduling import Load, Memory, RowKind, Settings, deck_of, milliseconds, utc
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.study.day import DayPlanner
from flashcards.study.order import siblings_apart
from flashcards.study.plan import BacklogPlan
from flashcards.study.pool import Pool
from flashcards.study.prerequisites import MissingNeeds
from flashcards.study.session import Session
from flashcards.study.tally import Sums, Waiting

_LOOKED_UP = 32
"""Of so many needed cards it is found out whether a session asks them today."""


def start_session(
    pool: Pool,
    decks: Sequence[str],
    now: datetime,
    settings: Settings,
    *,
    device: str,
    seed: str,
    kind: RowKind = RowKind.STUDY,
    ahead: int = 0,
) -> Session:
    """The session over `decks` at its first question.

    `seed` is unique to the session (a uuid) and begins the ids of its rows. `ahead` is by how many days
    reviews may be early. With RowKind.CRAM every prompt is asked, whatever its memory.
    """
    at, offset = utc(now)
    empty = Session(settings, device, seed, kind, pool, (), 0, 0, Sums(at, at), seen=at).with_changes(
        offset_minutes=offset, early=ahead, writes=pool.writes_elsewhere()
    )
    if kind is RowKind.CRAM:
        queue = tuple(siblings_apart(pool.prompt_ids(decks), seed))
        return empty.with_changes(queue=queue, reviews=len(queue), ends=len(queue)).resume(now)
    plan = DayPlanner(pool, at, offset, settings, ahead).plan(decks, seed)
    reviews = tuple(memory.card for memory in plan.reviews)
    session = empty.with_changes(
        queue=(*reviews, *plan.new),
        reviews=len(reviews),
        ends=len(reviews) + plan.within,
        learning=tuple(Waiting(memory.due, memory) for memory in plan.learning),
        waits_for=plan.waits_for,
        after=_decks_before({*map(deck_of, plan.new)}, pool),
        missing=_told_of_later(plan.missing, pool, LocalDays(at, offset, settings)),
        holds_back=plan.holds_back,
        load=Load(pool.due_after(LocalDays(at, offset, settings).today()), settings.easy_days),
    )
    return session.resume(now)


def _decks_before(unseen: Collection[str], pool: Pool) -> dict[str, tuple[str, ...]]:
    """Those of the decks that were not begun → those that should come before them."""
    before = pool.needs_of_decks(unseen) if len(unseen) > 1 else {}
    later = {
        deck: found for deck, needs in before.items() if (found := tuple(n for n in needs if n in unseen))
    }
    begun = pool.decks_begun(list(later)) if later else ()
    return {deck: found for deck, found in later.items() if deck not in begun}


def _told_of_later(missing: MissingNeeds, pool: Pool, days: LocalDays) -> MissingNeeds:
    """What is missing, with those of the needed cards that no session asks today."""
    if len(missing.needs) > _LOOKED_UP:
        return missing
    later = [need for need in missing.needs if not _is_for_today(need, pool, days)]
    return replace(missing, later=tuple(later))


def _is_for_today(card: str, pool: Pool, days: LocalDays) -> bool:
    """True if a prompt of the card is new, in its steps or due, and not put away until another day."""
    today, tomorrow = days.today(deck_of(card)), days.tomorrow(deck_of(card))
    known = (pool.memories.get(prompt, Memory(prompt)) for prompt in pool.siblings(card))
    return any(not each.rests(today) and (each.is_new or each.due < tomorrow) for each in known)


def plan_backlogs(pool: Pool, now: datetime, settings: Settings) -> dict[str, BacklogPlan]:
    """How long the reviews that are due now will last, by the owner of the limit that they count for; those
    of which a day takes all are left out."""
    at, offset = utc(now)
    planner, days = DayPlanner(pool, at, offset, settings), LocalDays(at, offset, settings)
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


def repeat_session(session: Session, prompts: Sequence[str], now: datetime) -> Session:
    """The session that asks the named prompts of `session` once more, outside the schedule."""
    at, _ = utc(now)
    seed = f"{session.seed}-again-{session.written}"
    queue, count = tuple(prompts), len(prompts)
    settings, device, pool, sums = session.settings, session.device, session.pool, Sums(at, at)
    again = Session(settings, device, seed, RowKind.CRAM, pool, queue, count, count, sums, seen=at)
    return again.resume(now)
