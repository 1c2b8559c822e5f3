"""Starting memories beside the rows that a log has already: which prompts take one, which have reviews."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from flashcards.scheduling import Review, RowKind
from flashcards.storage import database
from flashcards.storage.errors import translate_errors


class StartOutcome(NamedTuple):
    """What becomes of starting memories, by the ids of their prompts."""

    taken: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    """Those that have rows of their own and keep them; a prompt with an earlier start is in neither."""


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
    asked = dict.fromkeys(row.card for row in rows)
    names = {old: new for old, new in former.items() if new in asked} | {card: card for card in asked}
    kinds: dict[str, set[str]] = defaultdict(set)
    query = "select distinct card, kind from reviews where card in (select value from json_each(?))"
    for card, kind in connection.execute(query, (json.dumps(list(names)),)):
        kinds[names[card]].add(kind)
    return StartOutcome(
        tuple(card for card in asked if not kinds[card]),
        tuple(card for card in asked if kinds[card] and RowKind.START not in kinds[card]),
    )
