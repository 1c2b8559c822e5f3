"""What a session asks of a collection: questions with small answers, so that nobody builds all cards.

`decks` are names of decks, days local day numbers as `scheduling.day_of` counts, cards `deck/id`. Prompts
that rest (suspended, or buried beyond `today`) and prompts that no deck has are in no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from flashcards.deck.prompts import Prompt
from flashcards.scheduling import Memory
from flashcards.value import Value


class NewCard(Value, frozen=True):
    """A card with prompts that were never answered."""

    key: str
    """As `deck/id`."""
    position: int
    """Its place in the learning order."""
    prompts: tuple[str, ...]
    """The ids of those prompts."""
    needs: tuple[str, ...] = ()
    """The cards that it builds on and that come before it in the learning order."""


def needs_first(cards: Iterable[NewCard], find: Callable[[str], NewCard | None]) -> Iterator[NewCard]:
    """`cards`, but each after those of its needs that `find` gives; a card comes once."""
    given: set[str] = set()
    for card in cards:
        waiting, opened = [card], set[str]()
        while waiting:
            top = waiting[-1]
            opened.add(top.key)  # of needs in a circle one is passed over
            ahead = (need for need in top.needs if need not in given and need not in opened)
            following = next((found for need in ahead if (found := find(need))), None)
            if following:
                waiting.append(following)
                continue
            waiting.pop()
            if top.key not in given:
                given.add(top.key)
                yield top


class DueAge(Value, frozen=True):
    """Prompts to review of which the last review is as many whole days ago; means of them."""

    prompts: int
    days: float
    late: float
    """How many times its stability each has waited since."""
    gain: float
    """See `scheduling.worth`: of the difficulty the index has no other trace."""


class Pool(Protocol):
    """The decks and the states of their prompts at one moment."""

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """Every prompt by its id, built when it is asked for."""

    @property
    def memories(self) -> Mapping[str, Memory]:
        """The memory of every prompt that the log knows, read when it is asked for."""

    def memories_of(self, prompts: Collection[str]) -> Mapping[str, Memory] | None:
        """The memories of those of `prompts` that the log knows by now, read at once; None if that takes so
        long that somebody would wait."""

    def writes_elsewhere(self) -> int:
        """A number that is another one once another program has written to the log."""

    def deck_names(self) -> Sequence[str]:
        """The names of all decks."""

    def prompt_ids(self, decks: Sequence[str]) -> Sequence[str]:
        """The prompts of the decks, in the learning order."""

    def siblings(self, card: str) -> Sequence[str]:
        """The prompts of a card of any deck."""

    def answered_on(self, day: int) -> list[Memory]:
        """The prompts of all decks, removed ones too, that were last answered on that day."""

    def in_steps(self, decks: Sequence[str], today: int) -> list[Memory]:
        """The prompts in their learning or relearning steps."""

    def due(self, decks: Sequence[str], day: int, today: int, at: int, *, backlog: bool) -> Iterator[Memory]:
        """The prompts to review by `day`, most urgent first; see `order.urgency` for `at` and `backlog`."""

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
        """The number of those; counted no further than `most`. With `apart`, that of their cards, without the
        cards `taken`."""

    def due_by_deck(
        self, decks: Sequence[str], day: int, today: int, *, apart: bool, taken: Collection[str]
    ) -> Mapping[str, int]:
        """How many cards of each deck have prompts to review by `day`, without the cards `taken`; how many
        prompts, if siblings are not kept `apart`. Decks without any may be missing."""

    def new_by_deck(self, decks: Mapping[str, int], today: int, *, apart: bool) -> Mapping[str, int]:
        """How many cards of each deck, or prompts, there are to learn; `decks` says how far each is counted.
        Decks without any may be missing."""

    def decks_begun(self, decks: Sequence[str]) -> Collection[str]:
        """Those of the decks of which a prompt was answered."""

    def needs_of_decks(self, decks: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The decks to learn before each of these; decks without any may be missing."""

    def decks_with_needs(self) -> Collection[str]:
        """The decks of which a card needs others."""

    def new_cards(self, decks: Sequence[str], today: int, *, shuffled: bool) -> Iterator[NewCard]:
        """Cards with prompts to learn, in the learning order; `shuffled`, they exchange their positions in a
        way that is drawn once for all days, but each still follows what it needs."""

    def answered_right(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` of which a prompt was answered right at least once."""

    def not_asked(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` that hold nothing back: suspended, or in no deck."""

    def confusable(self, cards: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The cards that each of `cards` names as easily mistaken for it; those without any are left out."""

    def due_after(self, today: int, decks: Sequence[str] | None = None) -> Mapping[int, int]:
        """The days after `today` on which reviews, of all decks or of some, will be asked → how many.

        None that is suspended or gone; what is buried when it comes back.
        """

    def due_ages(self, decks: Sequence[str], day: int, today: int, at: int) -> Sequence[DueAge]:
        """The prompts to review by `day`, by whole days since their last review at the moment `at`."""
