"""Brings the catalogue up to date with the deck files: only those that changed are read.

What was read is written in short transactions, so that others can read and write meanwhile; the learning
order and the problems between decks follow in the last one. After a stop in between the rest is done by
the next refresh.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.storage import catalogue_problems
from flashcards.storage.catalogue_files import COARSEST_CLOCK_NS, FoundFile, Stamp, list_files
from flashcards.storage.catalogue_rows import dump_json, dump_problems
from flashcards.value import Value

if TYPE_CHECKING:  # where a deck has changed
    from flashcards.storage.catalogue_reading import FileContent
    from flashcards.storage.catalogue_write import FileReading

BATCH = 5000
"""Cards written in one transaction; others wait for it for about 0.2 s."""


def refresh_catalogue(connection: sqlite3.Connection, folders: Sequence[Path], now_ns: int) -> bool:
    """Take in every change of the deck files in `folders`; whether anything changed.

    `now_ns` is the time in nanoseconds since 1970. Raises sqlite3.Error.
    """
    found, problems = list_files(folders)
    seen = _seen_files(connection)
    writer = _Writer(connection, _meta(connection, "complete") == "1")
    doubted = [file for file in found if not _is_sure(file, seen.get(file.name))]
    contents = _read_contents(doubted, seen) if doubted else iter(())
    read = dict.fromkeys(file.name for file in doubted)
    owners: dict[str, str] = {}
    for file in found:
        content = next(contents) if file.name in read else None
        name = _take_in(file, seen.get(file.name), content, owners, now_ns, writer)
        if name:
            owners.setdefault(name, file.name)
    writer.write()
    gone = seen.keys() - {file.name for file in found}
    moved = [file for file in found if file.name in seen and seen[file.name].position != file.position]
    told = dump_json([dump_problems(listed) for listed in problems])
    if writer.complete and not (writer.changed or gone or moved or told != _meta(connection, "folders")):
        return False
    with _transaction(connection):
        connection.executemany("delete from files where path = ?", [(name,) for name in gone])
        connection.executemany(
            "update files set position = ? where path = ?", [(file.position, file.name) for file in moved]
        )
        _remove_orphans(connection, owners, writer)
        if writer.moved or moved or not writer.complete:
            from flashcards.storage import catalogue_order

            catalogue_order.order_decks(connection)
            catalogue_order.order_cards(connection)
        catalogue_problems.name_former(connection)
        between = dump_problems(catalogue_problems.find_between(connection))
        _set_meta(connection, folders=told, between=between, complete="1")
        _count_generation(connection)
    return True


class _Seen(Value, frozen=True):
    """What the catalogue knows about a file."""

    stamp: Stamp | None
    read_ns: int
    digest: str
    deck: str | None
    position: int
    owns: bool
    """True if the deck of that name is the one in this file."""


def _is_sure(file: FoundFile, row: _Seen | None) -> bool:
    """True if the file cannot have changed since it was read."""
    return row is not None and file.stamp == row.stamp and _is_settled(file.stamp, row.read_ns)


def _is_settled(stamp: Stamp | None, read_ns: int) -> bool:
    """True if a file of this stamp, read at that time, cannot change without another stamp."""
    return stamp is not None and max(stamp.mtime_ns, stamp.ctime_ns) + COARSEST_CLOCK_NS < read_ns


def _read_contents(doubted: Sequence[FoundFile], seen: Mapping[str, _Seen]) -> Iterator[FileContent]:
    """What these files hold, in their order; of those that hold what they did before, no more than that."""
    from flashcards.storage.catalogue_reading import Wanted, read_contents

    known = {file.name: row.digest for file in doubted if (row := seen.get(file.name)) and row.stamp}
    return read_contents(
        Wanted(file.path, file.stamp.size if file.stamp else 0, known.get(file.name, "")) for file in doubted
    )


def _seen_files(connection: sqlite3.Connection) -> dict[str, _Seen]:
    rows = connection.execute(
        "select path, size, mtime_ns, ctime_ns, read_ns, digest, deck, files.position, decks.file = path"
        " from files left join decks on name = deck"
    )
    return {
        path: _Seen(None if size is None else Stamp(size, *times), read_ns, digest, deck, place, bool(owns))
        for path, size, *times, read_ns, digest, deck, place, owns in rows
    }


def _take_in(
    file: FoundFile,
    row: _Seen | None,
    content: FileContent | None,
    owners: dict[str, str],
    now_ns: int,
    writer: _Writer,
) -> str | None:
    """The name of the file's deck. What changed in the file, or whether its deck counts, is written.

    `content` is None if the file cannot have changed.
    """
    same = row is not None and (content is None or content.digest == row.digest)
    if row and same and row.owns == (row.deck is not None and row.deck not in owners):
        if content and content.readable and (file.stamp != row.stamp or _is_settled(file.stamp, now_ns)):
            writer.stamps.append((file, now_ns))
        return row.deck
    if content is None or (same and content.readable):
        from flashcards.storage.catalogue_reading import read_content

        content = read_content(file.path)  # its text is not known, only that it is as before
    from flashcards.storage.catalogue_write import FileReading

    name = content.deck.name if content.deck else None
    writer.add(FileReading(file, now_ns, content, name is not None and name not in owners))
    return name


class _Writer:
    """Collects what was read and writes it in short transactions."""

    def __init__(self, connection: sqlite3.Connection, complete: bool) -> None:
        self.connection = connection
        self.complete = complete
        """False if an earlier refresh was stopped before its end."""
        self.changed = self.moved = False
        """Whether anything was written, and whether the learning order may have changed."""
        self.stamps: list[tuple[FoundFile, int]] = []
        """Files that are as they were when read, with the time at which that was seen."""
        self._readings: list[FileReading] = []

    def add(self, reading: FileReading) -> None:
        """Keep a file to be written; writes when enough have come."""
        self._readings.append(reading)
        decks = (each.content.deck for each in self._readings)
        if sum(len(deck.cards) for deck in decks if deck) > BATCH:
            self.write()

    def write(self) -> None:
        """Write what has come so far."""
        if not self._readings and not self.stamps:
            return
        from flashcards.storage import catalogue_write

        with _transaction(self.connection):
            if self._readings:
                self.changed = True
                _set_meta(self.connection, complete="0")
                _count_generation(self.connection)
            for reading in self._readings:
                self.moved |= catalogue_write.write_file(self.connection, reading)
            rows = [(*(file.stamp or ()), read_ns, file.name) for file, read_ns in self.stamps]
            self.connection.executemany(
                "update files set size = ?, mtime_ns = ?, ctime_ns = ?, read_ns = ? where path = ?", rows
            )
        self._readings.clear()
        self.stamps.clear()


def _remove_orphans(connection: sqlite3.Connection, owners: dict[str, str], writer: _Writer) -> None:
    """Remove the decks whose file is gone, or is not the first of its name."""
    from flashcards.storage import catalogue_write

    decks = connection.execute("select name, file from decks").fetchall()
    gone = [name for name, file in decks if owners.get(name) != file]
    writer.moved |= catalogue_write.remove_decks(connection, gone)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    with connection:
        connection.execute("begin immediate")
        yield


def _meta(connection: sqlite3.Connection, name: str) -> str:
    found = connection.execute("select value from meta where name = ?", (name,)).fetchone()
    return found[0] if found else ""


def _set_meta(connection: sqlite3.Connection, **values: str) -> None:
    connection.executemany("insert or replace into meta values (?, ?)", values.items())


def _count_generation(connection: sqlite3.Connection) -> None:
    """Let readers know that cards changed."""
    _set_meta(connection, generation=str(int(_meta(connection, "generation") or 0) + 1))
