"""Rows from files into the log: a union by id, and what a newer version wrote in them beside it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence

from flashcards.exchange.row_fields import FileRow
from flashcards.scheduling import RowKind
from flashcards.storage.forks import write_fork
from flashcards.storage.held_rows import RowRun, runs_of
from flashcards.storage.log_rows import newest_row
from flashcards.storage.rows import COLUMNS, INSERT, NAMES, SqlRow

MOST_ASKED = 500
"""The most rows that one query names."""
_LOCAL = {"device", "seq", "batch", "typed"}
"""What two devices may say otherwise of one row: who brought it in, and whether the answer is given."""
_COMPARED = tuple(place for place, name in enumerate(NAMES) if name not in _LOCAL)
_FURTHER = ""
"""The key, which no text has, of the fields that have no name."""
_DEVICE, _KIND, _TYPED = (NAMES.index(name) for name in ("device", "kind", "typed"))
_CARD, _TAKES_BACK = NAMES.index("card"), NAMES.index("takes_back")


class RowMerge:
    """The merge of a file's rows into the log, in the transaction that is open."""

    def __init__(self, connection: sqlite3.Connection, device: str) -> None:
        self._connection = connection
        self._before = newest_row(connection)
        self.device = device
        """The id of this device, a new one after `renew_device`."""
        self.new = 0
        """The rows that the log lacked."""
        self.other = 0
        """The rows that it has with another content, which it keeps."""
        self.runs: list[RowRun] = []
        """The numbers of the file's rows in the log."""
        self.is_copy = False
        """True if this device wrote a row that the log lacked: the log was restored, or is one of two."""

    def add(self, rows: Sequence[FileRow]) -> None:
        """Insert the rows that the log lacks."""
        before = newest_row(self._connection)
        changes = self._connection.total_changes
        values = [row.values for row in rows]
        self._connection.executemany(f"insert or ignore {INSERT}", values)
        new = self._connection.total_changes - changes
        self.new += new
        if new == len(rows):
            self.runs.append(RowRun(before + 1, before + new))
        else:
            self._compare(values)
        if new and any(row[_DEVICE] == self.device for row in values):
            query = "select 1 from reviews where number > ? and device = ? limit 1"
            self.is_copy |= bool(self._connection.execute(query, (before, self.device)).fetchall())
        further = [
            (row.values[0], json.dumps({**row.named, _FURTHER: row.further}))
            for row in rows
            if row.further or row.named
        ]
        self._connection.executemany("insert or ignore into further values (?, ?)", further)

    def renew_device(self) -> None:
        """Give this device another id: an other log writes rows under the one that it had.

        What this log had under that one before the merge stays its own, which undo takes back.
        """
        keep = "insert or replace into former_devices values (?, ?)"
        self._connection.execute(keep, (self.device, self._before))
        former, self.device = self.device, os.urandom(16).hex()
        self._connection.execute("update device set id = ?", (self.device,))
        write_fork(self._connection, former, self.device, self._before)

    def tell_forks(self) -> None:
        """Say of ids that this device had from where on the rows that came are another log's."""
        former_ids = "select id from former_devices"
        query = f"select distinct device from reviews where number > ? and device in ({former_ids})"
        for (former,) in self._connection.execute(query, (self._before,)).fetchall():
            write_fork(self._connection, former, self.device, self._before)

    def _compare(self, rows: Sequence[SqlRow]) -> None:
        """Find the numbers of rows of which the log had some, and those that differ."""
        numbers: set[int] = set()
        for first in range(0, len(rows), MOST_ASKED):
            asked = {row[0]: row for row in rows[first : first + MOST_ASKED]}
            places = ",".join("?" * len(asked))
            query = f"select number, {COLUMNS} from reviews where id in ({places})"
            for number, *mine in self._connection.execute(query, tuple(asked)):
                numbers.add(number)
                self.other += not _is_same(mine, asked[mine[0]])
        self.runs += runs_of(sorted(numbers))


def _is_same(mine: Sequence[object], theirs: SqlRow) -> bool:
    """True if two rows of one id say the same."""
    if mine[_KIND] == theirs[_KIND] == RowKind.TAKE_BACK:
        return (mine[_CARD], mine[_TAKES_BACK]) == (theirs[_CARD], theirs[_TAKES_BACK])
    if mine[_TYPED] != theirs[_TYPED] and mine[_TYPED] and theirs[_TYPED]:
        return False
    return all(mine[place] == theirs[place] for place in _COMPARED)


def read_rows(connection: sqlite3.Connection, run: RowRun, most: int) -> Iterator[tuple[int, FileRow]]:
    """Up to `most` rows of a run with their numbers."""
    has_further = connection.execute("select exists (select 1 from further)").fetchone()[0]
    fields = "(select fields from further where further.id = reviews.id)" if has_further else "null"
    query = (
        f"select number, {COLUMNS}, {fields} from reviews where number between ? and ?"
        " order by number limit ?"
    )
    for number, *values, further in connection.execute(query, (run.first, run.last, most)):
        named = json.loads(further) if further else {}
        yield number, FileRow(tuple(values), tuple(named.pop(_FURTHER, ())), named)
