"""Memories computed from reviews: after one more review, previewed for each grade, or from a whole log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from flashcards.scheduling import engine
from flashcards.scheduling.days import day_of, start_of
from flashcards.scheduling.learning_steps import interval_days, phase
from flashcards.scheduling.load import Load
from flashcards.scheduling.model import Grade, LearningState, Memory, Review, RowKind, milliseconds
from flashcards.scheduling.settings import Settings

NO_FORMER_IDS: Mapping[str, str] = MappingProxyType({})


def is_leech(memory: Memory, settings: Settings) -> bool:
    """True if a prompt was forgotten so often that its card should be improved rather than repeated."""
    return memory.lapses >= settings.leech_after


def memory_after(
    memory: Memory,
    grade: Grade,
    at: datetime,
    offset_minutes: int,
    settings: Settings,
    load: Load | None = None,
) -> Memory:
    """The memory after a review at `at` (UTC), with local time `offset_minutes` ahead of UTC.

    With a `load` its day is chosen among those that the fuzz allows by what is due on them.
    """
    today = max(day_of(at, offset_minutes, settings.day_starts_at), memory.day)
    outcomes = engine.outcomes(memory, today - memory.day if memory.reviews else 0, settings)
    state, step, minutes = phase(memory.state, memory.step, grade, settings)
    intervals = [outcome.interval for outcome in outcomes]
    days = 0 if minutes else interval_days(memory, grade, intervals, settings, today, load)
    morning = start_of(today + days, offset_minutes, settings.day_starts_at)
    made = outcomes[grade - 1].memory
    return Memory(
        card=memory.card,
        state=state,
        step=step,
        stability=made.stability,
        difficulty=made.difficulty,
        due_at=milliseconds(at + timedelta(minutes=minutes) if minutes else morning),
        last_at=milliseconds(at),
        began=memory.began if memory.reviews else today,
        day=today,
        days=days,
        reviews=memory.reviews + 1,
        lapses=memory.lapses + (memory.state is LearningState.REVIEW and grade is Grade.AGAIN),
    )


def preview(
    memory: Memory, at: datetime, offset_minutes: int, settings: Settings, load: Load | None = None
) -> dict[Grade, Memory]:
    """The memory that each grade would lead to if given at `at` (UTC)."""
    return {grade: memory_after(memory, grade, at, offset_minutes, settings, load) for grade in Grade}


def replay(
    reviews: Iterable[Review], settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS
) -> dict[str, Memory]:
    """The memory of every prompt studied in the log; `reviews` in chronological order.

    `former` maps the ids that prompts have in old rows to those that they have now.

    Equal to `after` row by row: of each prompt, all reviews but the last go to the engine in one batch,
    since the intervals that they led to no longer matter.
    """
    found = list(reviews)
    if former:
        found = [row._replace(card=former.get(row.card, row.card)) for row in found]
    histories = _histories(found)
    followed: dict[tuple[LearningState, int, Grade], tuple[LearningState, int]] = {}
    walked = [_walk(history[:-1], followed, settings) for history in histories.values()]
    known = iter(engine.memories([asked for _, asked in walked if asked], settings))
    memories = {}
    for (card, history), (memory, asked) in zip(histories.items(), walked, strict=True):
        stability, difficulty = next(known) if asked else (0.0, 0.0)
        before = memory._replace(card=card, stability=stability, difficulty=difficulty)
        last = history[-1]
        memories[card] = memory_after(before, _grade(last), last.at, last.offset_minutes, settings)
    return memories


def _histories(reviews: list[Review]) -> dict[str, list[Review]]:
    """The reviews that count, by prompt: cram, resets and what was taken back are left out."""
    study, reset = RowKind.STUDY, RowKind.RESET  # looked up once: an enum's members are slow to reach
    undone = {review.takes_back for review in reviews if review.takes_back}
    histories: dict[str, list[Review]] = {}
    for review in reviews:
        if review.id in undone:
            continue
        if review.kind is study and review.grade:
            histories.setdefault(review.card, []).append(review)
        elif review.kind is reset:
            histories.pop(review.card, None)
    return histories


def _walk(
    history: list[Review],
    followed: dict[tuple[LearningState, int, Grade], tuple[LearningState, int]],
    settings: Settings,
) -> tuple[Memory, engine.History]:
    """The memory after `history` without stability and difficulty, and the history to pass to the engine.

    `followed` caches the results of `phase`: its cases are few, the reviews many.
    """
    again, reviewing = Grade.AGAIN, LearningState.REVIEW
    state, step, lapses, day, began = LearningState.NEW, 0, 0, 0, 0
    asked: list[tuple[int, int]] = []
    for review in history:
        grade = _grade(review)
        today = day_of(review.at, review.offset_minutes, settings.day_starts_at)
        if not asked:
            began = day = today
        today = max(today, day)  # a clock that went back makes no negative days
        asked.append((grade, today - day))
        day = today
        lapses += grade is again and state is reviewing
        place = (state, step, grade)
        if place not in followed:
            followed[place] = phase(state, step, grade, settings)[:2]
        state, step = followed[place]
    last = milliseconds(history[-1].at) if history else 0
    return Memory(
        "", state, step, last_at=last, began=began, day=day, reviews=len(asked), lapses=lapses
    ), asked


def _grade(review: Review) -> Grade:
    assert review.grade, "_histories keeps graded rows alone"
    return review.grade
