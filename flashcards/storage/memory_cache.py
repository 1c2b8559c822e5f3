"""Cached memories, valid up to one row of the log; a cache that is not exactly as written is ignored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from flashcards.scheduling import LearningState, Memory, RowKind, Settings
from flashcards.storage.sealed import seal, unseal

_STATES = {state.value: state for state in LearningState}


def load_memories(
    connection: sqlite3.Connection, settings: Settings, former: Mapping[str, str]
) -> tuple[dict[str, Memory], int]:
    """The cached memories and the number of the last row in them; none and 0 if the cache is unusable."""
    found = connection.execute("select body from caches where name = 'memories'").fetchone()
    text = unseal(found[0], _key(settings, former)) if found else None
    if text is None:
        return {}, 0
    upto, rows = json.loads(text)
    return {row[0]: Memory(row[0], _STATES[row[1]], *row[2:]) for row in rows}, upto


def save_memories(
    connection: sqlite3.Connection,
    memories: dict[str, Memory],
    upto: int,
    settings: Settings,
    former: Mapping[str, str],
) -> None:
    """Cache the memories as of row number `upto`."""
    text = json.dumps([upto, list(memories.values())], ensure_ascii=False, separators=(",", ":"))
    sealed = seal(text, _key(settings, former))
    connection.execute("insert or replace into caches values ('memories', ?)", (sealed,))


def _key(settings: Settings, former: Mapping[str, str]) -> str:
    """What the cached memories depend on, the kinds of rows that are replayed among it; the daily limits do
    not belong to it.
    """
    said = replace(settings, new_per_day=0, reviews_per_day=0, leech=1)
    names = f" {sorted(former.items())}" if former else ""
    return f"{Memory._fields} {list(_STATES)} {list(RowKind)} {said}{names}"
