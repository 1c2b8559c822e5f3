"""Finds the prompts and cards that a query means, over the catalogue, the states and the log.

What is found are few of the many prompts, or many. Few are reached by an index from a part of the query that
only few can satisfy; of many, the first ones in the learning order are enough for a screen.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import NamedTuple, TypeAlias, TypeVar

from flashcards.scheduling import milliseconds
from flashcards.storage import migrations
from flashcards.storage.listing import ORDERS
from flashcards.storage.search_drivers import driver, drivers, is_of_rows, words_of
from flashcards.storage.search_sql import OF_CARD, SearchContext, SqlWriter, is_of_memory
from flashcards.storage.search_words import match_of
from flashcards.study.listing import ListingOrder
from flashcards.study.query import Disjunction, Query, TextTerm, terms_of
from flashcards.text.fold import fold_text

T = TypeVar("T")
Values: TypeAlias = Mapping[str, object]
"""What the names in a statement stand for."""
ALL = -1
"""As a limit: no limit."""
FEW = 2000
"""Up to so many prompts are reached one by one, and so many cards put in order by relevance."""

LOOKED_UP = 100
"""Up to so many, each is looked up in the full-text index: 1,000 cost as much as 50,000 read in a row."""

NEAR = 6
"""Among so many prompts for each that is asked for, a search for many looks first."""


class Hit(NamedTuple):
    """A prompt that was found, with its card."""

    prompt: str
    card: str


class _Plan(NamedTuple):
    """The tables of a statement, its condition, its order, and whether the rows may be many."""

    tables: str
    condition: str
    order: str
    many: bool


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

    def read(sql: str, values: Values) -> list[Hit]:
        return [Hit(*row) for row in connection.execute(sql, values)]

    return _search(connection, query, context, read, limit, offset, order)


def search_names(
    connection: sqlite3.Connection,
    query: Query,
    context: SearchContext,
    limit: int = ALL,
    order: ListingOrder = ListingOrder.LEARNING,
) -> list[str]:
    """The ids of the prompts that `search_prompts` finds, read as one text: of many in half the time.

    Row by row, a search in a thread would also take turns with the screen at each of them.
    """

    def read(sql: str, values: Values) -> list[str]:
        row = connection.execute(f"select json_group_array(prompt) from ({sql})", values).fetchone()
        return list(json.loads(row[0]))

    return _search(connection, query, context, read, limit, 0, order)


def _search(
    connection: sqlite3.Connection,
    query: Query,
    context: SearchContext,
    read: Callable[[str, Values], list[T]],
    limit: int,
    offset: int,
    order: ListingOrder,
) -> list[T]:
    writer, plan = _prepare(connection, query, context)
    if plan.many and limit > 0 and order is ListingOrder.LEARNING and not _has_words(query):
        first = read(*_near(query, context, offset + limit))
        if len(first) == offset + limit:
            return first[offset:]
    writer.values["order_at"] = milliseconds(context.now)
    plan = plan._replace(order=ORDERS[order] + plan.order)
    sql = f"{_select('p.prompt, p.card', plan)} limit {writer.value(limit)} offset {writer.value(offset)}"
    return read(sql, writer.values)


def _near(query: Query, context: SearchContext, most: int) -> tuple[str, Values]:
    """The statement for at most so many hits among the first prompts in the learning order.

    Where many are meant, these are found long before every card was looked at.
    """
    writer = SqlWriter(context)
    writer.each = True
    condition = writer.condition(query)
    near = f"select * from catalogue.prompts order by position, prompt limit {NEAR * most}"
    tables = (
        f"({near}) p cross join catalogue.cards c on c.key = p.card left join states s on s.prompt = p.prompt"
    )
    sql = (
        f"select p.prompt, p.card from {tables} where {condition} order by p.position, p.prompt"
        f" limit {writer.value(most)}"
    )
    return sql, writer.values


def _has_words(query: Query) -> bool:
    """True if a query has words: to read all cards that hold them costs less than to ask a few one by one.

    The word that is being typed is only begun, and each time its ends would be put together anew.
    """
    return any(isinstance(term, TextTerm) for term in terms_of(query))


def search_cards(
    connection: sqlite3.Connection, query: Query, context: SearchContext, limit: int = ALL, offset: int = 0
) -> list[str]:
    """The names of the cards of which the query means a prompt, in the order of `search_prompts`."""
    writer, plan = _prepare(connection, query, context)
    if plan.many:
        distinct = _select("distinct p.card", plan)
        sql = f"{distinct} limit {writer.value(limit)} offset {writer.value(offset)}"
        return [card for (card,) in connection.execute(sql, writer.values)]
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
    return any(is_of_memory(term) or is_of_rows(term) for term in terms_of(query))


def _select(columns: str, plan: _Plan) -> str:
    return f"select {columns} from {plan.tables} where {plan.condition} order by {plan.order}"


def _prepare(connection: sqlite3.Connection, query: Query, context: SearchContext) -> tuple[SqlWriter, _Plan]:
    connection.create_function("fold", 1, fold_text, deterministic=True)
    writer = SqlWriter(context)
    return writer, _relevance(connection, query, writer) or _positions(connection, query, writer)


def _relevance(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> _Plan | None:
    """The plan to begin with the cards that match the words of the query, if they are few."""
    words = words_of(query)
    match = match_of(words) if words else None
    if match is None:
        return None
    matching = f"catalogue.card_text where card_text match {writer.value(match)}"
    counted = f"select count(*) from (select 1 from {matching} limit {FEW + 1})"
    if connection.execute(counted, writer.values).fetchone()[0] > FEW:
        return None
    tables = (
        f"(select rowid as number, rank from {matching}) h cross join catalogue.cards c on c.rowid = h.number"
        f" cross join catalogue.prompts p on {OF_CARD} left join states s on s.prompt = p.prompt"
    )
    condition = "1" if words == query else writer.condition(query)
    return _Plan(tables, condition, "h.rank, p.position, p.prompt", many=False)


def _positions(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> _Plan:
    """The plan to begin with few prompts, or else to walk along all in the learning order."""
    few, rest = _few(connection, query, writer)
    writer.each = few is not None and len(few) <= LOOKED_UP
    condition = writer.condition(rest)
    tables = "catalogue.prompts p"
    if few is not None:
        tables = f"json_each({writer.value(json.dumps(few))}) h cross join {tables} on p.prompt = h.value"
    if writer.uses_card:
        tables += " cross join catalogue.cards c on c.key = p.card"
    tables += " left join states s on s.prompt = p.prompt"
    return _Plan(tables, condition, "p.position, p.prompt", many=few is None)


def _few(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> tuple[list[str] | None, Query]:
    """At most `FEW` prompts among which are all that the query means, with what each must still satisfy.

    None if no part of the query has so few.
    """
    if isinstance(query, Disjunction) and not (is_of_memory(query) or match_of(query)):
        return _few_of_each(connection, query, writer), query
    for found, rest in drivers(query, writer):
        if (few := _at_most_few(connection, found, writer)) is not None:
            return few, rest
    return None, query


def _few_of_each(connection: sqlite3.Connection, query: Disjunction, writer: SqlWriter) -> list[str] | None:
    """At most `FEW` prompts that any part of the query can mean; None if one has more."""
    together: dict[str, None] = {}
    for part in query.parts:
        words = words_of(part)
        found = driver(words, writer) if words else None
        few = _at_most_few(connection, found, writer) if found else None
        if few is None:
            few, _ = _few(connection, part, writer)
        if few is None or len(together) > FEW:
            return None
        together |= dict.fromkeys(few)
    return list(together) if len(together) <= FEW else None


def _at_most_few(connection: sqlite3.Connection, found: str, writer: SqlWriter) -> list[str] | None:
    """The prompts that a statement finds; None if they are more than `FEW`."""
    sql = f"select * from ({found}) limit {FEW + 1}"
    prompts = [prompt for (prompt,) in connection.execute(sql, writer.values)]
    return list(dict.fromkeys(prompts)) if len(prompts) <= FEW else None
