"""The graded answers of each prompt, as a memory model reads them: from the first on, without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from flashcards.scheduling.days import day_at
from flashcards.scheduling.model import Grade, Review, RowKind, moment
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.scheduling.row_order import NO_FORMER_IDS, rows_by_prompt
from flashcards.scheduling.settings import Settings


class Answer(NamedTuple):
    """One graded answer of a prompt."""

    grade: Grade
    elapsed: int
    """Whole local days since the answer before; 0 for the first."""
    at: datetime
    milliseconds: int
    graduated: bool = False
    """True if its row says a day: the prompt left its steps, whatever they are now."""


AnswerHistory = tuple[Answer, ...]


def answer_histories(
    rows: Iterable[Review] | Iterable[PlainRow], settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS
) -> list[AnswerHistory]:
    """The answers of every prompt that count, in order; `rows` as in `rows_by_prompt`.

    Cram and what was taken back do not count. A prompt that was reset has one history before and one after
    it; what was erased has none, nor has a prompt whose memory began in another program.
    """
    return [
        _answers(graded, settings)
        for prompt in rows_by_prompt(rows, former).values()
        for graded in _memories_apart(prompt)
        if graded
    ]


def _memories_apart(rows: list[PlainRow]) -> list[list[PlainRow]]:
    """The graded rows of a prompt for each time that it began anew here."""
    apart: list[list[PlainRow]] = [[]]
    elsewhere = False
    for row in rows:
        if row.kind == _STUDY:
            if row.grade and not elsewhere:
                apart[-1].append(row)
        elif row.kind in (RowKind.RESET, RowKind.ERASE):
            apart = [*apart, []] if row.kind == RowKind.RESET else [[]]
            elsewhere = False
        elif row.kind in (RowKind.START, RowKind.SET_DUE) and not apart[-1]:
            elsewhere = True
    return apart


_STUDY = RowKind.STUDY.value


def _answers(history: list[PlainRow], settings: Settings) -> AnswerHistory:
    found: list[Answer] = []
    last: int | None = None
    for row in history:
        day = day_at(row.at, row.offset_minutes, settings.day_starts_at)
        day = day if last is None else max(day, last)  # a clock that went back makes no negative days
        elapsed = 0 if last is None else day - last
        given, graduated = Grade(row.grade or 0), row.due is not None
        found.append(Answer(given, elapsed, moment(row.at), row.milliseconds, graduated))
        last = day
    return tuple(found)
