"""The review log written to a file of text, and the rows of such a file merged into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from flashcards.errors import Place, Problem
from flashcards.exchange.log_text import read_line, write_lines, write_table
from flashcards.exchange.row_fields import FileRow, RowError, file_fields, row_from_fields
from flashcards.exchange.segments import MOST_ROWS, split_lines
from flashcards.storage import files
from flashcards.storage.erasure import drop_erased, erased_until
from flashcards.storage.held_rows import RowRun
from flashcards.storage.log_rows import newest_row
from flashcards.storage.review_log import Store
from flashcards.storage.row_merge import RowMerge, read_rows
from flashcards.storage.sync_outdated import take_out_erased

_WRITERS = {".jsonl": write_lines, ".csv": write_table}
_MOST_TOLD = 20


@dataclass
class RowImport:
    """What became of the rows of a file."""

    new: int = 0
    known: int = 0
    other: int = 0
    """Those of the known ones that say something else in the file."""
    erased: int = 0
    """Those that are left out since they were erased here."""
    newly_erased: int = 0
    """The rows that went from the log, as the file says to forget them."""
    unfit: int = 0
    """The lines that are no rows."""
    problems: list[Problem] = field(default_factory=list)
    """The first of them."""


def export_log(store: Store, path: Path) -> int:
    """Write every row, in the order of writing, to a file that ends in .jsonl or .csv; their number.

    Raises Problem if the name ends otherwise or the file cannot be written.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise Problem(f"'{path.name}' is no file of rows", hint="end its name in .jsonl or .csv")

    def copy(connection: sqlite3.Connection) -> int:
        run = RowRun(0, newest_row(connection))
        rows = (row for _, row in read_rows(connection, run, -1))
        files.write_blocks(path, write(rows))
        return int(connection.execute("select count(*) from reviews").fetchone()[0])

    return store.read(copy)


def import_log(store: Store, path: Path, now: datetime | None = None) -> RowImport:
    """Merge the rows of a file of JSON lines, or of another log, into the log; any number of times.

    What was erased is left out; rows `erase` count up to a day ahead of `now`. Raises Problem if the file
    cannot be read. The states are left to `Store.refresh`.
    """
    if path.suffix.lower() == ".csv":
        hint = "rows come back from .jsonl: write that with  flashcards log export FILE.jsonl"
        raise Problem("a table is for reading, not for importing", Place(files.display_path(path)), hint)
    done = RowImport()
    newest = store.read(newest_row)
    for rows in _batches(_rows_of_log(path, done) if _is_database(path) else _rows(path, done)):
        kept, merge = store.write(partial(_merge, rows, store.device, now))
        store.follow_device()
        done.erased += len(rows) - kept
        done.new += merge.new
        done.known += kept - merge.new
        done.other += merge.other
    for number in store.write(partial(drop_erased, now=now)):
        if number > newest:  # of the file, which says it after the row
            done.new, done.erased = done.new - 1, done.erased + 1
        else:
            done.newly_erased += 1
    return done


def _merge(
    rows: list[FileRow], device: str, now: datetime | None, connection: sqlite3.Connection
) -> tuple[int, RowMerge]:
    """Merge the rows but those that were erased; how many are left, and the merge."""
    batches = [rows]
    take_out_erased(batches, erased_until(connection, now))
    merge = RowMerge(connection, device)
    merge.add(batches[0])
    if merge.is_copy:
        merge.renew_device()
    elif merge.new:
        merge.tell_forks()
    return len(batches[0]), merge


def _is_database(path: Path) -> bool:
    return next(files.stream_bytes(path), b"").startswith(b"SQLite format 3\0")


def _rows_of_log(path: Path, done: RowImport) -> Iterator[FileRow]:
    """The rows of another log, or of a copy of this one, in the order of writing."""
    from flashcards.storage.repair import rows_of_log

    for row in rows_of_log(path):
        try:
            yield row_from_fields(file_fields(row))
        except RowError:
            done.unfit += 1


def _rows(path: Path, done: RowImport) -> Iterator[FileRow]:
    """The rows of the file; lines that are none are counted in `done`, the first of them told."""
    for number, line in enumerate(split_lines(files.stream_bytes(path)), 1):
        text = (line or b"").removeprefix(b"\xef\xbb\xbf").strip()
        if line is not None and not text:
            continue
        try:
            if line is None:
                raise RowError("the line is too long")
            yield read_line(text)
        except RowError as error:
            done.unfit += 1
            if len(done.problems) < _MOST_TOLD:
                place = Place(files.display_path(path), number)
                hint = "it is left out: write a JSON object a line, as  flashcards log export  does"
                done.problems.append(Problem(str(error), place, hint))


def _batches(rows: Iterable[FileRow]) -> Iterator[list[FileRow]]:
    batch: list[FileRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == MOST_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
