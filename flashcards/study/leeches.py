"""Leeches: cards that are forgotten again and again, told when that happens. Pure functions over counts."""

from __future__ import annotations

from collections.abc import Callable

from flashcards.errors import counted
from flashcards.value import Value

FRESH = 0.95
"""A card that is recalled more probably than this needs no review before another builds on it."""


class LeechNotice(Value, frozen=True):
    """What is told after a grade that made, or found again, a leech."""

    card: str
    """As `deck/id`."""
    lapses: int
    asked_next: str = ""
    """The card that it needs and that is asked next; empty where what it needs is fresh."""

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, named: Callable[[str], str] = str) -> str:
        """One or two sentences; `named` is how a card is called."""
        text = f"{named(self.card)} was forgotten {counted(self.lapses, 'time')}: mend or split it."
        next_one = f" It builds on {named(self.asked_next)}, which is asked next." if self.asked_next else ""
        return f"{text}{next_one}"


def tells_leech(lapses: int, leech_after: int) -> bool:
    """True at `leech_after` lapses and, as in Anki, at each half as many more, rounded up."""
    return lapses >= leech_after and (lapses - leech_after) % -(-leech_after // 2) == 0


def is_fresh(recall: float, *, asked_today: bool) -> bool:
    """True if a card that was learned is still so well known that repeating it adds nothing."""
    return asked_today or recall >= FRESH
