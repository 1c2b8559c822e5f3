"""New cards wait until the cards that they need were answered right. Pure functions over ids of cards.

A card was answered right once one of its prompts was graded Hard, Good or Easy. A need binds where the
needed card stands earlier in the learning order, in which each card follows what it needs: of needs in a
circle one points back and is passed over, so that no circle waits for ever. A card that does not exist, is
suspended or cannot be asked holds nothing back.

What a deck `needs` orders decks and holds no card back: who wants to start with Adam may, and whoever knows
momentum from elsewhere need not learn it again here; what a single card builds on is said at the card. In a
session over both, though, a deck of which nothing was seen begins once the one before it has nothing waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from flashcards.errors import counted, list_some
from flashcards.study.events import card_path
from flashcards.value import Value


class MissingNeeds(Value, frozen=True):
    """New cards that this session cannot ask, since it does not teach what they need."""

    cards: int
    """How many cards wait."""
    needs: tuple[str, ...]
    """The cards that they wait for, as `deck/id`, those first for which most wait."""
    studied: tuple[str, ...] = ()
    """The decks of the session."""
    later: tuple[str, ...] = ()
    """Those of the needed cards that no session asks today: buried, or not due before another day."""
    is_of_query: bool = False
    """True if the session asks only what a query means: more decks would not bring what is needed."""
    first: str = ""
    """The card to begin with where the first of `needs` itself waits for others; else empty."""

    @property
    def decks(self) -> tuple[str, ...]:
        """The decks to study besides; none where that would not help today."""
        if self.is_of_query:
            return ()
        decks = dict.fromkeys(need.rpartition("/")[0] for need in self.needs if need not in self.later)
        return tuple(deck for deck in decks if deck not in self.studied)

    def __bool__(self) -> bool:
        return bool(self.cards)

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, named: Callable[[str], str] = card_path) -> str:
        """What is missing and how to get it; `named` is how a card is called."""
        if not self.cards:
            return ""
        more = f" and {counted(len(self.needs) - 1, 'other')}" if len(self.needs) > 1 else ""
        verb, them = ("waits", "it") if self.cards == 1 else ("wait", "them")
        study = f"; study {them} with {list_some(self.decks)}" if self.decks else ""
        if len(self.later) == len(self.needs):
            study = ", which is not asked today" if len(self.needs) == 1 else ", none of which is asked today"
        elif self.is_of_query:
            builds = f", which builds on {named(self.first)}" if self.first else ""
            deck = (self.first or self.needs[0]).rpartition("/")[0]
            study = f"{builds}; study {deck} first, or --cram asks {them} now"
        return f"{counted(self.cards, 'new card')} {verb} for {named(self.needs[0])}{more}{study}."


def first_step(card: str, waits_for: Callable[[str], Sequence[str]]) -> str:
    """The card that can be studied now at the beginning of what `card` builds on; itself if it can.

    `waits_for` gives the needs of a card that are not met; of needs in a circle one is passed over.
    """
    passed = {card}
    while further := [need for need in waits_for(card) if need not in passed]:
        card = further[0]
        passed.add(card)
    return card


NOTHING_MISSING = MissingNeeds(0, ())


class NeedsSorter:
    """Sorts new cards, one after the other in the learning order, into those that a session can come to and
    those whose needs it does not teach."""

    def __init__(self, coming: Collection[str] = ()) -> None:
        """`coming` are cards that the session asks anyway, such as those in their first steps."""
        self._coming = coming
        self.reachable: dict[str, tuple[str, ...]] = {}
        """The cards that the session can come to, each with the cards that it still waits for."""
        self._lacking: dict[str, frozenset[str]] = {}

    def place(self, card: str, waits_for: tuple[str, ...]) -> bool:
        """Whether the session can come to `card`, which waits for these cards, not answered right so far."""
        roots = frozenset[str]().union(
            *(
                self._lacking.get(need, {need})
                for need in waits_for
                if need not in self.reachable and need not in self._coming
            )
        )
        if roots:
            self._lacking[card] = roots
            return False
        self.reachable[card] = waits_for
        return True

    def missing(self, studied: tuple[str, ...]) -> MissingNeeds:
        """What is lacking, counted, for a session over the decks `studied`."""
        waiting: dict[str, int] = {}
        for roots in self._lacking.values():
            for root in sorted(roots):
                waiting[root] = waiting.get(root, 0) + 1
        ordered = tuple(sorted(waiting, key=lambda root: (-waiting[root], root)))
        return MissingNeeds(len(self._lacking), ordered, studied)
