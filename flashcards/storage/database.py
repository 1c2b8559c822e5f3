"""Opens the review log's file: checks that it is ours and intact, and migrates it to the newest schema."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flashcards.errors import Problem
from flashcards.storage import migrations, sidecars, states
from flashcards.storage.checks import require_whole
from flashcards.storage.errors import ELSEWHERE, damage
from flashcards.storage.migrations import STATE_INDEXES
from flashcards.value import Value

FILE = "reviews.sqlite"
"""The log's file in the data folder."""
PATIENCE = 5.0
"""Seconds to wait while another process writes."""
ROOM = -65536
"""Pages for bulk work, as SQLite takes their size: 64 MB."""
CHECKED_AT_START = 2**20
"""Up to this many bytes a log is checked before it is studied from, and completed; a longer one when it is
closed, and behind the home screen."""
_ATTEMPTS = 5
"""How often a file that is replaced while it is opened is opened again."""


class Identity(Value, frozen=True):
    """The identity of the file at a path, which changes when the file is replaced."""

    volume: int
    file: int


def identity(path: Path, empty: bool = False) -> Identity | None:
    """The identity of the file at `path`; None if it is missing, or empty unless `empty` counts."""
    try:
        found = os.stat(path)  # noqa: PTH116 - faster, twice a grade; once: it may be gone at the next look
    except FileNotFoundError:
        return None
    return Identity(found.st_dev, found.st_ino) if found.st_size or empty else None


def data_version(connection: sqlite3.Connection) -> int:
    """The number that SQLite changes when the log is written over another connection."""
    return int(connection.execute("pragma main.data_version").fetchone()[0])


def connect(path: Path) -> tuple[sqlite3.Connection, Identity | None, list[Path]]:
    """A connection to the log at `path`, the file's identity, and the foreign journals that were renamed.

    Creates the file and its folder if missing. Raises Problem, OSError or sqlite3.DatabaseError.
    """
    _make_folder(path.parent)
    strays: list[Path] = []
    for attempt in range(1, _ATTEMPTS + 1):
        before = identity(path, empty=True)
        require_file(path)
        strays += sidecars.set_foreign_aside(path)
        # as a URI, so that a catalogue in memory can be attached
        connection = sqlite3.connect(path.as_uri(), timeout=PATIENCE, isolation_level=None, uri=True)
        opened = identity(path, empty=True)
        try:
            _prepare(connection, path)
            if before in (None, opened) and identity(path, empty=True) == opened:
                return connection, opened, strays
        except (sqlite3.DatabaseError, FileNotFoundError):
            connection.close()
            if attempt == _ATTEMPTS or before in (None, identity(path, empty=True)):
                raise
        except BaseException:
            connection.close()
            raise
        connection.close()  # replaced while it was opened
    raise Problem(f"the review log keeps being replaced: {path}", hint="wait for the sync to finish")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Problem(f"{folder} is not a folder", hint=ELSEWHERE) from None


def require_file(path: Path) -> None:
    """Raise a Problem for a folder, pipe or device, which SQLite would block or fail on."""
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        hint = f"move it away, or {ELSEWHERE}"
        raise Problem(f"cannot open the review log: {path} is not a file", hint=hint)


def require_log(connection: sqlite3.Connection, path: Path) -> None:
    """Raise a Problem for the database of another program and for the log of a newer version."""
    connection.execute("begin")  # all three from one state: another process may be making the log
    with connection:
        application = connection.execute("pragma application_id").fetchone()[0]
        tables = connection.execute("select count(*) from sqlite_schema").fetchone()[0]
        version = migrations.version(connection)
    if application != migrations.APPLICATION and tables:
        raise Problem(f"{path} is not a review log", hint="move it away, or set FLASHCARDS_HOME")
    if version > len(migrations.MIGRATIONS):
        raise Problem(f"{path} was written by a newer flashcards", hint="upgrade flashcards")


@contextmanager
def more_room(connection: sqlite3.Connection) -> Iterator[None]:
    """Let the connection keep `ROOM` of pages meanwhile: the ids of many rows fall on every page of an index.

    Afterwards they are given back: a session that goes on for hours needs few of them.
    """
    usual = _set_cache(connection, ROOM)
    try:
        yield
    finally:
        if usual is not None:
            _set_cache(connection, usual)


def _set_cache(connection: sqlite3.Connection, size: int) -> int | None:
    """The size of the cache before it was set; None if the file cannot be read, which others will tell."""
    with suppress(sqlite3.Error):
        (before,) = connection.execute("pragma cache_size").fetchone()
        connection.execute(f"pragma cache_size = {size}").fetchall()
        connection.execute("pragma shrink_memory").fetchall()
        return int(before)
    return None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the connection safe, check the file, and bring it to the newest schema."""
    require_log(connection, path)
    _keep_in_one_file(connection)
    # With `normal` the power could fail between the journal and the log.
    connection.execute("pragma synchronous = full")
    if path.stat().st_size <= CHECKED_AT_START:
        require_whole(connection, path)
    if 0 < migrations.version(connection) < len(migrations.MIGRATIONS):
        from flashcards.storage import backups  # a log of an earlier version is kept as it was

        backups.create(connection, path)
    migrations.migrate(connection)
    require_tables(connection, path)
    if path.stat().st_size <= CHECKED_AT_START:
        with suppress(sqlite3.OperationalError):  # a log that cannot be written is searched without them
            migrations.index_rows(connection)


def _keep_in_one_file(connection: sqlite3.Connection) -> None:
    """Use a rollback journal: between two commits the file alone is the log, whoever copies or restores it.

    Logs of earlier versions used a write-ahead file. A log that another process has open is left unchanged.
    """
    try:
        connection.execute("pragma journal_mode = persist")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise


def _state_indexes(connection: sqlite3.Connection) -> set[str]:
    query = "select name from sqlite_schema where type = 'index' and tbl_name = 'states' and sql is not null"
    return {name for (name,) in connection.execute(query)}


def require_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables anew that may be dropped at any time. Raises Problem without one of the others."""
    found = {name for (name,) in connection.execute("select name from sqlite_schema where type = 'table'")}
    if missing := {"reviews", "device"} - found:
        raise damage(path, f"it has no table '{min(missing)}'")
    if not {"states", "states_of", "orphans"} <= found or _state_indexes(connection) != {*STATE_INDEXES}:
        states.make_anew(connection)
    elif "states_before" not in found:
        migrations.create_states_before(connection)
    if not found >= migrations.SYNC_TABLES:
        migrations.create_sync(connection)
    if connection.execute("select count(*) from device").fetchone()[0] == 0:
        connection.execute("insert into device values (?)", (os.urandom(16).hex(),))
