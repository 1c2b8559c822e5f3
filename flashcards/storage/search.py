"""Finds the prompts that a query means, in one statement over the catalogue, the states and the log."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from flashcards.storage.search_sql import OF_CARD, SearchContext, SqlWriter
from flashcards.storage.search_words import fold_text, match_of
from flashcards.study.query import Conjunction, Query, all_of


class Statement(NamedTuple):
    """A statement in SQL with the values that it compares with."""

    sql: str
    values: dict[str, object]


class Hit(NamedTuple):
    """A prompt that was found, with its card."""

    prompt: str
    card: str


ALL = -1
"""As a limit: no limit."""


def search_prompts(
    connection: sqlite3.Connection, query: Query, context: SearchContext, limit: int = ALL, offset: int = 0
) -> list[Hit]:
    """The prompts that the query means: the best matches of its words first, else in the learning order."""
    return [Hit(*row) for row in _execute(connection, statement(query, context, limit, offset))]


def _execute(connection: sqlite3.Connection, found: Statement) -> sqlite3.Cursor:
    connection.create_function("fold_text", 1, fold_text, deterministic=True)
    return connection.execute(found.sql, found.values)


def statement(query: Query, context: SearchContext, limit: int, offset: int) -> Statement:
    """The statement whose rows are prompts with their cards, in their order."""
    writer = SqlWriter(context)
    words, rest = _apart(query)
    match = match_of(words) if words else None
    condition = writer.condition(rest)
    sql = (
        f"{_by_relevance(writer.value(match), condition)}" if match else f"{_by_position(condition)}"
    ) + f" limit {writer.value(limit)} offset {writer.value(offset)}"
    return Statement(sql, writer.values)


def _apart(query: Query) -> tuple[Query | None, Query]:
    """The words that every prompt found must match, and the rest."""
    parts = query.parts if isinstance(query, Conjunction) else (query,)
    words = [part for part in parts if match_of(part)]
    return (all_of(words) if words else None), all_of(part for part in parts if not match_of(part))


def _by_relevance(match: str, condition: str) -> str:
    return (
        "select p.prompt, p.card from"
        f" (select rowid as number, rank from catalogue.card_text where card_text match {match}) h"
        f" cross join catalogue.cards c on c.rowid = h.number cross join catalogue.prompts p on {OF_CARD}"
        f" left join states s on s.prompt = p.prompt where {condition} order by h.rank, p.position, p.prompt"
    )


def _by_position(condition: str) -> str:
    return (
        "select p.prompt, p.card from catalogue.prompts p cross join catalogue.cards c on c.key = p.card"
        f" left join states s on s.prompt = p.prompt where {condition} order by p.position, p.prompt"
    )
