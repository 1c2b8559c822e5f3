"""Starting memories beside the rows that a log has already: which prompts take one, which have reviews."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from flashcards.scheduling import Review, RowKind, Settings, day_of, read_start
from flashcards.storage import database
from flashcards.storage.errors import translate_errors
from flashcards.storage.rows import columns_of, to_reviews


class StartOutcome(NamedTuple):
    """What becomes of starting memories, by the ids of their prompts."""

    taken: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    """Those that have rows of their own and keep them; a prompt with an earlier start is in none of these
    unless the new one says that it was reviewed elsewhere since."""
    renewed: tuple[str, ...] = ()
    """Those that have an earlier start, were not graded here since, and take the later one."""


_OWN = frozenset({RowKind.STUDY, RowKind.RESET, RowKind.ERASE})
"""The kinds of rows by which a person decides here what is remembered."""


def preview_starts(folder: Path, rows: Sequence[Review], former: Mapping[str, str]) -> StartOutcome:
    """What `Store.append_starts` would do with the log in `folder`, which is only read and may be missing."""
    path = folder.absolute() / database.FILE
    if not rows or database.identity(path) is None:
        return StartOutcome(tuple(dict.fromkeys(row.card for row in rows)))
    with translate_errors(path):
        address = f"{path.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, timeout=database.PATIENCE, uri=True)) as connection:
            database.require_log(connection, path)
            return sort_starts(connection, rows, former)


def sort_starts(
    connection: sqlite3.Connection, rows: Sequence[Review], former: Mapping[str, str]
) -> StartOutcome:
    """The prompts of `rows` by what the log has of them; `former` maps former ids to present ones."""
    asked = {row.card: row for row in rows}
    names = {old: new for old, new in former.items() if new in asked} | {card: card for card in asked}
    there = _read_rows(connection, names)
    fates = {card: _fate(row, there[card]) for card, row in asked.items()}
    return StartOutcome(
        *(tuple(card for card in asked if fates[card] == name) for name in StartOutcome._fields)
    )


def _fate(row: Review, present: Sequence[Review]) -> str:
    """The field of `StartOutcome` for a prompt with these rows; empty for none."""
    if not present:
        return "taken"
    starts = [each for each in present if each.kind is RowKind.START]
    if not starts:
        return "reviewed"
    if _last_day(row) <= max(map(_last_day, starts)):
        return ""
    undone = {each.takes_back for each in present}
    own = any(each.kind in _OWN and each.id not in undone for each in present)
    return "reviewed" if own else "renewed"


def _last_day(row: Review) -> int:
    """The day of the last review that a start tells of; a wrong clock may have put it in the future."""
    start = read_start(row.typed)
    today = day_of(row.at, row.offset_minutes, Settings().day_starts_at)
    return min(start.last, start.due, today) if start else today


def _read_rows(connection: sqlite3.Connection, names: Mapping[str, str]) -> Mapping[str, list[Review]]:
    """The rows under the ids in `names`, by the present ids of their prompts."""
    found: dict[str, list[Review]] = defaultdict(list)
    columns = columns_of(connection)
    query = f"select {columns} from reviews where card in (select value from json_each(?))"
    for row in to_reviews(connection.execute(query, (json.dumps(list(names)),))):
        found[names[row.card]].append(row)
    return found
