"""Merges the review log with a sync folder: every row of each ends up in both.

Pull reads the files that are not as they were, of all devices, its own included; `insert or ignore` by id
makes order and repetition harmless. Push gives each row that no file holds to a closed segment, or else to
the device's tail. What is known of the folder changes in the transaction that its cause is in, and a file
is complete before it is known: after a crash anywhere, at worst a row is given twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from flashcards.errors import Place, Problem, counted
from flashcards.exchange import segments
from flashcards.exchange.row_fields import FileRow
from flashcards.exchange.segments import SegmentReader
from flashcards.storage import files
from flashcards.storage.collector import pause_collector
from flashcards.storage.database import more_room
from flashcards.storage.erasure import drop_erased, erased_until, outdated_files, own_folder
from flashcards.storage.held_rows import HeldRows, load_held, runs_of, save_held
from flashcards.storage.log_rows import newest_row
from flashcards.storage.review_log import Store
from flashcards.storage.row_merge import RowMerge
from flashcards.storage.sync_folder import DEVICES, FolderFile, SyncFolder, is_segment, tail_of
from flashcards.storage.sync_given import GivenRows, next_rows, require_same_log
from flashcards.storage.sync_outdated import doubted, lacks_some, load_seen, settle_doubt, take_out_erased
from flashcards.storage.sync_owner import settle_owner

LOCK = ".sync.lock"
"""The file in the data folder that one sync at a time holds."""
AT_ONCE = 20_000
"""The rows that are merged in one transaction while nobody studies."""


@dataclass
class SyncOutcome:
    """What a sync did."""

    devices: int = 0
    """The other devices that have a folder there."""
    new: int = 0
    """The rows that this log lacked."""
    given: int = 0
    """The rows that the folder lacked."""
    read: int = 0
    unfinished: int = 0
    """The files that could not be read, or not to a right end; they are tried again next time."""
    erased: int = 0
    """The rows that went from this log, as a device says to forget them."""
    problems: list[Problem] = field(default_factory=list)


def synchronize(
    store: Store,
    folder: SyncFolder,
    *,
    typed: bool | None = None,
    join: bool = False,
    tell: Callable[[int, int], None] = lambda done, of: None,
    patience: float = files.PATIENCE,
    at_once: int = AT_ONCE,
    now: datetime | None = None,
) -> SyncOutcome:
    """Merge the log with the folder; the states of touched prompts are left to `Store.refresh`.

    `typed` says whether typed answers are given, and is remembered; None leaves it as it was. Only with
    `join` is the folder of another owner used, otherwise OtherOwner is raised. `tell` hears of the files
    read so far. Files are merged until they have `at_once` rows, in one transaction, in which nobody else can
    write to the log; at least one. Rows `erase` count up to a day ahead of `now`. Raises Problem if the
    folder or the log cannot be used.
    """
    with files.lock(store.path.parent, patience, LOCK):
        settle_owner(store, folder, join)
        if typed is not None:
            store.write(lambda connection: connection.execute("update sharing set typed = ?", (typed,)))
        with store.read(more_room), pause_collector():
            return _Sync(store, folder, tell, at_once, now).run()


class _ReadFile(NamedTuple):
    """A file of the folder with its rows."""

    file: FolderFile
    reader: SegmentReader
    batches: list[list[FileRow]]

    @property
    def rows(self) -> int:
        return sum(map(len, self.batches))


class _Sync:
    """One run."""

    def __init__(
        self,
        store: Store,
        folder: SyncFolder,
        tell: Callable[[int, int], None],
        at_once: int,
        now: datetime | None,
    ) -> None:
        self._store, self._now = store, now
        self._at_once = at_once
        self._folder = folder
        self._tell = tell
        self._outcome = SyncOutcome()
        self._found: list[FolderFile] = []
        self._present: set[str] = set()
        """The names of the files that are in the folder."""
        self._outdated: set[str] = set()
        """The files of this device but its tail, conflict copies too, that have rows to be forgotten; all
        else in them is in the log and given anew."""

    def run(self) -> SyncOutcome:
        newest = self._store.read(newest_row)
        self._pull()
        erased = self._store.write(lambda connection: drop_erased(connection, self._now))
        self._outcome.new -= sum(number > newest for number in erased)
        self._outcome.erased = sum(number <= newest for number in erased)
        self._find_outdated()
        self._store.write(self._drop_outdated)
        self._push()
        self._remove_outdated()
        self._outcome.devices = len(self._folder.devices() - {self._store.device})
        return self._outcome

    def _pull(self) -> None:
        """Take in every file that is not as it was when it was read last."""
        self._found = self._folder.files(self._outcome.problems)
        self._outcome.unfinished += len(self._outcome.problems)
        self._present = {file.name for file in self._found}
        seen = self._store.read(load_seen)
        unseen = [file for file in self._found if file not in seen and doubted(file) not in seen]
        group: list[_ReadFile] = []
        for number, file in enumerate(unseen, 1):
            self._tell(number, len(unseen))
            try:
                reader = SegmentReader(self._folder.blocks(file.name))
                group.append(_ReadFile(file, reader, list(reader.batches())))
            except Problem as problem:
                self._outcome.unfinished += 1
                place = problem.place or self._place(file)
                self._outcome.problems.append(Problem(problem.message, place, problem.hint))
            if sum(read.rows for read in group) >= self._at_once:
                self._take_in(group)
                group = []
        self._take_in(group)

    def _take_in(self, group: list[_ReadFile]) -> None:
        """Merge some files in one transaction."""
        merges = self._store.write(lambda connection: self._merge(connection, group))
        self._store.follow_device()
        for read, merge in zip(group, merges, strict=True):
            self._outcome.read += 1
            self._outcome.new += merge.new
            self._outcome.unfinished += not read.reader.is_whole
            self._tell_faults(read.file, read.reader, merge)

    def _merge(self, connection: sqlite3.Connection, group: list[_ReadFile]) -> list[RowMerge]:
        device, held = self._store.device, load_held(connection)
        until = erased_until(connection, self._now) if group else {}
        merges = []
        for read in group:
            if until and read.file.device == device:
                self._leave_out_erased(read, until)
            merges.append(self._merge_file(connection, read, device, held))
            device = merges[-1].device
            if read.reader.is_whole and read.file.name not in self._outdated:
                connection.execute("insert or replace into seen values (?, ?, ?, ?)", read.file)
        if group:
            save_held(connection, held)
        return merges

    def _merge_file(
        self, connection: sqlite3.Connection, read: _ReadFile, device: str, held: HeldRows
    ) -> RowMerge:
        name = read.file.name
        merge = RowMerge(connection, device)
        for batch in read.batches:
            merge.add(batch)
        held.drop(name)
        if merge.is_copy or (merge.new and read.file.device == device):
            merge.renew_device()
            held.drop(tail_of(device))  # a copy of this log may write that file
        elif merge.new:
            merge.tell_forks()
        if name != tail_of(device) and name not in self._outdated:
            held.add(merge.runs, name, lambda other: self._yields(other, name))
        return merge

    def _leave_out_erased(self, read: _ReadFile, until: Mapping[str, int]) -> None:
        """Merge no rows that are to be forgotten from a file of this device, which then is outdated."""
        gone = take_out_erased(read.batches, until)
        if gone and read.file.name != tail_of(read.file.device):
            self._outdate(read)

    def _find_outdated(self) -> None:
        """Read again the files of this device that may have rows which were erased since they were read."""
        seen = self._store.read(load_seen)
        for file in self._found:
            if doubted(file) in seen and file.device == self._store.device:
                try:
                    reader = SegmentReader(self._folder.blocks(file.name))
                    read = _ReadFile(file, reader, list(reader.batches()))
                except Problem:
                    continue  # it cannot be opened now: it stays in doubt
                if not self._store.read(partial(lacks_some, batches=read.batches)) or not self._outdate(read):
                    self._store.write(partial(settle_doubt, file=file, reader=reader))

    def _outdate(self, read: _ReadFile) -> bool:
        """Let a file go once all else in it is given anew; one that cannot be read whole stays."""
        if read.reader.is_whole and not read.reader.unfit:
            self._outdated.add(read.file.name)
            return True
        message = "erased rows cannot be taken out of this file, as not all in it can be read"
        hint = "remove it if nothing else in it is needed: what could be read is in the log"
        self._outcome.problems.append(Problem(message, self._place(read.file), hint))
        return False

    def _yields(self, other: str, name: str) -> bool:
        """True if rows that a file `other` held are kept as those of the file `name`, which has them too."""
        return other not in self._present or (is_segment(name) and not is_segment(other))

    def _tell_faults(self, file: FolderFile, reader: SegmentReader, merge: RowMerge) -> None:
        problems = self._outcome.problems
        if reader.unfit:
            message = f"{counted(reader.unfit, 'line')} left out: {reader.fault}"
            hint = "sync on the device that wrote the file; if that does not help, upgrade flashcards"
            problems.append(Problem(message, self._place(file), hint))
        if merge.other:
            message = f"{counted(merge.other, 'row')} of this log are there with another content"
            problems.append(Problem(message, self._place(file), "those of this log are kept"))

    def _place(self, file: FolderFile) -> Place:
        return Place.whole(files.display_path(self._folder.path / file.name))

    def _push(self) -> None:
        """Give the rows that no file holds: in closed segments, the rest in the tail."""
        self._folder.sweep(self._store.device)
        self._outcome.given = self._store.read(self._count_lacking)
        while self._push_segment():
            pass
        self._push_tail()

    def _count_lacking(self, connection: sqlite3.Connection) -> int:
        """How many rows no file holds; of the numbers of erased rows there are none."""
        query = "select count(*) from reviews where number between ? and ?"
        lacking = load_held(connection).missing(newest_row(connection), self._present.__contains__)
        return sum(int(connection.execute(query, run[:2]).fetchone()[0]) for run in lacking)

    def _push_segment(self) -> bool:
        """Write the next closed segment; False if there are not rows enough for one."""
        given = self._store.read(self._next_rows)
        count = segments.closed_after(given.lines)
        if not count:
            return False
        data = segments.pack_lines(given.lines[:count])
        name = segments.name_segment(data)
        self._put(name, segments.compress(data), given.first(count))
        return True

    def _push_tail(self) -> None:
        given = self._store.read(self._next_rows)
        if given.lines or tail_of(self._store.device) in self._present:
            self._put(segments.TAIL, segments.pack_lines(given.lines), given)

    def _drop_outdated(self, connection: sqlite3.Connection) -> None:
        """The outdated files hold nothing now."""
        if self._outdated:
            held = load_held(connection)
            for name in self._outdated:
                held.drop(name)
            save_held(connection, held)

    def _remove_outdated(self) -> None:
        """Remove the files of this device with erased rows, now that what else they held is given anew."""
        outdated = self._store.read(lambda connection: outdated_files(connection, self._present))
        own = self._store.read(own_folder)  # another log may write in that of a former id
        for name in {*outdated, *(name for name in self._outdated if name.startswith(own))}:
            self._folder.remove(name)
            self._present.discard(name)

    def _next_rows(self, connection: sqlite3.Connection) -> GivenRows:
        """The next rows that no file holds but the tail, as many as a segment takes."""
        tail = tail_of(self._store.device)
        return next_rows(connection, lambda file: file != tail and file in self._present)

    def _put(self, name: str, data: bytes, given: GivenRows) -> None:
        """Write a file unless it is there, then keep that it holds these rows."""
        device = self._store.device
        path = f"{DEVICES}/{device}/{name}"
        written = None if self._folder.holds(path, data) else self._folder.write(device, name, data)
        self._store.write(lambda connection: self._keep(connection, path, given, written))
        self._present.add(path)

    def _keep(
        self, connection: sqlite3.Connection, path: str, given: GivenRows, written: FolderFile | None
    ) -> None:
        require_same_log(connection, given)
        held = load_held(connection)
        held.drop(path)
        held.add(runs_of(given.numbers), path, lambda other: True)
        save_held(connection, held)
        if written:
            connection.execute("insert or replace into seen values (?, ?, ?, ?)", written)
