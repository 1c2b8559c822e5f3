"""Opens the catalogue's database: one that is missing, damaged, foreign or outdated is made anew."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from flashcards.storage import catalogue_schema
from flashcards.storage.errors import is_damage

FILE = "catalogue.sqlite"
"""Its file in the folder of caches."""
FORMER = "catalogue-before.sqlite"
"""What another version of the program had in its place."""
_PATIENCE = 5.0
"""Seconds to wait while another process writes."""
_COUNTER = count()


def open_file(folder: Path) -> sqlite3.Connection | None:
    """A connection to the catalogue in `folder`; None if there can be none."""
    path = folder / FILE
    for _ in range(2):  # a file that is no catalogue is removed, and then made anew
        connection: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(path) and not path.is_file():
                return None
            connection = sqlite3.connect(path, _PATIENCE, isolation_level=None, check_same_thread=False)
            _prepare(connection)
            return connection
        except (OSError, ValueError, sqlite3.Error) as error:
            if connection is not None:
                connection.close()
            if not isinstance(error, ForeignFile) and not (
                isinstance(error, sqlite3.DatabaseError) and is_damage(error)
            ):
                return None
            if not remove_file(folder):
                return None
    return None


def open_memory() -> tuple[sqlite3.Connection, str]:
    """A connection to a catalogue in memory, and the URI by which this process may attach it."""
    address = f"file:catalogue-{os.getpid()}-{next(_COUNTER)}?mode=memory&cache=shared"
    connection = sqlite3.connect(address, isolation_level=None, check_same_thread=False, uri=True)
    _prepare(connection)
    return connection, address


def remove_file(folder: Path) -> bool:
    """Remove the catalogue in `folder`; False if the system does not allow it."""
    return _remove(folder / FILE)


def _remove(path: Path) -> bool:
    try:
        for ending in ("-wal", "-shm", "-journal", ""):
            path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    except OSError:
        return False
    return True


class ForeignFile(sqlite3.DatabaseError):
    """Raised for the database of another program."""


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the connection fast rather than durable, and the tables if they are not those of this version."""
    (application,) = connection.execute("pragma application_id").fetchone()
    (tables,) = connection.execute("select count(*) from sqlite_schema").fetchone()
    if tables and application != catalogue_schema.APPLICATION:
        raise ForeignFile
    connection.execute("pragma synchronous = off")
    connection.execute("pragma cache_size = -8000")
    connection.execute("pragma temp_store = memory")
    if catalogue_schema.is_current(connection):
        return
    connection.execute("pragma journal_mode = wal")
    _keep_former(connection)
    with connection:
        connection.execute("begin immediate")
        if not catalogue_schema.is_current(connection):  # another process may have made them meanwhile
            catalogue_schema.create_tables(connection)


def _keep_former(connection: sqlite3.Connection) -> None:
    """Copy what another version filled, if that can be shown until this one has read all decks."""
    path = Path(connection.execute("pragma database_list").fetchone()[2])
    if not path.name or not catalogue_schema.can_be_read(connection):
        return
    made = path.with_name(f"{FORMER}.{os.getpid()}")
    with suppress(OSError, sqlite3.Error):
        made.unlink(missing_ok=True)
        with closing(sqlite3.connect(made)) as copy:
            connection.backup(copy)
            copy.execute("pragma journal_mode = delete")
        remove_former(path.parent)
        made.replace(path.with_name(FORMER))
    with suppress(OSError):
        made.unlink(missing_ok=True)


def open_former(folder: Path) -> sqlite3.Connection | None:
    """A connection to what another version filled, while this one has not yet read all decks; or None."""
    path = folder / FORMER
    if not path.is_file():
        return None
    connection = sqlite3.connect(path, _PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        if catalogue_schema.can_be_read(connection):
            return connection
    except sqlite3.Error:
        pass
    connection.close()
    return None


def remove_former(folder: Path) -> None:
    """Remove what another version filled, if it is there and the system allows it."""
    if os.path.lexists(folder / FORMER):
        _remove(folder / FORMER)
