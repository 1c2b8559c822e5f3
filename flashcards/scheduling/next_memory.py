"""The memory after one more review, which a replay repeats row by row, and what each grade would lead to."""

from __future__ import annotations

from datetime import datetime, timedelta

from flashcards.scheduling import engine
from flashcards.scheduling.days import day_at, step_end
from flashcards.scheduling.events import memory_after_event, wait_until
from flashcards.scheduling.learning_steps import GRADUATED, interval_days, phase
from flashcards.scheduling.load import Load
from flashcards.scheduling.model import Grade, LearningState, Memory, Review, RowKind, milliseconds
from flashcards.scheduling.settings import Settings
from flashcards.value import replace


def is_leech(memory: Memory, settings: Settings) -> bool:
    """True if a prompt was forgotten so often that its card should be improved rather than repeated."""
    return memory.lapses >= settings.leech_after


def memory_after(
    memory: Memory,
    grade: Grade,
    at: datetime,
    offset_minutes: int,
    settings: Settings,
    due: int | None = None,
    load: Load | None = None,
) -> Memory:
    """The memory after a review at `at` (UTC), with local time `offset_minutes` ahead of UTC.

    `due` is the day that was given at that review, where it is known: the prompt then left its steps,
    whatever they are now. By default the scheduler chooses it, with a `load` by what is due on the days
    that the fuzz allows.
    """
    settings = settings.for_prompt(memory.card)
    load = load and replace(load, shares=settings.easy_days)
    moment = milliseconds(at)
    today = max(day_at(moment, offset_minutes, settings.day_starts_at), memory.day)
    outcomes = engine.outcomes(memory, 0 if memory.is_new else today - memory.day, settings)
    state, step, minutes = phase(memory.state, memory.step, grade, settings) if due is None else GRADUATED
    if minutes:
        length = timedelta(minutes=minutes) // timedelta(milliseconds=1)
        days, due_at = 0, step_end(moment, length, offset_minutes, settings.day_starts_at)
    else:
        if due is None:
            intervals = [outcome.interval for outcome in outcomes]
            due = today + interval_days(memory, grade, intervals, settings, today, load)
        days, due_at = wait_until(due, today, offset_minutes, settings)
    made = outcomes[grade - 1].memory
    return memory._replace(
        state=state,
        step=step,
        stability=made.stability,
        difficulty=made.difficulty,
        due_at=due_at,
        last_at=moment,
        began=today if memory.is_new else memory.began,
        day=today,
        days=days,
        reviews=memory.reviews + 1,
        lapses=memory.lapses + (memory.state is LearningState.REVIEW and grade is Grade.AGAIN),
        right=memory.right + (grade is not Grade.AGAIN),
        elsewhere=False,
    )


def memory_after_row(memory: Memory, row: Review, settings: Settings) -> Memory:
    """The memory after one more row of its prompt: the one step that a replay repeats.

    A row of an earlier version says no day, and its grade asked for no growth over the interval before.
    """
    if row.kind is RowKind.STUDY and row.grade:
        before = memory if row.due is not None else memory._replace(days=0)
        return memory_after(before, row.grade, row.at, row.offset_minutes, settings, row.due)
    return memory_after_event(memory, row, settings.for_prompt(memory.card))


def preview(
    memory: Memory, at: datetime, offset_minutes: int, settings: Settings, load: Load | None = None
) -> dict[Grade, Memory]:
    """The memory that each grade would lead to if given at `at` (UTC)."""
    return {grade: memory_after(memory, grade, at, offset_minutes, settings, load=load) for grade in Grade}
