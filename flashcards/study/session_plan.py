"""What is to be asked today: learning, due and new prompts, within the day's limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from heapq import merge
from itertools import islice

from flashcards.scheduling import Memory, Settings, card_of, deck_of, milliseconds
from flashcards.scheduling.deck_limits import (
    SHARED,
    LocalDays,
    decks_by_limit,
    left_today,
    limit_owner,
)
from flashcards.study.backlog import DueReviews
from flashcards.study.narrowed import NarrowedPool
from flashcards.study.order import confusable_together, reviews_in_order
from flashcards.study.pool import NewCard, Pool
from flashcards.study.prerequisites import MissingNeeds, NeedsSorter, first_step
from flashcards.study.tally import Counts
from flashcards.study.turns import Turns, answered_today, count_done
from flashcards.value import Value

LOOKED_UP = 32
"""Cards whose needs are looked up at once: three queries instead of as many for each card."""
SPARE = 50
"""New cards beyond the day's limit that are at hand for the places of those set aside."""


class DayPlan(Value, frozen=True):
    """The prompts of a session over some decks, each by its id, in the order in which they are asked."""

    learning: tuple[Memory, ...]
    """In their steps, and due today; the soonest first."""
    reviews: tuple[Memory, ...]
    new: tuple[str, ...]
    within: int
    """How many of the new ones the limit allows; the others take the places of those set aside."""
    waits_for: Mapping[str, tuple[str, ...]]
    """New cards → the cards that must be answered right before."""
    missing: MissingNeeds
    """The new cards that this session cannot come to, and what they need."""
    holds_back: bool = False
    """True if new cards of its decks wait for a backlog of reviews."""
    has_more: bool = False
    """True if there are new cards beyond the limits that a session could come to."""

    @property
    def counts(self) -> Counts:
        """What is to be asked today."""
        return Counts(self.within, len(self.learning), len(self.reviews))

    def counts_by_deck(self) -> dict[str, Counts]:
        """Deck → its part of the counts; decks without any are left out."""
        asked = (
            self.new[: self.within],
            *((memory.card for memory in memories) for memories in (self.learning, self.reviews)),
        )
        parts = [Counter(map(deck_of, prompts)) for prompts in asked]
        return {deck: Counts(*(part[deck] for part in parts)) for part in parts for deck in part}


