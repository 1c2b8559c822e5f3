"""The file of what statistics are counted from: derived from the log, one row an answer, may be removed.

It lies among the caches and not in the log, whose backups it would double. One that is damaged, foreign or
of another version is made anew; where none can be written it lives in memory.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from flashcards.scheduling import MATURE
from flashcards.storage.code_version import code_version
from flashcards.storage.digests import digest
from flashcards.storage.errors import is_damage

FILE = "statistics.sqlite"
"""Its file in the folder of caches."""
_PATIENCE = 5.0
"""Seconds to wait while another process writes."""
UNSAID = -1
"""The confidence of an answer that was given without one: a row says 0 to 100."""
_TABLES = (
    """create table meta (
        way text not null, upto integer not null, newest text not null, waits integer
    ) strict""",
    "create table decks (id integer primary key, name text not null unique) strict",
    """create table prompts (
        id integer primary key, name text not null unique, deck integer not null
    ) strict""",
    """create table answers (
        day          integer not null,   -- days since 1970, local
        prompt       integer not null,
        place        integer not null,   -- its number among the answers to the prompt
        deck         integer not null,
        cram         integer not null,
        hour         integer not null,   -- local
        grade        integer not null,
        milliseconds integer not null,
        state        integer not null,   -- before: 0 new, 1 learning, 2 review, 3 relearning
        days         integer not null,   -- the interval before
        test         integer not null,   -- 1 for the first answer of a day in review
        predicted    real,
        loss         real,               -- the log loss of `predicted`
        confidence   integer not null,   -- or UNSAID
        "right"      integer not null,   -- as judged, else as graded
        primary key (day, prompt, place)
    ) strict, without rowid""",
    """create table days (               -- sums of the answers in the schedule, and of the others
        day integer not null, deck integer not null,
        reviews integer not null, milliseconds integer not null,
        new integer not null, learning integer not null, young integer not null, mature integer not null,
        again integer not null, hard integer not null, good integer not null, easy integer not null,
        young_tests integer not null, young_recalled integer not null,
        mature_tests integer not null, mature_recalled integer not null,
        cram integer not null, cram_milliseconds integer not null,
        primary key (day, deck)
    ) strict, without rowid""",
    """create table judged (
        prompt integer not null, place integer not null, deck integer not null, day integer not null,
        verdict text not null, slip text not null, typed text not null,
        primary key (prompt, place)
    ) strict, without rowid""",
)
SUM_DAYS = f"""
    insert into days select day, deck,
        sum(not cram), sum(milliseconds * (not cram)),
        sum(state = 0 and not cram), sum(state in (1, 3) and not cram),
        sum(state = 2 and days < {MATURE} and not cram), sum(state = 2 and days >= {MATURE} and not cram),
        sum(grade = 1 and not cram), sum(grade = 2 and not cram),
        sum(grade = 3 and not cram), sum(grade = 4 and not cram),
        sum(test and days < {MATURE}), sum(test and days < {MATURE} and grade > 1),
        sum(test and days >= {MATURE}), sum(test and days >= {MATURE} and grade > 1),
        sum(cram), sum(milliseconds * cram)
    from answers where day = ? group by deck
"""
"""The sums of one day: those of many days at once would have to be sorted by day and deck first."""
INDEX = "create index if not exists answers_by_prompt on answers (prompt)"

WIDE_CACHE = "pragma cache_size = -50000"
"""50 MB, in which a million answers have room: the days of all parts lie among each other, and a page that
was put out for want of room would be written again for each part."""


def open_statistics(folder: Path | None) -> sqlite3.Connection:
    """A connection to the file in the folder of caches, with its tables; in memory if there can be none."""
    for _ in range(2 if folder else 0):
        assert folder
        connection: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(folder / FILE, _PATIENCE, isolation_level=None)
            _prepare(connection)
            return connection
        except (OSError, ValueError, sqlite3.Error) as error:
            if connection is not None:
                connection.close()
            damaged = isinstance(error, sqlite3.DatabaseError) and is_damage(error)
            if not damaged or not remove_statistics(folder):
                break
    connection = sqlite3.connect(":memory:", isolation_level=None)
    make_tables(connection)
    return connection


def make_tables(connection: sqlite3.Connection) -> None:
    """Empty tables in the place of those that were there."""
    found = connection.execute("select name from sqlite_schema where type = 'table'").fetchall()
    for (name,) in found:
        connection.execute(f'drop table "{name}"')
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute(f"pragma user_version = {_version()}")


def _version() -> int:
    """A number for the tables and for the code that fills them."""
    text = "".join((*_TABLES, code_version("scheduling", "storage")))
    return int.from_bytes(digest(text)[:3], "big") + 1


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("pragma synchronous = off")
    connection.execute("pragma temp_store = memory")
    if connection.execute("pragma user_version").fetchone()[0] == _version():
        connection.execute("select count(*) from meta").fetchone()
        return
    connection.execute("pragma journal_mode = wal")
    with connection:
        connection.execute("begin immediate")
        make_tables(connection)


def remove_statistics(folder: Path) -> bool:
    """Remove the file; False if the system does not allow it."""
    with suppress(OSError):
        for ending in ("-wal", "-shm", "-journal", ""):
            (folder / f"{FILE}{ending}").unlink(missing_ok=True)
        return True
    return False
