"""Few prompts among which are all that a query means, if an index leads to such."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeGuard, TypeVar

from flashcards.storage.search_drivers import Driver, Lead, drivers
from flashcards.storage.search_memory import holds_of_new, is_of_memory, requires_new
from flashcards.storage.search_sql import SqlWriter
from flashcards.storage.search_words import match_of
from flashcards.study.query import EVERYTHING, Disjunction, Query, all_of, any_of, conjuncts

T = TypeVar("T")

MOST = 7000
"""Up to so many cards or prompts are looked at one by one: a walk along 100,000 costs as much."""
MOST_ROWS = 30_000
"""Up to so many rows of the log are read to list the prompts that they are about."""
FEW_ROWS = 3000
"""So few are read before all states are, and more after what any alternatives lead to."""
PLENTY = 3000
"""With so few prompts, not all states are read to leave fewer."""
ENOUGH = 1000
"""With so few, nothing else is listed."""

_NEW = "p.seen = 0"
"""Said as the partial index on new prompts says it; more are so than are new, but for those that are."""

Places = Mapping[int, int]
"""The positions of prompts → the numbers of their cards."""


class Reached(NamedTuple):
    """Prompts, and what each must satisfy to be found."""

    places: Places
    rest: Query


class _Listed(NamedTuple):
    """Prompts that may be meant, by themselves or by their cards, and what each must still satisfy."""

    rest: Query
    cards: frozenset[int] | None = None
    """The numbers of their cards; None for any."""
    places: Places | None = None
    """They are among these; None for any."""

    @property
    def size(self) -> int:
        """No more cards or prompts are meant."""
        return min(len(keys) for keys in (self.cards, self.places) if keys is not None)

    def meet(self, other: _Listed) -> _Listed:
        """What both say."""
        rest = all_of(part for part in conjuncts(self.rest) if part in conjuncts(other.rest))
        cards = _both(self.cards, other.cards, lambda some, others: some & others)
        return _Listed(rest, cards, _both(self.places, other.places, _common))


def _both(some: T | None, others: T | None, meet: Callable[[T, T], T]) -> T | None:
    return others if some is None else some if others is None else meet(some, others)


def _common(some: Places, others: Places) -> Places:
    return {place: number for place, number in some.items() if place in others}


def find_candidates(connection: sqlite3.Connection, query: Query, writer: SqlWriter) -> Reached | None:
    """Few prompts that parts of the query lead to; None if each leads to more than `MOST`.

    The query is in the normal form.
    """
    if _is_mixed(query):
        places = _of_each(connection, query, writer)
        return None if places is None else Reached(places, EVERYTHING)
    among = required(connection, query)
    ways = list(drivers(query, writer))
    long = [way for way in ways if _is_long(connection, way.lead, writer, FEW_ROWS)]
    listed = _list(connection, [way for way in ways if way not in long], writer, among)
    if listed and listed.size <= PLENTY:
        return Reached(_place(connection, listed, among), listed.rest)
    parts = () if is_of_memory(query) else conjuncts(query)
    for part in filter(_is_mixed, parts):
        if (places := _of_each(connection, part, writer)) is not None:
            return Reached(places, all_of(each for each in parts if each is not part))
    for way in long:
        if not _is_long(connection, way.lead, writer, listed.size // 2 if listed else MOST_ROWS):
            listed = _meet(listed, _read(connection, way, writer, among))
    return Reached(_place(connection, listed, among), listed.rest) if listed else None


def required(connection: sqlite3.Connection, query: Query) -> str:
    """What SQL can say of the prompts `p` in question without their states; the others are passed over."""
    return _NEW if requires_new(query) and _knows_new(connection) else "1"


def _knows_new(connection: sqlite3.Connection) -> bool:
    """True if the catalogue has noted of every prompt whether the log has answers to it."""
    query = (
        "select not exists (select 1 from catalogue.prompts where seen is null)"
        " and ifnull((select value from catalogue.meta where name = 'log'), 0)"
        " = cast(ifnull((select max(number) from reviews), 0) as text)"
    )
    return bool(connection.execute(query).fetchone()[0])


def _list(
    connection: sqlite3.Connection, ways: Iterable[Driver], writer: SqlWriter, among: str
) -> _Listed | None:
    """What the ways lead to together, each read where it costs less than to look at what the others left."""
    listed: _Listed | None = None
    for way in ways:
        if not listed or listed.size > (PLENTY if way.lead.reads_states else ENOUGH):
            listed = _meet(listed, _read(connection, way, writer, among))
    return listed


def _meet(some: _Listed | None, others: _Listed | None) -> _Listed | None:
    return some.meet(others) if some and others else some or others


def _is_long(connection: sqlite3.Connection, lead: Lead, writer: SqlWriter, most: int) -> bool:
    """True if the lead reads more rows of the log than so many."""
    counted = f"select count(*) from (select 1 from ({lead.rows}) limit {most + 1})"
    return bool(lead.rows) and connection.execute(counted, writer.values).fetchone()[0] > most


def _read(connection: sqlite3.Connection, way: Driver, writer: SqlWriter, among: str) -> _Listed | None:
    """What the way leads to; None if that is more than `MOST`."""
    found = f"with found as materialized (select * from ({way.lead.sql}) limit {MOST + 1})"
    number = "(select count(*) from found)"
    if way.lead.of_prompts:
        joined = "found cross join catalogue.prompts p on p.prompt = found.prompt"
        sql = f"{found} select {number}, {_PLACES} from {joined} where {number} <= {MOST} and {among}"
        listed, *both = connection.execute(sql, writer.values).fetchone()
        return _Listed(way.rest, places=_to_places(*both)) if listed <= MOST else None
    cards: Sequence[int] | None
    if way.lead.match:
        cards = matching_cards(connection, way.lead.match, writer)
    else:
        cards = _few(connection.execute(f"{found} select json_group_array(rowid) from found", writer.values))
    return None if cards is None else _Listed(way.rest, cards=frozenset(cards))


def _few(listed: sqlite3.Cursor) -> list[int] | None:
    """The numbers that are listed as JSON; None if they are more than `MOST`."""
    numbers: list[int] = json.loads(listed.fetchone()[0])
    return numbers if len(numbers) <= MOST else None


def matching_cards(connection: sqlite3.Connection, match: str, writer: SqlWriter) -> Sequence[int] | None:
    """The numbers of the cards that match a full-text expression; None if they are more than `MOST`.

    They are read once for all that the writer is for: a phrase of frequent words takes as long as all else.
    """
    if match not in writer.matching_cards:
        matching = f"select rowid from catalogue.card_text where card_text match ? limit {MOST + 1}"
        listed = connection.execute(f"select json_group_array(rowid) from ({matching})", (match,))
        writer.matching_cards[match] = _few(listed)
    return writer.matching_cards[match]


_PLACES = "json_group_array(p.position), json_group_array(p.number)"
"""The places of prompts `p` as JSON, since each row that a statement gives costs several times as much."""


def _to_places(positions: str, numbers: str) -> Places:
    return dict(zip(json.loads(positions), json.loads(numbers), strict=True))


def _place(connection: sqlite3.Connection, listed: _Listed, among: str) -> Places:
    """The places of the prompts that are listed."""
    _, cards, places = listed
    if cards is None:
        return places or {}
    if places is not None:
        return {place: number for place, number in places.items() if number in cards}
    tables = "json_each(?) h cross join catalogue.prompts p on p.number = h.value"
    keys = json.dumps(sorted(cards))  # neighbours share a page
    return _to_places(
        *connection.execute(f"select {_PLACES} from {tables} where {among}", (keys,)).fetchone()
    )


def candidate_tables(found: Reached, writer: SqlWriter) -> str:
    """The tables of a statement that looks at the candidates alone."""
    positions = writer.value(json.dumps(list(found.places)))
    return f"json_each({positions}) h cross join catalogue.prompts p on p.position = h.value"


def _is_mixed(query: Query) -> TypeGuard[Disjunction]:
    """True for alternatives of which none of the tables knows all."""
    return isinstance(query, Disjunction) and not (is_of_memory(query) or match_of(query))


def _of_each(connection: sqlite3.Connection, query: Disjunction, writer: SqlWriter) -> dict[int, int] | None:
    """The places of what any part of the query means; None if one has too many candidates."""
    remembered = [part for part in query.parts if is_of_memory(part)]
    if any(map(holds_of_new, remembered)):
        return None
    parts = [part for part in query.parts if part not in remembered]
    if remembered:
        parts.append(any_of(remembered))  # so that all states are read once, and if the others lead to few
    together: dict[int, int] = {}
    for part in parts:
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
