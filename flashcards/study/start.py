"""Starts a session: the learning, due and new prompts of today, or every prompt while cramming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flashcards.scheduling import Load, RowKind, Settings, milliseconds, utc
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.study.day import DayPlanner
from flashcards.study.order import siblings_apart
from flashcards.study.plan import BacklogPlan, backlog_plan
from flashcards.study.pool import Pool
from flashcards.study.session import Session
from flashcards.study.tally import Sums, Waiting


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
    empty = Session(settings, device, seed, kind, pool, (), 0, 0, Sums(at, at), seen=at)
    if kind is RowKind.CRAM:
        queue = tuple(siblings_apart(pool.prompt_ids(decks), seed))
        return replace(empty, queue=queue, reviews=len(queue), ends=len(queue)).resume(now)
    plan = DayPlanner(pool, at, offset, settings, ahead).plan(decks, seed)
    reviews = tuple(memory.card for memory in plan.reviews)
    session = replace(
        empty,
        queue=(*reviews, *plan.new),
        reviews=len(reviews),
        ends=len(reviews) + plan.within,
        learning=tuple(Waiting(memory.due, memory) for memory in plan.learning),
        waits_for=plan.waits_for,
        missing=plan.missing,
        load=Load(pool.due_after(LocalDays(at, offset, settings).today()), settings.easy_days),
    )
    return session.resume(now)


def plan_backlog(pool: Pool, decks: Sequence[str], now: datetime, settings: Settings) -> BacklogPlan | None:
    """How long the reviews of `decks` that are due now will last; None if a day takes them all."""
    at, offset = utc(now)
    waiting, left = DayPlanner(pool, at, offset, settings).count_waiting(decks)
    if waiting <= left:
        return None
    today = LocalDays(at, offset, settings).today()
    returning = pool.returning(decks, today, today, milliseconds(at))
    later = pool.due_after(today)
    return backlog_plan(waiting, settings.reviews_per_day, left, later, today, returning=returning)


def repeat_session(session: Session, prompts: Sequence[str], now: datetime) -> Session:
    """The session that asks the named prompts of `session` once more, outside the schedule."""
    at, _ = utc(now)
    seed = f"{session.seed}-again-{session.written}"
    queue, count = tuple(prompts), len(prompts)
    settings, device, pool, sums = session.settings, session.device, session.pool, Sums(at, at)
    again = Session(settings, device, seed, RowKind.CRAM, pool, queue, count, count, sums, seen=at)
    return again.resume(now)
