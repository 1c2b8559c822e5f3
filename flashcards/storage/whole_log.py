"""The whole log, a piece at a time, for what learns from it: a million rows at once take two gigabytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from flashcards.scheduling import Settings
from flashcards.scheduling.histories import AnswerHistory, answer_histories
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.storage import log_rows
from flashcards.storage.aside import ReadsLog


def read_in_pieces(
    store: ReadsLog, former: Mapping[str, str], now: datetime | None
) -> Iterator[list[PlainRow]]:
    """The rows that count at `now`, all of a prompt in one piece, without the texts that no memory needs."""
    query = "select card, count(*) from reviews group by card order by card"
    counts = store.read(lambda log: log.execute(query).fetchall())
    for names in log_rows.in_pieces(counts, former, log_rows.PART):
        yield store.read(partial(_rows, now=now, names=names))


def _rows(log: sqlite3.Connection, now: datetime | None, names: list[str]) -> list[PlainRow]:
    return list(log_rows.rows_to_replay(log, now, names))


def read_histories(
    store: ReadsLog, settings: Settings, former: Mapping[str, str], now: datetime | None
) -> Iterator[AnswerHistory]:
    """The answers of every prompt of the log that count at `now`."""
    for rows in read_in_pieces(store, former, now):
        yield from answer_histories(rows, settings, former)
