"""What the terms of a query depend on besides the cards."""

from __future__ import annotations

from datetime import datetime

from flashcards.scheduling import Settings, day_of
from flashcards.value import Value


class SearchContext(Value, frozen=True):
    """What the terms of a query depend on besides the cards."""

    now: datetime
    offset_minutes: int
    """Local time minus UTC."""
    settings: Settings
    orphans: tuple[str, ...] = ()
    """The names of the cards whose place in the notes is gone."""

    @property
    def leeches(self) -> dict[str, int]:
        """The lapses that make a leech in decks with a setting of their own."""
        usual = self.settings.leech_after
        decks = self.settings.decks.items()
        return {name: own.leech_after for name, own in decks if own.leech_after != usual}

    @property
    def today(self) -> int:
        """The local day, for decks without an hour of their own."""
        return day_of(self.now, self.offset_minutes, self.settings.day_starts_at)

    @property
    def days(self) -> dict[str, int]:
        """The local day for decks whose days begin at another hour, where it is another one."""
        hours = {name: day_of(self.now, self.offset_minutes, hour) for name, hour in self.hours.items()}
        return {name: day for name, day in hours.items() if day != self.today}

    @property
    def hours(self) -> dict[str, int]:
        """The hours at which the days of decks begin that have one of their own."""
        usual = self.settings.day_starts_at
        decks = self.settings.decks.items()
        return {name: own.day_starts_at for name, own in decks if own.day_starts_at != usual}
