"""The memories after plain histories of grades, which the engine computes in one batch for all prompts.

Equal to `memory_after_row` grade by grade: the intervals that the grades led to no longer matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flashcards.scheduling import engine
from flashcards.scheduling.days import day_at, step_end
from flashcards.scheduling.events import wait_until
from flashcards.scheduling.learning_steps import PhaseNode, PhaseTable
from flashcards.scheduling.model import Grade, LearningState, Memory, moment
from flashcards.scheduling.next_memory import memory_after
from flashcards.scheduling.settings import Settings


class GradedRow(NamedTuple):
    """What of a graded row its prompt's memory depends on; a million of them are read as they come."""

    card: str
    at: int
    """Milliseconds since 1970, UTC."""
    offset_minutes: int
    grade: int
    """0 where the day `due` was set for a prompt that had an answer before."""
    due: int | None
    other: str
    """The id of the row if it is no answer, or takes another back: it must be looked at whole; else empty."""
    seq: int


class History(NamedTuple):
    """The answers to a prompt and the days set for it, in order; the first is an answer."""

    answers: Sequence[GradedRow]
    before: Memory
    """What its other rows leave of a new prompt: whether it is suspended, buried or marked."""


def memories_after_answers(histories: Iterable[History], settings: Settings) -> dict[str, Memory]:
    """The memories after these histories; their stability and difficulty are asked for at once.

    Of a last grade that gave a day nobody wrote down, the day depends on the memory before it.
    """
    walked = _walk_all(histories, settings)
    known = iter(engine.memories([asked for _, asked, _ in walked if asked], settings))
    memories = {}
    for counted, asked, last in walked:
        stability, difficulty = next(known) if asked else (0.0, 0.0)
        memory = counted._replace(stability=stability, difficulty=difficulty)
        memories[memory.card] = _after_last(memory, last, settings) if last else memory
    return memories


def _after_last(memory: Memory, last: GradedRow, settings: Settings) -> Memory:
    """The memory after a grade of which no day was written, so that it asks for no growth."""
    _, at, offset, grade, *_ = last
    return memory_after(memory._replace(days=0), Grade(grade), moment(at), offset, settings)


_Walk = tuple[Memory, engine.History, GradedRow | None]


def _walk_all(histories: Iterable[History], settings: Settings) -> list[_Walk]:
    """`_walk` for each history, with the settings of its deck."""
    phases, walked = PhaseTable(), []
    for answers, before in histories:
        own = settings.for_prompt(before.card)
        walked.append(_walk(answers, before, phases.of(own), own))
    return walked


_AGAIN = int(Grade.AGAIN)
_GRADE = GradedRow._fields.index("grade")


def _walk(answers: Sequence[GradedRow], before: Memory, new: PhaseNode, settings: Settings) -> _Walk:
    """The memory after `answers` without stability and difficulty, the grades to pass to the engine, and
    the last of them if its day must still be asked for: it is then in neither. Plain tuples will do.

    `new` is the node of a new prompt in the graph of its phases.
    """
    node, graduated, lapses, forgotten = new, new.graduated, 0, 0
    starts = settings.day_starts_at
    day = began = day_at(*answers[0][1:3], starts) if answers else 0
    last: GradedRow | None = None
    asked: list[tuple[int, int]] = []
    for answer in answers:
        _, at, offset, grade, due, _, _ = answer
        if not grade:
            node = graduated
            continue
        after = node.after[grade] if due is None else graduated
        if due is None and not after.minutes and answer is answers[-1]:
            last = answer
            break
        today = day_at(at, offset, starts)
        if today < day:  # noqa: PLR1730 - a call a row costs more
            today = day  # a clock that went back makes no negative days
        asked.append((grade, today - day))
        day = today
        if grade == _AGAIN:
            forgotten += 1
            lapses += node.state is LearningState.REVIEW
        node = after
    if not asked:
        return before, asked, last
    _, at, offset, _, due, *_ = next(row for row in reversed(answers) if row[_GRADE] and row is not last)
    days, due_at = 0, step_end(at, node.wait, offset, starts) if node.minutes else 0
    if not answers[-1][_GRADE]:
        _, _, offset, _, due, *_ = answers[-1]
    if due is not None:
        days, due_at = wait_until(due, day, offset, settings)
    memory = before._replace(
        state=node.state,
        step=node.step,
        due_at=due_at,
        last_at=at,
        began=began,
        day=day,
        days=days,
        reviews=len(asked),
        lapses=lapses,
        right=len(asked) - forgotten,
    )
    return memory, asked, last
