"""The review log in SQLite, the source of truth about what was studied.

A row is committed to the disk before `append` returns and is never changed. Memories are replayed
from the log; their stored copy is a cache, which is checked against the log and safe to delete.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from flashcards.errors import Problem
from flashcards.scheduling import NO_FORMER_IDS, Memory, Review, RowKind, Settings, replay
from flashcards.storage import backups, database, memory_cache, sidecars
from flashcards.storage.checks import require_whole
from flashcards.storage.database import FILE
from flashcards.storage.errors import translate_errors
from flashcards.storage.rows import COLUMNS, INSERT, SqlRow, to_reviews, to_row
from flashcards.storage.start_rows import StartOutcome, sort_starts

T = TypeVar("T")

STALE = 500
"""The number of new rows after which the cache is rebuilt."""
_ATTEMPTS = 5
"""How often something is done on a file that is replaced at that very moment."""


class Store:
    """An open review log; use it in `with`, or close it."""

    def __init__(self, path: Path, tell: Callable[[str], None] = lambda text: None) -> None:
        """Open the log at `path`; see `Store.open`."""
        self.path = path
        self.tell = tell
        """Receives messages for the user about harmless events, such as a replaced log."""
        self._written: list[SqlRow] = []
        """What this session was shown as kept, should the file be taken away under it."""
        self._unconfirmed = ""
        """The id of a row whose commit failed and may have reached the file all the same."""
        self._connection, self._identity = self._open()
        self.device: str = self._run(_device)
        """The id of this device, written in each of its rows."""

    @classmethod
    def open(cls, folder: Path, tell: Callable[[str], None] = lambda text: None) -> Store:
        """The log in `folder`, created if missing.

        Raises Problem if the folder cannot be written, the file is not a review log, is damaged, or
        was written by a newer flashcards.
        """
        path = folder.absolute() / FILE
        with translate_errors(path):
            return cls(path, tell)

    def append(self, review: Review) -> None:
        """Write a row durably to the file that is at `path` at that moment.

        Raises Problem if that fails; the row is then in no file.
        """
        row = to_row(review)
        self._run(lambda connection: self._commit(connection, row))
        self._unconfirmed = ""
        self._written.append(row)

    def take_back(self, review: Review, now: datetime) -> None:
        """Write a row that takes `review` back; `now` is an aware local datetime."""
        offset = now.utcoffset() or timedelta()
        self.append(
            Review(
                id=f"{review.id}-back",
                device=self.device,
                card=review.card,
                at=now.astimezone(UTC),
                offset_minutes=offset // timedelta(minutes=1),
                kind=RowKind.TAKE_BACK,
                takes_back=review.id,
            )
        )

    def append_starts(
        self, rows: Sequence[Review], former: Mapping[str, str] = NO_FORMER_IDS
    ) -> StartOutcome:
        """Write starting memories, all in one transaction; of a prompt that has any row already, none.

        `former` as in `memories`: rows under a former id of a prompt are its own. Raises Problem if the
        writing fails; then none is in the file.
        """
        taken: dict[str, SqlRow] = {}

        def write(connection: sqlite3.Connection) -> StartOutcome:
            outcome = _insert_starts(connection, rows, former)
            taken.update((row.card, to_row(row)) for row in rows if row.card in outcome.taken)
            return outcome._replace(taken=tuple(taken))  # those of an attempt on a replaced file too

        outcome = self._run(write)
        self._written += taken.values()
        return outcome

    def reviews(self) -> list[Review]:
        """All rows in chronological order."""
        return self._run(_reviews)

    def memories(self, settings: Settings, former: Mapping[str, str] = NO_FORMER_IDS) -> dict[str, Memory]:
        """The memories as `replay` gives them; only cards with rows newer than the cache are replayed.

        `former` maps the ids that prompts have in old rows to those that they have now.
        """
        return self._run(lambda connection: _memories(connection, settings, former))

    def close(self) -> None:
        """Close the log after making sure that all this session wrote is in an intact file at `path`.

        Makes a backup if the last one is old. Raises Problem if the log is damaged or cannot be copied.
        """
        try:
            if self._written:
                self._confirm()
                self._run(lambda connection: require_whole(connection, self.path))
            connection = self._run(lambda connection: connection)
            with translate_errors(self.path.parent / backups.FOLDER, backups.WHAT):
                if backups.is_due(connection, self.path):
                    backups.create(connection, self.path)
        finally:
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if not kind:
            return self.close()
        with suppress(Problem):  # no second problem over the first
            self.close()

    def _open(self) -> tuple[sqlite3.Connection, database.Identity | None]:
        connection, identity, strays = database.connect(self.path)
        for stray in strays:
            self.tell(f"A journal next to the review log belongs to another file; it is now {stray}")
        return connection, identity

    def _current(self) -> sqlite3.Connection:
        """The connection to the file that is at `path` now, with every row of this session in it."""
        if self._identity is None or database.identity(self.path) != self._identity:
            self._follow()
        return self._connection

    def _follow(self) -> None:
        """Switch to the file that is at `path` now.

        A file that someone else put there is kept, and missing rows of this session are added. If there
        is no file, it is created again with all rows of the removed one.
        """
        removed, held = database.identity(self.path) is None, self._connection
        if removed:
            sidecars.drop_ended_journal(self.path)
        rows = [*(_readable_rows(held) if removed else ()), *self._written]
        connection, identity = self._open()
        with connection:
            connection.execute("begin immediate")
            added = _insert_missing(connection, rows)
        held.close()
        self._connection, self._identity = connection, identity
        self._tell_written_again(added, "removed" if removed else "replaced")

    def _run(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `action`, repeated until the file at `path` is the same before and after it."""
        with translate_errors(self.path):
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    result = action(self._current())
                except (sqlite3.DatabaseError, FileNotFoundError):
                    if attempt == _ATTEMPTS or database.identity(self.path) == self._identity:
                        raise
                    continue
                if database.identity(self.path) == self._identity:
                    return result
        raise Problem(f"the review log keeps being replaced: {self.path}", hint="wait for the sync to finish")

    def _confirm(self) -> None:
        """Make sure that the file, or else a backup, has all that this session wrote."""
        try:
            self._run(lambda connection: self._commit(connection, None))
        except Problem as problem:
            with translate_errors(self.path.parent / backups.FOLDER, backups.WHAT):
                copy = self._rescue()
            hint = f"{problem.hint}\nthe reviews of this session are in {copy}"
            raise Problem(problem.message, hint=hint) from problem

    def _rescue(self) -> Path:
        """A backup of what can be read of the file that was opened and of what this session wrote."""
        unfinished = backups.partial_path(self.path)
        connection, _, _ = database.connect(unfinished)
        with closing(connection), connection:
            connection.execute("begin immediate")
            _insert_missing(connection, [*_readable_rows(self._connection), *self._written])
        sidecars.drop_ended_journal(unfinished)
        return backups.finish(unfinished)

    def _commit(self, connection: sqlite3.Connection, row: SqlRow | None) -> None:
        """Commit `row`, and before it what this session wrote and the file no longer has."""
        added = 0
        with connection:
            connection.execute("begin immediate")
            if self._written and not _holds(connection, self._written[-1]):
                added = _insert_missing(connection, self._written)
            if row:
                insert = "insert or replace" if row[0] == self._unconfirmed else "insert"
                self._unconfirmed = row[0]
                connection.execute(f"{insert} {INSERT}", row)
        self._tell_written_again(added, "overwritten")

    def _tell_written_again(self, rows: int, what: str) -> None:
        if rows:
            self.tell(f"The review log was {what} while it was open; {rows} of its rows were written again.")


