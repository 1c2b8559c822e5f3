"""Brings the states up to the rows of the log.

They are of one row of the log and of one way of replaying: where either differs, the prompts that later
rows touch are replayed, or all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial

from flashcards.scheduling import Memory, Review, Settings, memory_after_row, milliseconds, new_memory
from flashcards.storage import log_rows
from flashcards.storage.collector import pause_collector
from flashcards.storage.forks import known_forks
from flashcards.storage.log_rows import NEVER, LogEnd, newest_row
from flashcards.storage.states import load_some, save_all, save_states

_VERSION = 7
"""Raised when the same rows lead to other states."""


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
            save_all(connection, replay_all(connection, settings, former, now))
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
