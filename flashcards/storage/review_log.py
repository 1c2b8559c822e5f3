"""The review log in SQLite, the source of truth about what was studied.

A row is committed to the disk before `append` returns and is never changed. The states of the prompts
are derived from the rows and kept beside them, in the same transaction; they may be dropped at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from flashcards.errors import Problem
from flashcards.scheduling import NO_FORMER_IDS, Memory, Review, RowKind, Settings, utc
from flashcards.storage import database, log_rows, log_states, migrations, states, undo_rows
from flashcards.storage.checks import require_whole
from flashcards.storage.collector import pause_collector
from flashcards.storage.errors import translate_errors
from flashcards.storage.files import stamp_of
from flashcards.storage.log_connection import LogConnection, insert_missing
from flashcards.storage.log_rows import LogEnd
from flashcards.storage.log_states import LogStates
from flashcards.storage.rows import INSERT, SqlRow, own_row, to_row
from flashcards.storage.transactions import begin_writing

if TYPE_CHECKING:
    from flashcards.storage.start_rows import StartOutcome

T = TypeVar("T")


class Store:
    """An open review log; use it in `with`, or close it."""

    def __init__(
        self,
        path: Path,
        tell: Callable[[str], None] = lambda text: None,
        states: LogStates | None = None,
        turn: Lock | None = None,
    ) -> None:
        """Open the log at `path`; see `Store.open`, and `beside` for the rest."""
        self.path = path
        self.tell = tell
        """Receives messages for the user about harmless events, such as a replaced log."""
        self._unconfirmed: tuple[str, ...] = ()
        """The ids of rows whose commit failed and may have reached the file all the same."""
        self._states = states or LogStates()
        self._turn = turn or Lock()
        """Held by the thread that writes: SQLite lets others try again ever more seldom instead."""
        self._log = LogConnection(path, self._states, self._say)
        self.last_commit: tuple[tuple[int, ...], int] = ((), 0)
        """The stamp of the file after the last commit here, and its data version before."""
        self.device: str = self._log.run(_device)
        """The id of this device, written in each of its rows."""
        self._devices = {self.device}
        """The ids that it had while this log was open: a copy of a log gets another when that is noticed."""

    @classmethod
    def open(cls, folder: Path, tell: Callable[[str], None] = lambda text: None) -> Store:
        """The log in `folder`, created if missing.

        Raises Problem if the folder cannot be written, the file is not a review log, is damaged, or
        was written by a newer flashcards.
        """
        path = folder.absolute() / database.FILE
        with translate_errors(path):
            return cls(path, tell)

    def append(self, *rows: Review, then: Callable[[sqlite3.Connection], object] | None = None) -> None:
        """Write rows durably, all or none, to the file that is at `path` at that moment, with their states.

        What is to be done `then` is in the same transaction. Raises Problem if that fails; the rows are then
        in no file.
        """
        if not (rows or then):
            return

        def write(connection: sqlite3.Connection) -> list[SqlRow]:
            if len(rows) <= log_states.MANY:
                return self._commit(connection, rows, then)
            with pause_collector(), database.more_room(connection):
                return self._commit(connection, rows, then)

        with self._turn:
            written = self._log.run(write)
        self._unconfirmed = ()
        self._log.written += written

    def take_back_all(self, rows: Iterable[Review], now: datetime) -> None:
        """Write rows that take `rows` back, all or none; of one that was taken back so before, no second."""
        at, offset = utc(now)
        backs = {
            f"{row.id}-back": Review(
                id=f"{row.id}-back",
                device=self.device,
                card=row.card,
                at=at,
                offset_minutes=offset,
                kind=RowKind.TAKE_BACK,
                takes_back=row.id,
            )
            for row in rows
        }
        present = self._log.run(lambda connection: undo_rows.ids_present(connection, backs))
        self.append(*(back for name, back in backs.items() if name not in present))

    def last_undoable(self) -> list[Review]:
        """What undo takes back: the last row that this device wrote and that stands, with its batch."""
        return self._log.run(lambda connection: undo_rows.last_undoable(connection, self.device))

    def final_since(self, undoable: Iterable[Review]) -> list[Review]:
        """The erasures of this device after those rows, which no undo takes back."""
        return self._log.run(lambda connection: undo_rows.final_since(connection, self.device, undoable))

    def append_starts(
        self, rows: Sequence[Review], former: Mapping[str, str] = NO_FORMER_IDS
    ) -> StartOutcome:
        """Write starting memories, all in one transaction; see `StartOutcome` for which prompts take one.

        `former` as in `memories`: rows under a former id of a prompt are its own. Raises Problem if the
        writing fails; then none is in the file.
        """
        taken: dict[str, SqlRow] = {}
        renewed: dict[str, SqlRow] = {}

        def write(connection: sqlite3.Connection) -> StartOutcome:
            outcome = _insert_starts(connection, rows, former)
            taken.update((row.card, to_row(row)) for row in rows if row.card in outcome.taken)
            renewed.update((row.card, to_row(row)) for row in rows if row.card in outcome.renewed)
            every = tuple(taken), tuple(renewed)  # those of an attempt on a replaced file too
            return outcome._replace(taken=every[0], renewed=every[1])

        outcome = self.write(write)
        self._log.written += [*taken.values(), *renewed.values()]
        return outcome

    def reviews(self, now: datetime | None = None) -> list[Review]:
        """All rows in chronological order; with `now`, without those that wait (see `refresh`)."""
        return self._log.run(lambda connection: log_rows.all_reviews(connection, now))

    def refresh(
        self, settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS, now: datetime | None = None
    ) -> None:
        """Bring the states up to the last row and keep them there while this log is open.

        `former` maps the ids that prompts have in old rows to those that they have now. Rows more than a
        day ahead of `now` wait; without `now`, none does.
        """
        self._log.run(lambda connection: self._states.refresh(connection, settings, former, now))

    def refresh_again(self, most: int) -> bool:
        """Bring the states up to the last row as of the last `refresh`: another program may have written.

        Not if that means more than `most` rows, which somebody would wait for; False then.
        """
        return self._log.run(lambda connection: self._states.refresh_again(connection, most))

    def memories(
        self, settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS, now: datetime | None = None
    ) -> dict[str, Memory]:
        """The memory of every prompt that the log knows, as `replay` gives them; see `refresh`."""
        self.refresh(settings, former, now)
        return self._log.run(states.load_states)

    def memories_of(self, prompts: Iterable[str]) -> dict[str, Memory]:
        """The memories of those of `prompts` that have any, as of the last refresh or row."""
        names = list(prompts)
        return self._log.run(lambda connection: states.load_some(connection, names))

    def read(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """What `action` reads from the file that is at `path`, again if that is replaced meanwhile.

        Raises Problem for what the database says.
        """
        return self._log.run(action)

    def write(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """What `action` returns, which is done in one transaction on the file that is at `path`.

        Raises Problem for what the database says; nothing of it is in the file then.
        """

        def change(connection: sqlite3.Connection) -> T:
            with connection:
                begin_writing(connection)
                return action(connection)

        return self._log.run(change)

    def off_clock(self, now: datetime) -> list[Review]:
        """The rows that a wrong clock wrote before it was set right, by time."""
        from flashcards.storage import clock_faults  # seldom asked for

        latest = log_rows.latest_at(now)
        return self._log.run(lambda connection: clock_faults.rows_off_clock(connection, latest))

    def waiting(self, now: datetime) -> list[Review]:
        """The rows that were written with a clock more than a day ahead of `now`, by time."""
        return self._log.run(lambda connection: log_rows.waiting(connection, now))

    @contextmanager
    def beside(self) -> Iterator[Store]:
        """The same log for another thread: it derives the states in the same way, and both write in turn.

        What it writes counts as written by this one too. Raises Problem as `open`.
        """
        with translate_errors(self.path):
            other = Store(self.path, self._say, copy(self._states), self._turn)
        try:
            yield other
        finally:
            self._log.hand_over(other._log.written)
            other._log.close()

    def index_rows(self) -> None:
        """Make the indexes that a long log of an earlier version lacks; from any thread.

        One that is not to be written now, or not at all, is searched without them.
        """
        with suppress(Problem, OSError):
            if self.path.stat().st_size > database.CHECKED_AT_START:
                self._index_rows()

    def _index_rows(self) -> None:
        with self.beside() as other:
            if other.read(migrations.lacks_indexes):
                with self._turn:
                    other.write(migrations.index_rows)

    def close(self) -> None:
        """Close the log after making sure that all this session wrote is in an intact file at `path`.

        Makes a backup if the last one is old, or tells why it cannot. Raises Problem if the log is damaged.
        """
        try:
            self._log.take_over()
            if self._log.written:
                self._confirm()
            if not self._back_up() and self._log.written:
                self._require_whole()
        finally:
            self._log.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if not kind:
            return self.close()
        with suppress(Problem):  # no second problem over the first
            self.close()

    def follow_device(self) -> None:
        """Take on the id that this device has in the file now."""
        self.device = self._log.run(_device)
        self._devices.add(self.device)

    def _back_up(self) -> bool:
        """Make a backup if the last one is old, or tell why not; True if the log was checked meanwhile."""
        from flashcards.storage import backups  # at the end, not at the start

        connection = self._log.run(lambda connection: connection)
        try:
            with translate_errors(self.path.parent / backups.FOLDER, backups.WHAT):
                if is_due := backups.is_due(connection, self.path):
                    backups.create(connection, self.path)
        except Problem as problem:
            self._require_whole()
            what = f"{problem.message[0].upper()}{problem.message[1:]}"
            self.tell(f"{what}. All that was done is in the log itself; {problem.hint}")
            return True
        return is_due

    def _require_whole(self) -> None:
        self._log.run(lambda connection: require_whole(connection, self.path))

    def _say(self, text: str) -> None:
        self.tell(text)  # which may have been replaced since the log was opened

    def _confirm(self) -> None:
        """Make sure that the file, or else a backup, has all that this session wrote."""
        try:
            self._log.run(lambda connection: self._commit(connection, ()))
        except Problem as problem:
            from flashcards.storage import backups

            with translate_errors(self.path.parent / backups.FOLDER, backups.WHAT):
                copy = self._log.rescue()
            hint = f"{problem.hint}\nthe reviews of this session are in {copy}"
            raise Problem(problem.message, hint=hint) from problem

    def _commit(
        self,
        connection: sqlite3.Connection,
        rows: tuple[Review, ...],
        then: Callable[[sqlite3.Connection], object] | None = None,
    ) -> list[SqlRow]:
        """Commit `rows` with their states, and before them what this session wrote and the file lacks."""
        added = 0
        with connection:
            begin_writing(connection)
            end = self._find_end(connection)
            if self._log.written and not end.holds_last:
                added = self._log.write_again(connection)
                end = self._find_end(connection)
            written = self._insert(connection, rows, end)
            if rows and self._states.are_kept(rows, end):
                self._states.save(connection, rows, self.device, end)
            if then:
                then(connection)
            version = database.data_version(connection)
        self.last_commit = stamp_of(self.path), version
        self._log.tell_written_again(added, "overwritten")
        return written

    def _find_end(self, connection: sqlite3.Connection) -> LogEnd:
        last = self._log.written[-1][0] if self._log.written else ""
        return log_rows.find_end(connection, self._states.way, last)

    def _insert(self, connection: sqlite3.Connection, rows: tuple[Review, ...], end: LogEnd) -> list[SqlRow]:
        """Insert `rows` at the end of the log; those of this device get its id and its next numbers."""
        self.device = end.device
        self._devices.add(self.device)
        ids = tuple(row.id for row in rows)
        insert = "insert or replace" if ids == self._unconfirmed else "insert"
        self._unconfirmed = ids
        last = max(end.newest, self._log.written[-1][-1] if self._log.written else 0)
        numbered = [
            own_row(row, self.device, seq) if row[1] in self._devices else row
            for seq, row in enumerate(map(to_row, rows), last + 1)
        ]
        connection.executemany(f"{insert} {INSERT}", numbered)
        return numbered


def _device(connection: sqlite3.Connection) -> str:
    return str(connection.execute("select id from device").fetchone()[0])


def _insert_starts(
    connection: sqlite3.Connection, rows: Sequence[Review], former: Mapping[str, str]
) -> StartOutcome:
    from flashcards.storage.start_rows import sort_starts  # for what was learned elsewhere

    outcome = sort_starts(connection, rows, former)
    written = {*outcome.taken, *outcome.renewed}
    insert_missing(connection, (to_row(row) for row in rows if row.card in written))
    return outcome
