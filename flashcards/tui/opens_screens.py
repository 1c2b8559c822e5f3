"""What the app opens: each screen loads when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from rich.text import Text
from textual.app import App
from textual.screen import Screen

from flashcards.errors import Problem, printable, printable_line
from flashcards.tui.appearance import apply_preferences
from flashcards.tui.places import PLACES
from flashcards.tui.services import Services
from flashcards.tui.tag_history import TagHistory

if TYPE_CHECKING:
    from flashcards.deck.model import Demo
    from flashcards.study import Session
    from flashcards.tui.bulk_writer import BulkWriter
    from flashcards.tui.home import HomeScreen
    from flashcards.tui.import_reading import ImportEnd

Loaded = TypeVar("Loaded")


def last_words(screen: Screen[Any]) -> Text | None:
    """What the terminal shows once the app is gone, if nothing could be studied: why, and what could be."""
    session: Session | None = getattr(screen, "session", None)
    if session is None or session.sums.answered or not session.missing:
        return None
    return Text(printable(str(session.missing)))


class OpensScreens(App[None]):
    """An app with home, study, browse, statistics, laboratory, demos, settings and the import of notes."""

    _services: Services
    tags: TagHistory
    """What was tagged since the start; `u` takes it back from browse and home."""
    writer: BulkWriter
    """What writes beside the screen."""
    _home: HomeScreen | None = None
    """The first screen, unless a session or an import was asked for."""
    _notes_path = ""
    """The path that was last imported from."""

    def _study_alone(self, names: tuple[str, ...]) -> Screen[Any]:
        """A screen that studies the named decks, with nothing to go back to."""
        from flashcards.tui.study import StudyScreen

        return StudyScreen(self._services.start(names), self._services, names)

    def attempt(self, action: Callable[[], Loaded]) -> Loaded | None:
        """The result of `action`, or None after a notification of its Problem."""
        try:
            return action()
        except Problem as problem:
            self.notify(str(problem), severity="error", timeout=15, markup=False)
            return None

    async def action_show(self, name: str) -> None:
        """Go to a place of the top line; a screen with something unsaved asks first, and may stay."""
        while self.screen is not self._home:
            if not await self._leave_screen():
                return
        place = next(place for place in PLACES if place.name == name)
        if place.opens:
            getattr(self, place.opens)()

    async def _leave_screen(self) -> bool:
        """Leave the present screen for the one below, if there is one; False where it stays or asks first.

        Where Esc takes several steps, the screen has another action for all of them.
        """
        screen, below = self.screen, self.screen_stack[-2:-1]
        wholly = hasattr(screen, "action_leave_wholly")
        await screen.run_action("screen.leave_wholly" if wholly else "screen.leave")
        return [self.screen] == below

    def open_study(self, names: tuple[str, ...], *, ahead: bool = False) -> None:
        """Study the named decks, or all decks if `names` is empty; `ahead` brings what is due tomorrow."""
        from flashcards.tui.study import StudyScreen

        home = self._services.home
        session = self.attempt(home.start_ahead if home and ahead else lambda: self._services.start(names))
        if session is not None:
            self.push_screen(StudyScreen(session, self._services, names))
            self._tell_need(names, session.missing.sentence(self._services.card_name))

    def _tell_need(self, names: tuple[str, ...], missing: str) -> None:
        """Say which deck should come before the one that is studied, and which cards of it wait."""
        home = self._home
        if home and len(names) == 1 and (need := home.need_of(names[0])):
            self.notify(printable_line(f"{need} {missing}".strip()), timeout=10, markup=False)

    def open_browse(self, *, typing: bool = False, query: str = "") -> None:
        """Browse the cards, or those that a query means; with `typing`, the query has the focus."""
        if self._services.browse is None:
            return
        from flashcards.tui.browse import BrowseScreen

        self.push_screen(BrowseScreen(self._services, self.tags, self.writer, typing=typing, query=query))

    def open_settings(self, deck: str, name: str = "") -> None:
        """Show the settings, of all decks and of each, this one first; what is saved holds at once."""
        if self._services.settings is None:
            return
        from flashcards.tui.settings_screen import SettingsScreen

        decks = {each.name: each.title or each.name for each in self._services.decks()}
        first = {deck: decks[deck]} if deck in decks else {}
        screen = SettingsScreen(self._services.settings, {**first, **decks}, name)
        self.push_screen(screen, lambda _: apply_preferences(self, self._services.preferences()))

    def open_stats(self) -> None:
        """Show the statistics."""
        if self._services.stats is None:
            return
        from flashcards.tui.stats import StatsScreen

        self.push_screen(StatsScreen(self._services))

    def open_lab(
        self, demo: Demo | None = None, optimizer: str = "", drawn: Mapping[str, float] | None = None
    ) -> None:
        """Show the laboratory, on a card's demo if one is given, at the values that it was asked with."""
        from flashcards.demo.lab import experiment_of
        from flashcards.tui.lab import LabScreen

        experiment = self.attempt(lambda: experiment_of(demo, optimizer, drawn)) if demo else None
        if experiment or not demo:
            self.push_screen(LabScreen(self._services, experiment, demo.about if demo else ""))

    def open_demos(self) -> None:
        """Show the demos of every deck."""
        from flashcards.tui.demos import DemosScreen

        self.push_screen(DemosScreen(self._services.card_demos(), self._services.own_memory))

    def open_import(self) -> None:
        """Ask for notes, then propose their cards."""
        if self._services.imports is None:
            return
        from flashcards.tui.import_path import ImportPathScreen

        prompt = ImportPathScreen(self._notes_path, self._services.imports.complete_path)
        self.push_screen(prompt, lambda path: self._read_notes(path, self._report_import) if path else None)

    def _read_notes(self, path: str, end: Callable[[ImportEnd | None], None]) -> None:
        from flashcards.tui.import_screen import ImportScreen

        assert self._services.imports
        self._notes_path = path
        day = self._services.day_words()
        self.push_screen(ImportScreen(self._services.imports, path, day), end)

    def _report_import(self, end: ImportEnd | None) -> None:
        """Say what was written; after a failure, ask for the path again."""
        if end and end.failure:
            self.notify(str(end.failure), severity="error", timeout=15, markup=False)
            self.open_import()
        elif end and end.written:
            if self._home and self.screen is self._home:
                self._home.choose_deck(end.deck)
            if end.study:
                self.open_study((end.deck,))
                self._tell_limit(self.screen)
                return
            self.notify(printable(f"{end.written}\nEnter studies the deck."), timeout=10, markup=False)

    def _tell_limit(self, screen: Screen[Any]) -> None:
        """Say if the day's limit holds back some of the cards that were written just now."""
        from flashcards.study.summary import limit_remark

        session: Session | None = getattr(screen, "session", None)
        if session and (remark := limit_remark(session)):
            self.notify(remark, timeout=10, markup=False)

    def _exit_after_import(self, end: ImportEnd | None) -> None:
        """End the app, and print what was written or what failed."""
        if end and end.study:
            screen = self._study_alone((end.deck,))
            self.push_screen(screen, lambda _: self.exit(message=last_words(screen)))
            self._tell_limit(screen)
            return
        failure = end.failure if end else None
        written = f"{end.written}\nstudy it with  flashcards study {end.deck}" if end and end.written else ""
        text = str(failure) if failure else written
        self.exit(return_code=2 if failure else 0, message=Text(printable(text)) if text else None)
