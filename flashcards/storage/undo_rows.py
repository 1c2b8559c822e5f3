"""What an undo takes back: the last row of this device that stands, with the rows of its batch."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from flashcards.scheduling import Review, RowKind
from flashcards.scheduling.row_order import undone_rows
from flashcards.storage import log_rows
from flashcards.storage.rows import COLUMNS, to_reviews


def last_undoable(connection: sqlite3.Connection, device: str) -> list[Review]:
    """The rows that an undo on this device takes back; none if there is nothing left.

    `device` is its id; what it wrote under an id that it had before is its own too.
    """
    undone = undone_rows(log_rows.take_backs(connection))
    query = f"select id, card, kind, batch, number from reviews where {_OWN} order by number desc"
    for name, card, kind, batch, number in connection.execute(query, (device,)):
        undoable = kind in _UNDOABLE or (kind == RowKind.TAKE_BACK and batch)
        if undoable and (name, card) not in undone:
            return _batch_of(connection, number, undone)
    return []


def final_since(connection: sqlite3.Connection, device: str, undoable: Iterable[Review]) -> list[Review]:
    """The rows that erase, which stand for good, of this device after the last of the `undoable` ones."""
    names = json.dumps([row.id for row in undoable])
    query = (
        f"select {COLUMNS} from reviews where kind = 'erase' and ({_OWN}) and number > ifnull("
        "(select max(number) from reviews where id in (select value from json_each(?))), 0) order by number"
    )
    return to_reviews(connection.execute(query, (device, names)))


_OWN = "(device = ? or number <= (select upto from former_devices where former_devices.id = reviews.device))"
"""What this device wrote, also under an id that it had before."""
_UNDOABLE = frozenset(RowKind) - {RowKind.TAKE_BACK, RowKind.START, RowKind.ERASE}
"""What undo takes back; a take-back only where it has a batch, since it was then no undo."""


def _batch_of(
    connection: sqlite3.Connection, number: int, undone: AbstractSet[tuple[str, str]]
) -> list[Review]:
    """The standing rows that are undone together with the row of that number."""
    query = f"select {COLUMNS} from reviews where number = ?"
    last = to_reviews(connection.execute(query, (number,)))
    if not last[0].batch:
        return last
    query = f"select {COLUMNS} from reviews where device = ? and batch = ? order by number"
    found = to_reviews(connection.execute(query, (last[0].device, last[0].batch)))
    return [row for row in found if (row.id, row.card) not in undone]


def ids_present(connection: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Those of `ids` that rows of the log have."""
    query = "select id from reviews where id in (select value from json_each(?))"
    return {name for (name,) in connection.execute(query, (json.dumps(list(ids)),))}