def _device(connection: sqlite3.Connection) -> str:
    return str(connection.execute("select id from device").fetchone()[0])


def _reviews(connection: sqlite3.Connection) -> list[Review]:
    return to_reviews(connection.execute(f"select {COLUMNS} from reviews order by at, number"))


def _memories(
    connection: sqlite3.Connection, settings: Settings, known: Mapping[str, str]
) -> dict[str, Memory]:
    former = _in_use(connection, known)
    # The newest row first: what another process writes from here on is not in the cache.
    newest = connection.execute("select coalesce(max(number), 0) from reviews").fetchone()[0]
    cached, upto = memory_cache.load_memories(connection, settings, former)
    rows = connection.execute(
        f"select {COLUMNS} from reviews"
        " where card in (select card from reviews where number > ?)"
        " or card in (select value from json_each(?)) order by at, number",
        (upto, json.dumps(_others_changed(connection, upto, former))),
    )
    fresh = to_reviews(rows) if upto else _reviews(connection)
    touched = {former.get(review.card, review.card) for review in fresh}
    memories = {card: memory for card, memory in cached.items() if card not in touched}
    memories |= replay(fresh, settings, former)
    if newest - upto >= STALE:
        with suppress(sqlite3.OperationalError):  # a full disk: reading goes on without a cache
            memory_cache.save_memories(connection, memories, newest, settings, former)
    return memories


def _in_use(connection: sqlite3.Connection, known: Mapping[str, str]) -> dict[str, str]:
    """Those of the `known` former ids that the log has rows of: few, or none in a log begun since."""
    if not known:
        return {}
    query = "select distinct card from reviews where card in (select value from json_each(?))"
    return {row[0]: known[row[0]] for row in connection.execute(query, (json.dumps(list(known)),))}


def _others_changed(connection: sqlite3.Connection, upto: int, former: Mapping[str, str]) -> list[str]:
    """The other ids that the prompts in the rows after number `upto` have now or had before."""
    if not former:
        return []
    rows = connection.execute("select distinct card from reviews where number > ?", (upto,))
    ids = {former.get(row[0], row[0]) for row in rows}
    return [name for pair in former.items() if pair[1] in ids for name in pair]


def _insert_starts(
    connection: sqlite3.Connection, rows: Sequence[Review], former: Mapping[str, str]
) -> StartOutcome:
    with connection:
        connection.execute("begin immediate")
        outcome = sort_starts(connection, rows, former)
        taken = {*outcome.taken}
        _insert_missing(connection, (to_row(row) for row in rows if row.card in taken))
    return outcome


def _holds(connection: sqlite3.Connection, row: SqlRow) -> bool:
    return bool(connection.execute("select 1 from reviews where id = ?", row[:1]).fetchall())


def _insert_missing(connection: sqlite3.Connection, rows: Iterable[SqlRow]) -> int:
    """Insert those of `rows` that the log lacks, and return their number."""
    before = connection.total_changes
    connection.executemany(f"insert or ignore {INSERT}", rows)
    return connection.total_changes - before


def _readable_rows(connection: sqlite3.Connection) -> list[SqlRow]:
    """The rows of a file that was removed but is still open, up to the first damage."""
    rows: list[SqlRow] = []
    with suppress(sqlite3.DatabaseError):
        rows.extend(connection.execute(f"select {COLUMNS} from reviews order by number"))
    return rows
