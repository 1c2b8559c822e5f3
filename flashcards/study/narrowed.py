"""A collection of which only some prompts are asked, such as those that a query means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from flashcards.deck.prompts import Prompt
from flashcards.scheduling import Memory, card_of, deck_of
from flashcards.study.pool import DueAge, NewCard, Pool
from flashcards.value import Value, replace


class NarrowedPool(Value, frozen=True):
    """`pool`, in which only the prompts `meant` are learned and reviewed; see `Pool`."""

    pool: Pool
    meant: Collection[str]

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """Every prompt, those that are not meant too."""
        return self.pool.prompts

    @property
    def memories(self) -> Mapping[str, Memory]:
        """Every memory."""
        return self.pool.memories

    def memories_of(self, prompts: Collection[str]) -> Mapping[str, Memory] | None:
        """The memories of those prompts, meant or not."""
        return self.pool.memories_of(prompts)

    def writes_elsewhere(self) -> int:
        """Another number once another program has written to the log."""
        return self.pool.writes_elsewhere()

    def deck_names(self) -> Sequence[str]:
        """The names of all decks, of which prompts are meant or not."""
        return self.pool.deck_names()

    def prompt_ids(self, decks: Sequence[str]) -> Sequence[str]:
        """Those of the decks that are meant."""
        return [name for name in self.pool.prompt_ids(decks) if name in self.meant]

    def siblings(self, card: str) -> Sequence[str]:
        """The prompts of a card of any deck."""
        return self.pool.siblings(card)

    def answered_on(self, day: int) -> list[Memory]:
        """All that was answered: it counts against the limits of the day."""
        return self.pool.answered_on(day)

    def in_steps(self, decks: Sequence[str], today: int) -> list[Memory]:
        """Those in their steps that are meant."""
        return [memory for memory in self.pool.in_steps(decks, today) if memory.card in self.meant]

    def due(self, decks: Sequence[str], day: int, today: int, at: int, *, backlog: bool) -> Iterator[Memory]:
        """Those to review that are meant."""
        found = self.pool.due(decks, day, today, at, backlog=backlog)
        return (memory for memory in found if memory.card in self.meant)

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
        due = (memory.card for memory in self.due(decks, day, today, 0, backlog=False))
        names = iter({card_of(name) for name in due} - set(taken)) if apart else due
        return sum(1 for _ in islice(names, most))

    def due_by_deck(
        self, decks: Sequence[str], day: int, today: int, *, apart: bool, taken: Collection[str]
    ) -> Mapping[str, int]:
        """How many cards, or prompts, of each deck are meant and to be reviewed."""
        due = [memory.card for memory in self.due(decks, day, today, 0, backlog=False)]
        names = {card_of(name) for name in due} - set(taken) if apart else due
        return Counter(map(deck_of, names))

    def new_by_deck(self, decks: Mapping[str, int], today: int, *, apart: bool) -> Mapping[str, int]:
        """How many cards, or prompts, of each deck are meant and to be learned, counted as far as said."""
        counts: Counter[str] = Counter()
        for card in self.new_cards(list(decks), today, shuffled=False):
            counts[deck_of(card.key)] += 1 if apart else len(card.prompts)
        return {deck: min(count, decks[deck]) for deck, count in counts.items()}

    def decks_begun(self, decks: Sequence[str]) -> Collection[str]:
        """Those of the decks of which a prompt was answered, meant by the query or not."""
        return self.pool.decks_begun(decks)

    def needs_of_decks(self, decks: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The decks to learn before each of these."""
        return self.pool.needs_of_decks(decks)

    def decks_with_needs(self) -> Collection[str]:
        """The decks of which a card needs others."""
        return self.pool.decks_with_needs()

    def new_cards(self, decks: Sequence[str], today: int, *, shuffled: bool) -> Iterator[NewCard]:
        """Cards with prompts to learn that are meant."""
        for card in self.pool.new_cards(decks, today, shuffled=shuffled):
            if names := tuple(name for name in card.prompts if name in self.meant):
                yield replace(card, prompts=names)

    def answered_right(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` of which a prompt was answered right at least once."""
        return self.pool.answered_right(cards)

    def not_asked(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` that hold nothing back."""
        return self.pool.not_asked(cards)

    def confusable(self, cards: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The cards that each of `cards` names as easily mistaken for it."""
        return self.pool.confusable(cards)

    def due_after(self, today: int, decks: Sequence[str] | None = None) -> Mapping[int, int]:
        """The days after `today` on which reviews will be asked, meant by the query or not → how many."""
        return self.pool.due_after(today, decks)

    def due_ages(self, decks: Sequence[str], day: int, today: int, at: int) -> Sequence[DueAge]:
        """The reviews of the decks, meant by the query or not, by days since the last one."""
        return self.pool.due_ages(decks, day, today, at)
