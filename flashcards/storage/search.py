"""Finds the prompts and cards that a query means, over the catalogue, the states and the log.

What is found are few of the many prompts, or many. Few are reached by an index from a part of the query that
only few can satisfy; of many, the first ones in the learning order are enough for a screen.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import NamedTuple

from flashcards.scheduling import milliseconds
from flashcards.storage import migrations
from flashcards.storage.listing import ORDERS
from flashcards.storage.search_candidates import candidate_tables, find_candidates, matching_cards, required
from flashcards.storage.search_context import SearchContext
from flashcards.storage.search_drivers import match_of_words, without_words
from flashcards.storage.search_memory import is_of_memory, reads_rows
from flashcards.storage.search_sql import SqlWriter
from flashcards.storage.search_windows import first_among, first_hits
from flashcards.study.listing import ListingOrder
from flashcards.study.query import EVERYTHING, Query, normal_form, terms_of
from flashcards.text.fold import fold_text

ALL = -1
"""As a limit: no limit."""
FEW = 2000
"""Up to so many cards are put in order by relevance."""


class Hit(NamedTuple):
    """A prompt that was found, with its card."""

    prompt: str
    card: str


class _Plan(NamedTuple):
    """The tables of a statement, its condition and its order."""

    tables: str
    condition: str
    order: str


def search_prompts(
    connection: sqlite3.Connection,
    query: Query,
    context: SearchContext,
    limit: int = ALL,
    offset: int = 0,
    order: ListingOrder = ListingOrder.LEARNING,
) -> list[Hit]:
    """The prompts that the query means: the best matches of its words first, else in the learning order.

    Words that more than `FEW` cards hold say little, and leave the learning order. Another `order` comes
    first.
    """
    _teach(connection)
    writer = SqlWriter(context)
    plan = _relevance(connection, query, writer)
    if not plan and limit > 0 and order is ListingOrder.LEARNING:
        return [Hit(*row) for row in _first(connection, query, writer, offset + limit)[offset:]]
    plan = plan or _positions(connection, query, writer)
    sql = _in_order("p.prompt, p.card", plan, writer, order, limit, offset)
    return [Hit(*row) for row in connection.execute(sql, writer.values)]


def _first(
    connection: sqlite3.Connection, query: Query, writer: SqlWriter, most: int
) -> list[tuple[str, str]]:
    """At most so many hits that come first in the learning order."""
    first = first_hits(connection, query, writer.context, most)
    if len(first) == most:
        return first
    if found := find_candidates(connection, normal_form(query), writer):
        return first_among(connection, found, writer.context, most)
    sql = _select("p.prompt, p.card", _walk(connection, query, writer))
    return connection.execute(f"{sql} limit {writer.value(most)}", writer.values).fetchall()


def is_ranked(connection: sqlite3.Connection, query: Query, context: SearchContext) -> bool:
    """True if what the query means comes with the best matches of its words first."""
    _teach(connection)
    return _relevance(connection, query, SqlWriter(context)) is not None


def search_names(
    connection: sqlite3.Connection,
    query: Query,
    context: SearchContext,
    limit: int = ALL,
    order: ListingOrder = ListingOrder.LEARNING,
) -> list[str]:
    """The ids of the prompts that `search_prompts` finds; many are read as one text, in half the time.

    Row by row, a search in a thread would also take turns with the screen at each of them.
    """
    if limit > 0 and order is ListingOrder.LEARNING:
        return [hit.prompt for hit in search_prompts(connection, query, context, limit)]
    _teach(connection)
    writer = SqlWriter(context)
    plan = _relevance(connection, query, writer) or _positions(connection, query, writer)
    sql = f"select json_group_array(prompt) from ({_in_order('p.prompt', plan, writer, order, limit, 0)})"
    return list(json.loads(connection.execute(sql, writer.values).fetchone()[0]))


def _in_order(
    columns: str, plan: _Plan, writer: SqlWriter, order: ListingOrder, limit: int, offset: int
) -> str:
    writer.values["order_at"] = milliseconds(writer.context.now)
    ordered = _select(columns, plan._replace(order=ORDERS[order] + plan.order))
    return f"{ordered} limit {writer.value(limit)} offset {writer.value(offset)}"


def search_cards(
    connection: sqlite3.Connection, query: Query, context: SearchContext, limit: int = ALL, offset: int = 0
) -> list[str]:
    """The names of the cards of which the query means a prompt, in the order of `search_prompts`."""
    _teach(connection)
    writer = SqlWriter(context)
    plan = _relevance(connection, query, writer) or _positions(connection, query, writer)
    rows = connection.execute(_select("p.card", plan), writer.values)
    found = list(dict.fromkeys(card for (card,) in rows))
    return found[offset:] if limit < 0 else found[offset : offset + limit]


def search_catalogue(address: str, query: Query, context: SearchContext) -> list[str]:
    """As `search_cards`, for a query that does not read the log; `address` is the catalogue's."""
    with closing(sqlite3.connect(":memory:", isolation_level=None, uri=True)) as connection:
        connection.execute("attach ? as catalogue", (address,))
        migrations.create_states(connection)
        return search_cards(connection, query, context)


def reads_log(query: Query) -> bool:
    """True if what a query means depends on the reviews, and not on the cards alone."""
    return reads_rows(query) or any(map(is_of_memory, terms_of(query)))


def _teach(connection: sqlite3.Connection) -> None:
    """Let the connection's statements fold texts."""
    connection.create_function("fold", 1, fold_text, deterministic=True)


def _select(columns: str, plan: _Plan) -> str:
    return f"select {columns} from {plan.tables} where {plan.condition} order by {plan.order}"


def _relevance(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> _Plan | None:
    """The plan to begin with the cards that match the words of the query, if they are few."""
    match, rest = match_of_words(query), without_words(query)
    if match is None:
        return None
    numbers = matching_cards(connection, match, writer)
    if numbers is None or len(numbers) > FEW:
        return None
    if rest != EVERYTHING:
        writer.look_among(numbers)
    condition = writer.condition(rest)
    matching = f"catalogue.card_text where card_text match {writer.value(match)}"
    tables = (
        f"(select rowid as number, rank from {matching}) h"
        " cross join catalogue.prompts p on p.number = h.number"
    )
    return _Plan(tables + writer.joined_tables(), condition, "h.rank, p.position, p.prompt")


def _positions(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> _Plan:
    """The plan to begin with few prompts, or else to walk along all in the learning order."""
    found = find_candidates(connection, normal_form(query), writer)
    if not found:
        return _walk(connection, query, writer)
    writer.look_among(found.places.values())
    condition = writer.condition(found.rest)
    tables = candidate_tables(found, writer) + writer.joined_tables()
    return _Plan(tables, condition, "p.position, p.prompt")


def _walk(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> _Plan:
    """The plan to look at each prompt in the learning order."""
    condition = f"{required(connection, query)} and {writer.condition(query)}"
    return _Plan(f"catalogue.prompts p{writer.joined_tables()}", condition, "p.position, p.prompt")
