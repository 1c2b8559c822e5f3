"""The home screen: the decks, what today holds, what comes, and one thing to do."""

from __future__ import annotations

from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from flashcards.config.commands import HOME
from flashcards.errors import printable_line
from flashcards.study.overview import Stages
from flashcards.tui.blocks import stage_legend
from flashcards.tui.command_keys import command_bindings
from flashcards.tui.deck_columns import title_spans
from flashcards.tui.deck_list import DeckList
from flashcards.tui.footer import KeyFooter
from flashcards.tui.home_counts import CountsDecks
from flashcards.tui.home_hero import Today, hero_line, hero_text
from flashcards.tui.home_layout import HUGE, LOW, NARROW, TALL, WIDE, fitting_form, left_out_text, left_width
from flashcards.tui.pills import Pills
from flashcards.tui.places import HOME_PLACE
from flashcards.tui.services import EVERY_DECK, Services
from flashcards.tui.top_line import TopLine

LOOKED_AT = 0.12
"""Seconds that the cursor stays on a deck before its demo is run."""


class HomeScreen(CountsDecks):
    """Decks with their counts; Enter studies what is under the cursor, at first all of them."""

    STYLES: ClassVar[tuple[str, ...]] = ("home.tcss",)
    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(HOME)]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._day = services.today()

    def compose(self) -> ComposeResult:
        """What the first frame shows; the panes beside and below the decks follow it."""
        yield TopLine(HOME_PLACE, self._services.day_words())
        with Horizontal(id="home"), Vertical(id="home-left"):
            with Horizontal(id="hero"):
                yield Static(id="hero-text")
                yield Pills(id="go")
            yield Static(id="left-out")
            yield Static(id="deck-titles")
            yield DeckList(id="decks")
            yield Static(id="legend")
            yield Static(id="about")
            yield Static(id="coming")
        yield KeyFooter(least_gap=2)

    def on_mount(self) -> None:
        """Start checking for a new day; the rows are filled at each resume."""
        self.look_for_new_days()
        self._list.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Lay everything out for the new size."""
        self._lay_out(event.size.width, event.size.height)

    def _lay_out(self, width: int, height: int) -> None:
        self.set_class(width < NARROW or height < LOW, "-small")
        self.set_class(width >= WIDE, "-two")
        self.set_class(height >= TALL, "-tall")
        self.set_class(height >= HUGE, "-huge")
        self.query_one("#home-left").styles.width = left_width(width) if width >= WIDE else None
        self.query_one(TopLine).display = not self._is_small
        if self._rows:
            self._show()

    @property
    def _is_small(self) -> bool:
        return self.has_class("-small")

    async def on_counts_decks_counted(self, message: CountsDecks.Counted) -> None:
        """Show the figures, in panes that are made with the first ones."""
        self._figures = message.figures
        self._has_begun = message.figures.has_begun
        self._tell_plans()
        self._list.show_stages(message.figures.stages, message.figures.pace)
        await self._make_panes()
        self._show_figures()

    def _tell_plans(self) -> None:
        """Say how long the reviews that are due will last, in place of what the decks are about."""
        home = self._services.home
        self._plans = (self.app.attempt(home.plans) if home else None) or {}  # type: ignore[attr-defined]
        self.set_class(bool(self._plans), "-plan")  # for every deck: a row that came and went would move all
        self._show_deck()

    async def _make_panes(self) -> None:
        from flashcards.tui.home_side import DeckPanel, HomeSide

        if self.has_class("-two") and not self.query(HomeSide):
            await self.query_one("#home").mount(HomeSide(id="home-side"))
        if self.has_class("-tall") and not self._is_small and not self.query(DeckPanel):
            await self.query_one("#home-left").mount(DeckPanel(id="deck-panel"))
        if not self._is_small:
            self.query_one("#legend", Static).update(stage_legend())

    # What is shown

    def _show(self) -> None:
        problems, _ = self._services.left_out()
        self._list.show(self._rows, problems, hides_all=not self._is_small)
        self._list.styles.max_height = max(1, len(self._rows) - (not self._is_small))
        titles = title_spans(self._list.columns(self._list_width - 1))
        self.query_one("#deck-titles", Static).update(Content.assemble(*titles))
        notice = self.query_one("#left-out", Static)
        notice.display = bool(self._services.problems())
        if notice.display:
            notice.update(left_out_text(self._services, narrow=self._is_small))
        self._show_hero()
        self._show_deck()
        if self._figures:
            self._show_figures()

    @property
    def _list_width(self) -> int:
        width = self.app.size.width
        return width - 4 if width < WIDE else left_width(width)

    @property
    def _today(self) -> Today:
        begin = next((row for row in self._rows[1:] if row.new and not row.after), None)
        under = self._list.under_cursor
        return Today(
            self._rows[0],
            None if self._has_begun else begin,
            len(self._rows) - 1,
            self._figures,
            self._services.imports is not None,
            under if self._list.cursor else None,
            self._list.title_before(under) if under else "",
        )

    def _show_hero(self) -> None:
        today = self._today
        text = hero_line(today) if self._is_small else hero_text(today)
        self.query_one("#hero-text", Static).update(text, layout=False)  # its rows are always so many
        self.query_one(Pills).show(*self._pills(today))

    def _show_deck(self) -> None:
        row = self._list.under_cursor
        if row:
            plan = fitting_form(self._plans.get(row.name, ()), self._list_width - 4)
            about = "" if self.has_class("-tall") else row.about  # else the panel tells it
            self.query_one("#about", Static).update(Content(printable_line(plan or about)), layout=False)
        self._look_at_deck()

    @work(exclusive=True, group="deck")
    async def _look_at_deck(self) -> None:
        """Show the deck under the cursor in its pane, once the cursor stays on it."""
        from asyncio import sleep

        if not self.query("#deck-panel"):
            return
        await sleep(LOOKED_AT)
        if not self.query(DeckList):  # the app ended meanwhile
            return
        from flashcards.tui.deck_demo import show_in_panel

        row = self._list.under_cursor
        if row and row.name == EVERY_DECK:
            row = next((each for each in self._rows[1:] if any(each.part)), None)
        if row and self._services.home:
            known = self._figures.stages.get(row.name, Stages()) if self._figures else Stages()
            await show_in_panel(self, row, self._services.home, self._needs(row), self._minutes(row), known)

    def redraw_side(self) -> None:
        """Draw the panes beside the decks for their size."""
        from flashcards.tui.home_side import HomeSide

        for side in self.query(HomeSide):
            if self._figures and side.size.width:
                home = self._services.home
                side.show(self._figures, home.next_prompts if home else lambda _: ())

    def _show_figures(self) -> None:
        from flashcards.tui.home_panels import coming_line

        assert self._figures
        self.redraw_side()
        line = coming_line(self._figures, self._list_width - 4)
        self.query_one("#coming", Static).update(line, layout=False)
        self._show_hero()
        self._look_at_deck()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is."""
        services = self._services
        offered = {
            "problems": lambda: bool(services.problems()),
            "notes": lambda: services.imports is not None,
            "browse": lambda: services.browse is not None,
            "search": lambda: services.browse is not None,
            "settings": lambda: services.settings is not None,
            "more": lambda: services.home is not None,
        }
        return offered[action]() if action in offered else super().check_action(action, parameters)

    def on_deck_list_moved(self) -> None:
        """Show what the deck under the cursor is about."""
        self._show_hero()
        self._show_deck()
