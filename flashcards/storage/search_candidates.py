"""Few prompts among which are all that a query means, if an index leads to such."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeGuard

from flashcards.storage.search_drivers import Driver, Lead, drivers
from flashcards.storage.search_memory import is_of_memory
from flashcards.storage.search_sql import SqlWriter
from flashcards.storage.search_words import match_of
from flashcards.study.query import EVERYTHING, Conjunction, Disjunction, Query
from flashcards.value import Value

MOST = 6000
"""Up to so many prompts are looked at one by one: a walk along 100,000 costs as much."""
MOST_ROWS = 8000
"""Up to so many rows of the log are read to begin a search that could begin elsewhere."""
ANY = -1
"""As a number of rows: no matter how many."""
ENOUGH = 1000
"""With so few, no fewer are looked for."""


class Reached(NamedTuple):
    """Prompts, and what each must satisfy to be found."""

    places: Mapping[int, int]
    """Their positions → the numbers of their cards."""
    rest: Query


class _Keys(Value, frozen=True):
    """Numbers of cards and names of prompts."""

    cards: frozenset[int] = frozenset()
    prompts: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        return len(self.cards) + len(self.prompts)

    def __or__(self, other: _Keys) -> _Keys:
        return _Keys(self.cards | other.cards, self.prompts | other.prompts)


def find_candidates(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> Reached | None:
    """The fewest prompts that a part of the query leads to; None if each part leads to more than `MOST`.

    The query is in the normal form.
    """
    if _is_mixed(query):
        places = _of_each(connection, query, writer)
        return None if places is None else Reached(places, EVERYTHING)
    ways = list(drivers(query, writer))
    best = _best(connection, ways, writer, MOST_ROWS)
    # Where nothing else leads to few, any number of rows costs less than to ask the log of each prompt.
    best = best or _best(connection, [way for way in ways if way.reads_rows], writer, ANY)
    if best:
        keys, rest = best
        cards, prompts = _place(connection, "number", keys.cards), _place(connection, "prompt", keys.prompts)
        return Reached({**cards, **prompts}, rest)
    parts = query.parts if isinstance(query, Conjunction) and not is_of_memory(query) else ()
    for part in filter(_is_mixed, parts):
        if (places := _of_each(connection, part, writer)) is not None:
            return Reached(places, query)
    return None


def _best(
    connection: sqlite3.Connection, ways: Iterable[Driver], writer: SqlWriter, rows: int
) -> tuple[_Keys, Query] | None:
    """The fewest keys that one of the ways leads to, reading no more `rows` of the log, and what is left."""
    best: tuple[_Keys, Query] | None = None
    for way in ways:
        most = best[0].size - 1 if best else MOST
        if most < ENOUGH and best:
            break
        if (keys := _read(connection, way.leads, writer, most, rows)) is not None:
            best = keys, way.rest
    return best


def candidate_tables(found: Reached, writer: SqlWriter) -> str:
    """The tables of a statement that looks at the candidates alone."""
    positions = writer.value(json.dumps(list(found.places)))
    return f"json_each({positions}) h cross join catalogue.prompts p on p.position = h.value"


def _is_mixed(query: Query) -> TypeGuard[Disjunction]:
    """True for alternatives of which none of the tables knows all."""
    return isinstance(query, Disjunction) and not (is_of_memory(query) or match_of(query))


def _of_each(connection: sqlite3.Connection, query: Disjunction, writer: SqlWriter) -> dict[int, int] | None:
    """The places of what any part of the query means; None if one has too many candidates."""
    together: dict[int, int] = {}
    for part in query.parts:
        found = find_candidates(connection, part, writer)
        if not found:
            return None
        together |= _satisfying(connection, found, writer)
        if len(together) > MOST:
            return None
    return together


def _satisfying(connection: sqlite3.Connection, found: Reached, writer: SqlWriter) -> Mapping[int, int]:
    """The places of those candidates that are as they must be."""
    if found.rest == EVERYTHING:
        return found.places
    own = SqlWriter(writer.context)
    own.look_among(found.places.values())
    condition = own.condition(found.rest)
    tables = candidate_tables(found, own) + own.joined_tables()
    return dict(
        connection.execute(f"select p.position, p.number from {tables} where {condition}", own.values)
    )


def _read(
    connection: sqlite3.Connection, leads: Iterable[Lead], writer: SqlWriter, most: int, rows: int
) -> _Keys | None:
    """The keys that the leads give; None if they are more than `most`, or of more `rows` of the log."""
    together = _Keys()
    for lead in leads:
        if lead.bound and rows != ANY and _count(connection, lead.bound, writer, rows) > rows:
            return None
        # As JSON, since each row that a statement gives costs several times as much.
        listed = f"select json_group_array({lead.key}) from (select * from ({lead.sql}) limit {most + 1})"
        keys = frozenset(json.loads(connection.execute(listed, writer.values).fetchone()[0]))
        together |= _Keys(prompts=keys) if lead.of_prompts else _Keys(cards=keys)
        if together.size > most:
            return None
    return together


def _count(connection: sqlite3.Connection, sql: str, writer: SqlWriter, most: int) -> int:
    """The number of rows, counted no further than one more than `most`."""
    counted = f"select count(*) from (select 1 from ({sql}) limit {most + 1})"
    return int(connection.execute(counted, writer.values).fetchone()[0])


def _place(connection: sqlite3.Connection, column: str, keys: Iterable[int | str]) -> dict[int, int]:
    """The places of the prompts whose `column` is one of the keys."""
    tables = f"json_each(?) h cross join catalogue.prompts p on p.{column} = h.value"
    listed = json.dumps(sorted(keys))  # neighbours share a page
    return dict(connection.execute(f"select p.position, p.number from {tables}", (listed,)))
