"""Copies of the review log beside it, for the day on which it is damaged."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = "backups"
AFTER = 200
"""Rows written since the last copy before another is made."""
KEPT = 3


def keep(connection: sqlite3.Connection, path: Path, rows: int) -> None:
    """Copy the log of so many `rows` at `path`, where the last copy is old."""
    copied = max((int(copy.stem) for copy in copies(path) if copy.stem.isdigit()), default=0)
    if rows - copied >= AFTER:
        make(connection, path, f"{rows:09d}")


def make(connection: sqlite3.Connection, path: Path, name: str) -> None:
    """Copy the database beside it, complete or not at all; the newest three copies are kept."""
    folder = path.parent / FOLDER
    folder.mkdir(exist_ok=True)
    unfinished = folder / f"{name}-{os.getpid()}.unfinished"
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.backup(copy)
    unfinished.replace(folder / f"{name}.sqlite")
    for old in copies(path)[:-KEPT]:
        old.unlink()


def copies(path: Path) -> list[Path]:
    """The backups of the log at `path`, oldest first."""
    return sorted((path.parent / FOLDER).glob("*.sqlite"), key=lambda copy: copy.stat().st_mtime_ns)
