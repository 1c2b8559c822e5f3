"""The graded answers of each prompt, as a memory model reads them: from the first on, without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from flashcards.scheduling.days import day_of
from flashcards.scheduling.model import Grade, Review, RowKind
from flashcards.scheduling.replay import NO_FORMER_IDS
from flashcards.scheduling.settings import Settings

_ENDS = frozenset({"reset", "erase"})
"""Kinds of rows that begin a prompt anew."""
_BEGINS = frozenset({"start", "set-due"})
"""Kinds of rows that give a new prompt a memory from elsewhere: its first answer here is not its first."""


class Answer(NamedTuple):
    """One graded answer of a prompt."""

    grade: Grade
    elapsed: int
    """Whole local days since the answer before; 0 for the first."""
    at: datetime
    milliseconds: int


AnswerHistory = tuple[Answer, ...]


def answer_histories(
    rows: Iterable[Review], settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS
) -> list[AnswerHistory]:
    """The answers of every prompt that count, in order; `rows` in chronological order.

    Cram and what was taken back do not count. A prompt that was reset has one history before and one after
    it; what was erased has none, nor has a prompt whose memory began in another program.
    """
    found = list(rows)
    undone = {row.takes_back for row in found if row.takes_back}
    open_now: dict[str, list[Review]] = {}
    ended: dict[str, list[list[Review]]] = {}
    elsewhere: set[str] = set()
    for row in found:
        prompt = former.get(row.card, row.card)
        if row.id in undone:
            continue
        if row.kind in _ENDS:
            ended.setdefault(prompt, []).append(open_now.pop(prompt, []))
            elsewhere.discard(prompt)
            if row.kind != RowKind.RESET:
                del ended[prompt]
        elif row.kind in _BEGINS and prompt not in open_now:
            elsewhere.add(prompt)
        elif row.kind == RowKind.STUDY and row.grade and prompt not in elsewhere:
            open_now.setdefault(prompt, []).append(row)
    histories = [*chain.from_iterable(ended.values()), *open_now.values()]
    return [_answers(history, settings) for history in histories if history]


def _answers(history: list[Review], settings: Settings) -> AnswerHistory:
    found: list[Answer] = []
    last: int | None = None
    for row in history:
        day = day_of(row.at, row.offset_minutes, settings.turns_at)
        day = day if last is None else max(day, last)  # a clock that went back makes no negative days
        assert row.grade, "graded rows alone are in a history"
        found.append(Answer(row.grade, 0 if last is None else day - last, row.at, row.milliseconds))
        last = day
    return tuple(found)
