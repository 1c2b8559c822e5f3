"""Whose turn it is today: what was answered counts against the limits, and of siblings one is asked a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flashcards.scheduling import Memory, Settings, card_of, deck_of
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.study.pool import Pool
from flashcards.study.tally import Counts


class Turns:
    """Which prompt of each card is asked today, where siblings are kept apart."""

    def __init__(self, touched: Iterable[Memory], *, apart: bool) -> None:
        self._apart = apart
        self._asked = {card_of(memory.card): memory.card for memory in touched}

    @property
    def cards(self) -> Collection[str]:
        """The cards whose turn is taken."""
        return self._asked.keys()

    def is_due(self, prompt: str) -> bool:
        """True if the prompt may be asked: no sibling has the turn."""
        return not self._apart or self._asked.get(card_of(prompt), prompt) == prompt

    def take(self, prompt: str) -> None:
        """Give the prompt its card's turn, unless a sibling has it."""
        self._asked.setdefault(card_of(prompt), prompt)


def answered_today(pool: Pool, days: LocalDays, settings: Settings) -> list[Memory]:
    """The prompts, of any deck, that were answered on the day that it is for their deck."""
    today = {days.today(), *(days.today(deck) for deck in settings.decks)}
    return [
        memory
        for day in today
        for memory in pool.answered_on(day)
        if days.today(deck_of(memory.card)) == day and memory.reviews and not memory.elsewhere
    ]


def count_done(touched: Iterable[Memory], days: LocalDays) -> dict[str, Counts]:
    """How many prompts of each deck were asked today for the first time, and how many learned earlier."""
    done: dict[str, Counts] = {}
    for memory in touched:
        deck = deck_of(memory.card)
        counts, new = done.get(deck, Counts()), memory.began == days.today(deck)
        done[deck] = counts._replace(new=counts.new + new, review=counts.review + (not new))
    return done
