"""The decks and the states of their prompts, asked together: the catalogue attached to the review log.

It answers what `study.pool.Pool` asks, in queries over indexes; no card is built before it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from flashcards.deck.prompts import Prompt
from flashcards.scheduling import DAY_MILLISECONDS, LearningState, Memory
from flashcards.scheduling.worth import RIPE
from flashcards.storage import states
from flashcards.storage.catalogue_schema import LINKED
from flashcards.storage.foreign_writes import ForeignWrites
from flashcards.storage.new_cards import NewCardPool
from flashcards.storage.review_log import Store
from flashcards.study.pool import DueAge

T = TypeVar("T")

FIRST = 256
"""How many of the due prompts are read at first; few sessions need more."""
MOST_AT_ONCE = 10_000
"""More rows than that are not replayed between a grade and the next question: they take 50 ms."""
FARTHEST = 400
"""Beyond these days from today, no day's load is asked for."""
_DAY = float(DAY_MILLISECONDS)
_LATE = f"((:at - last_at) / {_DAY} / stability)"
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
_NOT_TAKEN = "and card not in (select value from json_each(:taken))"
_IN_DECKS = " and prompt not in (select prompt from orphans)"
"""A condition that takes its time, and is left out where no card is gone."""


class CollectionPool(NewCardPool):
    """What the review log and the catalogue know together."""

    @property
    def _due(self) -> str:
        return _DUE + (_IN_DECKS if self._has_orphans else "")

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """Every prompt by its id, built when it is asked for."""
        return self._catalogue.prompts

    @cached_property
    def memories(self) -> Mapping[str, Memory]:
        """The memory of every prompt that the log knows, read when it is asked for."""
        return MemoriesById(self._store)

    def memories_of(self, prompts: Collection[str]) -> Mapping[str, Memory] | None:
        """The memories of those of `prompts` that the log knows, whatever came into it meanwhile; None if it
        takes long to say."""
        return self._store.memories_of(prompts) if self._store.refresh_again(MOST_AT_ONCE) else None

    def writes_elsewhere(self) -> int:
        """A number that is another one once another program has written to the log."""
        return self._foreign_writes.count()

    @cached_property
    def _foreign_writes(self) -> ForeignWrites:
        return ForeignWrites(self._store)

    def deck_names(self) -> Sequence[str]:
        """The names of all decks."""
        return [name for (name,) in self._rows("select name from catalogue.decks")]

    def prompt_ids(self, decks: Sequence[str]) -> Sequence[str]:
        """The prompts of the decks, in the learning order."""
        query = (
            "select prompt from catalogue.prompts where deck in (select value from json_each(?))"
            " order by position"
        )
        return [name for (name,) in self._rows(query, json.dumps(list(decks)))]

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
            known = self._store.memories_of(name for (name,) in names)
            memories = (known[name] for (name,) in names if name in known)
            yield from (memory for memory in memories if memory.state is LearningState.REVIEW)
            if len(names) < limit:
                return
            limit, had = limit * 4, had + limit

    def count_due(
        self,
        decks: Sequence[str],
        day: int,
        today: int,
        *,
        most: int | None = None,
        apart: bool = False,
        taken: Collection[str] = (),
    ) -> int:
        """The number of those, or of their cards without those `taken`; counted no further than `most`."""
        asked = {
            "decks": json.dumps(list(decks)),
            "day": day,
            "today": today,
            "most": -1 if most is None else most,
            "taken": json.dumps(list(taken)),
        }
        what = "distinct card" if apart else "1"
        without = _NOT_TAKEN if apart and taken else ""
        return int(
            self._rows(f"select count(*) from (select {what} {self._due} {without} limit :most)", asked)[0][0]
        )

    def due_by_deck(
        self, decks: Sequence[str], day: int, today: int, *, apart: bool, taken: Collection[str]
    ) -> Mapping[str, int]:
        """How many cards, or prompts, of each deck are to be reviewed by `day`, without the cards `taken`."""
        asked = {"decks": json.dumps(list(decks)), "day": day, "today": today}
        without = ""
        if taken:
            without, asked["taken"] = (
                _NOT_TAKEN,
                json.dumps(list(taken)),
            )
        what = "count(distinct card)" if apart else "count(*)"
        return dict(self._rows(f"select deck, {what} {self._due} {without} group by deck", asked))

    def decks_begun(self, decks: Sequence[str]) -> Collection[str]:
        """Those of the decks of which a prompt was answered."""
        query = (
            "select value from json_each(:decks) where exists (select 1 from states"
            " indexed by states_due_by_gain where deck = value and state <> 'new')"
        )
        return {deck for (deck,) in self._rows(query, {"decks": json.dumps(list(decks))})}

    def needs_of_decks(self, decks: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The decks to learn before each of these; those without any are left out."""
        query = (
            "select name, needs from catalogue.decks where needs <> '[]'"
            " and name in (select value from json_each(:decks))"
        )
        found = self._rows(query, {"decks": json.dumps(list(decks))})
        return {deck: json.loads(needs) for deck, needs in found}

    def decks_with_needs(self) -> Collection[str]:
        """The decks of which a card needs others."""
        query = (
            f"select distinct deck from catalogue.cards indexed by cards_linked where ({LINKED})"
            " and needs <> '[]'"
        )
        return {deck for (deck,) in self._rows(query)}

    def due_ages(self, decks: Sequence[str], day: int, today: int, at: int) -> Sequence[DueAge]:
        """The prompts to review by `day`, by whole days since their last review at the moment `at`."""
        asked = {"decks": json.dumps(list(decks)), "day": day, "today": today, "at": at}
        query = (
            f"select count(*), (:at - avg(last_at)) / {_DAY}, avg((:at - last_at) / stability) / {_DAY},"
            f" avg(gain) {self._due} group by (:at - last_at) / {DAY_MILLISECONDS}"
        )
        return [DueAge(*row) for row in self._rows(query, asked)]

    def due_after(self, today: int, decks: Sequence[str] | None = None) -> Mapping[int, int]:
        """The days after `today` on which reviews, of all decks or of some, will be asked → how many; counted
        when first asked for."""
        return LoadByDay(self, today, decks)

    def count_by_day(self, today: int, decks: Sequence[str] | None = None) -> dict[int, int]:
        """What `due_after` counts, from an index that has all that is asked for."""
        some = "" if decks is None else " and deck in (select value from json_each(:decks))"
        gone = _IN_DECKS if self._has_orphans else ""
        query = (
            "select max(due_day, buried_until) as asked, count(*) from states indexed by states_due_by_gain"
            " where state = 'review' and suspended = 0 and (due_day > :today or buried_until > :today)"
            f" and due_day <= :last{some}{gone} group by asked"
        )
        asked = {"today": today, "last": today + FARTHEST, "decks": json.dumps(list(decks or ()))}
        return dict(self._rows(query, asked))

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

    def __init__(self, pool: CollectionPool, today: int, decks: Sequence[str] | None = None) -> None:
        self._pool, self._today, self._decks = pool, today, decks

    @cached_property
    def _counts(self) -> dict[int, int]:
        return self._pool.count_by_day(self._today, self._decks)

    def __getitem__(self, day: int) -> int:
        return self._counts[day]

    def __iter__(self) -> Iterator[int]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)
