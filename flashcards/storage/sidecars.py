"""SQLite's journal files, and whether one belongs to the database file next to it.

SQLite finds a journal by its name alone and applies it to whatever file bears the name of the database.
After a restore or a sync that may be another file than the one it was written for.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

SUFFIXES = ("-journal", "-wal", "-shm")
_MAGIC = bytes.fromhex("d9d505f920a163d7")
_HEADER = 28
"""The bytes of a journal's header that are used."""
_COUNTER = slice(24, 28)
"""Where the first page of a database counts its changes."""


def set_foreign_aside(path: Path) -> list[Path]:
    """Rename the journals of `path` that were written for another file, and return their new names."""
    found = []
    for suffix, belongs in (("-journal", _journal_belongs), ("-wal", _wal_belongs)):
        side = path.with_name(path.name + suffix)
        if side.is_file() and side.stat().st_size and _is_foreign(path, side, belongs):
            found.append(_renamed(side))
    return found


def _is_foreign(path: Path, side: Path, belongs: Callable[[Path, Path], bool]) -> bool:
    """True if a journal does not belong to the database at `path`; not of one that changed meanwhile: a
    program that runs is writing it, and the database with it."""
    before = _state(side)
    return not belongs(path, side) and _state(side) == before


def _state(side: Path) -> tuple[int, int, bytes]:
    """What differs with each transaction: its journal begins with a number of its own."""
    found = side.stat()
    with side.open("rb") as file:
        return found.st_mtime_ns, found.st_size, file.read(_HEADER)


def drop_ended_journal(path: Path) -> None:
    """Delete the journal of `path` if its transaction has ended.

    SQLite keeps it for speed; while it exists, SQLite cannot read an open database whose file was removed.
    """
    journal = path.with_name(f"{path.name}-journal")
    if journal.is_file() and next(_journal_pages(journal), None) is None:
        journal.unlink(missing_ok=True)


def remove(path: Path, *suffixes: str) -> None:
    """Delete what stands beside the database at `path` under these suffixes; an empty one is its own."""
    for suffix in suffixes:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _renamed(side: Path) -> Path:
    number = 1
    while (aside := side.with_name(f"{side.name}.stray-{number}")).exists():
        number += 1
    return side.rename(aside)


def _journal_belongs(path: Path, journal: Path) -> bool:
    """True if rolling `journal` back would restore an earlier state of the database at `path`.

    A journal holds pages as they were before a change. Page 1 is among them and counts the changes:
    the database has either not been written yet or is one change further. Another file can have the
    same count; rolling back then damages it or brings rows that it never had.
    """
    if not path.is_file() or not path.stat().st_size:
        return True  # SQLite drops the journal of an empty database
    originals = dict(_journal_pages(journal))
    if not originals:
        return True
    if first := originals.get(1):
        before, now = (int.from_bytes(page[_COUNTER], "big") for page in (first, _page(path, 1, len(first))))
        if now not in (before, before + 1):
            return False
    elif any(_page(path, number, len(page)) != page for number, page in originals.items()):
        return False
    alone, applied = _tried(path, journal, "-journal")
    return alone is None or (applied is not None and _can_precede(applied, alone))


def _page(path: Path, number: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek((number - 1) * size)
        return file.read(size)


def _journal_pages(journal: Path) -> Iterator[tuple[int, bytes]]:
    """The pages in a rollback journal, by number; none if its transaction has ended."""
    with journal.open("rb") as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(_MAGIC):
            return
        count, _, _, sector, size = struct.unpack(">5I", header[8:])
        file.seek(sector)
        while count:
            record = file.read(size + 8)
            if len(record) < size + 8 or not 512 <= size <= 65536:
                return
            yield int.from_bytes(record[:4], "big"), record[4:-4]
            count -= 1


def _wal_belongs(path: Path, wal: Path) -> bool:
    """True if the database at `path` is intact and keeps all its reviews with `wal` applied.

    Reviews are only ever added, so a write-ahead file that would take one away is not its own. A
    database that is damaged without it may need it and keeps it.
    """
    if not path.is_file() or not path.stat().st_size:
        return False
    alone, applied = _tried(path, wal, "-wal")
    return alone is None or _can_precede(alone, applied or {})


Rows = dict[str, tuple[str, bool]]
"""The ids of reviews, each with its prompt and whether it says to forget those of that prompt."""


def _can_precede(before: Rows, after: Rows) -> bool:
    """True if the rows `before` may have become those `after`: none goes but what is to be forgotten."""
    erased = {prompt for prompt, erases in after.values() if erases}
    return all(name in after or prompt in erased for name, (prompt, _) in before.items())


def _tried(path: Path, side: Path, suffix: str) -> tuple[Rows | None, Rows | None]:
    """The rows of a copy of the database without and with its journal; None for a damaged one."""
    with tempfile.TemporaryDirectory(prefix="flashcards-") as folder:
        copy = Path(folder) / "copy"
        shutil.copyfile(path, copy)
        alone = _rows(copy)
        shutil.copyfile(path, copy)
        shutil.copyfile(side, copy.with_name(f"copy{suffix}"))
        return alone, _rows(copy)


def _rows(path: Path) -> Rows | None:
    """The rows of the database at `path`; None if it is damaged."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            if connection.execute("pragma integrity_check(1)").fetchone() != ("ok",):
                return None
            found = connection.execute("select id, card, kind = 'erase' from reviews")
            return {name: (prompt, bool(erases)) for name, prompt, erases in found}
        except sqlite3.DatabaseError:
            return None
