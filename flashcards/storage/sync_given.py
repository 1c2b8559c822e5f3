"""The rows of the log that a sync gives to a file of the folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from flashcards.errors import Problem
from flashcards.exchange import segments
from flashcards.storage.held_rows import load_held
from flashcards.storage.log_rows import newest_row
from flashcards.storage.row_merge import MOST_ASKED, read_rows


class GivenRows(NamedTuple):
    """Rows that are given to a file."""

    numbers: list[int]
    ids: list[str]
    lines: list[bytes]

    def first(self, count: int) -> GivenRows:
        """The first `count` of them."""
        return GivenRows(self.numbers[:count], self.ids[:count], self.lines[:count])


def require_same_log(connection: sqlite3.Connection, given: GivenRows) -> None:
    """Raise a Problem if the log was replaced since the rows were read: its numbers are of other rows."""
    for first in range(0, len(given.ids), MOST_ASKED):
        asked = given.numbers[first : first + MOST_ASKED]
        query = f"select id from reviews where number in ({','.join('?' * len(asked))}) order by number"
        if [name for (name,) in connection.execute(query, asked)] != given.ids[first : first + MOST_ASKED]:
            raise Problem("the review log was replaced while it was synced", hint="sync once more")


def next_rows(connection: sqlite3.Connection, counts: Callable[[str], bool]) -> GivenRows:
    """The next rows that none of the files that count holds, as many as a segment takes."""
    with_typed = bool(connection.execute("select typed from sharing").fetchone()[0])
    given = GivenRows([], [], [])
    newest = newest_row(connection)
    held = load_held(connection)
    for run in held.missing(newest, counts):
        left = segments.MOST_ROWS - len(given.ids)
        for number, row in read_rows(connection, run, left):
            given.numbers.append(number)
            given.ids.append(row.values[0])
            given.lines.append(segments.encode_row(row, with_typed=with_typed))
        if len(given.ids) == segments.MOST_ROWS:
            break
    return given
