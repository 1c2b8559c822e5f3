"""Integrity checks of a database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flashcards.storage.errors import damage


def structural_faults(connection: sqlite3.Connection, thorough: bool = False) -> list[str]:
    """The faults that SQLite finds in the structure of the file; empty for an intact one.

    `thorough` holds each index against its table too, which takes some times as long.
    Raises sqlite3.DatabaseError if SQLite cannot check the file at all.
    """
    check = "pragma integrity_check(20)" if thorough else "pragma quick_check(20)"
    found = [line for (line,) in connection.execute(check).fetchall() if line != "ok"]
    return [line.splitlines()[-1] for line in found]


def require_whole(connection: sqlite3.Connection, path: Path, what: str = "the review log") -> None:
    """Raise the Problem of a damaged file if SQLite finds anything wrong with it."""
    if found := structural_faults(connection):
        raise damage(path, found[0], what)
