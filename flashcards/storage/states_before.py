"""The states before an event on very many prompts, from which its undo makes them again without a replay.

They are those of the last such event alone, which may be written in several parts, and may be dropped at any
time: its undo replays then.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Sequence

from flashcards.scheduling import Review, RowKind
from flashcards.storage import states

_NAMES = [f'"{name}"' for name in states.COLUMNS[1:]]
_COLUMNS = ", ".join(_NAMES)
_OF_STATE = ", ".join(f"s.{name}" for name in _NAMES)


def keep_states(
    connection: sqlite3.Connection, rows: Sequence[Review], newest: int, followed: Iterable[str]
) -> None:
    """Keep the states of the prompts of `rows`, just written after row `newest`, if an undo may ask for them.

    None of those that are `followed` by a row of no earlier moment: what comes after that is not known.
    """
    if not any(map(_changes_much, rows)):
        return
    if not rows[0].batch or _kept_batch(connection) != rows[0].batch:
        drop_states(connection)
    connection.execute(
        f"insert into states_before (number, prompt, {_COLUMNS}) select r.number, r.card, {_OF_STATE}"
        " from reviews r left join states s on s.prompt = r.card where r.number > :newest"
        " and r.card not in (select value from json_each(:left_out))",
        {"newest": newest, "left_out": json.dumps(list(followed))},
    )


def _kept_batch(connection: sqlite3.Connection) -> str | None:
    """The batch of the event whose states are kept; None without any."""
    query = "select r.batch from states_before b join reviews r on r.number = b.number limit 1"
    found = connection.execute(query).fetchone()
    return str(found[0]) if found else None


def _changes_much(row: Review) -> bool:
    """True for an event of which the log alone does not tell what was before; an undo is none."""
    return row.kind in (RowKind.RESET, RowKind.SET_DUE) or bool(row.kind is RowKind.TAKE_BACK and row.batch)


def restore_states(
    connection: sqlite3.Connection, rows: Iterable[Review], renamed: Container[str], newest: int
) -> set[str]:
    """Make the states again that were before the rows that `rows` take back, if nothing came after them.

    Returns the prompts of which that was done; `newest` was the last row before `rows`.
    """
    taken = {row.takes_back: row.card for row in rows if row.takes_back and row.card not in renamed}
    query = (
        "select x.id, x.card, x.number from states_before b join reviews x on x.number = b.number"
        " where x.id in (select value from json_each(:ids)) and x.card = b.prompt and not exists"
        " (select 1 from reviews o where o.card = x.card and o.number > x.number and o.number <= :newest)"
    )
    found = connection.execute(query, {"ids": json.dumps(list(taken)), "newest": newest}) if taken else ()
    numbers = {number: card for name, card, number in found if taken[name] == card}
    if numbers:
        with states.without_indexes_for(connection, len(numbers)):
            _restore(connection, json.dumps(list(numbers)))
    return set(numbers.values())


def _restore(connection: sqlite3.Connection, numbers: str) -> None:
    """Make the states that are kept under these numbers of rows, and keep them no longer."""
    these = "from states_before where number in (select value from json_each(?))"
    connection.execute(f"delete from states where prompt in (select prompt {these})", (numbers,))
    connection.execute(
        f"insert into states (prompt, {_COLUMNS}) select prompt, {_COLUMNS} {these} and state is not null",
        (numbers,),
    )
    connection.execute(f"delete {these}", (numbers,))


def drop_states(connection: sqlite3.Connection) -> None:
    """Keep none: another event comes, or the states are derived in another way from now on."""
    connection.execute("delete from states_before")
