"""The decks and the states of their prompts, asked together: the catalogue attached to the review log.

It answers what `study.pool.Pool` asks, in queries over indexes; no card is built before it is shown.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Problem
from flashcards.scheduling import DAY_MILLISECONDS, LearningState, Memory, Settings, deck_of
from flashcards.storage import catalogue_seen, states
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.catalogue_schema import LINKED
from flashcards.storage.errors import is_damage, translate_errors
from flashcards.storage.review_log import Store
from flashcards.study.order import GROWTH
from flashcards.study.plan import RIPE
from flashcards.study.pool import NewCard, needs_first

T = TypeVar("T")

FIRST = 256
"""How many of the due prompts are read at first; few sessions need more."""
FARTHEST = 400
"""Beyond these days from today, no day's load is asked for."""
_LATE = f"((:at - last_at) / {float(DAY_MILLISECONDS)} / stability)"
_RIPE = float(RIPE * DAY_MILLISECONDS)
_URGENCY = {
    False: _LATE,
    # `worth` in as few operations as can be: each counts where 85,000 prompts are put in order
    True: f"(gain / (1.0 + {_RIPE} * stability / (:at - last_at)))",
}
"""`study.order.urgency` in SQL, without and with a backlog."""
_ANY_DUE = """
    from states indexed by states_due_by_gain
    where deck in (select value from json_each(:decks)) and due_day <= :day and suspended = 0
    and buried_until <= :today
"""
"""Those in their learning steps, too, which are few."""
_DUE = f"{_ANY_DUE} and state = 'review'"
_IN_DECKS = " and prompt not in (select prompt from orphans)"
"""A condition that takes its time, and is left out where no card is gone."""
_NEW = """
    from catalogue.prompts as new {index}
    left join states on states.prompt = new.prompt
    where seen = 0 and coalesce(states.reviews, 0) = 0 and coalesce(states.suspended, 0) = 0
    and coalesce(states.buried_until, 0) <= :today
"""


