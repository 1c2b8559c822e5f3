"""The Textual application: switches between screens and has no access to disk or database."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual._compositor import CompositorUpdate
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import Click, DescendantFocus, Event, Key, Resize
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerFailed

from flashcards.errors import Problem, counted, printable
from flashcards.tui.anchored_update import AnchoredUpdate
from flashcards.tui.appearance import apply_preferences, begin_with_theme, is_indexed
from flashcards.tui.notices import leave_read, show_notices
from flashcards.tui.opens_screens import OpensScreens, last_words
from flashcards.tui.outlet import Outlet
from flashcards.tui.services import Services
from flashcards.tui.tag_history import TagHistory
from flashcards.tui.themes import NO_SURFACES, role_variables, widget_variables

if TYPE_CHECKING:
    from textual.command import Provider

    from flashcards.config.declarations import Preferences
    from flashcards.tui.bulk_writer import BulkWriter

SMALLEST = (40, 12)
"""Columns and rows of a terminal in which a card and its grades have room."""
LONGEST_TURN = 0.001
"""Seconds after which a demo or a search that runs behind the screen lets the screen go on with a key."""
LOAD_LATER = 0.5
"""Seconds after the start at which the other screens are loaded."""


def _find_palette() -> type[Provider]:
    """What the command palette asks; it loads when that is opened."""
    from flashcards.tui.palette import CommandProvider

    return CommandProvider


class FlashcardsApp(OpensScreens):
    """The app with its home, study, browse, demo and import screens, on top of the given services."""

    CSS_PATH = "app.tcss"
    OTHER_STYLES = ("study.tcss", "flashcards.tcss")
    """The styles of the screens that name none of their own; read with the first of them."""
    TITLE = "flashcards"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {_find_palette}  # noqa: RUF012 - as Textual declares it
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        *((0, "-bare"), (60, "-narrow"), (80, "-normal"), (120, "-wide"), (160, "-broad")),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high"), (32, "-tall")]  # noqa: RUF012 - the same
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),  # every grade is already saved
        Binding("ctrl+c", "copy_or_quit", "Copy or quit", show=False, priority=True),
    ]

    def __init__(
        self, services: Services, study: tuple[str, ...] | None = None, *, importing: str | None = None
    ) -> None:
        self._first_look: Preferences | None = services.preferences()
        # In Textual's own themes, NO_COLOR only turns colours into greys; the terminal's own has none at all.
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        apply_preferences(self, services.preferences())
        self._outlet = Outlet()
        self._services = services
        self.tags = TagHistory(services)
        self._study = study
        self._importing = importing
        """The path whose notes are imported at the start."""
        self._is_drawn = False
        self._wrong_settings: list[str] = []
        """What was said of the settings last."""
        self._cover: Screen[None] | None = None
        """What covers the screen while the terminal is too small."""
        self.first_frame: Callable[[], None] = lambda: None
        """Called once the first screen is drawn."""

    def get_css_variables(self) -> dict[str, str]:
        """The variables of the theme, which is chosen before the first style sheet is read."""
        if self._first_look:
            preferences, self._first_look = self._first_look, None
            begin_with_theme(self, preferences)
        return {**super().get_css_variables(), **self._widget_variables()}

    def _widget_variables(self) -> dict[str, str]:
        """The colours of Textual's widgets, which are readable in any theme; the terminal's own are its."""
        if self.theme in NO_SURFACES:
            return {}
        roles = role_variables(self.current_theme, indexed=is_indexed(self))
        return widget_variables({name.removeprefix("fc-"): colour for name, colour in roles.items()})

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of the roles in the present theme, which may be one that does not know them."""
        return role_variables(self.current_theme, indexed=is_indexed(self))

    @property
    def services(self) -> Services:
        """The app's interface to disk and clock."""
        return self._services

    @property
    def failure(self) -> Exception | None:
        """The error that ended the app; for an error in a worker, its original cause."""
        error = self._exception
        cause = getattr(error, "error", None) if isinstance(error, WorkerFailed) else None
        return cause if isinstance(cause, Exception) else error

    def _fatal_error(self) -> None:
        """Exit; the caller of `run` reports `failure`.

        Textual would print the values of all local variables: megabytes, and what the user typed.
        """
        self._close_messages_no_wait()

    def panic(self, *_: object) -> None:
        """Exit in the same way on errors that Textual would print itself."""
        self._fatal_error()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters applied to every rendered line; the outlet is the last."""
        return [*super().get_line_filters(), self._outlet]

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Draw on the terminal, each column where it was counted."""
        if isinstance(renderable, CompositorUpdate):
            renderable = AnchoredUpdate(renderable)
        super()._display(screen, renderable)

    def on_mount(self) -> None:
        """Open the first screen: study if decks were named, notes if a path was, otherwise home."""
        self.call_after_refresh(self.tell_settings)
        self.call_after_refresh(self._tell_log)
        if self._importing is not None:
            self._read_notes(self._importing, self._exit_after_import)
        if self._study is not None or self._importing is not None:  # home calls it once it shows its decks
            self.screen.call_after_refresh(self.go_on_behind)

    def get_default_screen(self) -> Screen[Any]:
        """The first screen: study if decks were named, an empty one below notes, otherwise home."""
        if self._importing is not None:
            return super().get_default_screen()
        screen = self._begin_at_home() if self._study is None else self._study_alone(self._study)
        self._read_styles(screen)
        return screen

    def _begin_at_home(self) -> Screen[Any]:
        from flashcards.tui.home import HomeScreen  # a start that studies does without

        self._home = HomeScreen(self._services)
        return self._home

    def pop_screen(self) -> AwaitComplete:
        """Go back a screen; from the first one, leave the app."""
        if len(self.screen_stack) > 1:
            return super().pop_screen()
        self.exit(message=last_words(self.screen))
        return AwaitComplete()

    @cached_property
    def writer(self) -> BulkWriter:  # type: ignore[override]  # a plain attribute to those who open screens
        """What writes beside the screen; it loads when it is asked for."""
        from flashcards.tui.bulk_writer import BulkWriter

        return BulkWriter(self)

    def exit(self, *given: Any, **named: Any) -> None:
        """Leave the app, once all is written that is being written."""
        if not self.writer.leave_after(lambda: super(FlashcardsApp, self).exit(*given, **named)):
            super().exit(*given, **named)

    def go_on_behind(self) -> None:
        """Do what waits until the first screen is drawn."""
        if not self._is_drawn:
            self._is_drawn = True
            sys.setswitchinterval(LONGEST_TURN)
            self.first_frame()
            if self._study is None:
                self.set_timer(LOAD_LATER, self._load_other_screens)

    @work(thread=True)
    def _load_other_screens(self) -> None:
        """Import the other screens in the background: that takes as long as showing the home screen."""
        import flashcards.tui.browse
        import flashcards.tui.demos
        import flashcards.tui.import_screen
        import flashcards.tui.lab
        import flashcards.tui.stats
        import flashcards.tui.study  # noqa: F401

        gc.freeze()  # what was loaded stays: to go through it for circles takes as long as two keys

    def tell_settings(self) -> None:
        """Say what in the settings cannot be used, once, the first at length; their screen tells of each."""
        wrong = self._services.settings.read().problems if self._services.settings else ()
        before, self._wrong_settings = self._wrong_settings, [*map(str, wrong)]
        if wrong and self._wrong_settings != before:
            title = "Settings" if len(wrong) == 1 else f"{counted(len(wrong), 'problem')} in the settings"
            self.notify(str(wrong[0]), title=title, severity="warning", timeout=15, markup=False)

    def _tell_log(self) -> None:
        """Say what is odd about the log, such as rows that a wrong clock wrote."""
        if notice := self.attempt(self._services.log_notice):
            self.notify(printable(notice), severity="warning", timeout=15, markup=False)

    async def run_action(self, *given: Any, **named: Any) -> bool:
        """Run an action; what hinders it, such as a log that another program is writing, is told."""
        try:
            return await super().run_action(*given, **named)
        except Problem as problem:
            self.notify(str(problem), severity="error", timeout=15, markup=False)
            return True

    async def on_event(self, event: Event) -> None:
        """Handle an event; with a key, faults that were told and read go."""
        if isinstance(event, Key) and self._notifications:
            leave_read(self)
        await super().on_event(event)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Keep the cursor of a field still where nothing is to move."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = self.animation_level != "none"

    def push_screen(self, screen: Any, *given: Any, **named: Any) -> Any:
        """Push a screen, with the styles that it needs."""
        self._read_styles(screen)
        return super().push_screen(screen, *given, **named)

    def _read_styles(self, screen: object) -> None:
        """Read the style sheets that a screen names in `STYLES`, each once."""
        for name in getattr(screen, "STYLES", self.OTHER_STYLES):
            path = Path(__file__).parent / name
            if not self.stylesheet.has_source(str(path), ""):
                self.stylesheet.read(path)

    def on_resize(self, event: Resize) -> None:
        """Cover the screen while the terminal is too small; uncover it when the terminal has grown."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        shown = self.screen is self._cover
        if small and not shown:
            from flashcards.tui.too_small import TooSmallScreen  # hardly ever needed

            self._cover = TooSmallScreen(SMALLEST)
            self.push_screen(self._cover)
        elif shown and not small:
            self.pop_screen()

    async def on_click(self, event: Click) -> None:
        """Take a click beside a box as Esc."""
        screen, leave = self.screen, self.screen.active_bindings.get("escape")
        inside = any(box.region.contains(*event.screen_offset) for box in screen.children if box.display)
        was_here = event.widget and screen in event.widget.ancestors_with_self  # it may have opened the box
        if isinstance(screen, ModalScreen) and was_here and not inside and leave and leave.enabled:
            await self.run_action(leave.binding.action, leave.node)

    def _refresh_notifications(self) -> None:
        """Show what is told at the foot of the present screen; Textual shows it over what is read there."""
        if self.screen_stack and not self._disable_notifications:
            show_notices(self.screen, self._notifications)

    def action_command_palette(self) -> None:
        """Show the palette of commands."""
        from flashcards.tui.palette import PaletteScreen

        if not isinstance(self.screen, PaletteScreen):
            self.push_screen(PaletteScreen(id="--command-palette"))

    def action_copy_or_quit(self) -> None:
        """Copy the text selected in the field or on the screen, or quit if there is no selection."""
        selected = getattr(self.focused, "selected_text", "") or self.screen.get_selected_text()
        if not selected:
            self.exit()
            return
        self.copy_to_clipboard(selected)
        self.clear_notifications()
        self.notify("Copied.", timeout=2)
