"""The review log with the catalogue attached, so that one query asks both."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from typing import Any, TypeVar

from flashcards.errors import Problem
from flashcards.scheduling import Settings
from flashcards.storage import catalogue_seen
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.errors import is_damage, translate_errors
from flashcards.storage.review_log import Store

T = TypeVar("T")


class LogWithCatalogue:
    """Asks the log and the catalogue together; a damaged catalogue is made anew when that is noticed."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store, self._catalogue = store, catalogue
        self._attached: tuple[sqlite3.Connection, str, sqlite3.Connection] | None = None
        """The connection that the catalogue is attached to, its address, and its own connection."""
        self._has_orphans = True
        """False while every state belongs to a prompt of some deck."""

    def refresh(self, settings: Settings, now: datetime) -> None:
        """Bring the states up to the last row, and the catalogue up to the states."""
        self._store.refresh(settings, self._catalogue.former_ids(), now)
        self.ask(self._settle)

    def ask(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """What `read` returns for the log with the catalogue attached; a damaged catalogue is made anew."""
        try:
            return self._store.read(lambda connection: read(self._attach(connection)))
        except Problem as problem:
            cause = problem.__cause__
            if not isinstance(cause, sqlite3.DatabaseError) or not is_damage(cause):
                raise
        self._detach()
        self._catalogue.make_anew()
        return self._store.read(lambda connection: read(self._attach(connection)))

    def ask_aside(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """As `ask`, over a connection of its own that only reads: for long searches, from any thread.

        It sees the states as of the last `refresh`, and keeps few pages: a new connection reads them again
        sooner than it makes room for more. Raises Problem for what the database says.
        """
        with translate_errors(self._store.path):
            return self._catalogue.read_beside(lambda: self._read_aside(read))

    def _read_aside(self, read: Callable[[sqlite3.Connection], T]) -> T:
        with closing(sqlite3.connect(self._store.path.as_uri(), timeout=5, uri=True)) as aside:
            aside.execute("attach ? as catalogue", (self._catalogue.address,))
            aside.execute("pragma query_only = on")
            return read(aside)

    def _attach(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        wanted = (connection, self._catalogue.address, self._catalogue.connection)
        if self._attached != wanted:
            self._detach()
            connection.execute("attach ? as catalogue", (self._catalogue.address,))
            connection.execute("pragma catalogue.synchronous = off")
            self._attached = wanted
        return connection

    def _detach(self) -> None:
        if self._attached:
            with suppress(sqlite3.Error):  # the connection may be closed: its file was replaced
                self._attached[0].execute("detach catalogue")
        self._attached = None

    def _settle(self, connection: sqlite3.Connection) -> None:
        """Note what has become new or seen, and which states belong to no deck, since that was noted last."""
        connection.execute("pragma busy_timeout = 0")  # while decks are read again, the last notes do
        try:
            with suppress(sqlite3.OperationalError):
                catalogue_seen.settle_all(connection)
                self._has_orphans = catalogue_seen.note_orphans(connection)
        finally:
            connection.execute("pragma busy_timeout = 5000")

    def _rows(self, query: str, *values: Any) -> list[Any]:
        given = values[0] if len(values) == 1 and isinstance(values[0], dict) else values
        return self.ask(lambda connection: connection.execute(query, given).fetchall())
