"""Whether a database is whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flashcards.storage.errors import damage


def structural_faults(connection: sqlite3.Connection, thorough: bool = False) -> list[str]:
    """What SQLite finds wrong with the structure of the file; nothing in a whole one.

    `thorough` holds each index against its table too, which takes some times as long.
    Raises sqlite3.DatabaseError where the damage is such that SQLite cannot even look.
    """
    check = "pragma integrity_check(20)" if thorough else "pragma quick_check(20)"
    found = [line for (line,) in connection.execute(check).fetchall() if line != "ok"]
    return [line.splitlines()[-1] for line in found]


def require_whole(connection: sqlite3.Connection, path: Path, what: str = "the review log") -> None:
    """Raise the Problem of a damaged file if SQLite finds anything wrong with it."""
    if found := structural_faults(connection):
        raise damage(path, found[0], what)
