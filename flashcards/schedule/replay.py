"""Memories from reviews: one review further, each grade's preview, and a whole log replayed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flashcards.schedule import engine
from flashcards.schedule.days import day_of, start_of
from flashcards.schedule.rows import Grade, Kind, Memory, Review, State, milliseconds, unseen
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
    intervals = [outcome.interval for outcome in outcomes]
    days = 0 if minutes else interval_days(memory, grade, intervals, settings)
    due = (
        at + timedelta(minutes=minutes)
        if minutes
        else start_of(today + days, offset_minutes, settings.turns_at)
    )
    engine_memory = outcomes[grade - 1].memory
    return Memory(
        card=memory.card,
        state=state,
        step=step,
        stability=engine_memory.stability,
        difficulty=engine_memory.difficulty,
        due_at=milliseconds(due),
        last_at=milliseconds(at),
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
    followed: dict[tuple[State, int, Grade], tuple[State, int]] = {}
    walked = [_walk(history[:-1], followed, settings) for history in histories.values()]
    known = iter(engine.memories([asked for _, asked in walked if asked], settings))
    memories = {}
    for (card, history), (memory, asked) in zip(histories.items(), walked, strict=True):
        stability, difficulty = next(known) if asked else (0.0, 0.0)
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
    history: list[Graded], followed: dict[tuple[State, int, Grade], tuple[State, int]], settings: Settings
) -> tuple[Memory, engine.History]:
    """The memory after `history`, without what only the engine knows, and what to ask the engine.

    `followed` remembers what `phase` has said; the cases are few and the reviews many.
    """
    state, step, lapses, day, turns_at = State.NEW, 0, 0, 0, settings.turns_at
    asked: list[tuple[int, int]] = []
    days: list[int] = []
    for review, grade in history:
        today = day_of(review.at, review.offset_minutes, turns_at)
        today = max(today, day)  # a clock that went back makes no negative days
        asked.append((grade, today - day if days else 0))
        days.append(today)
        day = today
        lapses += grade is Grade.AGAIN and state is State.REVIEW
        place = (state, step, grade)
        if place not in followed:
            followed[place] = phase(state, step, grade, settings)[:2]
        state, step = followed[place]
    if not history:
        return unseen(""), asked
    last = milliseconds(history[-1][0].at)
    memory = Memory("", state, step, last_at=last, began=days[0], day=day, reviews=len(days), lapses=lapses)
    return memory, asked
