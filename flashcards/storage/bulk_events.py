"""The states after very many prompts were reset, or their day was set: one outcome for all that are alike.

A replay of one of them says what becomes of the others, so that no memory of these is read or made.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping

from flashcards.scheduling import (
    LearningState,
    Memory,
    Review,
    RowKind,
    Settings,
    deck_of,
    memory_after_row,
    new_memory,
)
from flashcards.storage import states

_THESE = "prompt in (select value from json_each(?))"
_SET_DAY = "update states set state = ?, step = ?, due_day = ?, due_at = ?, days = ? where prompt = ?"
"""All that setting the day changes of a prompt that was reviewed."""


def save_events(connection: sqlite3.Connection, rows: Iterable[Review], settings: Settings) -> set[str]:
    """Save the states after those of these rows, of a prompt each, that reset it or set its day.

    Returns the prompts of which that was done; the others have a mark to be kept, or another flag.
    """
    resets: list[str] = []
    dated: dict[str, Review] = {}
    for row in rows:
        if row.kind is RowKind.RESET:
            resets.append(row.card)
        elif row.kind is RowKind.SET_DUE and row.due is not None:
            dated[row.card] = row
    if not (resets or dated):
        return set()
    with states.without_indexes_for(connection, len(resets) + len(dated)):
        return _forget(connection, resets) | _set_days(connection, dated, settings)


def _forget(connection: sqlite3.Connection, prompts: Iterable[str]) -> set[str]:
    """Leave no state of the prompts, but of those that are marked."""
    names = json.dumps(list(prompts))
    marked = {
        name
        for (name,) in connection.execute(f"select prompt from states where marked and {_THESE}", (names,))
    }
    connection.execute(f"delete from states where not marked and {_THESE}", (names,))
    return {*prompts} - marked


def _set_days(connection: sqlite3.Connection, rows: Mapping[str, Review], settings: Settings) -> set[str]:
    """Set the days of prompts that were reviewed, and of those that have no state."""
    query = f"select prompt, iif(state <> 'new', day, null) from states where {_THESE}"
    days = dict(connection.execute(query, (json.dumps(list(rows)),)).fetchall())
    after, begun, made = _outcomes(settings), [], []
    for name, row in rows.items():
        if name not in days:
            made.append(after(row, None)._replace(card=name))
        elif days[name] is not None:
            memory = after(row, days[name])
            begun.append((memory.state.value, memory.step, memory.due_day, memory.due_at, memory.days, name))
    connection.executemany(_SET_DAY, begun)
    states.save_states(connection, made)
    return {name for *_, name in begun} | {memory.card for memory in made}


def _outcomes(settings: Settings) -> Callable[[Review, int | None], Memory]:
    """What becomes of a prompt that was reviewed last on a day, or never: the same for all of its deck."""
    found: dict[tuple[object, ...], Memory] = {}

    def outcome(row: Review, day: int | None) -> Memory:
        key = deck_of(row.card), row.at, row.offset_minutes, row.due, day
        if key not in found:
            before = new_memory(row.card)
            if day is not None:
                before = before._replace(state=LearningState.REVIEW, day=day)
            found[key] = memory_after_row(before, row, settings)
        return found[key]

    return outcome
