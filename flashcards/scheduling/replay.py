"""Memories computed from a whole log of reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter, le, lt

from flashcards.scheduling.events import is_gradual, memory_after_event
from flashcards.scheduling.graded_rows import GradedRow, History, memories_after_answers
from flashcards.scheduling.model import Memory, Review, RowKind, new_memory
from flashcards.scheduling.next_memory import memory_after_row
from flashcards.scheduling.plain_rows import PlainRow, to_review
from flashcards.scheduling.row_order import NO_FORMER_IDS, rows_by_prompt
from flashcards.scheduling.settings import Settings


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
    gradual = (item for item in histories.items() if item[0] not in one_by_one)
    memories = memories_after_answers([_history(card, rows, settings) for card, rows in gradual], settings)
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


def _history(card: str, rows: list[PlainRow], settings: Settings) -> History:
    """The answers among the rows of a prompt, and what the others leave of a new one."""
    answers = [
        GradedRow(card, row.at, row.offset_minutes, row.grade, row.due, True, row.seq)
        for row in rows
        if row.kind == _STUDY and row.grade
    ]
    before = new_memory(card)
    if len(answers) < len(rows):
        own = settings.for_prompt(card)
        for row in rows:
            if row.kind != _STUDY:
                before = memory_after_event(before, to_review(row), own)
    return History(answers, before)


_STUDY = RowKind.STUDY.value


def replay_answers(rows: Iterable[GradedRow], settings: Settings) -> tuple[dict[str, Memory], list[str]]:
    """`replay` of rows sorted by prompt and moment, for prompts that were only answered, one row after the
    other; and the names of the other prompts, which must be replayed from whole rows.
    """
    histories, others = [], []
    for card, group in groupby(rows, _CARD):
        answers = list(group)
        if _are_plain(answers):
            histories.append(History(answers, new_memory(card)))
        else:
            others.append(card)
    return memories_after_answers(histories, settings), others


_CARD, _AT, _SEQ, _ALONE = (
    itemgetter(GradedRow._fields.index(name)) for name in ("card", "at", "seq", "alone")
)


def _are_plain(answers: list[GradedRow]) -> bool:
    """True if all are answers at moments of their own, in the order in which they were written."""
    moments, numbers = [*map(_AT, answers)], [*map(_SEQ, answers)]
    return (
        all(map(_ALONE, answers))
        and all(map(lt, moments, moments[1:]))
        and all(map(le, numbers, numbers[1:]))
    )
