"""The connection of an open log: to the file that is at its path, whoever replaces or removes that meanwhile.

A sync program may put another file there, or a person restore a backup: what this session wrote is then
written to it again.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from flashcards.errors import Problem
from flashcards.storage import database, sidecars
from flashcards.storage.errors import translate_errors
from flashcards.storage.log_states import LogStates
from flashcards.storage.rows import COLUMNS, INSERT, SqlRow
from flashcards.storage.transactions import begin_writing

T = TypeVar("T")

_ATTEMPTS = 5
"""How often something is done on a file that is replaced at that very moment."""


class LogConnection:
    """A connection to the log at `path`, and what this session wrote there."""

    def __init__(self, path: Path, states: LogStates, tell: Callable[[str], None]) -> None:
        """Open the log at `path`, created if missing; `states` say which erasures count by now."""
        self.path = path
        self.tell = tell
        self.written: list[SqlRow] = []
        """What this session was shown as kept, should the file be taken away under it."""
        self._handed_over: deque[list[SqlRow]] = deque()
        self._states = states
        self.connection, self._identity = self._open()

    def run(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `action`, repeated until the file at `path` is the same before and after it.

        Raises Problem for what the database says.
        """
        self.take_over()
        with translate_errors(self.path):
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    result = action(self._current())
                except (sqlite3.DatabaseError, FileNotFoundError) as error:
                    is_replaced = database.identity(self.path) != self._identity
                    if attempt == _ATTEMPTS or not (is_replaced or "no such table" in str(error)):
                        raise
                    if not is_replaced:  # the states were dropped meanwhile
                        database.require_tables(self.connection, self.path)
                    continue
                if database.identity(self.path) == self._identity:
                    return result
        raise Problem(f"the review log keeps being replaced: {self.path}", hint="wait for the sync to finish")

    def hand_over(self, rows: list[SqlRow]) -> None:
        """Count rows as written here that another thread has written over a connection of its own."""
        self._handed_over.append(rows)

    def take_over(self) -> None:
        """Count them by now; in the thread of this connection."""
        while self._handed_over:
            self.written += self._handed_over.popleft()

    def write_again(self, connection: sqlite3.Connection) -> int:
        """Insert what this session wrote and the file lacks, but for what was erased; the number of rows."""
        from flashcards.storage.erasure import without_erased  # seldom needed

        query = f"select {COLUMNS} from reviews where kind in ('erase', 'take-back')"
        self.written = without_erased(self.written, connection.execute(query), self._states.latest)
        return insert_missing(connection, self.written)

    def tell_written_again(self, rows: int, what: str) -> None:
        """Tell the user that so many rows were written once more, since the log was `what`."""
        if rows:
            self.tell(f"The review log was {what} while it was open; {rows} of its rows were written again.")

    def rescue(self) -> Path:
        """A backup of what can be read of the file that was opened and of what this session wrote."""
        from flashcards.storage import backups  # hardly ever needed

        unfinished = backups.partial_path(self.path)
        connection, _, _ = database.connect(unfinished)
        with closing(connection), connection:
            begin_writing(connection)
            insert_missing(connection, [*_readable_rows(self.connection), *self.written])
        sidecars.drop_ended_journal(unfinished)
        return backups.finish(unfinished)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _open(self) -> tuple[sqlite3.Connection, database.Identity | None]:
        connection, identity, strays = database.connect(self.path)
        for stray in strays:
            self.tell(f"A journal next to the review log belongs to another file; it is now {stray}")
        return connection, identity

    def _current(self) -> sqlite3.Connection:
        """The connection to the file that is at `path` now, with every row of this session in it."""
        if self._identity is None or database.identity(self.path) != self._identity:
            self._follow()
        return self.connection

    def _follow(self) -> None:
        """Switch to the file that is at `path` now.

        A file that someone else put there is kept, and missing rows of this session are added. If there
        is no file, it is created again with all rows of the removed one.
        """
        removed, held = database.identity(self.path) is None, self.connection
        if removed:
            sidecars.drop_ended_journal(self.path)
        rows = _readable_rows(held) if removed else ()
        connection, identity = self._open()
        with connection:
            begin_writing(connection)
            added = insert_missing(connection, rows) + self.write_again(connection)
        held.close()
        self.connection, self._identity = connection, identity
        self.tell_written_again(added, "removed" if removed else "replaced")


def insert_missing(connection: sqlite3.Connection, rows: Iterable[SqlRow]) -> int:
    """Insert those of `rows` that the log lacks, and return their number."""
    before = connection.total_changes
    connection.executemany(f"insert or ignore {INSERT}", rows)
    return connection.total_changes - before


def _readable_rows(connection: sqlite3.Connection) -> list[SqlRow]:
    """The rows of a file that was removed but is still open, up to the first damage."""
    rows: list[SqlRow] = []
    with suppress(sqlite3.DatabaseError):
        rows.extend(connection.execute(f"select {COLUMNS} from reviews order by number"))
    return rows
