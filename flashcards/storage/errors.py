"""Messages and hints for disk and database errors."""

from __future__ import annotations

import errno
import sqlite3
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


class ErrorTranslation:
    """What `translate_errors` returns: a class, since a grade passes several, and a generator takes thrice as
    long."""

    __slots__ = ("_path", "_what")

    def __init__(self, path: Path, what: str) -> None:
        self._path, self._what = path, what

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error and (problem := _problem_of(error, self._path, self._what)):
            raise problem from error


def translate_errors(path: Path, what: str = "the review log") -> ErrorTranslation:
    """Within it, raise a Problem for errors of the disk or of other programs at `path`; our own bugs pass
    through."""
    return ErrorTranslation(path, what)


def _problem_of(error: BaseException, path: Path, what: str) -> Problem | None:
    if isinstance(error, OSError):
        return Problem(f"cannot use {what}: {path}: {error.strerror}", hint=remedy(error))
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    message, hint = _DAMAGED if is_damage(error) else _FAULTS.get(_code(error), ("", ""))
    return Problem(f"{message.format(what=what)}: {path} ({error})", hint=hint) if message else None