class SessionPlanner:
    """Plans sessions at one moment; what was done today counts against the limits of all of them."""

    def __init__(
        self, pool: Pool, at: datetime, offset_minutes: int, settings: Settings, ahead: int = 0
    ) -> None:
        """`ahead` is by how many days reviews may be early."""
        self._pool, self._at, self._settings, self._ahead = pool, milliseconds(at), settings, ahead
        self._days = LocalDays(at, offset_minutes, settings)
        self._met: dict[str, bool] = {}
        """Cards that others need → whether they hold nothing back; several plans ask about the same ones."""
        self._touched = answered_today(pool, self._days, settings)
        done = count_done(self._touched, self._days)
        self._left = {
            name: left_today(settings, name, {deck: getattr(counts, of) for deck, counts in done.items()})
            for name, of in (("new_per_day", "new"), ("reviews_per_day", "review"))
        }
        """What each owner of a limit may still ask today, by the name of the limit."""

    def plan(self, decks: Sequence[str], seed: str) -> DayPlan:
        """The plan for a session over `decks`; ties between reviews fall by `seed`.

        Of siblings one is asked a day and the others wait until tomorrow, if they are kept apart; learning
        steps do not wait.
        """
        turns = Turns(self._touched, apart=self._settings.siblings == "apart")
        learning = self._learning(decks, turns)
        reviews = self._reviews(decks, seed, turns)
        coming = {card_of(memory.card) for memory in (*learning, *reviews)}
        sorter = NeedsSorter(coming)
        new, within = self._new(decks, sorter, turns)
        waits_for = {card: needs for card, needs in sorter.reachable.items() if needs}
        missing = self._with_first(sorter.missing(tuple(decks)))
        more = len(new) > within or self._has_more(decks, new)
        chosen = (tuple(learning), tuple(reviews), tuple(new), within)
        return DayPlan(*chosen, waits_for, missing, self._holds_back(decks), more)

    @cached_property
    def due_reviews(self) -> DueReviews:
        """What is due of all decks, whichever are studied, and meant by a query or not."""
        whole = self._pool.pool if isinstance(self._pool, NarrowedPool) else self._pool
        return DueReviews(whole, self._days, self._settings, self._touched, self._ahead)

    @cached_property
    def crowded(self) -> set[str]:
        """The owners of limits that leave some of the reviews that are due for later."""
        left = self._left["reviews_per_day"]
        return {owner for owner in self.due_reviews.groups if self.due_reviews.exceed(owner, left[owner])}

    def reviews_left(self, owner: str) -> int:
        """How many reviews the owner of a limit may still ask today."""
        return self._left["reviews_per_day"][owner]

    def _learning(self, decks: Sequence[str], turns: Turns) -> list[Memory]:
        found = [
            memory
            for today, names in self._days.by_day(decks).items()
            for memory in self._pool.in_steps(names, today)
            if memory.due < self._days.tomorrow(deck_of(memory.card))
        ]
        for memory in found:
            turns.take(memory.card)
        return sorted(found, key=lambda memory: memory.due_at)

    def _reviews(self, decks: Sequence[str], seed: str, turns: Turns) -> list[Memory]:
        """The reviews of today in their order."""
        left, chosen, is_backlog = self._left["reviews_per_day"], list[Memory](), False
        for owner, names in decks_by_limit(decks, self._settings, "reviews_per_day").items():
            backlog = self._count_due(names, left[owner] + 1) > left[owner]
            taken = 0
            for memory in self._due(names, backlog=backlog):
                if not turns.is_due(memory.card):
                    continue
                if taken == left[owner]:
                    is_backlog = True
                    break
                turns.take(memory.card)
                chosen.append(memory)
                taken += 1
        ordered = reviews_in_order(chosen, self._at, seed, backlog=is_backlog)
        confusable = self._pool.confusable({card_of(memory.card) for memory in ordered})
        by_id = {memory.card: memory for memory in ordered}
        return [by_id[name] for name in confusable_together(list(by_id), confusable)]

    def _due(self, decks: Sequence[str], *, backlog: bool) -> Iterator[Memory]:
        found = (
            self._pool.due(names, today + self._ahead, today, self._at, backlog=backlog)
            for today, names in self._days.by_day(decks).items()
        )
        return (memory for memories in found for memory in memories)

    def _count_due(self, decks: Sequence[str], most: int | None = None) -> int:
        return sum(
            self._pool.count_due(names, day + self._ahead, day, most=most)
            for day, names in self._days.by_day(decks).items()
        )

    def _new(self, decks: Sequence[str], sorter: NeedsSorter, turns: Turns) -> tuple[list[str], int]:
        """The new prompts that the session can come to, in order, and how many are within the limits."""
        left = self._left["new_per_day"]
        free = [deck for deck in decks if not self._waits(deck)]
        groups = decks_by_limit(free, self._settings, "new_per_day")
        room = {owner: left[owner] + (SPARE if owner == SHARED else 0) for owner in groups}
        inside: list[str] = []
        beyond: list[str] = []
        streams = [
            self._stream(*stream, owner, room) for owner in groups for stream in self._split(groups[owner])
        ]
        for card, waits_for in self._with_needs(merge(*streams, key=lambda card: card.position)):
            owner = limit_owner(self._settings, "new_per_day", deck_of(card.key))
            prompts = [prompt for prompt in card.prompts if turns.is_due(prompt)] if room[owner] else []
            if not prompts or not sorter.place(card.key, waits_for):
                continue
            for prompt in prompts:
                if room[owner] and turns.is_due(prompt):
                    turns.take(prompt)
                    extra = SPARE if owner == SHARED else 0
                    (inside if room[owner] > extra else beyond).append(prompt)
                    room[owner] -= 1
        return inside + beyond, len(inside)

    def _has_more(self, decks: Sequence[str], new: Sequence[str]) -> bool:
        """True if decks that all have limits of their own, beyond which none are at hand, have more than
        `new`. Where some share one, that alone is raised for more."""
        if SHARED in {limit_owner(self._settings, "new_per_day", deck) for deck in decks}:
            return False
        taken = Counter(map(deck_of, new))
        found = self._new_by_deck({deck: taken[deck] + 1 for deck in decks if not self._waits(deck)})
        return any(found[deck] > taken[deck] for deck in found)

    def _waits(self, deck: str) -> bool:
        """True while new cards of the deck wait for the backlog of all that count for its limit.

        A limit of no reviews at all is no backlog: it asks for new cards alone.
        """
        owner, own = limit_owner(self._settings, "reviews_per_day", deck), self._settings.for_deck(deck)
        return own.new_wait_for_backlog and own.reviews_per_day > 0 and owner in self.crowded

    def _holds_back(self, decks: Sequence[str]) -> bool:
        """True if new cards of `decks` wait for a backlog."""
        waiting = (deck for deck in decks if self._waits(deck))
        return any(self._new_by_deck({deck: 1})[deck] for deck in waiting)  # mostly the first has some

    def _new_by_deck(self, decks: Mapping[str, int]) -> Counter[str]:
        """How many new prompts each deck has, counted no further than `decks` says."""
        counts: Counter[str] = Counter()
        for today, names in self._days.by_day(list(decks)).items():
            apart, most = self._settings.siblings == "apart", {name: decks[name] for name in names}
            counts.update(self._pool.new_by_deck(most, today, apart=apart))
        return counts

    def _split(self, decks: Sequence[str]) -> Iterator[tuple[Sequence[str], int, bool]]:
        """The decks by the day that it is for them and by whether their new cards come in random order."""
        for today, names in self._days.by_day(decks).items():
            random = [name for name in names if self._settings.for_deck(name).new_order == "random"]
            if random:
                yield random, today, True
            if len(random) < len(names):
                yield [name for name in names if name not in random], today, False

    def _stream(
        self, decks: Sequence[str], today: int, shuffled: bool, owner: str, room: Mapping[str, int]
    ) -> Iterator[NewCard]:
        """The new cards of decks that share a limit, until as many were taken as there is room for."""
        for card in self._pool.new_cards(decks, today, shuffled=shuffled):
            if not room[owner]:
                return
            yield card

    def _with_needs(self, cards: Iterable[NewCard]) -> Iterator[tuple[NewCard, tuple[str, ...]]]:
        """Each card with those of its needs that were never answered right and can be asked."""
        coming = iter(cards)
        while some := list(islice(coming, LOOKED_UP)):
            self._look_up({need for card in some for need in card.needs} - self._met.keys())
            for card in some:
                yield card, tuple(need for need in card.needs if not self._met[need])

    def _with_first(self, missing: MissingNeeds) -> MissingNeeds:
        """What is missing; of a query, with the card to begin with, as more decks would bring nothing."""
        if not missing or not isinstance(self._pool, NarrowedPool):
            return missing
        first = first_step(missing.needs[0], self._waits_for)
        return replace(missing, is_of_query=True, first="" if first == missing.needs[0] else first)

    def _waits_for(self, card: str) -> list[str]:
        """The needs of a card of any deck that were never answered right and can be asked."""
        prompt = next(iter(self._pool.siblings(card)), None)
        needs = self._pool.prompts[prompt].card.needs if prompt else ()
        self._look_up(set(needs) - self._met.keys())
        return [need for need in needs if not self._met[need]]

    def _look_up(self, needs: Collection[str]) -> None:
        """Find out which of these cards hold nothing back: answered right, or not asked at all."""
        if not needs:
            return
        right = self._pool.answered_right(needs)
        others = [need for need in needs if need not in right]
        idle = self._pool.not_asked(others) if others else ()
        self._met |= {need: need in right or need in idle for need in needs}
