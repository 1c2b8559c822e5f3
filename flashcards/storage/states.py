"""The states of the prompts, derived from the log and kept beside it, so that no session replays it.

They are of one row of the log and of one way of replaying: where either differs, the prompts that later
rows touch are replayed, or all. They may be dropped at any time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flashcards.scheduling import (
    LearningState,
    Memory,
    Review,
    Settings,
    card_of,
    deck_of,
    memory_after_row,
    milliseconds,
    new_memory,
    replay,
)
from flashcards.scheduling.row_order import AHEAD, undone_rows
from flashcards.storage import migrations
from flashcards.storage.rows import COLUMNS, to_reviews

_TOGETHER = 4_000
"""The prompts whose rows are replayed at once."""
_NEVER = 2**63 - 1
_COUNTS = "(at <= ? or kind = 'take-back')"
_WAITS = "at > ? and kind <> 'take-back'"
"""A row that was undone stays so, whatever the clock said then."""
_VERSION = 3
"""Raised when the same rows lead to other states."""
_NAMES = (
    *("prompt", "card", "deck", "state", "step", "stability", "difficulty", "due_day", "due_at", "last_at"),
    *(
        "began",
        "day",
        "days",
        "reviews",
        "lapses",
        "right",
        "suspended",
        "buried_until",
        "marked",
        "elsewhere",
    ),
)
_QUOTED = [f'"{name}"' for name in _NAMES]
_SAVE = (
    f"insert into states ({', '.join(_QUOTED)}) values ({', '.join('?' * len(_NAMES))})"
    # an update leaves alone the indexes in whose columns nothing changes: fewer pages to commit
    f" on conflict (prompt) do update set {', '.join(f'{name} = excluded.{name}' for name in _QUOTED[3:])}"
)
MEMORY = (
    "prompt, state, step, stability, difficulty, due_at, last_at, began, day, days, reviews, lapses,"
    ' "right", suspended, buried_until, marked, elsewhere'
)
"""The columns of `states` that make a Memory, in its order."""
_STATES = {state.value: state for state in LearningState}


def to_memory(row: tuple[Any, ...]) -> Memory:
    """The memory in the columns `MEMORY`."""
    memory = Memory._make(row)
    return memory._replace(
        state=_STATES[memory.state],
        suspended=bool(memory.suspended),
        marked=bool(memory.marked),
        elsewhere=bool(memory.elsewhere),
    )


def load_some(connection: sqlite3.Connection, prompts: Iterable[str]) -> dict[str, Memory]:
    """The memories of those of `prompts` that have a state."""
    found = connection.execute(
        f"select {MEMORY} from states where prompt in (select value from json_each(?))",
        (json.dumps(list(prompts)),),
    )
    return {row[0]: to_memory(row) for row in found}


def load_states(connection: sqlite3.Connection) -> dict[str, Memory]:
    """Every memory."""
    return {row[0]: to_memory(row) for row in connection.execute(f"select {MEMORY} from states")}


def save_states(connection: sqlite3.Connection, memories: Iterable[Memory]) -> None:
    """Write states; those of prompts of which nothing is known any longer go."""
    known = []
    for memory in memories:
        if memory == new_memory(memory.card):
            connection.execute("delete from states where prompt = ?", (memory.card,))
        else:
            known.append(_row(memory))
    connection.executemany(_SAVE, known)


def _row(memory: Memory) -> tuple[object, ...]:
    card, state, step, stability, difficulty, *rest = memory
    return (
        *(card, card_of(card), deck_of(card), state.value, step, stability, difficulty),
        memory.due_day,
        *rest,
    )


def make_anew(connection: sqlite3.Connection) -> None:
    """Make empty tables of states in place of missing ones."""
    with connection:
        connection.execute("begin immediate")
        connection.execute("drop table if exists states")
        connection.execute("drop table if exists states_of")
        connection.execute("drop table if exists orphans")
        migrations.create_states(connection)


def way_of(settings: Settings, former: Mapping[str, str]) -> str:
    """What the states depend on besides the rows; the daily limits do not belong to it."""
    return f"{_VERSION} {Memory._fields} {settings.of_memories()} {sorted(former.items())}"


def refresh_states(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str], now: datetime | None
) -> None:
    """Bring the states up to the last row of the log; those more than a day ahead of `now` wait, but
    for take-backs.

    `former` maps former ids of prompts to the present ones, as far as the log has them.
    """
    way, newest = way_of(settings, former), newest_row(connection)
    latest = latest_at(now)
    known = connection.execute("select upto, waits from states_of where way = ?", (way,)).fetchone()
    upto, waited = known or (0, None)
    waits = first_waiting(connection, latest)
    if known and upto == newest and waits == waited:
        return
    if 0 < upto <= newest:
        touched = touched_since(connection, former, upto, min(waited or _NEVER, waits or _NEVER))
        made = replay(rows_until(connection, touched, latest), settings, former)
        save_states(
            connection, [made.get(name) or new_memory(name) for name in {former.get(t, t) for t in touched}]
        )
    else:
        _save_all(connection, _replay_all(connection, settings, former, latest))
    connection.execute("delete from states_of")
    connection.execute("insert into states_of values (?, ?, ?, null)", (way, newest, waits))


def latest_at(now: datetime | None) -> int:
    """The last moment, in milliseconds, of rows that count at `now`; without `now`, all do."""
    return milliseconds(now) + AHEAD if now else _NEVER


def first_waiting(connection: sqlite3.Connection, latest: int) -> int | None:
    """The earliest moment, in milliseconds, of the rows that wait as they are later than `latest`."""
    found = connection.execute(f"select min(at) from reviews where {_WAITS}", (latest,)).fetchone()[0]
    return None if found is None else int(found)


def newest_row(connection: sqlite3.Connection) -> int:
    """The number of the last row written to this file; 0 in an empty log."""
    return int(connection.execute("select coalesce(max(number), 0) from reviews").fetchone()[0])


def are_current(connection: sqlite3.Connection, way: str) -> bool:
    """True if the states hold every row of the log, derived in this way."""
    found = connection.execute("select upto from states_of where way = ?", (way,)).fetchone()
    return bool(found) and found[0] == newest_row(connection)


def set_current(connection: sqlite3.Connection) -> None:
    """Say that the states hold every row; called in the transaction that wrote both."""
    connection.execute("update states_of set upto = (select coalesce(max(number), 0) from reviews)")


def states_after(
    connection: sqlite3.Connection,
    rows: Sequence[Review],
    known: Sequence[Memory],
    settings: Settings,
    former: Mapping[str, str],
    latest: int = _NEVER,
) -> list[Memory]:
    """The memories after `rows`, the last that were written; `known` are those that the caller computed.

    A prompt is replayed if a row of it is taken back, or if one that was written with a clock ahead comes
    after these; rows later than `latest` wait.
    """
    prompts = {row.card for row in rows}
    again = {row.card for row in rows if row.takes_back or _is_followed(connection, row)}
    memories = {memory.card: memory for memory in known}
    if applied := [row for row in rows if row.card not in again and row.card not in memories]:
        memories |= {row.card: new_memory(row.card) for row in applied}
        memories |= load_some(connection, {row.card for row in applied})
    for row in applied:
        memories[row.card] = memory_after_row(memories[row.card], row, settings)
    if again:
        memories |= {card: new_memory(card) for card in again}
        memories |= replay(reviews_of(connection, again, former, latest), settings, former)
    return [memories[prompt] for prompt in prompts]


def _is_followed(connection: sqlite3.Connection, row: Review) -> bool:
    """True if the log has a row of the same prompt that was written earlier and says a later moment."""
    query = "select 1 from reviews where card = ? and at >= ? and id <> ? limit 1"
    return bool(connection.execute(query, (row.card, milliseconds(row.at), row.id)).fetchall())


def reviews_of(
    connection: sqlite3.Connection, prompts: Iterable[str], former: Mapping[str, str], latest: int = _NEVER
) -> list[Review]:
    """The rows of the named prompts, under the names that they had before too; by time, then by id."""
    names = set(prompts)
    names |= {old for old, new in former.items() if new in names}
    return rows_until(connection, names, latest)


def waiting(connection: sqlite3.Connection, now: datetime) -> list[Review]:
    """The rows that were written with a clock more than a day ahead of `now` and that nothing takes back."""
    query = f"select {COLUMNS} from reviews where {_WAITS} order by at, id"
    ahead = to_reviews(connection.execute(query, (latest_at(now),)))
    undone = undone_rows(take_backs(connection)) if ahead else set()
    return [row for row in ahead if (row.id, row.card) not in undone]


def take_backs(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """The id and the prompt of each take-back, and the id of the row that it takes back."""
    query = "select id, card, takes_back from reviews where kind = 'take-back'"
    return connection.execute(query).fetchall()


def former_in_use(connection: sqlite3.Connection, known: Mapping[str, str]) -> dict[str, str]:
    """Those of the `known` former ids that the log has rows of: few, or none in a log begun since."""
    if not known:
        return {}
    query = "select distinct card from reviews where card in (select value from json_each(?))"
    return {row[0]: known[row[0]] for row in connection.execute(query, (json.dumps(list(known)),))}


def touched_since(
    connection: sqlite3.Connection, former: Mapping[str, str], upto: int, waited: int, until: int = _NEVER
) -> set[str]:
    """The prompts, under all their names, in rows after number `upto` and in those that waited: of moments
    from `waited` to before `until`."""
    query = "select distinct card from reviews where number > ? or (at >= ? and at < ?)"
    found = {row[0] for row in connection.execute(query, (upto, waited, until))}
    now = {former.get(name, name) for name in found}
    return found | now | {old for old, new in former.items() if new in now}


def all_rows(connection: sqlite3.Connection, now: datetime | None = None) -> list[Review]:
    """The rows of every prompt that count at `now`, or all; by time, then by id."""
    query = f"select {COLUMNS} from reviews where {_COUNTS} order by at, id"
    return to_reviews(connection.execute(query, (latest_at(now),)))


def rows_until(connection: sqlite3.Connection, names: Iterable[str], latest: int) -> list[Review]:
    """The rows under these names up to the moment `latest`; by time, then by id."""
    query = (
        f"select {COLUMNS} from reviews where card in (select value from json_each(?)) and {_COUNTS}"
        " order by at, id"
    )
    return to_reviews(connection.execute(query, (json.dumps(list(names)), latest)))


def _replay_all(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str], latest: int
) -> Iterator[Memory]:
    """Every memory, some thousand prompts at a time: a million rows at once would fill the memory."""
    named: dict[str, list[str]] = {}
    for (card,) in connection.execute("select distinct card from reviews order by card").fetchall():
        named.setdefault(former.get(card, card), []).append(card)
    prompts = list(named)
    for first in range(0, len(prompts), _TOGETHER):
        names = [each for prompt in prompts[first : first + _TOGETHER] for each in named[prompt]]
        yield from replay(rows_until(connection, names, latest), settings, former).values()


def _save_all(connection: sqlite3.Connection, memories: Iterable[Memory]) -> None:
    """Write all states in place of those that were there."""
    schema = _schema(connection)
    migrations.drop_state_indexes(connection, schema)
    connection.execute("delete from states")
    connection.executemany(_SAVE, map(_row, memories))
    migrations.index_states(connection, schema)


def keep_in_memory(connection: sqlite3.Connection) -> None:
    """From now on, keep the states of this connection in memory: its file cannot take them."""
    connection.execute("pragma temp_store = memory")
    if _schema(connection) == "main":
        migrations.create_states(connection, "temp")


def _schema(connection: sqlite3.Connection) -> str:
    """Where the states are; the tables of `temp` hide those of the file."""
    query = "select count(*) from sqlite_temp_schema where name = 'states'"
    return "temp" if connection.execute(query).fetchone()[0] else "main"
