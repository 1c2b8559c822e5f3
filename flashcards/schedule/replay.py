"""Memories from reviews: one review further, each grade's preview, and a whole log replayed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import accumulate

from flashcards.schedule import engine
from flashcards.schedule.days import day_of, start_of
from flashcards.schedule.rows import Grade, Kind, Memory, Review, State, unseen
from flashcards.schedule.settings import Settings
from flashcards.schedule.steps import interval_days, phase


def is_leech(memory: Memory, settings: Settings) -> bool:
    """True of a prompt that was forgotten so often that its card wants mending rather than repeating."""
    return memory.lapses >= settings.leech


def after(memory: Memory, grade: Grade, at: datetime, offset_minutes: int, settings: Settings) -> Memory:
    """What is known after a review at `at` (UTC), where local time is `offset_minutes` ahead."""
    today = max(day_of(at, offset_minutes, settings.turns_at), memory.day)
    outcomes = engine.outcomes(memory, today - memory.day if memory.reviews else 0, settings)
    state, step, minutes = phase(memory.state, memory.step, grade, settings)
    days = 0 if minutes else interval_days(memory, grade, outcomes, settings)
    in_minutes, in_days = (
        at + timedelta(minutes=minutes),
        start_of(today + days, offset_minutes, settings.turns_at),
    )
    return Memory(
        card=memory.card,
        state=state,
        step=step,
        stability=outcomes[grade].stability,
        difficulty=outcomes[grade].difficulty,
        due=in_minutes if minutes else in_days,
        last=at,
        began=memory.began if memory.reviews else today,
        day=today,
        days=days,
        reviews=memory.reviews + 1,
        lapses=memory.lapses + (memory.state is State.REVIEW and grade is Grade.AGAIN),
    )


def preview(memory: Memory, at: datetime, offset_minutes: int, settings: Settings) -> dict[Grade, Memory]:
    """What each grade would lead to, were it given at `at` (UTC)."""
    return {grade: after(memory, grade, at, offset_minutes, settings) for grade in Grade}


def replay(reviews: Iterable[Review], settings: Settings) -> dict[str, Memory]:
    """The memory of every prompt that the log has studied; `reviews` in the order in which they happened.

    Equal to `after` row by row: of each prompt, all reviews but the last go to the engine in one batch,
    since the intervals that they led to no longer matter.
    """
    histories = _histories(list(reviews))
    phases: dict[tuple[State, int, Grade], tuple[State, int]] = {}
    walked = [_walk(history[:-1], phases, settings) for history in histories.values()]
    known = iter(engine.memories([elapsed for _, elapsed in walked if elapsed], settings))
    memories = {}
    for (card, history), (memory, elapsed) in zip(histories.items(), walked, strict=True):
        stability, difficulty = next(known) if elapsed else (0.0, 0.0)
        before = memory._replace(card=card, stability=stability, difficulty=difficulty)
        last, grade = history[-1]
        memories[card] = after(before, grade, last.at, last.offset_minutes, settings)
    return memories


Graded = tuple[Review, Grade]


def _histories(reviews: list[Review]) -> dict[str, list[Graded]]:
    """The reviews that count, by prompt: cram, resets and what was taken back are left out."""
    undone = {review.takes_back for review in reviews if review.takes_back}
    histories: dict[str, list[Graded]] = {}
    for review in reviews:
        if review.id in undone:
            continue
        if review.kind is Kind.STUDY and review.grade:
            histories.setdefault(review.card, []).append((review, review.grade))
        elif review.kind is Kind.RESET:
            histories.pop(review.card, None)
    return histories


def _walk(
    history: list[Graded], phases: dict[tuple[State, int, Grade], tuple[State, int]], settings: Settings
) -> tuple[Memory, list[tuple[int, int]]]:
    """The memory after `history`, without what only the engine knows, and what to ask the engine.

    `phases` remembers the outcomes of `phase`, which are few.
    """
    memory = unseen("")
    if not history:
        return memory, []
    state, step, lapses, turns_at = memory.state, memory.step, 0, settings.turns_at
    days = list(
        accumulate((day_of(review.at, review.offset_minutes, turns_at) for review, _ in history), max)
    )
    for _, grade in history:
        lapses += grade is Grade.AGAIN and state is State.REVIEW
        place = (state, step, grade)
        if place not in phases:
            phases[place] = phase(state, step, grade, settings)[:2]
        state, step = phases[place]
    elapsed = [day - before for before, day in zip([days[0], *days], days, strict=False)]
    memory = memory._replace(
        state=state,
        step=step,
        last=history[-1][0].at,
        began=days[0],
        day=days[-1],
        reviews=len(days),
        lapses=lapses,
    )
    return memory, [(int(grade), passed) for (_, grade), passed in zip(history, elapsed, strict=True)]
