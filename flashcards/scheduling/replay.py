"""Memories computed from reviews: after one more review, previewed for each grade, or from a whole log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from flashcards.scheduling import engine
from flashcards.scheduling.days import day_of, start_of
from flashcards.scheduling.learning_steps import interval_days, phase
from flashcards.scheduling.model import Grade, LearningState, Memory, Review, RowKind, milliseconds
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.starting_memory import memory_of_start, read_start

NO_FORMER_IDS: Mapping[str, str] = MappingProxyType({})


def is_leech(memory: Memory, settings: Settings) -> bool:
    """True if a prompt was forgotten so often that its card should be improved rather than repeated."""
    return memory.lapses >= settings.leech


def memory_after(
    memory: Memory, grade: Grade, at: datetime, offset_minutes: int, settings: Settings
) -> Memory:
    """The memory after a review at `at` (UTC), with local time `offset_minutes` ahead of UTC."""
    today = max(day_of(at, offset_minutes, settings.turns_at), memory.day)
    outcomes = engine.outcomes(memory, today - memory.day if memory.reviews else 0, settings)
    state, step, minutes = phase(memory.state, memory.step, grade, settings)
    intervals = [outcome.interval for outcome in outcomes]
    days = 0 if minutes else interval_days(memory, grade, intervals, settings)
    morning = start_of(today + days, offset_minutes, settings.turns_at)
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


def preview(memory: Memory, at: datetime, offset_minutes: int, settings: Settings) -> dict[Grade, Memory]:
    """The memory that each grade would lead to if given at `at` (UTC)."""
    return {grade: memory_after(memory, grade, at, offset_minutes, settings) for grade in Grade}


def replay(
    reviews: Iterable[Review], settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS
) -> dict[str, Memory]:
    """The memory of every prompt studied in the log; `reviews` in chronological order.

    `former` maps the ids that prompts have in old rows to those that they have now.

    Equal to `memory_after` row by row: of each prompt, all reviews but the last go to the engine in one
    batch, since the intervals that they led to no longer matter. A history that begins with a starting
    memory is followed row by row, since the engine's batch knows no such beginning.
    """
    found = list(reviews)
    if former:
        found = [row._replace(card=former.get(row.card, row.card)) for row in found]
    histories = _histories(found)
    begun = {card: rows for card, rows in histories.items() if rows[0].kind is RowKind.START}
    if begun:
        histories = {card: rows for card, rows in histories.items() if card not in begun}
    followed: dict[tuple[LearningState, int, Grade], tuple[LearningState, int]] = {}
    walked = [_walk(history[:-1], followed, settings) for history in histories.values()]
    known = iter(engine.memories([asked for _, asked in walked if asked], settings))
    memories = {card: _follow(rows, settings) for card, rows in begun.items()}
    for (card, history), (memory, asked) in zip(histories.items(), walked, strict=True):
        stability, difficulty = next(known) if asked else (0.0, 0.0)
        before = memory._replace(card=card, stability=stability, difficulty=difficulty)
        last = history[-1]
        memories[card] = memory_after(before, _grade(last), last.at, last.offset_minutes, settings)
    return memories


def _follow(history: list[Review], settings: Settings) -> Memory:
    """The memory after a history that begins with a starting memory."""
    first, *rest = history
    start = read_start(first.typed)
    assert start, "_histories keeps readable ones alone"
    memory = memory_of_start(start, first, settings)
    for row in rest:
        memory = memory_after(memory, _grade(row), row.at, row.offset_minutes, settings)
    return memory


def _histories(reviews: list[Review]) -> dict[str, list[Review]]:
    """The reviews that count, by prompt: cram, resets and what was taken back are left out.

    A history begins with a starting memory where the prompt was new at that moment.
    """
    # looked up once: an enum's members are slow to reach
    study, reset, start = RowKind.STUDY, RowKind.RESET, RowKind.START
    undone = {review.takes_back for review in reviews if review.takes_back}
    histories: dict[str, list[Review]] = {}
    for review in reviews:
        if review.id in undone:
            continue
        if review.kind is study and review.grade:
            histories.setdefault(review.card, []).append(review)
        elif review.kind is reset:
            histories.pop(review.card, None)
        elif review.kind is start and review.card not in histories and read_start(review.typed):
            histories[review.card] = [review]
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
        today = day_of(review.at, review.offset_minutes, settings.turns_at)
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
