"""The limits of a day where decks have their own: such a deck counts for itself, the others share one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from flashcards.scheduling.days import day_of, start_of
from flashcards.scheduling.settings import Settings

SHARED = ""
"""In place of a deck's name: the decks without a limit of their own."""


def limit_owner(settings: Settings, name: str, deck: str) -> str:
    """The deck itself if it has a limit of its own, of new cards or of reviews by the setting's `name`."""
    return deck if name in settings.for_deck(deck).own else SHARED


def left_today(settings: Settings, name: str, done: Mapping[str, int]) -> dict[str, int]:
    """How many more prompts each owner of a limit may ask today; `done` says how many each deck has."""
    left = {SHARED: getattr(settings, name)}
    for deck in {*settings.decks, *done}:
        owner = limit_owner(settings, name, deck)
        if owner not in left:
            left[owner] = getattr(settings.for_deck(deck), name)
        left[owner] -= done.get(deck, 0)
    return {owner: max(0, number) for owner, number in left.items()}


def decks_by_limit(decks: Iterable[str], settings: Settings, name: str) -> dict[str, list[str]]:
    """The decks by the owner of their limit."""
    groups: dict[str, list[str]] = {}
    for deck in decks:
        groups.setdefault(limit_owner(settings, name, deck), []).append(deck)
    return groups


def new_cards_wait(due: int, left: int, per_day: int) -> bool:
    """True while more reviews are due than the day's limit leaves: new cards wait for that backlog.

    A limit of no reviews at all is no backlog: it asks for new cards alone, and if these waited for reviews
    that are never asked, nothing would be. The settings and the home screen say so.
    """
    return per_day > 0 and due > left


class LocalDays:
    """What day it is for each deck: a deck may let its days begin at an hour of its own."""

    def __init__(self, at: datetime, offset_minutes: int, settings: Settings) -> None:
        self._at, self._offset, self._settings = at, offset_minutes, settings
        self._by_hour: dict[int, int] = {}

    def today(self, deck: str = SHARED) -> int:
        """The local day number that holds the moment."""
        hour = self._settings.for_deck(deck).day_starts_at
        if hour not in self._by_hour:
            self._by_hour[hour] = day_of(self._at, self._offset, hour)
        return self._by_hour[hour]

    def tomorrow(self, deck: str = SHARED) -> datetime:
        """The moment (UTC) at which the next day begins."""
        return start_of(self.today(deck) + 1, self._offset, self._settings.for_deck(deck).day_starts_at)

    def by_day(self, decks: Iterable[str]) -> dict[int, list[str]]:
        """The decks by the day that it is for them: mostly one, at most two days."""
        groups: dict[int, list[str]] = {}
        for deck in decks:
            groups.setdefault(self.today(deck), []).append(deck)
        return groups
