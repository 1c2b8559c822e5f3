"""Backups of the review log in its folder, from which a damaged log can be repaired.

A copy is made of a whole log only, is checked, and is named after the moment at which it was finished.
It goes when newer copies hold every review in it that was not erased. No file of another name is touched.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flashcards.storage import sidecars
from flashcards.storage.checks import require_whole
from flashcards.storage.errors import translate_errors
from flashcards.storage.log_rows import latest_at
from flashcards.storage.rows import SqlRow, columns_of

FOLDER = "backups"
WHAT = "the backup of the review log"
AFTER = 200
"""Reviews written since the last copy before another is made."""
FIRST = 20
"""Reviews after which the first copy is made."""
KEPT = 3
_NAME = re.compile(r"reviews-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{6}Z\.sqlite", re.ASCII)
_EARLIER = re.compile(r"(\d{9}|version-\d+)\.sqlite", re.ASCII)
"""The names that earlier versions gave; such copies are read and never deleted."""
_UNFINISHED = re.compile(r"reviews-\d+\.unfinished(-journal|-wal|-shm)?", re.ASCII)
_ABANDONED = 3600.0
"""Seconds after which an unfinished copy is the debris of a program that was killed."""


def stamp(path: Path) -> str:
    """The file's modification time in UTC, in the form used in file names."""
    return f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m-%dT%H-%M-%S-%f}Z"


def is_due(connection: sqlite3.Connection, path: Path) -> bool:
    """True if a copy of the log at `path` would hold enough rows that the newest backup lacks."""
    if made := copies(path):
        return _lacking(connection, made[-1]) >= AFTER
    return bool(connection.execute("select count(*) from reviews").fetchone()[0] >= FIRST)


def create(connection: sqlite3.Connection, path: Path) -> Path:
    """Write a backup in the log's folder, completely or not at all, and delete those that it replaces.

    Raises Problem if the log is damaged or cannot be read, sqlite3.DatabaseError or OSError if the copy
    cannot be written; every older copy is then still there.
    """
    with translate_errors(path):
        require_whole(connection, path)
    beginning = partial_path(path)
    try:
        with closing(sqlite3.connect(beginning)) as copy:
            connection.backup(copy)
            copy.execute("pragma journal_mode = delete")
            require_whole(copy, beginning, WHAT)
        finished = finish(beginning)
    finally:
        sidecars.remove(beginning, "", *sidecars.SUFFIXES)
    _rotate(path)
    _sweep(finished)
    return finished


def partial_path(path: Path) -> Path:
    """Where this process writes a backup of the log at `path` until it is complete."""
    folder = path.parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"reviews-{os.getpid()}.unfinished"


def finish(beginning: Path) -> Path:
    """Give a complete backup its name."""
    return beginning.replace(beginning.with_name(f"reviews-{stamp(beginning)}.sqlite"))


def copies(path: Path) -> list[Path]:
    """The backups of the log at `path` in the present naming, oldest first."""
    return sorted(copy for copy in _files(path) if _NAME.fullmatch(copy.name))


def all_copies(path: Path) -> list[Path]:
    """All backups of the log at `path`, those of earlier versions too, oldest first."""
    named = [copy for copy in _files(path) if _NAME.fullmatch(copy.name) or _EARLIER.fullmatch(copy.name)]
    return sorted(named, key=lambda copy: copy.stat().st_mtime_ns)


def _files(path: Path) -> list[Path]:
    folder = path.parent / FOLDER
    return [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []


def _rotate(path: Path) -> None:
    """Delete the oldest copies beyond `KEPT`, except those with a review that no newer copy holds."""
    made = copies(path)
    for place, old in enumerate(made[:-KEPT]):
        if any(_holds_all(newer, old) for newer in reversed(made[place + 1 :])):
            old.unlink(missing_ok=True)


def forget(connection: sqlite3.Connection, path: Path) -> None:
    """Put a new backup in the place of those that have rows which were erased from the log at `path`.

    One stays that has anything else which the new one lacks, or that an earlier version named. Raises as
    `create`.
    """
    if not (having := with_erased(path)):
        return
    made = create(connection, path)
    for old in having:
        if old.exists() and _NAME.fullmatch(old.name) and _holds_all(made, old):  # the oldest may be gone
            old.unlink(missing_ok=True)


def with_erased(path: Path) -> list[Path]:
    """The backups and damaged files of the log at `path`, and journals beside it that are none of its own,
    that have rows which were erased from it, or that cannot be read and may have some."""
    patterns = (f"{path.stem}.damaged-*", f"{path.name}-*.stray-*")
    found = [file for pattern in patterns for file in path.parent.glob(pattern)]
    aside = [file for file in found if file.is_file() and file.stat().st_size]
    return [copy for copy in (*all_copies(path), *aside) if _has_erased(path, copy)]


def _has_erased(log: Path, copy: Path) -> bool:
    found = _lost(log, copy)
    return found is None or len(found.unerased) < len(found.rows)


class _Lost(NamedTuple):
    """Rows of an older file that a newer one lacks."""

    rows: list[SqlRow]
    unerased: list[SqlRow]
    """Those that the newer one does not say to forget."""


def _holds_all(newer: Path, old: Path) -> bool:
    """True if every row of `old`, but for those erased, is in `newer`, unchanged; False if either cannot be
    read."""
    found = _lost(newer, old)
    return found is not None and not found.unerased


def _lost(newer: Path, old: Path) -> _Lost | None:
    """What `newer` lacks of `old`; None if either cannot be read."""
    from flashcards.storage.erasure import without_erased  # seldom needed

    latest = latest_at(datetime.fromtimestamp(newer.stat().st_mtime, UTC))
    with closing(sqlite3.connect(f"{old.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            connection.execute("attach ? as newer", (f"{newer.as_uri()}?mode=ro",))
            ours, theirs = columns_of(connection), columns_of(connection, "newer")
            left = f"select {ours} from main.reviews except select {theirs} from newer.reviews"
            rows = connection.execute(left).fetchall()
            said = f"select {theirs} from newer.reviews where kind in ('erase', 'take-back')"
            known = connection.execute(said).fetchall() if rows else []
        except sqlite3.DatabaseError:
            return None
    return _Lost(rows, without_erased(rows, known, latest))


def _lacking(connection: sqlite3.Connection, copy: Path) -> int:
    """The number of rows that `copy` lacks; if it cannot be read, enough to make another copy due."""
    try:
        connection.execute("attach ? as copy", (str(copy),))
        same = "select 1 from main.reviews m, copy.reviews c where c.number = m.number and c.id = m.id"
        last = " and c.number = (select max(number) from copy.reviews)"
        if connection.execute(same + last).fetchall():  # no row is ever changed: the rest is as it was
            lacking = "select (select count(*) from main.reviews) - (select count(*) from copy.reviews)"
        else:
            lacking = "select count(*) from main.reviews where id not in (select id from copy.reviews)"
        [(count,)] = connection.execute(lacking).fetchall()
        connection.execute("detach copy")
    except sqlite3.DatabaseError:
        return AFTER
    return int(count)


def _sweep(finished: Path) -> None:
    """Delete unfinished copies that are much older than the one just `finished`."""
    for file in finished.parent.iterdir():
        if not _UNFINISHED.fullmatch(file.name):
            continue
        with suppress(FileNotFoundError):  # another program may finish its own at this moment
            if finished.stat().st_mtime - file.stat().st_mtime > _ABANDONED:
                file.unlink()
