"""The states of the prompts while a log is open: how they are derived, and kept up to what is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flashcards.scheduling import NO_FORMER_IDS, Review, Settings, milliseconds
from flashcards.storage import log_rows, states, states_refresh
from flashcards.storage.log_rows import LogEnd
from flashcards.storage.transactions import begin_writing

MANY = 1000
"""More rows than that are written with a larger cache, and their states in a few statements."""


class LogStates:
    """The states beside the rows of an open log; none are kept before the first `refresh`."""

    def __init__(self) -> None:
        self.way = ""
        """How they are derived, as of the last refresh."""
        self.latest = log_rows.latest_at(None)
        """The last moment of rows that counted then."""
        self._waits: int | None = None
        """The first moment of the rows that were too far ahead to count then."""
        self._settings = Settings()
        self._former = NO_FORMER_IDS
        self._known: Mapping[str, str] = NO_FORMER_IDS
        """The former ids of prompts; a row under one of them is taken in by the next refresh."""
        self._now: datetime | None = None

    def refresh(
        self,
        connection: sqlite3.Connection,
        settings: Settings,
        known: Mapping[str, str],
        now: datetime | None,
    ) -> None:
        """Bring the states up to the last row, in memory if the file takes none; see `Store.refresh`."""
        self._settings, self._known = settings, known
        self._former = log_rows.former_in_use(connection, known)
        self.way = states_refresh.way_of(connection, settings, self._former)
        self._believe(connection, now)
        if states_refresh.are_current(connection, settings, self._former, now):
            return
        try:
            with connection:
                begin_writing(connection)
                states_refresh.refresh_states(connection, settings, self._former, now)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY):
                raise
            states.keep_in_memory(connection)
            states_refresh.refresh_states(connection, settings, self._former, now)

    def _believe(self, connection: sqlite3.Connection, now: datetime | None) -> None:
        """From now on, rows up to a day ahead of `now` count."""
        self._now, self.latest = now, log_rows.latest_at(now)
        self._waits = log_rows.first_waiting(connection, self.latest)

    def are_kept(self, rows: Iterable[Review], end: LogEnd) -> bool:
        """True if the states are those of the log up to `end` and say, with `rows`, what comes after it."""
        return end.states_upto == end.newest and not any(row.card in self._known for row in rows)

    def refresh_again(self, connection: sqlite3.Connection, most: int) -> bool:
        """`refresh` as it was done last, unless more than `most` rows would be replayed; False if so.

        Before the first refresh there is nothing to do.
        """
        if not self.way:
            return True
        if states_refresh.rows_behind(connection, self._settings, self._former, self._now) > most:
            return False
        self.refresh(connection, self._settings, self._known, self._now)
        return True

    def save(self, connection: sqlite3.Connection, rows: Sequence[Review], device: str, end: LogEnd) -> None:
        """Save the states after `rows`, which this `device` just inserted after the `end` of the log."""
        last = max(row.at for row in rows)
        if milliseconds(last) > self.latest and self._wait(connection, rows, device):
            return
        due = self._waits is not None and self._waits <= log_rows.latest_at(last)
        if due and self._go_on(connection, rows, device):
            return
        settings, former = self._settings, self._former
        followed = states_refresh.followed(connection, rows, former, end)
        if len(rows) > MANY:
            from flashcards.storage import bulk_states

            rows = bulk_states.save_most(connection, rows, settings, former, end.newest, followed)
        made = states_refresh.states_after(connection, rows, settings, former, followed, self.latest)
        states.save_states(connection, made)
        states_refresh.set_current(connection)

    def _wait(self, connection: sqlite3.Connection, rows: Iterable[Review], device: str) -> bool:
        """True if rows later than those that count change none of the states, or have changed all that they
        do: of this device, its clock was set forward; of another, they wait."""
        ahead = [row for row in rows if milliseconds(row.at) > self.latest and not row.takes_back]
        self._go_on(connection, ahead, device)
        return bool(ahead)

    def _go_on(self, connection: sqlite3.Connection, rows: Iterable[Review], device: str) -> bool:
        """Take in what counts by the time of the last of `rows` of this device; False if none is."""
        if now := max((row.at for row in rows if row.device == device), default=None):
            self._believe(connection, now)
            states_refresh.refresh_states(connection, self._settings, self._former, now)
        return now is not None
