"""The states after an event on very many prompts, in a few statements in place of a replay of each prompt."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from flashcards.scheduling import Memory, Review, RowKind, Settings, flag_set_by, new_memory
from flashcards.storage import bulk_events, states, states_before

_FAMILY = {
    "suspended": (RowKind.SUSPEND, RowKind.RESUME),
    "buried_until": (RowKind.BURY, RowKind.UNBURY),
    "marked": (RowKind.MARK, RowKind.UNMARK),
}
"""The field of a state → the kinds of rows that set it; all else that touches it makes it 0."""


def save_most(
    connection: sqlite3.Connection,
    rows: Sequence[Review],
    settings: Settings,
    former: Mapping[str, str],
    newest: int,
    followed: AbstractSet[str],
) -> list[Review]:
    """Bring the states up to `rows`, just written after row `newest`, as far as a few statements can.

    Returns the rows of the prompts that are left to `states_refresh.states_after`; the rest as there.
    """
    asked = Counter(row.card for row in rows)
    alone = [row for row in rows if asked[row.card] == 1]
    renamed = {*former.values()}
    restored = states_before.restore_states(connection, alone, renamed, newest)
    unsure = followed | {prompt for prompt, number in asked.items() if number > 1}
    states_before.keep_states(connection, rows, newest, unsure)
    last = [row for row in alone if row.card not in followed]
    done = restored | bulk_events.save_events(connection, last, settings)
    flags = {row.card: flag for row in last if (flag := flag_set_by(row))}
    flags |= _after_undos(connection, alone, renamed, newest)
    by_flag: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for prompt, flag in flags.items():
        by_flag[flag].append(prompt)
    for (field, value), prompts in by_flag.items():
        _set(connection, field, value, prompts)
    return [row for row in rows if row.card not in flags and row.card not in done]


def _after_undos(
    connection: sqlite3.Connection, rows: Iterable[Review], renamed: Container[str], newest: int
) -> dict[str, tuple[str, int]]:
    """The prompts of which the one row is taken back that ever set a flag → the flag, which is unset again.

    None of which the device has a later row: the order of those may have depended on the one taken back.
    """
    taken = {row.takes_back: row.card for row in rows if row.takes_back and row.card not in renamed}
    found: dict[str, tuple[str, int]] = {}
    for field, kinds in _FAMILY.items() if taken else ():
        names = ", ".join(f"'{kind.value}'" for kind in kinds)
        query = (
            "select id, card from reviews as last where id in (select value from json_each(:ids))"
            f" and kind in ({names}) and not exists (select 1 from reviews as other"
            " where other.card = last.card and other.number <> last.number and other.number <= :newest"
            f" and (other.kind in ({names}) or other.device = last.device and other.seq > last.seq))"
        )
        rows_found = connection.execute(query, {"ids": json.dumps(list(taken)), "newest": newest})
        found |= {card: (field, 0) for name, card in rows_found if taken[name] == card}
    return found


def _set(connection: sqlite3.Connection, field: str, value: int, prompts: Sequence[str]) -> None:
    """Set a flag of the prompts; those of which nothing else is known have a state only while it is set."""
    named = json.dumps(prompts)
    these = "prompt in (select value from json_each(?))"
    connection.execute(f"update states set {field} = ? where {these}", (value, named))
    if value:
        known = {name for (name,) in connection.execute(f"select prompt from states where {these}", (named,))}
        states.save_states(
            connection, _with_flag(field, value, (name for name in prompts if name not in known))
        )
    else:
        unset = " and ".join(f"{name} = 0" for name in _FAMILY)
        connection.execute(f"delete from states where {these} and state = 'new' and {unset}", (named,))


def _with_flag(field: str, value: int, prompts: Iterable[str]) -> Iterator[Memory]:
    fields: dict[str, Any] = {field: value if field == "buried_until" else bool(value)}
    return (new_memory(name)._replace(**fields) for name in prompts)
