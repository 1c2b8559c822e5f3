"""The tables of the catalogue, and the name of the code that fills them."""

from __future__ import annotations

import sqlite3

from flashcards.storage.code_version import code_version, contents_version

APPLICATION = 0x464C4349
"""Marks the file as a catalogue of ours ("FLCI")."""

LINKED = "needs <> '[]' or confusable <> '[]' or was <> '[]'"
"""True of a card that names others, as the index of these says it."""

TABLES = (
    """create table files (
        id integer primary key, path text not null unique, position integer not null,
        size integer, mtime_ns integer, ctime_ns integer, read_ns integer, digest text not null,
        deck text, place text, problems text not null
    ) strict""",
    """create table decks (
        name text primary key, file text not null, title text not null, about text not null,
        needs text not null, optimizer text not null, source text not null, tags text not null,
        position integer, cards integer not null, place text not null, packed text not null
    ) strict""",
    """create table cards (
        key text primary key, deck text not null, id text not null, kind text not null, tags text not null,
        needs text not null, confusable text not null, was text not null, note text not null,
        position integer, line integer not null, column integer not null, packed text not null,
        hash text not null
    ) strict""",
    "create index cards_by_deck on cards (deck, line, column)",
    f"create index cards_linked on cards (deck) where {LINKED}",
    f"create index cards_links on cards (key, needs, confusable) where {LINKED}",
    "create index cards_renamed on cards (key) where was <> '[]'",
    """create table prompts (
        prompt text primary key, card text not null, part text not null, deck text not null,
        position integer, seen integer, number integer not null
    ) strict, without rowid""",
    # What a search walks along, and where it begins if few cards can be meant.
    "create index prompts_by_position on prompts (position, prompt, card, deck, number)",
    "create index prompts_by_number on prompts (number, position)",
    "create index cards_by_tags on cards (tags) where tags <> '[]'",
    "create index cards_by_kind on cards (kind)",
    "create index cards_by_note on cards (note) where note <> ''",
    "create index prompts_new on prompts (position) where seen = 0",
    "create index prompts_new_by_deck on prompts (deck, position) where seen = 0",
    "create index prompts_unsure on prompts (prompt) where seen is null",
    """create table former (
        old text primary key, new text not null, renamed integer not null
    ) strict, without rowid""",
    """create virtual table card_text using fts5(
        key unindexed, deck, ask, answer, why, tags,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    )""",
    "create table meta (name text primary key, value text not null) strict, without rowid",
)
"""What DESIGN calls them; JSON stands in columns of lists, and paths in `flashcards.storage.catalogue_files`.

`cards.rowid` is that of `card_text`, and `prompts.number`. `prompts.seen` is null until the log was asked,
which the partial indexes leave out. `former.renamed` is 1 for a name that follows from `was`, 0 for the
number of a gap.
"""

TUNING = (
    # One flush of the index of words for each transaction, in place of one for each megabyte.
    "insert into card_text(card_text, rank) values ('hashsize', 16000000)",
    "insert into card_text(card_text, rank) values ('crisismerge', 64)",
    "insert into card_text(card_text, rank) values ('rank', 'bm25(0.0, 4.0, 4.0, 2.0, 1.0, 4.0)')",
)


FORM = (
    *("storage/catalogue_schema.py", "storage/catalogue_rows.py", "storage/catalogue_packing.py"),
    *("storage/catalogue_files.py", "storage/catalogue_order.py", "storage/catalogue_decks.py"),
    *("deck/model.py", "deck/packed.py", "deck/schema.py", "deck/serialize.py", "deck/validators.py"),
)
"""The modules that say what stands in the tables: those of a version that had the same ones can be read."""


def schema_version() -> str:
    """A name for the tables and for the code that reads decks and fills the tables."""
    return code_version("formula", "deck", "text", "storage")


def is_current(connection: sqlite3.Connection) -> bool:
    """True if this version of the program filled the tables."""
    return _meta(connection, "version") == schema_version()


def can_be_read(connection: sqlite3.Connection) -> bool:
    """True if the tables, of whatever version, are filled, and have the form that this version reads."""
    return _meta(connection, "complete") == "1" and _meta(connection, "form") == contents_version(FORM)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables anew, in the place of those of another version, within an open transaction."""
    found = connection.execute("select type, name from sqlite_schema where name not like 'sqlite_%'")
    names = [name for kind, name in found if kind == "table" and not _is_shadow(name)]
    for name in names:
        connection.execute(f'drop table if exists "{name}"')
    for statement in (*TABLES, *TUNING):
        connection.execute(statement)
    connection.execute(f"pragma application_id = {APPLICATION}")
    said = {"version": schema_version(), "form": contents_version(FORM)}
    connection.executemany("insert into meta values (?, ?)", said.items())


def _meta(connection: sqlite3.Connection, name: str) -> str | None:
    try:
        rows = connection.execute("select value from meta where name = ?", (name,)).fetchall()
    except sqlite3.OperationalError as error:
        if not str(error).startswith("no such"):
            raise
        return None
    return next((str(value) for (value,) in rows), None)


def _is_shadow(name: str) -> bool:
    """True for the tables behind the full-text index, which go with it."""
    return name.startswith("card_text_")
