"""Which file of a sync folder holds which rows of the log, by the rows' numbers.

Kept as runs of numbers, since rows are written and read thousands at a time: a million rows are a few
hundred runs. A run is of the file that the log's own database names; dropping all of them only means that
every row is given once more.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class RowRun(NamedTuple):
    """The rows numbered from `first` to `last`, both included."""

    first: int
    last: int
    file: str = ""


class HeldRows:
    """The runs of rows that files hold; no two overlap."""

    def __init__(self, runs: Iterable[RowRun] = ()) -> None:
        self.runs = sorted(runs)

    def drop(self, file: str) -> None:
        """Forget what `file` holds."""
        self.runs = [run for run in self.runs if run.file != file]

    def add(self, rows: Iterable[RowRun], file: str, yields: Callable[[str], bool]) -> None:
        """`file` holds `rows` too; those that another file holds stay with it unless it `yields` them."""
        for run in rows:
            self._add(run, file, yields)

    def missing(self, newest: int, counts: Callable[[str], bool]) -> list[RowRun]:
        """The runs of rows, up to number `newest`, that no file holds which `counts`."""
        found, after = [], 1
        for run in self.runs:
            if counts(run.file):
                if after < run.first:
                    found.append(RowRun(after, run.first - 1))
                after = run.last + 1
        return [*found, RowRun(after, newest)] if after <= newest else found

    def _add(self, new: RowRun, file: str, yields: Callable[[str], bool]) -> None:
        begin = max(bisect_right(self.runs, (new.first,)) - 1, 0)
        end = begin
        put: list[RowRun] = []
        at = new.first
        while end < len(self.runs) and self.runs[end].first <= new.last:
            old = self.runs[end]
            end += 1
            if old.last < new.first:
                put.append(old)
                continue
            put.append(RowRun(at, old.first - 1, file))
            overlap = RowRun(max(old.first, new.first), min(old.last, new.last))
            put += [
                RowRun(old.first, overlap.first - 1, old.file),
                RowRun(*overlap[:2], file if yields(old.file) else old.file),
                RowRun(overlap.last + 1, old.last, old.file),
            ]
            at = old.last + 1
        put.append(RowRun(at, new.last, file))
        self.runs[begin:end] = _joined(run for run in put if run.first <= run.last)


def _joined(runs: Iterable[RowRun]) -> Iterator[RowRun]:
    """The runs in order, those joined that follow each other in one file."""
    before: RowRun | None = None
    for run in runs:
        if before and before.file == run.file and before.last + 1 == run.first:
            before = RowRun(before.first, run.last, run.file)
            continue
        if before:
            yield before
        before = run
    if before:
        yield before


def runs_of(numbers: Iterable[int]) -> list[RowRun]:
    """The runs that these numbers, sorted, make."""
    return list(_joined(RowRun(number, number) for number in numbers))


def load_held(connection: sqlite3.Connection) -> HeldRows:
    """What the log knows of the folder."""
    return HeldRows(map(RowRun._make, connection.execute("select first, last, file from given")))


def save_held(connection: sqlite3.Connection, held: HeldRows) -> None:
    """Keep what the log knows of the folder."""
    connection.execute("delete from given")
    connection.executemany("insert into given values (?, ?, ?)", held.runs)
