"""When the home screen counts: once it is in front, on a new day, and after what other programs write."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from flashcards.config.commands import HOME
from flashcards.errors import Problem
from flashcards.study.overview import HomeFigures
from flashcards.tui.command_keys import rebind
from flashcards.tui.home_keys import HasDecks
from flashcards.tui.top_line import TopLine

if TYPE_CHECKING:
    from flashcards.tui.home_watch import HomeWatch

LOOK_AGAIN = 20.0
"""Seconds between two checks for a new day."""


class CountsDecks(HasDecks):
    """A screen whose decks are counted, first what a session would ask and then, in a thread, the figures."""

    _day: int
    """The day of the counts."""
    _has_begun = True
    """False until a first card was answered."""
    _caught_up = False
    """True once the decks were gone through that changed since the last start."""
    _watch: HomeWatch | None = None

    class Counted(Message):
        """The figures of home were counted."""

        def __init__(self, figures: HomeFigures) -> None:
            super().__init__()
            self.figures = figures

    def _show(self) -> None:
        raise NotImplementedError

    def look_for_new_days(self) -> None:
        """Start checking for a new day."""
        self.set_interval(LOOK_AGAIN, self._look_again)

    def on_screen_resume(self) -> None:
        """Recount: a session may have ended, or settings have changed."""
        self._count_anew()

    def _count_anew(self) -> None:
        """Recount, with the keys of the person."""
        rebind(self._bindings, HOME, self._services.preferences().keys)
        self.refresh_bindings()
        self._count()

    def _look_again(self) -> None:
        """Recount when a new day begins: an app may be left open overnight."""
        if self._services.today() != self._day and self.is_active:
            self._count()

    def _count(self) -> None:
        today = self._services.today()
        self.query_one(TopLine).show_day(self._services.day_words())
        if self.app.attempt(self._read_rows):  # type: ignore[attr-defined]
            self._day = today  # else the next look at the clock tries again
            self._show()
            self.call_after_refresh(self._go_on_behind)

    def _read_rows(self) -> bool:
        """Read the counts; False without any. Raises Problem."""
        if self._watch:
            self._watch.begin_count()
        home, rows = self._services.home, self._services.rows()
        if rows:
            self._has_begun = self._has_begun and (home is None or home.has_begun())
            self._rows = rows
        return bool(rows)

    def _go_on_behind(self) -> None:
        self.app.go_on_behind()  # type: ignore[attr-defined]
        self._count_figures()
        self._watch_files()

    def _watch_files(self) -> None:
        """Look from now on for what other programs write; what was written until the count is shown."""
        home = self._services.home
        if self._watch:
            self._watch.is_counted()
        elif home and home.elsewhere:
            from flashcards.tui.home_watch import HomeWatch  # after the first frame

            self._watch = HomeWatch(self, home.elsewhere(), self._show_changes)

    def _show_changes(self) -> None:
        """Show what other programs have written, in the theme that the settings name by now."""
        from flashcards.tui.appearance import apply_preferences

        apply_preferences(self.app, self._services.preferences())
        self.app.tell_settings()  # type: ignore[attr-defined]
        self._count_anew()

    @work(thread=True, exclusive=True, group="figures")
    def _count_figures(self) -> None:
        """Take in what changed in the decks, and count what is shown after the first frame."""
        home = self._services.home
        if home is None:
            return
        try:
            if not self._caught_up:
                self._caught_up = True
                if home.catch_up():
                    self.app.call_from_thread(self._take_over)
                    return
            self.post_message(self.Counted(home.figures()))
        except Problem as problem:
            self.app.call_from_thread(
                partial(self.notify, str(problem), severity="error", timeout=15, markup=False)
            )

    def _take_over(self) -> None:
        """Show the decks as they are now."""
        if self._services.home:
            self._services.home.reload()
        self._count()
