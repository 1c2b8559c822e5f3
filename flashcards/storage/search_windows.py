"""The first hits of a search for many: what is looked for near the start of the learning order.

Where many are meant, these are found long before all the cards are that hold a frequent word.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from flashcards.storage.search_candidates import Reached, candidate_tables, required
from flashcards.storage.search_context import SearchContext
from flashcards.storage.search_sql import SqlWriter
from flashcards.study.query import Query

NEAR = 6
"""Among so many prompts for each that is asked for, a search for many looks first."""
FARTHEST = 6000
"""No more prompts are looked at in a row: to find all costs as much."""
SPARE = 1.5
"""How many more are looked at than should do."""


class _Window(NamedTuple):
    """Prompts in a row of the learning order, after one position and up to another."""

    after: int
    upto: int
    numbers: list[int]
    among: str
    """The condition for the prompts in question; the others are passed over."""


def first_hits(
    connection: sqlite3.Connection, query: Query, context: SearchContext, most: int
) -> list[tuple[str, str]]:
    """At most so many hits, prompts with their cards, that come first in the learning order.

    If they are fewer, there may be more of them farther on.
    """
    among = required(connection, query)
    found: list[tuple[str, str]] = []
    width, seen, after = NEAR * most, 0, -(2**63)
    while window := _next_window(connection, among, after, width):
        found += _hits_in(connection, query, context, window, most - len(found))
        if len(window.numbers) < width:
            break  # it was the last one
        seen, after = seen + width, window.upto
        width = _width_for(most, len(found), seen)
        if not width:
            break
    return found


def first_among(
    connection: sqlite3.Connection, found: Reached, context: SearchContext, most: int
) -> list[tuple[str, str]]:
    """As `first_hits`, of all that are among the candidates."""
    hits: list[tuple[str, str]] = []
    places, seen = sorted(found.places), 0
    width = max(len(places) // 4, NEAR * most)
    while seen < len(places) and len(hits) < most:
        some = {place: found.places[place] for place in places[seen : seen + width]}
        hits += _candidates_in(connection, found._replace(places=some), context, most - len(hits))
        seen += width
        width = seen  # so that what all statements ask of the whole collection is asked three times at most
    return hits


def _candidates_in(
    connection: sqlite3.Connection, found: Reached, context: SearchContext, most: int
) -> list[tuple[str, str]]:
    writer = SqlWriter(context)
    writer.look_among(found.places.values())
    return _first_of(connection, writer, candidate_tables(found, writer), writer.condition(found.rest), most)


def _first_of(
    connection: sqlite3.Connection, writer: SqlWriter, tables: str, condition: str, most: int
) -> list[tuple[str, str]]:
    """At most so many prompts `p` of the tables, with their cards, that satisfy a condition."""
    sql = (
        f"select p.prompt, p.card from {tables}{writer.joined_tables()}"
        f" where {condition} order by p.position, p.prompt limit {writer.value(most)}"
    )
    return connection.execute(sql, writer.values).fetchall()


def _width_for(most: int, had: int, seen: int) -> int:
    """How many more prompts to look at until there are `most` hits; 0 if that is too many, or none."""
    if had >= most or not had:
        return 0
    width = int(SPARE * seen * (most - had) / had)
    return width if seen + width <= FARTHEST else 0


def _next_window(connection: sqlite3.Connection, among: str, after: int, width: int) -> _Window | None:
    query = (
        f"select position, number from catalogue.prompts p where position > ? and {among}"
        " order by position, prompt limit ?"
    )
    rows = connection.execute(query, (after, width)).fetchall()
    return _Window(after, rows[-1][0], [number for _, number in rows], among) if rows else None


def _hits_in(
    connection: sqlite3.Connection, query: Query, context: SearchContext, window: _Window, most: int
) -> list[tuple[str, str]]:
    writer = SqlWriter(context)
    writer.look_among(window.numbers)
    condition = writer.condition(query)
    inside = f"p.position > {writer.value(window.after)} and p.position <= {writer.value(window.upto)}"
    among = f"{inside} and {window.among} and {condition}"
    return _first_of(connection, writer, "catalogue.prompts p", among, most)
