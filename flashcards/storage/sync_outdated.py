"""Which files of this device in a sync folder, conflict copies too, have rows that were erased.

Such a file goes once all else in it is given anew. One that was read before is found by its rows that the
log lacks, whatever the clock says: rows leave the log in no other way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from flashcards.exchange.row_fields import FileRow
from flashcards.exchange.segments import SegmentReader
from flashcards.storage.erasure import forgotten_ids
from flashcards.storage.row_merge import MOST_ASKED
from flashcards.storage.sync_folder import FolderFile


def load_seen(connection: sqlite3.Connection) -> set[FolderFile]:
    """The files as they were when they were read to their end."""
    return set(map(FolderFile._make, connection.execute("select * from seen")))


def doubted(file: FolderFile) -> FolderFile:
    """How a file stands among those seen while it may have rows that were erased since."""
    return file._replace(changed=-file.changed)


def take_out_erased(batches: list[list[FileRow]], until: Mapping[str, int]) -> int:
    """Take from the rows of a file those that are to be forgotten; their number."""
    gone = forgotten_ids([row.values for batch in batches for row in batch], until)
    if gone:
        batches[:] = [[row for row in batch if row.values[0] not in gone] for batch in batches]
    return len(gone)


def lacks_some(connection: sqlite3.Connection, batches: Sequence[Sequence[FileRow]]) -> bool:
    """True if the log lacks a row of these."""
    names = [row.values[0] for batch in batches for row in batch]
    for first in range(0, len(names), MOST_ASKED):
        asked = set(names[first : first + MOST_ASKED])
        query = f"select count(*) from reviews where id in ({','.join('?' * len(asked))})"
        if connection.execute(query, tuple(asked)).fetchone()[0] < len(asked):
            return True
    return False


def settle_doubt(connection: sqlite3.Connection, file: FolderFile, reader: SegmentReader) -> None:
    """The file that was in doubt has nothing that was erased, or nothing that can be taken out."""
    if reader.is_whole:
        connection.execute("insert or replace into seen values (?, ?, ?, ?)", file)
