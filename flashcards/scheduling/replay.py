"""Memories computed from a whole log of reviews."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from math import inf
from operator import itemgetter, le, lt

from flashcards.scheduling.events import is_gradual, memory_after_event
from flashcards.scheduling.graded_rows import GradedRow, History, memories_after_answers
from flashcards.scheduling.model import Memory, Review, RowKind, new_memory
from flashcards.scheduling.next_memory import memory_after_row
from flashcards.scheduling.plain_rows import PlainRow, to_review
from flashcards.scheduling.row_order import NO_FORMER_IDS, rows_by_prompt, standing
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
    gradual, others = [], []
    for card, history in histories.items():
        known = _history(card, history, settings)
        if known is None:
            others.append(card)
        else:
            gradual.append(known)
    memories = memories_after_answers(gradual, settings)
    for card in others:
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


def _history(card: str, rows: Iterable[PlainRow | GradedRow], settings: Settings) -> History | None:
    """The answers among the rows of a prompt and what the others leave of a new one; None if they do more.

    Rows that are no `PlainRow` are answers.
    """
    own, before = settings.for_prompt(card), new_memory(card)
    answers: list[GradedRow] = []
    for row in rows:
        if not isinstance(row, PlainRow):
            answers.append(row)
        elif row.kind == _STUDY:
            if row.grade:
                answers.append(_graded(card, row, row.grade))
        elif not is_gradual(row.kind, is_new=not answers):
            return None
        elif row.kind != RowKind.SET_DUE:
            before = memory_after_event(before, to_review(row), own)
        elif row.due is not None:
            answers.append(_graded(card, row, 0))
    return History(answers, before)


_STUDY = RowKind.STUDY.value


def _graded(card: str, row: PlainRow, grade: int) -> GradedRow:
    return GradedRow(card, row.at, row.offset_minutes, grade, row.due, "", row.seq)


EventsOf = Callable[[Sequence[str]], Iterable[PlainRow]]


def replay_answers(
    rows: Iterable[GradedRow], settings: Settings, events_of: EventsOf
) -> tuple[dict[str, Memory], list[str]]:
    """`replay` of rows sorted by prompt and moment, for prompts whose rows stand one after the other; and
    the names of the other prompts, which must be replayed from whole rows.

    `events_of` some ids are, in any order, those rows whole, and the rows that they take back.
    """
    histories, others = [], []
    mixed: dict[str, list[GradedRow]] = {}
    for card, group in groupby(rows, _CARD):
        answers = list(group)
        if not _are_in_order(answers):
            others.append(card)
        elif any(map(_OTHER, answers)):
            mixed[card] = answers
        else:
            histories.append(History(answers, new_memory(card)))
    ids = [name for answers in mixed.values() for name in map(_OTHER, answers) if name]
    events = _by_card(events_of(ids)) if ids else {}
    for card, answers in mixed.items():
        together = _with_events(answers, events[card])
        history = together and _history(card, together, settings)
        if history:
            histories.append(history)
        else:
            others.append(card)
    return memories_after_answers(histories, settings), others


_CARD, _AT, _SEQ, _OTHER = (
    itemgetter(GradedRow._fields.index(name)) for name in ("card", "at", "seq", "other")
)


def _are_in_order(answers: list[GradedRow]) -> bool:
    """True if the rows have moments of their own, in the order in which they were written."""
    moments, numbers = [*map(_AT, answers)], [*map(_SEQ, answers)]
    return all(map(lt, moments, moments[1:])) and all(map(le, numbers, numbers[1:]))


def _by_card(rows: Iterable[PlainRow]) -> Mapping[str, list[PlainRow]]:
    found: defaultdict[str, list[PlainRow]] = defaultdict(list)
    for row in rows:
        found[row.card].append(row)
    return found


def _with_events(answers: list[GradedRow], events: list[PlainRow]) -> list[PlainRow | GradedRow]:
    """The rows of a prompt that count since it was reset, in order: those of `events` whole, the others as
    answers. None of them if two of `events` share a moment, the last that there is: they have no such order.
    """
    whole = {row.at for row in events}
    if len(whole) < len(events):
        return []
    counted = standing(sorted(events, key=_MOMENT))
    begins = max((row.at for row in counted if row.kind in _FORGETS), default=-inf)
    each = zip(answers, map(_AT, answers), map(_OTHER, answers), strict=True)
    found: list[PlainRow | GradedRow] = [
        row for row, at, other in each if not other and at not in whole and at > begins
    ]
    moments = [*map(_AT, found)]
    for row in reversed(_since_reset(counted)):
        found.insert(bisect(moments, row.at), row)
    return found


_MOMENT = itemgetter(PlainRow._fields.index("at"))
