"""The schema migrations of the review log, one function per version, run once each and in order."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable

APPLICATION = 0x464C4153
"""SQLite's application id of our files ("FLAS"), so that another program's database is never migrated."""


def create_schema(connection: sqlite3.Connection) -> None:
    """The log, the device it is written on, and what may be dropped at any time."""
    connection.execute(
        """
        create table reviews (
            number       integer primary key,   -- the order of writing on this device
            id           text not null unique,
            device       text not null,
            card         text not null,
            at           integer not null,       -- milliseconds since 1970, UTC: sorts, read unparsed
            "offset"     integer not null,       -- local time minus UTC, in minutes
            kind         text not null,
            grade        integer check (grade between 1 and 4),
            milliseconds integer not null check (milliseconds between 0 and 60000),
            seed         text not null,
            typed        text not null,
            confidence   integer check (confidence between 0 and 100),
            takes_back   text not null
        ) strict
        """
    )
    connection.execute("create index reviews_of_card on reviews (card)")
    connection.execute("create table device (id text not null) strict")
    connection.execute("insert into device values (?)", (os.urandom(16).hex(),))
    connection.execute("create table caches (name text primary key, body text not null) strict")
    connection.execute(f"pragma application_id = {APPLICATION}")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (create_schema,)
"""The number of those that a file has been through is its `user_version`."""


def version(connection: sqlite3.Connection) -> int:
    """The number of migrations already applied to the file."""
    return int(connection.execute("pragma user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Run the missing migrations, each with its record in one transaction.

    The version is read again inside: another process may have been first.
    """
    while version(connection) < len(MIGRATIONS):
        with connection:
            connection.execute("begin immediate")
            done = version(connection)
            if done < len(MIGRATIONS):
                MIGRATIONS[done](connection)
                connection.execute(f"pragma user_version = {done + 1}")