class CollectionPool:
    """What the review log and the catalogue know together."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store, self._catalogue = store, catalogue
        self._attached: tuple[sqlite3.Connection, str] | None = None
        """The connection that the catalogue is attached to, and its address."""
        self._due = _DUE + _IN_DECKS

    def refresh(self, settings: Settings, now: datetime) -> None:
        """Bring the states up to the last row, and the catalogue up to the states."""
        self._store.refresh(settings, self._catalogue.former_ids(), now)
        self.ask(self._settle)

    def ask(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """What `read` returns for the log with the catalogue attached; a damaged catalogue is made anew."""
        try:
            return self._store.read(lambda connection: read(self._attach(connection)))
        except Problem as problem:
            cause = problem.__cause__
            if not isinstance(cause, sqlite3.DatabaseError) or not is_damage(cause):
                raise
        self._detach()
        self._catalogue.make_anew()
        return self._store.read(lambda connection: read(self._attach(connection)))

    def ask_aside(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """As `ask`, over a connection of its own that only reads: for long searches, from any thread.

        It sees the states as of the last `refresh`. Raises Problem for what the database says.
        """
        path = self._store.path
        with translate_errors(path), closing(sqlite3.connect(path.as_uri(), timeout=5, uri=True)) as aside:
            aside.execute("attach ? as catalogue", (self._catalogue.address,))
            aside.execute("pragma query_only = on")
            return read(aside)

    def _attach(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        if self._attached != (connection, self._catalogue.address):
            self._detach()
            connection.execute("attach ? as catalogue", (self._catalogue.address,))
            connection.execute("pragma catalogue.synchronous = off")
            self._attached = (connection, self._catalogue.address)
        return connection

    def _detach(self) -> None:
        if self._attached:
            with suppress(sqlite3.Error):  # the connection may be closed: its file was replaced
                self._attached[0].execute("detach catalogue")
        self._attached = None

    def _settle(self, connection: sqlite3.Connection) -> None:
        """Note what has become new or seen, and which states belong to no deck, since that was noted last."""
        connection.execute("pragma busy_timeout = 0")  # while decks are read again, the last notes do
        try:
            with suppress(sqlite3.OperationalError):
                catalogue_seen.settle_all(connection)
                self._due = _DUE + (_IN_DECKS if catalogue_seen.note_orphans(connection) else "")
        finally:
            connection.execute("pragma busy_timeout = 5000")

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """Every prompt by its id, built when it is asked for."""
        return self._catalogue.prompts

    @cached_property
    def memories(self) -> Mapping[str, Memory]:
        """The memory of every prompt that the log knows, read when it is asked for."""
        return MemoriesById(self._store)

    def prompt_ids(self, decks: Sequence[str]) -> Sequence[str]:
        """The prompts of the decks, in the learning order."""
        query = (
            "select prompt from catalogue.prompts where deck in (select value from json_each(?))"
            " order by position"
        )
        return [name for (name,) in self._rows(query, json.dumps(list(decks)))]

    def siblings(self, card: str) -> Sequence[str]:
        """The prompts of a card of any deck."""
        found = self._catalogue.find(card)
        return [prompt.id for prompt in prompts(found)] if found else []

    def answered_on(self, day: int) -> list[Memory]:
        """The prompts of all decks, removed ones too, that were last answered on that day."""
        return self._memories("from states where day = ? and reviews > 0", day)

    def in_steps(self, decks: Sequence[str], today: int) -> list[Memory]:
        """The prompts in their learning or relearning steps."""
        return self._memories(
            "from states where state in ('learning', 'relearning')"
            " and deck in (select value from json_each(?)) and suspended = 0 and buried_until <= ?"
            " and prompt not in (select prompt from orphans)",
            json.dumps(list(decks)),
            today,
        )

    def due(self, decks: Sequence[str], day: int, today: int, at: int, *, backlog: bool) -> Iterator[Memory]:
        """The prompts to review by `day`, most urgent first; see `order.urgency` for `at` and `backlog`."""
        limit, had = FIRST, 0
        asked = {"decks": json.dumps(list(decks)), "day": day, "today": today, "at": at}
        # To compare 85,000 states takes longer than to leave some of the first prompts out below.
        found = _ANY_DUE + self._due.removeprefix(_DUE)
        query = f"select prompt {found} order by {_URGENCY[backlog]} desc, prompt limit :limit offset :had"
        while True:
            window = asked | {"limit": limit, "had": had}
            names = self.ask(lambda connection: connection.execute(query, window).fetchall())  # noqa: B023
            known = self._load([name for (name,) in names])
            memories = (known[name] for (name,) in names if name in known)
            yield from (memory for memory in memories if memory.state is LearningState.REVIEW)
            if len(names) < limit:
                return
            limit, had = limit * 4, had + limit

    def count_due(self, decks: Sequence[str], day: int, today: int, *, most: int | None = None) -> int:
        """The number of those; counted no further than `most`."""
        asked = {
            "decks": json.dumps(list(decks)),
            "day": day,
            "today": today,
            "most": -1 if most is None else most,
        }
        return int(self._rows(f"select count(*) from (select 1 {self._due} limit :most)", asked)[0][0])

    def due_by_deck(
        self, decks: Sequence[str], day: int, today: int, *, apart: bool, taken: Collection[str]
    ) -> Mapping[str, int]:
        """How many cards, or prompts, of each deck are to be reviewed by `day`, without the cards `taken`."""
        asked = {"decks": json.dumps(list(decks)), "day": day, "today": today}
        without = ""
        if taken:
            without, asked["taken"] = (
                "and card not in (select value from json_each(:taken))",
                json.dumps(list(taken)),
            )
        what = "count(distinct card)" if apart else "count(*)"
        return dict(self._rows(f"select deck, {what} {self._due} {without} group by deck", asked))

    def new_by_deck(self, decks: Mapping[str, int], today: int, *, apart: bool) -> Mapping[str, int]:
        """How many cards, or prompts, of each deck there are to learn, each counted as far as said."""
        what = "distinct new.card" if apart else "1"
        new = _NEW.format(index="indexed by prompts_new_by_deck")
        query = f"select count(*) from (select {what} {new} and new.deck = :deck limit :most)"
        return {
            deck: self._rows(query, {"deck": deck, "most": most, "today": today})[0][0]
            for deck, most in decks.items()
        }

    def decks_begun(self, decks: Sequence[str]) -> Collection[str]:
        """Those of the decks of which a prompt was answered."""
        query = (
            "select distinct deck from states where reviews > 0"
            " and deck in (select value from json_each(:decks))"
        )
        return {deck for (deck,) in self._rows(query, {"decks": json.dumps(list(decks))})}

    def decks_with_needs(self) -> Collection[str]:
        """The decks of which a card needs others."""
        query = (
            f"select distinct deck from catalogue.cards indexed by cards_linked where ({LINKED})"
            " and needs <> '[]'"
        )
        return {deck for (deck,) in self._rows(query)}

    def returning(self, decks: Sequence[str], day: int, today: int, at: int) -> float:
        """Which share of the prompts to review by `day` will come back on a day."""
        asked = {"decks": json.dumps(list(decks)), "day": day, "today": today, "at": at}
        query = (
            f"select avg(1.0 / max(1, {GROWTH} * (:at - last_at) / {float(DAY_MILLISECONDS)})) {self._due}"
        )
        return float(self._rows(query, asked)[0][0] or 0)

    def due_after(self, today: int) -> Mapping[int, int]:
        """The days after `today` on which reviews fall due → how many; counted when first asked for."""
        return LoadByDay(self, today)

    def count_by_day(self, today: int) -> dict[int, int]:
        """What `due_after` counts, from an index that has all that is asked for."""
        query = (
            "select due_day, count(*) from states indexed by states_due_by_gain"
            " where state = 'review' and due_day > ? and due_day <= ? group by due_day"
        )
        return dict(self._rows(query, today, today + FARTHEST))

    def new_cards(self, decks: Sequence[str], today: int, *, shuffled: bool) -> Iterator[NewCard]:
        """Cards with prompts to learn, in the learning order or in one that is drawn once for all days."""
        return self._shuffled(decks, today) if shuffled else self._in_learning_order(decks, today)

    def _in_learning_order(self, decks: Sequence[str], today: int) -> Iterator[NewCard]:
        index = "prompts_new_by_deck" if len(decks) == 1 else "prompts_new"
        new = _NEW.format(index=f"indexed by {index}")
        query = (
            f"select new.card, new.position, new.prompt {new}"
            " and new.deck in (select value from json_each(:decks)) and new.position > :after"
            " order by new.position limit :limit"
        )
        after, limit = -(2**62), 64
        while True:
            asked = {"decks": json.dumps(list(decks)), "today": today, "after": after, "limit": limit}
            rows = self._rows(query, asked)
            # the last card of a full page may go on: it is read again with the next page
            whole = rows if len(rows) < limit else [row for row in rows if row[0] != rows[-1][0]]
            if len(rows) == limit and not whole:
                limit *= 4
                continue
            yield from self._to_cards(whole)
            if len(rows) < limit:
                return
            after, limit = whole[-1][1], min(limit * 2, 2048)

    def _shuffled(self, decks: Sequence[str], today: int) -> Iterator[NewCard]:
        """The new cards by the checksums of their texts, which are as good as chance and stay; they exchange
        their positions."""
        new = _NEW.format(index="")
        query = (
            f"select card, place from (select new.card as card, min(new.position) as place {new}"
            " and new.deck in (select value from json_each(:decks)) group by new.card)"
            " join catalogue.cards as cards on cards.key = card order by cards.hash, card"
        )
        rows = self._rows(query, {"decks": json.dumps(list(decks)), "today": today})
        drawn = (card for key, _ in rows if (card := self._new_card(key, decks, today)))
        ordered = needs_first(drawn, lambda key: self._new_card(key, decks, today))
        for place, card in zip(sorted(place for _, place in rows), ordered, strict=False):
            yield card._replace(position=place)

    def _new_card(self, card: str, decks: Collection[str], today: int) -> NewCard | None:
        """The card if it has prompts to learn and is in one of the decks."""
        if deck_of(card) not in decks:
            return None
        names = json.dumps([*self.siblings(card)])
        query = (
            f"select new.card, new.position, new.prompt {_NEW.format(index='')}"
            " and new.prompt in (select value from json_each(:names)) order by new.position"
        )
        return next(self._to_cards(self._rows(query, {"names": names, "today": today})), None)

    def _to_cards(self, rows: Iterable[tuple[str, int, str]]) -> Iterator[NewCard]:
        """The new cards in rows of card, position and prompt."""
        grouped = [(card, list(found)) for card, found in groupby(rows, key=lambda row: row[0])]
        needs = self._links("needs", [card for card, _ in grouped])
        places = self._positions({need for found in needs.values() for need in found} | set(needs))
        for card, found in grouped:
            own = tuple(
                need for need in needs.get(card, ()) if need in places and places[need] < places[card]
            )
            yield NewCard(card, found[0][1], tuple(row[2] for row in found), own)

    def _positions(self, cards: Iterable[str]) -> dict[str, int]:
        query = "select key, position from catalogue.cards where key in (select value from json_each(?))"
        return dict(self._rows(query, json.dumps(list(cards))))

    def _links(self, column: str, cards: Iterable[str]) -> dict[str, list[str]]:
        query = (
            f"select key, {column} from catalogue.cards where key in (select value from json_each(?))"
            f" and {column} <> '[]'"
        )
        return {key: json.loads(found) for key, found in self._rows(query, json.dumps(list(cards)))}

    def confusable(self, cards: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The cards that each of `cards` names as easily mistaken for it; those without any are left out."""
        return self._links("confusable", cards)

    def answered_right(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` of which a prompt was answered right at least once."""
        query = (
            'select distinct card from states where card in (select value from json_each(?)) and "right" > 0'
        )
        return {card for (card,) in self._rows(query, json.dumps(list(cards)))}

    def not_asked(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` that hold nothing back: suspended, or in no deck."""
        asked = set(cards)
        query = (
            "select distinct card from states where card in (select value from json_each(?))"
            " and suspended = 1"
        )
        idle = {card for (card,) in self._rows(query, json.dumps(list(asked)))}
        return idle | (asked - self._positions(asked).keys())

    def _rows(self, query: str, *values: Any) -> list[Any]:
        given = values[0] if len(values) == 1 and isinstance(values[0], dict) else values
        return self.ask(lambda connection: connection.execute(query, given).fetchall())

    def _load(self, names: Sequence[str]) -> dict[str, Memory]:
        return self._store.read(lambda connection: states.load_some(connection, names))

    def _memories(self, where: str, *values: object) -> list[Memory]:
        query = f"select {states.MEMORY} {where}"
        rows = self.ask(lambda connection: connection.execute(query, values).fetchall())
        return [states.to_memory(row) for row in rows]


class MemoriesById(Mapping[str, Memory]):
    """The memories of a log by the ids of their prompts, each read when it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, name: str) -> Memory:
        memory = self._store.read(lambda connection: states.load_one(connection, name))
        if memory is None:
            raise KeyError(name)
        return memory

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.read(states.load_states))

    def __len__(self) -> int:
        return len(self._store.read(states.load_states))


class LoadByDay(Mapping[int, int]):
    """How many reviews fall due on each later day, counted when that is first asked for."""

    def __init__(self, pool: CollectionPool, today: int) -> None:
        self._pool, self._today = pool, today

    @cached_property
    def _counts(self) -> dict[int, int]:
        return self._pool.count_by_day(self._today)

    def __getitem__(self, day: int) -> int:
        return self._counts[day]

    def __iter__(self) -> Iterator[int]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)
