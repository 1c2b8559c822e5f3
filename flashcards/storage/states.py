"""The states of the prompts, derived from the log and kept beside it, so that no session replays it.

They are of one row of the log and of one way of replaying: where either differs, the prompts that later
rows touch are replayed, or all. They may be dropped at any time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import partial
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
)
from flashcards.scheduling.worth import gain
from flashcards.storage import log_rows, migrations
from flashcards.storage.collector import pause_collector
from flashcards.storage.forks import known_forks
from flashcards.storage.log_rows import NEVER, LogEnd, newest_row

_VERSION = 7
"""Raised when the same rows lead to other states."""
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
        connection.execute("begin immediate")
        connection.execute("drop table if exists states")
        connection.execute("drop table if exists states_of")
        connection.execute("drop table if exists orphans")
        connection.execute("drop table if exists states_before")
        migrations.create_states(connection)


def way_of(connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str]) -> str:
    """What the states depend on besides the rows of each prompt; the daily limits do not belong to it."""
    forks = sorted(known_forks(connection).items())
    return f"{_VERSION} {Memory._fields} {settings.of_memories()} {sorted(former.items())} {forks}"


def are_current(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str], now: datetime | None
) -> bool:
    """True if `refresh_states` would change nothing: it need not wait for a program that writes the log."""
    _, newest, waits, upto, waited = _standing(connection, settings, former, now)
    return upto == newest and waits == waited


def rows_behind(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str], now: datetime | None
) -> int:
    """How many rows of the log came since the states were brought up, all of them if they are made anew."""
    _, newest, _, upto, _ = _standing(connection, settings, former, now)
    return newest - (upto if upto and upto <= newest else 0)


def _standing(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str], now: datetime | None
) -> tuple[str, int, int | None, int | None, int | None]:
    """How the states are derived, the last row of the log and the first moment of those that wait; then
    the same two as of the states, None if they are derived in another way, or emptied."""
    way, newest = way_of(connection, settings, former), newest_row(connection)
    waits = log_rows.first_waiting(connection, log_rows.latest_at(now))
    query = (
        "select upto, waits from states_of where way = :none"
        " or (way = :way and (upto = 0 or exists (select 1 from states)))"
    )
    known = connection.execute(query, {"way": way, "none": way + log_rows.WITHOUT}).fetchone()
    return way, newest, waits, *(known or (None, None))


def refresh_states(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str], now: datetime | None
) -> None:
    """Bring the states up to the last row of the log; those more than a day ahead of `now` wait, but
    for take-backs.

    `former` maps former ids of prompts to the present ones, as far as the log has them.
    """
    way, newest, waits, upto, waited = _standing(connection, settings, former, now)
    if upto == newest and waits == waited:
        return
    from flashcards.scheduling.replay import replay  # what a start mostly does without

    if upto and upto <= newest < 2 * upto:
        touched = log_rows.touched_since(connection, former, upto, min(waited or NEVER, waits or NEVER))
        for names in log_rows.in_parts(connection, touched, former):
            made = replay(log_rows.rows_to_replay(connection, now, names), settings, former)
            present = {former.get(name, name) for name in names}
            save_states(connection, [made.get(name) or new_memory(name) for name in present])
    else:
        with pause_collector():
            _save_all(connection, replay_all(connection, settings, former, now))
    connection.execute("delete from states_of")
    is_empty = newest and connection.execute("select 1 from states limit 1").fetchone() is None
    row = (way + log_rows.WITHOUT if is_empty else way, newest, waits)
    connection.execute("insert into states_of values (?, ?, ?, null)", row)


def replay_all(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str], now: datetime | None
) -> Iterator[Memory]:
    """Every memory; a large log is replayed in parts, since a million rows at once would fill the memory."""
    from flashcards.scheduling.replay import replay, replay_answers

    linked = {*former, *former.values()}
    events_of = partial(log_rows.events_to_replay, connection, now)
    for part in log_rows.ranges_of_cards(connection):
        answers = log_rows.answers_to_replay(connection, now, part)
        memories, others = replay_answers(answers, settings, events_of)
        yield from (
            found for name, found in memories.items() if name not in linked and found != new_memory(name)
        )
        if whole := [name for name in others if name not in linked]:
            yield from replay(log_rows.rows_to_replay(connection, now, whole), settings).values()
    if linked:
        yield from replay(log_rows.rows_to_replay(connection, now, linked), settings, former).values()


def set_current(connection: sqlite3.Connection) -> None:
    """Say that the states hold every row; called in the transaction that wrote both."""
    connection.execute("update states_of set upto = (select coalesce(max(number), 0) from reviews)")


def states_after(
    connection: sqlite3.Connection,
    rows: Sequence[Review],
    settings: Settings,
    former: Mapping[str, str],
    followed_by: AbstractSet[str],
    latest: int = NEVER,
) -> list[Memory]:
    """The memories after `rows`, the last that were written.

    A prompt is replayed if a row of it is taken back, or if one that was written with a clock ahead comes
    after these, as in `followed`; rows later than `latest` wait.
    """
    prompts = {row.card for row in rows}
    again = {row.card for row in rows if row.takes_back} | (followed_by & prompts)
    applied = [row for row in rows if row.card not in again]
    memories = {row.card: new_memory(row.card) for row in applied}
    memories |= load_some(connection, memories)
    for row in applied:
        memories[row.card] = memory_after_row(memories[row.card], row, settings)
    if again:
        from flashcards.scheduling.replay import replay

        memories |= {card: new_memory(card) for card in again}
        memories |= replay(log_rows.rows_under(connection, again, former, latest), settings, former)
    return [memories[prompt] for prompt in prompts]


def followed(
    connection: sqlite3.Connection, rows: Sequence[Review], former: Mapping[str, str], end: LogEnd
) -> set[str]:
    """The prompts of `rows`, written after the `end` of the log, of which it had a row, under any of its
    names, of no earlier moment."""
    if end.latest is None or end.latest < milliseconds(min(row.at for row in rows)):
        return set()
    if len(rows) == 1 and rows[0].card not in former.values():  # at each grade
        (row,) = rows
        query = "select 1 from reviews where card = ? and at >= ? and number <= ? limit 1"
        found = connection.execute(query, (row.card, milliseconds(row.at), end.newest)).fetchone()
        return {row.card} if found else set()
    first: dict[str, datetime] = {}
    for row in rows:
        if first.setdefault(row.card, row.at) > row.at:
            first[row.card] = row.at
    query = (
        "select card, at from reviews where at >= ? and number <= ?"  # few: of that moment, or ahead of it
    )
    later = connection.execute(query, (milliseconds(min(first.values())), end.newest))
    named = ((former.get(card, card), at) for card, at in later)
    return {card for card, at in named if card in first and at >= milliseconds(first[card])}


def _save_all(connection: sqlite3.Connection, memories: Iterable[Memory]) -> None:
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
