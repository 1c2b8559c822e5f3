"""The first half of a sync: every file of the folder that is not as it was is merged into the log.

Those of all devices, this one included; `insert or ignore` by id makes order and repetition harmless. That
a file was read is kept in the transaction that merged it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from flashcards.errors import Place, Problem, counted
from flashcards.exchange.row_fields import FileRow
from flashcards.exchange.segments import SegmentReader
from flashcards.storage import files
from flashcards.storage.erasure import erased_until
from flashcards.storage.held_rows import HeldRows, load_held, save_held
from flashcards.storage.review_log import Store
from flashcards.storage.row_merge import RowMerge
from flashcards.storage.sync_folder import FolderFile, SyncFolder, is_segment, tail_of
from flashcards.storage.sync_outcome import SyncOutcome
from flashcards.storage.sync_outdated import doubted, lacks_some, load_seen, settle_doubt, take_out_erased


class _ReadFile(NamedTuple):
    """A file of the folder with its rows."""

    file: FolderFile
    reader: SegmentReader
    batches: list[list[FileRow]]

    @property
    def rows(self) -> int:
        return sum(map(len, self.batches))


class Pull:
    """The files of a folder as one sync finds them, and what it counts in `outcome`."""

    def __init__(
        self,
        store: Store,
        folder: SyncFolder,
        outcome: SyncOutcome,
        tell: Callable[[int, int], None],
        at_once: int,
        now: datetime | None,
    ) -> None:
        """`tell`, `at_once` and `now` as in `synchronize`."""
        self._store, self._folder, self._outcome = store, folder, outcome
        self._tell, self._at_once, self._now = tell, at_once, now
        self._found: list[FolderFile] = []
        self.present: set[str] = set()
        """The names of the files that are in the folder."""
        self.outdated: set[str] = set()
        """The files of this device but its tail, conflict copies too, that have rows to be forgotten; all
        else in them is in the log and must be given anew."""

    def take_in(self) -> None:
        """Take in every file that is not as it was when it was read last."""
        self._found = self._folder.files(self._outcome.problems)
        self._outcome.unfinished += len(self._outcome.problems)
        self.present = {file.name for file in self._found}
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
                self._merge_all(group)
                group = []
        self._merge_all(group)

    def _merge_all(self, group: list[_ReadFile]) -> None:
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
            if read.reader.is_whole and read.file.name not in self.outdated:
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
        if name != tail_of(device) and name not in self.outdated:
            held.add(merge.runs, name, lambda other: self._yields(other, name))
        return merge

    def _leave_out_erased(self, read: _ReadFile, until: Mapping[str, int]) -> None:
        """Merge no rows that are to be forgotten from a file of this device, which then is outdated."""
        gone = take_out_erased(read.batches, until)
        if gone and read.file.name != tail_of(read.file.device):
            self._outdate(read)

    def find_outdated(self) -> None:
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
            self.outdated.add(read.file.name)
            return True
        message = "erased rows cannot be taken out of this file, as not all in it can be read"
        hint = "remove it if nothing else in it is needed: what could be read is in the log"
        self._outcome.problems.append(Problem(message, self._place(read.file), hint))
        return False

    def _yields(self, other: str, name: str) -> bool:
        """True if rows that a file `other` held are kept as those of the file `name`, which has them too."""
        return other not in self.present or (is_segment(name) and not is_segment(other))

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
