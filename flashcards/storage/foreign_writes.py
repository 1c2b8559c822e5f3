"""Notices that another program has written to the review log."""

from __future__ import annotations

import os
import sqlite3

from flashcards.storage.review_log import Store


class ForeignWrites:
    """Counts them, as far as it is asked: what was written between two questions counts as one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp: tuple[int, ...] = ()
        """Of the file when it was looked into last: to ask the database takes ten times as long."""
        self._version: tuple[int, ...] = ()
        self._count = 0

    def count(self) -> int:
        """A number that is another one once another program has written, or put another file there."""
        stamp = self._read_stamp()
        if stamp != self._stamp or not stamp:
            version = (*stamp[:1], self._store.read(_read_version))
            self._count += version != self._version
            self._stamp, self._version = stamp, version
        return self._count

    def _read_stamp(self) -> tuple[int, ...]:
        try:
            found = os.stat(self._store.path)  # noqa: PTH116 - faster, at each grade
        except OSError:
            return ()
        return found.st_ino, found.st_size, found.st_mtime_ns


def _read_version(connection: sqlite3.Connection) -> int:
    """The number that SQLite changes when the file is written over another connection."""
    return int(connection.execute("pragma main.data_version").fetchone()[0])
