"""Which prompts were ever answered, noted in the catalogue so that new ones are found by their position.

The catalogue may be attached to the connection of the review log; `schema` is its name there.
"""

from __future__ import annotations

import sqlite3


def settle_seen(
    connection: sqlite3.Connection, answered: str = "select prompt from states", schema: str = "catalogue"
) -> int:
    """Note for the prompts that came since the last time whether they were answered; how many there were.

    `answered` is the query for the prompts that the log has. Until then they are neither new nor seen.
    """
    found = connection.execute(
        f"update {schema}.prompts set seen = (prompt in ({answered})) where seen is null"
    )
    return found.rowcount


def forget_seen(connection: sqlite3.Connection, schema: str = "catalogue") -> None:
    """Make every prompt unsettled, as for another log."""
    connection.execute(f"update {schema}.prompts set seen = null where seen is not null")


def log_number(connection: sqlite3.Connection, schema: str = "catalogue") -> int:
    """The number of the log's last row that `seen` takes into account; 0 if there is none."""
    found = connection.execute(f"select value from {schema}.meta where name = 'log'").fetchone()
    return int(found[0]) if found else 0


def set_log_number(connection: sqlite3.Connection, number: int, schema: str = "catalogue") -> None:
    """Store what `log_number` returns, in the transaction that marks the prompts."""
    connection.execute(f"insert or replace into {schema}.meta values ('log', ?)", (str(number),))
