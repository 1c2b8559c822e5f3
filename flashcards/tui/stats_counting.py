"""The counting of statistics behind their screen: once at a time, when the keys rest, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from flashcards.errors import Problem
from flashcards.tui.services import EVERY_DECK, Services

if TYPE_CHECKING:
    from flashcards.study.statistics import Statistics

PERIODS = {"month": 30, "3 months": 91, "year": 365, "everything": 36_500}
"""The periods in their order: name → days."""
USUAL_PERIOD = 1
REST = 0.15
"""Seconds without another period or deck after which it is counted: the keys go through many."""


class StatsCountingScreen(Screen[None]):
    """Counts the statistics of a period and a deck; `#stats-scope` shows how far the log is read."""

    @dataclass
    class Counted(Message):
        """The statistics of a period and a deck were counted."""

        found: Statistics
        days: int
        deck: str

    @dataclass
    class Progress(Message):
        """So many prompts of the log are read."""

        done: int
        total: int

    @dataclass
    class Failed(Message):
        """Counting failed."""

        problem: Problem

    def __init__(self, services: Services) -> None:
        super().__init__()
        assert services.stats
        self._services, self._stats = services, services.stats
        self._decks = [EVERY_DECK, *(deck.name for deck in services.decks())]
        self._deck, self._period = 0, USUAL_PERIOD
        self._found: Statistics | None = None
        self._shown: tuple[Statistics, float] | None = None
        """The statistics that the panels show, and the retention that was asked for."""
        self._kept: dict[tuple[int, str], Statistics] = {}
        """What was counted of each period and deck; it is shown again until it is counted anew."""
        self._rest: Timer | None = None
        self._is_counting = False

    def show_statistics(self, found: Statistics, asked: float) -> None:
        """Show other statistics; `asked` is the retention that was asked for."""
        raise NotImplementedError

    def show_scope(self) -> None:
        """Show the deck and the period."""
        raise NotImplementedError

    def _count(self) -> None:
        """Count behind the screen, once at a time."""
        if self._is_counting:
            return
        self._is_counting = True
        self.show_scope()
        try:
            count = self._stats.prepare()
        except Problem as problem:
            self.post_message(self.Failed(problem))
            return
        self._count_behind(count)

    @work(thread=True)
    def _count_behind(self, count: object) -> None:
        days, deck = self._wanted
        try:
            found = count(days, (deck,) if deck else (), self._tell)  # type: ignore[operator]
        except Problem as problem:
            self.post_message(self.Failed(problem))
            return
        self.post_message(self.Counted(found, days, deck))

    def _tell(self, done: int, total: int) -> None:
        self.post_message(self.Progress(done, total))

    def on_stats_counting_screen_progress(self, progress: Progress) -> None:
        """Tell how much of the log is read."""
        if self._is_counting and progress.done < progress.total:
            told = f"reading the review log: {progress.done:,} of {progress.total:,} prompts"
            self.query_one("#stats-scope", Static).update(Content.styled(told, "$fc-muted"))

    def on_stats_counting_screen_failed(self, failed: Failed) -> None:
        """Tell why counting failed."""
        self._is_counting = False
        self.app.notify(str(failed.problem), severity="error", timeout=15, markup=False)

    def on_stats_counting_screen_counted(self, counted_: Counted) -> None:
        """Show what was counted; count again if something else is asked for by now."""
        self._is_counting = False
        self._kept[counted_.days, counted_.deck] = counted_.found
        if (counted_.days, counted_.deck) != self._wanted:
            self._count()
            return
        self._show(counted_.found)

    @property
    def _wanted(self) -> tuple[int, str]:
        """The days and the deck that are asked for now."""
        return list(PERIODS.values())[self._period], self._decks[self._deck]

    def _show(self, found: Statistics) -> None:
        """Show statistics, unless it is these that are shown."""
        retention = self._stats.asked_retention()
        if (found, retention) != self._shown:
            self._found, self._shown = found, (found, retention)
            self.show_statistics(found, retention)
        self.show_scope()

    def _count_at_rest(self) -> None:
        """Show what is known of the present period and deck, and count it, once no other one is chosen."""
        if self._rest:
            self._rest.stop()

        def count() -> None:
            if kept := self._kept.get(self._wanted):
                self._show(kept)
            self._count()

        self._rest = self.set_timer(REST, count)
