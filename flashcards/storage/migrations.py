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


def add_events(connection: sqlite3.Connection) -> None:
    """What rows of events hold, and the states derived from the log in place of a cache of memories."""
    connection.execute('alter table reviews rename column "offset" to offset_minutes')
    for column in (
        "verdict text not null default ''",
        "slip text not null default ''",
        "due integer",  # days since 1970
        "until integer",
        "batch text not null default ''",
        "seq integer not null default 0",
    ):
        connection.execute(f"alter table reviews add column {column}")
    connection.execute("create index reviews_at on reviews (at)")
    connection.execute("create index reviews_with_slip on reviews (slip, card) where slip <> ''")
    connection.execute("drop index if exists reviews_of_card")
    connection.execute("create index reviews_of_card on reviews (card, at)")
    connection.execute("drop table caches")
    create_states(connection)


def create_states(connection: sqlite3.Connection, schema: str = "main") -> None:
    """The tables of what is derived from the log; in the schema `temp` they hide those of the file."""
    connection.execute(
        f"""
        create table {schema}.states (
            prompt       text primary key,
            card         text not null,
            deck         text not null,
            state        text not null check (state in ('new', 'learning', 'review', 'relearning')),
            step         integer not null,
            stability    real not null,
            difficulty   real not null,
            due_day      integer not null,      -- days since 1970, as all days here
            due_at       integer not null,      -- milliseconds since 1970
            last_at      integer not null,
            began        integer not null,
            day          integer not null,
            days         integer not null,
            reviews      integer not null,
            lapses       integer not null,
            "right"      integer not null,
            suspended    integer not null,
            buried_until integer not null,
            marked       integer not null,
            elsewhere    integer not null,
            gain         real not null          -- see `study.plan.gain`: to compute it for 60,000 takes long
        ) strict, without rowid
        """
    )
    connection.execute(
        f"create table {schema}.states_of"
        " (way text not null, upto integer not null, waits integer, decks text) strict"
    )
    connection.execute(f"create table {schema}.orphans (prompt text primary key) strict, without rowid")
    create_states_before(connection, schema)
    index_states(connection, schema)


def create_states_before(connection: sqlite3.Connection, schema: str = "main") -> None:
    """The states before an event on very many prompts: null but for the prompt where there was none."""
    columns = connection.execute("select name from pragma_table_info('states', ?)", (schema,))
    others = ", ".join(f'"{name}" any' for (name,) in columns if name != "prompt")
    connection.execute(
        f"create table {schema}.states_before"
        f" (number integer primary key, prompt text not null, {others}) strict"
    )


def index_states(connection: sqlite3.Connection, schema: str = "main") -> None:
    """The indexes of the states, in which due prompts are found without reading the others."""
    for name, columns in STATE_INDEXES.items():
        connection.execute(f"create index if not exists {schema}.{name} on states {columns}")


def drop_state_indexes(connection: sqlite3.Connection, schema: str = "main") -> None:
    """Drop them while all states are written anew."""
    for name in STATE_INDEXES:
        connection.execute(f"drop index if exists {schema}.{name}")


STATE_INDEXES = {
    "states_due_by_gain": "(deck, due_day, suspended, buried_until, last_at, stability, gain, state, card)",
    "states_in_steps": "(deck) where state in ('learning', 'relearning')",
    "states_by_card": "(card)",
    "states_by_day": "(day)",
}
"""One more costs each grade two pages or more. A new name makes all states anew, columns too."""


ROW_INDEXES = {
    "reviews_of_rarer_grades": "(grade, card, at, kind, offset_minutes) where grade <> 3",
    "reviews_of_slips": "(card, slip) where slip <> ''",
    "reviews_that_take_back": "(card) where takes_back <> ''",
}
"""What searches and undo read in place of rows. Each has few of them, and most grades change none of these
indexes.

They are no migration: logs without them are whole, and earlier versions keep up those that are there.
"""


def index_rows(connection: sqlite3.Connection) -> None:
    """Make those indexes that are missing; of 300,000 rows they take a quarter of a second."""
    for name, columns in ROW_INDEXES.items():
        connection.execute(f"create index if not exists {name} on reviews {columns}")


def lacks_indexes(connection: sqlite3.Connection) -> bool:
    """True if a log, of an earlier version, has not all of them."""
    found = connection.execute("select name from sqlite_schema where type = 'index' and tbl_name = 'reviews'")
    return not {name for (name,) in found} >= ROW_INDEXES.keys()


def create_sync(connection: sqlite3.Connection) -> None:
    """What is known of the folder that devices share. But for `further` it may be dropped at any time: all
    files are then read once more, all rows given once more, and undo no longer reaches former ids.
    """
    for table in (
        "given (first integer primary key, last integer not null, file text not null) strict",  # of rows
        "seen (file text primary key, size integer not null, changed integer not null, ends blob not null)"
        " strict, without rowid",
        "sharing (owner text not null, typed integer not null) strict",
        # What a newer version wrote in a row, after the fields that are known here.
        "further (id text primary key, fields text not null) strict, without rowid",
        # The ids that this device had; rows under them up to that number are its own, later ones a copy's.
        "former_devices (id text primary key, upto integer not null) strict, without rowid",
    ):
        connection.execute(f"create table if not exists {table}")


SYNC_TABLES = {"given", "seen", "sharing", "further", "former_devices"}


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (create_schema, add_events, create_sync)
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
