"""Messages and hints for disk and database errors."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flashcards.errors import Problem

ELSEWHERE = "set FLASHCARDS_HOME to a folder that you can write to"
NAMED_ELSEWHERE = "name a file in a folder that you can write to"
_MAKE_ROOM = "free some space on its disk, then try again"
REPAIR = "flashcards log repair  salvages what can be read and fills the gaps from the backups"
_BUSY = ("another program is writing {what}", "close it and try again")
_DAMAGED = ("{what} is damaged", REPAIR)
_FOREIGN = ("Could not decode to UTF-8", "no such table")
"""How the errors begin that have no code of their own although the file, not the query, is at fault."""
_FAULTS = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CANTOPEN: ("cannot open {what}", ELSEWHERE),
    sqlite3.SQLITE_READONLY: ("cannot write {what}", ELSEWHERE),
    sqlite3.SQLITE_PERM: ("cannot write {what}", ELSEWHERE),
    sqlite3.SQLITE_FULL: ("no room left for {what}", "free some space, or set FLASHCARDS_HOME elsewhere"),
    sqlite3.SQLITE_IOERR: ("cannot read or write {what}", ELSEWHERE),
}


def damage(path: Path, detail: str, what: str = "the review log") -> Problem:
    """The Problem for a damaged database; `detail` says what is wrong with it."""
    return Problem(f"{what} is damaged: {path} ({detail})", hint=REPAIR)


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """True if the file's contents are at fault, rather than the disk, another program or our code."""
    if _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    return str(error).startswith(_FOREIGN)


def _code(error: sqlite3.DatabaseError) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def remedy(error: BaseException, otherwise: str = ELSEWHERE) -> str:
    """What to do about an error of the system: make room on a full disk, else what `otherwise` says."""
    return _MAKE_ROOM if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) else otherwise


@contextmanager
def translate_errors(path: Path, what: str = "the review log") -> Iterator[None]:
    """Raise a Problem for errors of the disk or of other programs at `path`; our own bugs pass through."""
    try:
        yield
    except OSError as error:
        raise Problem(f"cannot use {what}: {path}: {error.strerror}", hint=remedy(error)) from error
    except sqlite3.DatabaseError as error:
        message, hint = _DAMAGED if is_damage(error) else _FAULTS.get(_code(error), ("", ""))
        if not message:
            raise
        raise Problem(f"{message.format(what=what)}: {path} ({error})", hint=hint) from error
