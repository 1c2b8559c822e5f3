"""Merges the review log with a sync folder: every row of each ends up in both.

Pull (`sync_pull`) comes first. Push gives each row that no file holds to a closed segment, or else to the
device's tail. What is known of the folder changes in the transaction that its cause is in, and a file is
complete before it is known: after a crash anywhere, at worst a row is given twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from flashcards.exchange import segments
from flashcards.storage import files
from flashcards.storage.collector import pause_collector
from flashcards.storage.database import more_room
from flashcards.storage.erasure import drop_erased, outdated_files, own_folder
from flashcards.storage.held_rows import load_held, runs_of, save_held
from flashcards.storage.log_rows import newest_row
from flashcards.storage.review_log import Store
from flashcards.storage.sync_folder import DEVICES, FolderFile, SyncFolder, tail_of
from flashcards.storage.sync_given import GivenRows, next_rows, require_same_log
from flashcards.storage.sync_outcome import SyncOutcome
from flashcards.storage.sync_owner import settle_owner
from flashcards.storage.sync_pull import Pull

LOCK = ".sync.lock"
"""The file in the data folder that one sync at a time holds."""
AT_ONCE = 20_000
"""The rows that are merged in one transaction while nobody studies."""


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
            outcome = SyncOutcome()
            pull = Pull(store, folder, outcome, tell, at_once, now)
            return _Sync(store, folder, pull, outcome, now).run()


class _Sync:
    """One run."""

    def __init__(
        self, store: Store, folder: SyncFolder, pull: Pull, outcome: SyncOutcome, now: datetime | None
    ) -> None:
        self._store, self._folder, self._pull, self._outcome = store, folder, pull, outcome
        self._now = now

    def run(self) -> SyncOutcome:
        newest = self._store.read(newest_row)
        self._pull.take_in()
        erased = self._store.write(lambda connection: drop_erased(connection, self._now))
        self._outcome.new -= sum(number > newest for number in erased)
        self._outcome.erased = sum(number <= newest for number in erased)
        self._pull.find_outdated()
        self._store.write(self._drop_outdated)
        self._push()
        self._remove_outdated()
        self._outcome.devices = len(self._folder.devices() - {self._store.device})
        return self._outcome

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
        lacking = load_held(connection).missing(newest_row(connection), self._pull.present.__contains__)
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
        if given.lines or tail_of(self._store.device) in self._pull.present:
            self._put(segments.TAIL, segments.pack_lines(given.lines), given)

    def _drop_outdated(self, connection: sqlite3.Connection) -> None:
        """The outdated files hold nothing now."""
        if self._pull.outdated:
            held = load_held(connection)
            for name in self._pull.outdated:
                held.drop(name)
            save_held(connection, held)

    def _remove_outdated(self) -> None:
        """Remove the files of this device with erased rows, now that what else they held is given anew."""
        outdated = self._store.read(lambda connection: outdated_files(connection, self._pull.present))
        own = self._store.read(own_folder)  # another log may write in that of a former id
        for name in {*outdated, *(name for name in self._pull.outdated if name.startswith(own))}:
            self._folder.remove(name)
            self._pull.present.discard(name)

    def _next_rows(self, connection: sqlite3.Connection) -> GivenRows:
        """The next rows that no file holds but the tail, as many as a segment takes."""
        tail = tail_of(self._store.device)
        return next_rows(connection, lambda file: file != tail and file in self._pull.present)

    def _put(self, name: str, data: bytes, given: GivenRows) -> None:
        """Write a file unless it is there, then keep that it holds these rows."""
        device = self._store.device
        path = f"{DEVICES}/{device}/{name}"
        written = None if self._folder.holds(path, data) else self._folder.write(device, name, data)
        self._store.write(lambda connection: self._keep(connection, path, given, written))
        self._pull.present.add(path)

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
