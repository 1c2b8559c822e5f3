"""Memories computed from reviews: after one more review, previewed for each grade, or from a whole log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from flashcards.scheduling import engine
from flashcards.scheduling.days import day_at, day_of
from flashcards.scheduling.events import due_on, is_gradual, memory_after_event, wait_until
from flashcards.scheduling.learning_steps import GRADUATED, PhaseNode, PhaseTable, interval_days, phase
from flashcards.scheduling.load import Load
from flashcards.scheduling.model import (
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    milliseconds,
    new_memory,
)
from flashcards.scheduling.plain_rows import PlainRow, to_review
from flashcards.scheduling.row_order import NO_FORMER_IDS, rows_by_prompt
from flashcards.scheduling.settings import Settings


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
    today = max(day_of(at, offset_minutes, settings.day_starts_at), memory.day)
    outcomes = engine.outcomes(memory, today - memory.day if memory.reviews else 0, settings)
    state, step, minutes = phase(memory.state, memory.step, grade, settings) if due is None else GRADUATED
    days = 0
    if not minutes and due is None:
        days = interval_days(memory, grade, [outcome.interval for outcome in outcomes], settings, today, load)
    made = outcomes[grade - 1].memory
    after = memory._replace(
        state=state,
        step=step,
        stability=made.stability,
        difficulty=made.difficulty,
        last_at=milliseconds(at),
        began=memory.began if memory.reviews else today,
        day=today,
        days=0,
        reviews=memory.reviews + 1,
        lapses=memory.lapses + (memory.state is LearningState.REVIEW and grade is Grade.AGAIN),
        right=memory.right + (grade is not Grade.AGAIN),
        elsewhere=False,
    )
    if minutes:
        return after._replace(due_at=milliseconds(at + timedelta(minutes=minutes)))
    return due_on(after, today + days if due is None else due, offset_minutes, settings)


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


def replay(
    rows: Iterable[Review] | Iterable[PlainRow], settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS
) -> dict[str, Memory]:
    """The memory of every prompt that the log knows; `rows` as in `rows_by_prompt`.

    `former` maps the ids that prompts have in old rows to those that they have now.

    Equal to `memory_after_row` row by row: where a prompt was only graded and set aside, its grades go to
    the engine in one batch with those of all others, since the intervals they led to no longer matter.
    """
    counted = rows_by_prompt(rows, former)
    histories = {card: _since_reset(history) for card, history in counted.items()}
    one_by_one = {card for card, history in histories.items() if not is_gradual(history)}
    memories = _memories_in_batch(
        {card: history for card, history in histories.items() if card not in one_by_one}, settings
    )
    for card in one_by_one:
        memory = new_memory(card)
        for row in histories[card]:
            memory = memory_after_row(memory, to_review(row), settings)
        memories[card] = memory
    return {card: memories[card] for card in histories if memories[card] != new_memory(card)}


def _since_reset(history: list[PlainRow]) -> list[PlainRow]:
    """The rows after the last reset, and before them the last mark; none before an erasure."""
    last = max((place for place, row in enumerate(history) if row.kind in _FORGETS), default=None)
    if last is None:
        return history
    marks: list[PlainRow] = []
    for row in history[:last]:
        if row.kind == RowKind.ERASE:
            marks = []
        elif row.kind in (RowKind.MARK, RowKind.UNMARK):
            marks = [row]
    return (marks if history[last].kind == RowKind.RESET else []) + history[last + 1 :]


_FORGETS = frozenset((RowKind.RESET.value, RowKind.ERASE.value))


def _memories_in_batch(histories: dict[str, list[PlainRow]], settings: Settings) -> dict[str, Memory]:
    """The memories after histories that are gradual; their stability and difficulty are asked for at once.

    Of a grade that gave a day nobody wrote down, the day depends on the memory before it.
    """
    walked = _walked(histories, settings)
    known = iter(engine.memories([asked for _, asked, _ in walked if asked], settings))
    memories = {}
    for counted, asked, last in walked:
        stability, difficulty = next(known) if asked else (0.0, 0.0)
        memory = counted._replace(stability=stability, difficulty=difficulty)
        memories[memory.card] = memory_after_row(memory, to_review(last), settings) if last else memory
    return memories


_Walk = tuple[Memory, engine.History, PlainRow | None]


def _walked(histories: dict[str, list[PlainRow]], settings: Settings) -> list[_Walk]:
    """`_walk` for each history, with the settings of its deck."""
    phases, walked = PhaseTable(), []
    for card, history in histories.items():
        own = settings.for_prompt(card)
        walked.append(_walk(card, history, phases.of(own), own))
    return walked


_AGAIN, _STUDY = int(Grade.AGAIN), RowKind.STUDY.value


def _walk(card: str, history: list[PlainRow], new: PhaseNode, settings: Settings) -> _Walk:
    """The memory after `history` without stability and difficulty, the grades to pass to the engine, and
    the last of them if its day must still be asked for: it is then in neither.

    `new` is the node of a new prompt in the graph of its phases.
    """
    graded = [row for row in history if row.kind == _STUDY and row.grade]
    flags = _flags(card, history, settings) if len(graded) < len(history) else new_memory(card)
    node, graduated, lapses, forgotten = new, new.graduated, 0, 0
    day = began = day_at(graded[0].at, graded[0].offset_minutes, settings.day_starts_at) if graded else 0
    last: PlainRow | None = None
    asked: list[tuple[int, int]] = []
    for row in graded:
        grade = row.grade or 0
        after = node.after[grade] if row.due is None else graduated
        if row.due is None and not after.minutes and row is graded[-1]:
            last = row
            break
        today = day_at(row.at, row.offset_minutes, settings.day_starts_at)
        if today < day:  # noqa: PLR1730 - a call a row costs more
            today = day  # a clock that went back makes no negative days
        asked.append((grade, today - day))
        day = today
        if grade == _AGAIN:
            forgotten += 1
            lapses += node.state is LearningState.REVIEW
        node = after
    if not asked:
        return flags, asked, last
    row = graded[len(asked) - 1]
    days, due_at = 0, row.at + node.wait
    if row.due is not None:
        days, due_at = wait_until(row.due, day, row.offset_minutes, settings)
    memory = flags._replace(
        state=node.state,
        step=node.step,
        due_at=due_at if node.minutes or row.due is not None else 0,
        last_at=row.at,
        began=began,
        day=day,
        days=days,
        reviews=len(asked),
        lapses=lapses,
        right=len(asked) - forgotten,
    )
    return memory, asked, last


def _flags(card: str, history: list[PlainRow], settings: Settings) -> Memory:
    """What the rows that grade nothing leave of a new prompt."""
    flags = new_memory(card)
    for row in history:
        if row.kind != _STUDY:
            flags = memory_after_event(flags, to_review(row), settings)
    return flags
