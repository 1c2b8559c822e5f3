"""A collection in memory that answers sessions by looking through lists; the queries are held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import blake2b

from flashcards.deck import needs
from flashcards.deck.model import Card
from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import Prompt, prompts
from flashcards.scheduling import DAY_MILLISECONDS, LearningState, Memory, Settings, card_of, deck_of
from flashcards.scheduling.worth import gain
from flashcards.study import Session, start_session
from flashcards.study.order import urgency
from flashcards.study.pool import DueAge, NewCard, needs_first

STEPS = (LearningState.LEARNING, LearningState.RELEARNING)


@dataclass(frozen=True)
class ListPool:
    """Prompts of decks, and memories by the ids of prompts."""

    asked: Sequence[Prompt]
    memories: Mapping[str, Memory] = field(default_factory=dict)
    deck_needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The decks to learn before a deck."""

    @cached_property
    def prompts(self) -> Mapping[str, Prompt]:
        return {prompt.id: prompt for prompt in self.asked}

    @cached_property
    def _cards(self) -> Mapping[str, Card]:
        return {prompt.card.key: prompt.card for prompt in self.asked}

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        """The place of each card in the order in which the cards of all decks are learned."""
        wanted = {
            key: [qualified_id(need, card.deck) for need in card.needs] for key, card in self._cards.items()
        }
        return {key: place for place, key in enumerate(needs.cards_in_order(wanted, self.deck_needs))}

    def memories_of(self, prompts: Collection[str]) -> Mapping[str, Memory]:
        return {name: self.memories[name] for name in prompts if name in self.memories}

    def writes_elsewhere(self) -> int:
        return 0

    def deck_names(self) -> Sequence[str]:
        return list(dict.fromkeys(prompt.card.deck for prompt in self.asked))

    def prompt_ids(self, decks: Sequence[str]) -> Sequence[str]:
        found = [prompt for prompt in self.asked if prompt.card.deck in decks]
        return [prompt.id for prompt in sorted(found, key=lambda one: self._positions[one.card.key])]

    def siblings(self, card: str) -> Sequence[str]:
        return [prompt.id for prompt in self.asked if prompt.card.key == card]

    def answered_on(self, day: int) -> list[Memory]:
        return [memory for memory in self.memories.values() if memory.day == day and memory.reviews]

    def _awake(self, decks: Sequence[str], today: int) -> Iterator[Memory]:
        for memory in self.memories.values():
            if deck_of(memory.card) in decks and memory.card in self.prompts and not memory.rests(today):
                yield memory

    def in_steps(self, decks: Sequence[str], today: int) -> list[Memory]:
        return [memory for memory in self._awake(decks, today) if memory.state in STEPS]

    def due(self, decks: Sequence[str], day: int, today: int, at: int, *, backlog: bool) -> Iterator[Memory]:
        found = (memory for memory in self._awake(decks, today) if memory.state is LearningState.REVIEW)
        ranked = [
            (-urgency(memory, at, backlog=backlog), memory.card, memory)
            for memory in found
            if memory.due_day <= day
        ]
        yield from (memory for *_, memory in sorted(ranked))

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
        due = [memory.card for memory in self.due(decks, day, today, 0, backlog=False)]
        return len(list({card_of(name) for name in due} - set(taken) if apart else due)[:most])

    def due_ages(self, decks: Sequence[str], day: int, today: int, at: int) -> Sequence[DueAge]:
        by_days: dict[int, list[tuple[float, float, float]]] = {}
        for memory in self.due(decks, day, today, 0, backlog=False):
            days = (at - memory.last_at) / DAY_MILLISECONDS
            each = (days, days / memory.stability, gain(memory.stability, memory.difficulty))
            by_days.setdefault(int(days), []).append(each)
        return [
            DueAge(len(each), *(sum(column) / len(each) for column in zip(*each, strict=True)))
            for _, each in sorted(by_days.items())
        ]

    def due_after(self, today: int, decks: Sequence[str] | None = None) -> Mapping[int, int]:
        days = (
            max(memory.due_day, memory.buried_until)
            for memory in self.memories.values()
            if memory.state is LearningState.REVIEW
            and (decks is None or deck_of(memory.card) in decks)
            and not memory.suspended
            and memory.card in self.prompts
        )
        return Counter(day for day in days if day > today)

    def due_by_deck(
        self, decks: Sequence[str], day: int, today: int, *, apart: bool, taken: Collection[str]
    ) -> Mapping[str, int]:
        due = [memory.card for memory in self.due(decks, day, today, 0, backlog=False)]
        free = [name for name in due if card_of(name) not in taken]
        return Counter(map(deck_of, {card_of(name) for name in free} if apart else free))

    def new_by_deck(self, decks: Mapping[str, int], today: int, *, apart: bool) -> Mapping[str, int]:
        found = list(self.new_cards(list(decks), today, shuffled=False))
        counts = Counter(
            deck_of(card.key) for card in found for _ in (card.prompts[:1] if apart else card.prompts)
        )
        return {deck: min(counts[deck], most) for deck, most in decks.items()}

    def decks_begun(self, decks: Sequence[str]) -> Collection[str]:
        begun = {deck_of(name) for name, memory in self.memories.items() if not memory.is_new}
        return begun & set(decks)

    def needs_of_decks(self, decks: Collection[str]) -> Mapping[str, Sequence[str]]:
        return {deck: self.deck_needs[deck] for deck in decks if deck in self.deck_needs}

    def decks_with_needs(self) -> Collection[str]:
        return {card.deck for card in self._cards.values() if card.needs}

    def new_cards(self, decks: Sequence[str], today: int, *, shuffled: bool) -> Iterator[NewCard]:
        keys = [key for key in self._positions if deck_of(key) in decks]
        found = [card for key in keys if (card := self._new_card(key, decks, today))]
        if not shuffled:
            return iter(found)
        drawn = sorted(found, key=lambda card: blake2b(card.key.encode(), digest_size=8).digest())
        ordered = needs_first(drawn, lambda key: self._new_card(key, decks, today))
        pairs = zip(found, ordered, strict=True)
        return iter([replace(card, position=at.position) for at, card in pairs])

    def _new_card(self, key: str, decks: Sequence[str], today: int) -> NewCard | None:
        if key not in self._cards or deck_of(key) not in decks:
            return None
        card, place = self._cards[key], self._positions[key]
        known = [(prompt.id, self.memories.get(prompt.id)) for prompt in prompts(card)]
        new = tuple(
            name
            for name, memory in known
            if name in self.prompts and (memory is None or (memory.is_new and not memory.rests(today)))
        )
        wanted = (qualified_id(need, card.deck) for need in card.needs)
        binding = tuple(need for need in wanted if self._positions.get(need, place) < place)
        return NewCard(key, place, new, binding) if new else None

    def answered_right(self, cards: Iterable[str]) -> Collection[str]:
        right = {card_of(memory.card) for memory in self.memories.values() if memory.right}
        return right & set(cards)

    def not_asked(self, cards: Iterable[str]) -> Collection[str]:
        idle = {card_of(memory.card) for memory in self.memories.values() if memory.suspended}
        return {card for card in cards if card in idle or card not in self._cards}

    def confusable(self, cards: Iterable[str]) -> Mapping[str, Sequence[str]]:
        found = {key: self._cards[key] for key in cards if key in self._cards}
        return {
            key: [qualified_id(other, card.deck) for other in card.confusable] for key, card in found.items()
        }


def start(
    asked: Sequence[Prompt],
    memories: Mapping[str, Memory],
    now: datetime,
    settings: Settings,
    *,
    deck_needs: Mapping[str, Sequence[str]] | None = None,
    others: Sequence[Prompt] = (),
    **options: object,
) -> Session:
    """A session over the decks of `asked`; there are also the prompts `others`, of other decks."""
    pool = ListPool((*asked, *others), memories, deck_needs or {})
    decks = list(dict.fromkeys(prompt.card.deck for prompt in asked))
    return start_session(pool, decks, now, settings, **options)  # type: ignore[arg-type]
