"""What the app depends on: the decks, starting a session, saving reviews, and the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flashcards.deck.model import Deck, Demo
from flashcards.errors import Problem
from flashcards.scheduling import Review, Settings, day_of
from flashcards.study import Session

EVERY_DECK = ""
"""The name of the row that stands for all decks together; their day's limits are shared, not added up."""


@dataclass(frozen=True)
class DeckRow:
    """A deck on the home screen and what is to be done in it today."""

    name: str
    title: str
    about: str
    cards: int
    new: int
    learning: int
    review: int


@dataclass(frozen=True)
class Services:
    """The app's interface to disk and clock."""

    decks: tuple[Deck, ...]
    rows: Callable[[], tuple[DeckRow, ...]]
    """What is due now: a row for all decks together, then one for each."""
    start: Callable[[tuple[str, ...]], Session]
    """A session over the decks named; over all of them for none."""
    record: Callable[[Review], None]
    """Commit a review; it is on the disk when this returns. Raises Problem."""
    take_back: Callable[[Review, datetime], None]
    """Write that a review did not happen. Raises Problem."""
    clock: Callable[[], datetime]
    """The moment, with the local offset."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the decks: what they concern was left out."""
    turns_at: int = Settings().turns_at
    """The local hour at which a new day begins."""

    def today(self) -> int:
        """The number of the local day that it is now."""
        now = self.clock()
        return day_of(now, int((now.utcoffset() or timedelta()).total_seconds() // 60), self.turns_at)

    def left_out(self) -> tuple[Counter[str], int]:
        """The number of problems of each deck with any, and the number of files that were not read at all."""
        files = Counter(problem.place.file for problem in self.problems if problem.place)
        decks = Counter({deck.name: files.pop(deck.place.file, 0) for deck in self.decks})
        return +decks, len(files)

    def title(self, name: str) -> str:
        """The title of the deck named `name`."""
        return next((deck.title or deck.name for deck in self.decks if deck.name == name), name)

    def demos(self) -> list[tuple[str, Demo, str]]:
        """The demos of all cards: what each is called, the demo, and the card's optimizer."""
        return [
            (f"{deck.title or deck.name} › {card.id.replace('-', ' ')}", card.demo, card.optimizer)
            for deck in self.decks
            for card in deck.cards
            if card.demo
        ]
