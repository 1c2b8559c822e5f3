"""The review log in SQLite, the one truth about what was studied; the only module that opens the database.

A row is committed to the disk before `append` returns and is never changed. Memories are replayed
from the log; what is kept of them is a cache, checked against the log and safe to drop.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flashcards.errors import Problem
from flashcards.schedule import Grade, Kind, Memory, Review, Settings, State, milliseconds, moment, replay
from flashcards.store import backups, migrations
from flashcards.store.faults import FILE, told

PATIENCE = 5.0
"""Seconds to wait while another process writes."""
STALE = 500
"""Rows written since the cache was made before it is worth making anew."""

_COLUMNS = 'id, device, card, at, "offset", kind, grade, milliseconds, seed, typed, confidence, takes_back'
_GRADES: dict[int | None, Grade | None] = {None: None, **{int(grade): grade for grade in Grade}}
_KINDS = {kind.value: kind for kind in Kind}
_STATES = {state.value: state for state in State}


class Store:
    """An open review log; use it in `with`, or close it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Wrap an open, migrated database; `Store.open` makes one."""
        self._connection = connection
        self.path = path
        self.device: str = connection.execute("select id from device").fetchone()[0]
        """The id of this device, written in each of its rows."""

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The log in `folder`, made where there is none.

        Raises Problem where the folder cannot be written, the file is no review log, is damaged, or
        was written by a newer flashcards.
        """
        path = folder / FILE
        with told(path):
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            try:
                _prepare(connection, path)
                return cls(connection, path)
            except BaseException:
                connection.close()
                raise

    def append(self, review: Review) -> None:
        """Write a row and wait until the disk has it."""
        row = (*review[:3], milliseconds(review.at), *review[4:])
        with told(self.path):
            self._connection.execute(f"insert into reviews ({_COLUMNS}) values ({','.join('?' * 12)})", row)

    def take_back(self, review: Review, now: datetime) -> None:
        """Write that `review` did not happen; `now` is an aware local moment."""
        offset = now.utcoffset() or timedelta()
        self.append(
            Review(
                id=f"{review.id}-back",
                device=self.device,
                card=review.card,
                at=now.astimezone(UTC),
                offset_minutes=offset // timedelta(minutes=1),
                kind=Kind.TAKE_BACK,
                takes_back=review.id,
            )
        )

    def reviews(self) -> list[Review]:
        """Every row, in the order in which they happened."""
        with told(self.path):
            return _rows(self._connection.execute(f"select {_COLUMNS} from reviews order by at, number"))

    def memories(self, settings: Settings) -> dict[str, Memory]:
        """`replay` of the log, in which only the cards written to since the cache was made are replayed."""
        with told(self.path):
            newest = self._newest()  # first: what another process writes from here on is not in the cache
            cached, upto = self._cached(settings)
            rows = self._connection.execute(
                f"select {_COLUMNS} from reviews"
                " where card in (select card from reviews where number > ?) order by at, number",
                (upto,),
            )
            fresh = _rows(rows) if upto else self.reviews()
            touched = {review.card for review in fresh}
            memories = {card: memory for card, memory in cached.items() if card not in touched}
            memories |= replay(fresh, settings)
            if newest - upto >= STALE:
                self._keep(memories, newest, settings)
            return memories

    def close(self) -> None:
        """Close the file, after a copy of it where the last copy is old."""
        with told(self.path):
            backups.keep(self._connection, self.path, rows=self._newest())
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind:
            self._connection.close()  # no copy of what may be damaged, and no second problem over the first
        else:
            self.close()

    def _newest(self) -> int:
        return int(self._connection.execute("select coalesce(max(number), 0) from reviews").fetchone()[0])

    def _cached(self, settings: Settings) -> tuple[dict[str, Memory], int]:
        """The kept memories and the number of the last row in them; none and 0 where they are of no use."""
        found = self._connection.execute("select body from caches where name = 'memories'").fetchone()
        kept = json.loads(found[0]) if found else {}
        if kept.get("made") != _made(settings):
            return {}, 0
        rows: list[list[Any]] = kept["memories"]
        return {row[0]: Memory(row[0], _STATES[row[1]], *row[2:]) for row in rows}, int(kept["upto"])

    def _keep(self, memories: dict[str, Memory], upto: int, settings: Settings) -> None:
        kept = {
            "made": _made(settings),
            "upto": upto,
            "memories": list(memories.values()),
        }
        body = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        self._connection.execute("insert or replace into caches values ('memories', ?)", (body,))


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the connection safe and quick, and bring the file to the newest schema."""
    application = connection.execute("pragma application_id").fetchone()[0]
    tables = connection.execute("select count(*) from sqlite_schema").fetchone()[0]
    if application != migrations.APPLICATION and tables:
        raise Problem(f"{path} is no review log", hint="move it away, or set FLASHCARDS_HOME")
    if migrations.version(connection) > len(migrations.MIGRATIONS):
        raise Problem(f"{path} was written by a newer flashcards", hint="upgrade flashcards")
    connection.execute("pragma journal_mode = wal")
    connection.execute(
        "pragma synchronous = full"
    )  # in WAL mode `normal` could lose the last commits with the power
    if 0 < (version := migrations.version(connection)) < len(migrations.MIGRATIONS):
        backups.make(connection, path, f"version-{version}")
    migrations.migrate(connection)


def _rows(rows: Iterable[tuple[Any, ...]]) -> list[Review]:
    """A kind that only a newer version knows stays a plain string, which `replay` passes over."""
    return [
        Review(
            row[0],
            row[1],
            row[2],
            moment(row[3]),
            row[4],
            _KINDS.get(row[5], row[5]),
            _GRADES[row[6]],
            *row[7:],
        )
        for row in rows
    ]


def _made(settings: Settings) -> str:
    """What the kept memories depend on; the limits of a day are not among it."""
    return f"{Memory._fields} {replace(settings, new_per_day=0, reviews_per_day=0, leech=1)}"
