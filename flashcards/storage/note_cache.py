"""What was read in notes, kept by their content; a cache that cannot be used is none, never an error."""

from __future__ import annotations

import os
import sqlite3
import zlib
from pathlib import Path
from types import TracebackType

from flashcards.storage.sealed import seal, unseal

FILE = "notes.sqlite"
"""Its file in the folder of caches."""
KEPT_DAYS = 60
"""After so many days without use a row is removed."""
_PATIENCE = 0.5
"""Seconds to wait while another import writes to the cache."""
_BATCH = 200
"""Rows written in one transaction."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SCHEMA = "create table if not exists notes (key blob primary key, used integer, body blob) without rowid"


class NoteCache:
    """Texts by key in one SQLite file, which may be deleted at any time.

    A key is the digest of all that a text depends on: the bytes of a note and how it is read.
    It does nothing if `folder` is None, and if the file is locked, damaged or otherwise not to be used.
    `today` is the number of a day.
    """

    def __init__(self, folder: Path | None, today: int) -> None:
        self._today = today
        self._path = folder / FILE if folder else None
        self._connection: sqlite3.Connection | None = None
        self._waiting: dict[bytes, bytes] = {}
        self._used: list[bytes] = []
        if self._path and not self._open(self._path):
            self._open(self._path)  # it was damaged and is gone now

    def __enter__(self) -> NoteCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, key: bytes) -> str | None:
        """The text stored under `key`, exactly as it was put; None if there is none."""
        if self._connection is None:
            return None
        try:
            found = self._connection.execute("select body, used from notes where key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        text = _decompressed(found[0], key) if found else None
        if text is not None and found[1] != self._today:
            self._used.append(key)
        return text

    def put(self, key: bytes, text: str) -> None:
        """Stores `text` under `key`, with the next batch."""
        if self._connection is None:
            return
        sealed = seal(text, key.hex()).encode("utf-8", "surrogatepass")
        self._waiting[key] = zlib.compress(sealed, 1)
        if len(self._waiting) >= _BATCH:
            self._write()

    def close(self) -> None:
        """Stores what waits, and removes what was not used for long."""
        if self._waiting or self._used:
            self._write(prune=True)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self, path: Path) -> bool:
        """Opens the file; False if it was damaged and has been removed."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(path) and not path.is_file():
                return True
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            self._connection.execute("pragma synchronous = off")
            self._connection.execute(_SCHEMA)
        except sqlite3.Error as error:
            return not self._give_up(error)
        except OSError:
            self._connection = None
        return True

    def _write(self, *, prune: bool = False) -> None:
        """Writes the batch in one transaction; if that is impossible, the cache is only read from now on."""
        rows = [(key, self._today, body) for key, body in self._waiting.items()]
        used = [(self._today, key) for key in self._used]
        self._waiting, self._used = {}, []
        if self._connection is None:
            return
        try:
            with self._connection as connection:
                connection.execute("begin immediate")
                connection.executemany("insert or replace into notes values (?, ?, ?)", rows)
                connection.executemany("update notes set used = ? where key = ?", used)
                if prune:
                    connection.execute("delete from notes where used < ?", (self._today - KEPT_DAYS,))
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> bool:
        """Stops using the file; True if it was damaged and could be removed, so that the next is sound."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED or self._path is None:
            return False
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def _decompressed(body: object, key: bytes) -> str | None:
    """The stored text; None if it is not exactly what was stored."""
    try:
        return unseal(zlib.decompress(body).decode("utf-8", "surrogatepass"), key.hex())  # type: ignore[arg-type]
    except (zlib.error, TypeError, UnicodeDecodeError):
        return None
