"""What can go wrong with the disk, in words, with what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flashcards.errors import Problem
from flashcards.store import backups

FILE = "reviews.sqlite"
"""The log's file in the data folder."""

_ELSEWHERE = "set FLASHCARDS_HOME to a folder that you may write in"
_DAMAGED = f"move {FILE}* away to begin anew; there is no backup yet"
_FAULTS = {
    sqlite3.SQLITE_BUSY: ("another program is writing the review log", "close it and try again"),
    sqlite3.SQLITE_LOCKED: ("another program is writing the review log", "close it and try again"),
    sqlite3.SQLITE_CANTOPEN: ("cannot open the review log", _ELSEWHERE),
    sqlite3.SQLITE_READONLY: ("cannot write the review log", _ELSEWHERE),
    sqlite3.SQLITE_PERM: ("cannot write the review log", _ELSEWHERE),
    sqlite3.SQLITE_FULL: (
        "no room left for the review log",
        "free some space, or set FLASHCARDS_HOME elsewhere",
    ),
    sqlite3.SQLITE_IOERR: ("cannot read or write the review log", _ELSEWHERE),
    sqlite3.SQLITE_CORRUPT: ("the review log is damaged", _DAMAGED),
    sqlite3.SQLITE_NOTADB: ("the review log is damaged", _DAMAGED),
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what can go wrong with a disk into a Problem that a person can mend; faults of ours pass."""
    try:
        yield
    except OSError as error:
        raise Problem(f"cannot write in {path.parent}: {error.strerror}", hint=_ELSEWHERE) from error
    except sqlite3.DatabaseError as error:
        message, hint = _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, ("", ""))
        if not message:
            raise
        copies = backups.copies(path)
        if copies and hint is _DAMAGED:
            hint = f"move {path.name}* away and put the backup {copies[-1]} in its place"
        raise Problem(f"{message}: {path} ({error})", hint=hint) from error
