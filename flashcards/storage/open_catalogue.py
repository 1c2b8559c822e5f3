"""An open catalogue, whatever becomes of its file: made, brought up to the deck files, and made anew."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar

from flashcards.storage import catalogue_file
from flashcards.storage.errors import is_damage

T = TypeVar("T")


class DamagedRow(Exception):  # noqa: N818 - it never reaches a person
    """Raised for a row that is not as it was written."""


def _refresh_catalogue(connection: sqlite3.Connection, folders: Sequence[Path], now_ns: int) -> bool:
    from flashcards.storage.catalogue_refresh import refresh_catalogue  # behind the first frame

    return refresh_catalogue(connection, folders, now_ns)


class OpenCatalogue:
    """An open catalogue; one that is damaged or was removed is made anew when that is noticed.

    `folder` is the folder of caches; None keeps everything in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._sources: tuple[Sequence[Path], int] = ((), 0)
        self._mending = Lock()
        self._open(folder)

    def _open(self, folder: Path | None) -> None:
        connection = catalogue_file.open_file(folder) if folder else None
        self.in_memory = connection is None
        """True if nothing is kept: there is no folder that can be written."""
        self.address = str(folder and folder / catalogue_file.FILE)
        """What `attach` takes: the file, or a URI if the catalogue is in memory."""
        if connection is None:
            connection, self.address = catalogue_file.open_memory()
        self.connection = connection
        self._identity = self._find_identity()
        self.shows_former = False
        """True while what another version of the program had read is shown."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def is_usable(self, folders: Sequence[Path], now_ns: int) -> bool:
        """True if what was read earlier can be shown until `refresh_behind` has taken in what changed.

        After an upgrade that is what the version before had read.
        """
        self._sources = folders, now_ns
        if self.in_memory:
            return False
        if self._rows("select value from meta where name = 'complete'") != [("1",)]:
            return self._show_former()
        if self._folder:
            catalogue_file.remove_former(self._folder)  # if a stop has left it
        return True

    def _show_former(self) -> bool:
        former = self._folder and catalogue_file.open_former(self._folder)
        if not self._folder or not former:
            return False
        self.connection.close()
        self.connection, self.address = former, str(self._folder / catalogue_file.FORMER)
        self.shows_former = True
        return True

    def take_over(self) -> None:
        """Show what `refresh_behind` has read, if that is another file than the one that is shown: what the
        version before had read, or one that was removed since."""
        if self.shows_former and self._folder:
            self._open_anew()
            catalogue_file.remove_former(self._folder)
        elif not self.in_memory and self._find_identity() != self._identity:
            self._open_anew()
            self.refresh(*self._sources)  # where it is in memory by now, all are read

    def _find_identity(self) -> tuple[int, int] | None:
        """Which file is at the address; None if none is."""
        try:
            found = os.stat(self.address)  # noqa: PTH116 - at each start
        except (OSError, ValueError):
            return None
        return found.st_dev, found.st_ino

    def _open_anew(self) -> None:
        self.connection.close()
        self._open(self._folder)

    def refresh(self, folders: Sequence[Path], now_ns: int) -> bool:
        """Take in every change of the deck files in `folders`; whether anything changed.

        `now_ns` is the time in nanoseconds since 1970.
        """
        self._sources = folders, now_ns
        if self.shows_former:
            self._open_anew()
        try:
            return _refresh_catalogue(self.connection, folders, now_ns)
        except sqlite3.Error as error:
            if self.in_memory:
                raise
            self._make_anew(damaged=not isinstance(error, sqlite3.DatabaseError) or is_damage(error))
            return True

    def refresh_behind(self, folders: Sequence[Path], now_ns: int) -> bool:
        """As `refresh`, in another thread than the one that reads here meanwhile."""
        if self.in_memory:
            return self.refresh(folders, now_ns)
        with OpenCatalogue(self._folder) as other:
            changed = other.refresh(folders, now_ns)
            if not other.in_memory:
                return changed
        return self.refresh(folders, now_ns)  # the disk is full by now, or cannot be written any more

    def make_anew(self) -> None:
        """Fill a new catalogue in the place of one that proved to be damaged."""
        self._make_anew(damaged=True)

    def _make_anew(self, *, damaged: bool) -> None:
        """Fill a new catalogue: in the place of a damaged file, otherwise in memory."""
        self.connection.close()
        folder = self._folder
        if folder and damaged and not self.in_memory and catalogue_file.remove_file(folder):
            self._open(folder)
            try:
                _refresh_catalogue(self.connection, *self._sources)
                return
            except sqlite3.Error:
                self.connection.close()
        self._open(None)
        _refresh_catalogue(self.connection, *self._sources)

    def _mended(self, read: Callable[[], T]) -> T:
        """What `read` returns; if the catalogue proves to be damaged it is made anew and read again."""
        try:
            return read()
        except (json.JSONDecodeError, DamagedRow):
            self.make_anew()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self.make_anew()
        return read()

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._mended(lambda: self.connection.execute(query, values).fetchall())

    def read_beside(self, read: Callable[[], T]) -> T:
        """What `read` returns, which opens a connection of its own to `address`; from any thread.

        If it finds no catalogue there, or a damaged one, that is made anew first; `take_over` then shows it.
        """
        for mend in (self.refresh_behind, self._make_anew_behind):
            try:
                return read()
            except sqlite3.DatabaseError as error:
                is_lost = is_damage(error) or self._find_identity() is None
                if self.in_memory or not is_lost:
                    raise
                with self._mending:  # several may have noticed
                    mend(*self._sources)
        return read()

    def _make_anew_behind(self, folders: Sequence[Path], now_ns: int) -> None:
        with OpenCatalogue(self._folder) as other:
            other.refresh(folders, now_ns)
            other.make_anew()

    def _rows_beside(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        def read() -> list[tuple[Any, ...]]:
            with closing(sqlite3.connect(self.address, timeout=5, uri=True)) as aside:
                return aside.execute(query, values).fetchall()

        return self.read_beside(read)
