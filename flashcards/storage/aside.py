"""Reads the review log over a connection of its own that only reads: for long counts, from any thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from flashcards.storage.errors import translate_errors

T = TypeVar("T")


class ReadsLog(Protocol):
    """What reads the log."""

    def read(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """What `action` reads. Raises Problem for what the database says."""


class LogAside:
    """A log that is only read, each time over a new connection; it sees the states as last refreshed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """What `action` reads. Raises Problem for what the database says."""
        address = self._path.as_uri()
        with translate_errors(self._path), closing(sqlite3.connect(address, timeout=5, uri=True)) as aside:
            aside.execute("pragma query_only = on")
            return action(aside)
