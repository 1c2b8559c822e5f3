"""Each answer of the log with the memory that its prompt had before it: what statistics are counted from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from flashcards.scheduling import engine
from flashcards.scheduling.days import DAY, day_at
from flashcards.scheduling.events import is_gradual
from flashcards.scheduling.learning_steps import PhaseNode, PhaseTable
from flashcards.scheduling.model import LAST_DAY, LearningState, Memory, Review, RowKind, new_memory
from flashcards.scheduling.next_memory import memory_after_row
from flashcards.scheduling.plain_rows import PlainRow, to_review
from flashcards.scheduling.row_order import NO_FORMER_IDS, rows_by_prompt
from flashcards.scheduling.settings import Settings

_ASKED = _STUDY, _CRAM = RowKind.STUDY.value, RowKind.CRAM.value
_SET_DUE = RowKind.SET_DUE.value
_NEW = LearningState.NEW


class Recall(NamedTuple):
    """An answer, and the memory before it."""

    row: PlainRow
    prompt: str
    """Its present id."""
    day: int
    """The local day, as `day_of` counts."""
    state: LearningState
    """Before the answer."""
    days: int = 0
    """The interval that led to it, if the prompt was in review; else 0."""
    elapsed: int = 0
    """Days since the answer before; 0 for the first."""
    first: bool = True
    """True for the first answer to the prompt on that day; what is asked outside the schedule never is."""
    predicted: float | None = None
    """The probability of recall that the memory foretold; None for a new prompt and outside the schedule."""


_to_recall: Callable[[Sequence[Any]], Recall] = partial(tuple.__new__, Recall)
"""As `to_plain_row`: a million are made at once."""


def recalls(
    rows: Iterable[Review] | Iterable[PlainRow], settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS
) -> dict[str, list[Recall]]:
    """Every answer that stands, by prompt and in order; `rows` as in `rows_by_prompt`.

    `former` as in `replay`. What was answered before a reset still was; what was erased is left out.
    """
    histories = rows_by_prompt(rows, former)
    walks = _walks(histories, settings)
    along = iter(
        engine.stabilities_along([walk.asked[:-1] for walk in walks.values() if walk.asked[1:]], settings)
    )
    made, curve = {}, engine.curve_of(settings)
    for prompt, history in histories.items():
        walk = walks.pop(prompt, None)  # it takes as much room as what is made of it
        if walk is None:
            made[prompt] = _answers_one_by_one(prompt, history, settings)
        else:
            made[prompt] = _foretold(walk, next(along) if walk.asked[1:] else [], curve)
    return {prompt: answers for prompt, answers in made.items() if answers}


_Known = tuple[PlainRow, str, int, LearningState, int, int, bool]
"""All of a Recall but what was foretold."""


class _Walk(NamedTuple):
    """The answers to a prompt as far as they need no engine, and its grades with the days between."""

    answers: list[_Known]
    asked: list[tuple[int, int]]


def _walks(histories: Mapping[str, list[PlainRow]], settings: Settings) -> dict[str, _Walk]:
    """The walks through those histories that the engine can compute in a batch."""
    phases, walks = PhaseTable(), {}
    for prompt, history in histories.items():
        own = settings.for_prompt(prompt)
        walk = _walk_history(prompt, history, phases.of(own), own)
        if walk is not None:
            walks[prompt] = walk
    return walks


def _walk_history(prompt: str, history: list[PlainRow], node: PhaseNode, settings: Settings) -> _Walk | None:
    """The walk through the history; None if an event, or a day that no row says, asks for more."""
    answers: list[_Known] = []
    asked: list[tuple[int, int]] = []
    days, last = 0, 0
    starts_at, graduated = settings.day_starts_at * 60, node.graduated
    for row in history:
        grade, kind = row.grade, row.kind
        if kind != _STUDY:
            if not is_gradual(kind, is_new=not asked):
                return None
            if kind == _SET_DUE and row.due is not None:
                node, days = graduated, max(min(row.due, LAST_DAY) - last, 0)
        if not grade or kind not in _ASKED:
            continue
        day = (row.at // 60_000 + row.offset_minutes - starts_at) // DAY  # `day_at`, without a call a row
        if kind == _CRAM:
            answers.append((row, prompt, day, node.state, days, 0, False))
            continue
        if day < last:  # noqa: PLR1730 - a call a row costs more
            day = last  # a clock that went back makes no negative days
        elapsed = day - last if asked else 0
        answers.append((row, prompt, day, node.state, days, elapsed, not asked or elapsed > 0))
        asked.append((grade, elapsed))
        last = day
        if row.due is None:
            node, days = node.after[grade], 0
            if not node.minutes:
                return None
        else:
            node, days = graduated, max(min(row.due, LAST_DAY) - day, 0)
    return _Walk(answers, asked)


def _foretold(walk: _Walk, along: list[float], curve: tuple[float, float]) -> list[Recall]:
    """The answers of a walk with the recall that each memory foretold; `curve` is of `curve_of`."""
    before = iter(along)
    factor, decay = curve
    made = []
    for known in walk.answers:
        predicted = None
        if known[0].kind == _STUDY and known[3] is not _NEW:
            predicted = (1 + factor * known[5] / next(before)) ** decay
        made.append(_to_recall((*known, predicted)))
    return made


def _answers_one_by_one(prompt: str, history: list[PlainRow], settings: Settings) -> list[Recall]:
    """The same from the memory after each row."""
    memory, last, own = new_memory(prompt), -1, settings.for_prompt(prompt)
    found: list[Recall] = []
    for row in history:
        if row.kind == RowKind.ERASE:
            found, last = [], -1
        elif row.grade and row.kind in (RowKind.STUDY, RowKind.CRAM):
            answer = _answer_from(memory, row, last, own)
            found.append(answer)
            last = answer.day if row.kind == _STUDY else last
        memory = memory_after_row(memory, to_review(row), settings)
    return found


def _answer_from(memory: Memory, row: PlainRow, last: int, settings: Settings) -> Recall:
    """The answer `row`, from the memory before it; `last` is the day of the last answer in the schedule."""
    day = day_at(row.at, row.offset_minutes, settings.day_starts_at)
    days = memory.days if memory.state is LearningState.REVIEW else 0
    if row.kind == _CRAM:
        return Recall(row, memory.card, day, memory.state, days, first=False)
    day = max(day, memory.day)
    if memory.is_new:
        return Recall(row, memory.card, day, memory.state, first=day != last)
    elapsed = day - memory.day
    predicted = engine.recall_after(elapsed, memory.stability, settings)
    return Recall(row, memory.card, day, memory.state, days, elapsed, day != last, predicted)
