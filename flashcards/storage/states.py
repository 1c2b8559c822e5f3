"""The states of the prompts, derived from the log and kept beside it, so that no session replays it.

This is their table; `states_refresh` brings it up to the log. They may be dropped at any time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from flashcards.scheduling import LearningState, Memory, card_of, deck_of, new_memory
from flashcards.scheduling.worth import gain
from flashcards.storage import migrations
from flashcards.storage.transactions import begin_writing

COLUMNS = (
    *("prompt", "card", "deck", "state", "step", "stability", "difficulty", "due_day", "due_at", "last_at"),
    *("began", "day", "days", "reviews", "lapses", "right"),
    *("suspended", "buried_until", "marked", "elsewhere", "gain"),
)
_QUOTED = [f'"{name}"' for name in COLUMNS]
_SAVE = (
    f"insert into states ({', '.join(_QUOTED)}) values ({', '.join('?' * len(COLUMNS))})"
    # an update leaves alone the indexes in whose columns nothing changes: fewer pages to commit
    f" on conflict (prompt) do update set {', '.join(f'{name} = excluded.{name}' for name in _QUOTED[3:])}"
)
MEMORY = (
    "prompt, state, step, stability, difficulty, due_at, last_at, began, day, days, reviews, lapses,"
    ' "right", suspended, buried_until, marked, elsewhere'
)
"""The columns of `states` that make a Memory, in its order."""
FEW = 1000
"""Fewer states than that are written into the indexes one by one."""
_STATES = {state.value: state for state in LearningState}


def to_memory(row: tuple[Any, ...]) -> Memory:
    """The memory in the columns `MEMORY`."""
    prompt, state, *numbers, suspended, buried_until, marked, elsewhere = row
    flags = bool(suspended), buried_until, bool(marked), bool(elsewhere)
    return Memory._make((prompt, _STATES[state], *numbers, *flags))


def load_some(connection: sqlite3.Connection, prompts: Iterable[str]) -> dict[str, Memory]:
    """The memories of those of `prompts` that have a state."""
    names = list(prompts)
    if len(names) == 1:  # at each grade
        memory = load_one(connection, names[0])
        return {memory.card: memory} if memory else {}
    found = connection.execute(
        f"select {MEMORY} from states where prompt in (select value from json_each(?))", (json.dumps(names),)
    )
    return {row[0]: to_memory(row) for row in found}


def load_one(connection: sqlite3.Connection, prompt: str) -> Memory | None:
    """The memory of a prompt; None if it has no state."""
    row = connection.execute(f"select {MEMORY} from states where prompt = ?", (prompt,)).fetchone()
    return row and to_memory(row)


def load_states(connection: sqlite3.Connection) -> dict[str, Memory]:
    """Every memory."""
    return {row[0]: to_memory(row) for row in connection.execute(f"select {MEMORY} from states")}


def save_states(connection: sqlite3.Connection, memories: Iterable[Memory]) -> None:
    """Write states; those of prompts of which nothing is known any longer go."""
    gone, known = [], []
    for memory in memories:
        if memory.state is LearningState.NEW and memory == new_memory(memory.card):
            gone.append((memory.card,))
        else:
            known.append(_row(memory))
    with without_indexes_for(connection, len(gone) + len(known)):
        for statement, values in (("delete from states where prompt = ?", gone), (_SAVE, known)):
            if values:
                connection.executemany(statement, values)


def without_indexes_for(connection: sqlite3.Connection, number: int) -> AbstractContextManager[None]:
    """Within it so many states are written, and the indexes are made anew if that costs less."""
    return _without_indexes(connection) if _are_most(connection, number) else nullcontext()


def _are_most(connection: sqlite3.Connection, number: int) -> bool:
    """True if so many states are so large a part of all that to index all anew costs less."""
    if number < FEW:
        return False
    held: int = connection.execute("select count(*) from states").fetchone()[0]
    return number > held / 4


@contextmanager
def _without_indexes(connection: sqlite3.Connection) -> Iterator[None]:
    """Write states without their indexes, which are made anew afterwards."""
    schema = _schema(connection)
    migrations.drop_state_indexes(connection, schema)
    yield
    migrations.index_states(connection, schema)


def _row(memory: Memory) -> tuple[object, ...]:
    card, state, step, stability, difficulty, *rest = memory
    return (
        *(card, card_of(card), deck_of(card), state.value, step, stability, difficulty),
        memory.due_day,
        *map(int, rest),  # truth values are adapted slowly
        gain(stability, difficulty),
    )


def make_anew(connection: sqlite3.Connection) -> None:
    """Make empty tables of states in place of missing ones."""
    with connection:
        begin_writing(connection)
        connection.execute("drop table if exists states")
        connection.execute("drop table if exists states_of")
        connection.execute("drop table if exists orphans")
        connection.execute("drop table if exists states_before")
        migrations.create_states(connection)


def save_all(connection: sqlite3.Connection, memories: Iterable[Memory]) -> None:
    """Write all states in place of those that were there."""
    with _without_indexes(connection):
        connection.execute("delete from states")
        connection.execute("delete from states_before")
        connection.executemany(_SAVE, map(_row, memories))


def keep_in_memory(connection: sqlite3.Connection) -> None:
    """From now on, keep the states of this connection in memory: its file cannot take them."""
    connection.execute("pragma temp_store = memory")
    if _schema(connection) == "main":
        migrations.create_states(connection, "temp")


def _schema(connection: sqlite3.Connection) -> str:
    """Where the states are; the tables of `temp` hide those of the file."""
    query = "select count(*) from sqlite_temp_schema where name = 'states'"
    return "temp" if connection.execute(query).fetchone()[0] else "main"
