"""What the log and the catalogue say of each other: which prompts were ever answered, noted in the catalogue
so that new ones are found by their position, and which states belong to no deck.

The catalogue may be attached to the connection of the review log; `schema` is its name there.
"""

from __future__ import annotations

import sqlite3

from flashcards.storage import log_rows
from flashcards.storage.transactions import begin_writing


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


_ANSWERED = "select prompt from states where state <> 'new'"


def settle_all(connection: sqlite3.Connection) -> None:
    """Bring the notes of the attached catalogue up to the last row of the log, whose states are current."""
    newest, noted = log_rows.newest_row(connection), log_number(connection)
    unsettled = connection.execute("select 1 from catalogue.prompts where seen is null limit 1").fetchone()
    if noted == newest and not unsettled:
        return
    with connection:
        connection.execute("begin")
        if noted > newest:
            forget_seen(connection)
        elif noted < newest:
            connection.execute(
                f"update catalogue.prompts set seen = prompt in ({_ANSWERED}) where seen is not null and"
                " prompt in (select card from reviews where number > ?)",
                (noted,),
            )
        settle_seen(connection, _ANSWERED)
        set_log_number(connection, newest)


def note_orphans(connection: sqlite3.Connection) -> bool:
    """Whether there are states of prompts that no deck has; noted anew if the decks or the states changed."""
    decks = connection.execute("select value from catalogue.meta where name = 'generation'").fetchone()
    known = connection.execute("select decks from states_of").fetchone()
    if not (known and decks and known[0] == decks[0]):
        with connection:
            begin_writing(connection)
            connection.execute("delete from orphans")
            connection.execute(
                "insert into orphans select prompt from states"
                " where not exists (select 1 from catalogue.prompts as had where had.prompt = states.prompt)"
            )
            connection.execute("update states_of set decks = ?", decks or (None,))
    return bool(connection.execute("select 1 from orphans limit 1").fetchone())


def rows_without_card(connection: sqlite3.Connection) -> list[str]:
    """The prompts that the log has rows of, besides such as erased the others, and no deck, also by no name
    that they had before."""
    query = (
        "select distinct r.card from reviews r where r.kind not in ('erase', 'fork')"
        " and not exists (select 1 from catalogue.prompts p where p.prompt = r.card)"
        " and not exists (select 1 from catalogue.former f where f.old = r.card)"
    )
    return [prompt for (prompt,) in connection.execute(query)]
