"""The statistics: what comes, what was done, how well it is remembered, which mistakes recur."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from flashcards.config.commands import STATS
from flashcards.errors import counted, printable_line
from flashcards.tui.command_keys import command_bindings, rebind, relabel_all
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import STATS_KEYS, HelpScreen
from flashcards.tui.services import Services
from flashcards.tui.stats_counting import PERIODS, StatsCountingScreen
from flashcards.tui.stats_panel_view import PanelView
from flashcards.tui.stats_panels import PAGES, all_panels
from flashcards.tui.top_line import TopLine

if TYPE_CHECKING:
    from flashcards.study.statistics import Statistics

TWO_COLUMNS, THREE_COLUMNS = 100, 165
"""From so many columns on two or three pages stand beside each other."""
HIGH, LOW = 32, 18
"""From so many rows on there is room for two columns; in fewer, one panel is shown at a time."""
ROOMY, SHORT = 38, 35
"""In fewer rows the lower panels of two columns give theirs to the distribution, which is wrong when cut."""
WHOLE = 52
"""From so many rows on three columns have the detail below them."""


class StatsScreen(StatsCountingScreen):
    """All panels, or as many as there is room for; they are counted behind the screen."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(STATS)]
    DEFAULT_CSS = """
    StatsScreen TopLine { margin: 0 0 1 0; }
    #stats-scope { height: 1; padding: 0 2; margin: 0 0 1 0; text-wrap: nowrap; text-overflow: ellipsis; }
    #stats-pages { height: 1fr; padding: 0 2; }
    #stats-pages > Vertical { height: 1fr; }
    #stats-due, #stats-reviews { max-height: 15; }
    #stats-year { height: 7; }
    #stats-retention { height: 8; }
    #stats-calibration { height: 8; }
    StatsScreen.-two #stats-pages { layout: grid; grid-size: 2 2; grid-rows: 1fr 9; grid-gutter: 0 4; }
    StatsScreen.-two #page-mistakes { column-span: 2; layout: horizontal; height: 9; }
    StatsScreen.-two.-short #stats-calibration { height: 7; }
    StatsScreen.-two.-short #stats-pages { grid-rows: 1fr 7; }
    StatsScreen.-two.-short #page-mistakes { height: 7; }
    StatsScreen.-two.-shorter #stats-pages { grid-rows: 1fr 5; }
    StatsScreen.-two.-shorter #page-mistakes { height: 5; }
    StatsScreen.-two.-shorter #stats-stability { padding: 0; }
    StatsScreen.-two #stats-slips { width: 1fr; margin: 0 4 0 0; }
    StatsScreen.-two #stats-confusions { width: 1fr; }
    StatsScreen.-three #stats-pages { layout: grid; grid-size: 3 1; grid-gutter: 0 4; }
    StatsScreen.-three.-whole #stats-pages { grid-size: 3 2; grid-rows: 34 1fr; }
    StatsScreen.-two #page-detail, StatsScreen.-three #page-detail { layout: grid; grid-gutter: 0 4; }
    StatsScreen.-two #page-detail { column-span: 2; grid-size: 2 2; }
    StatsScreen.-two #stats-decks { row-span: 2; }
    StatsScreen.-three #page-detail { column-span: 3; grid-size: 3 1; }
    StatsScreen.-page #stats-scope, StatsScreen.-panel #stats-scope { margin: 0; }
    StatsScreen.-page TopLine, StatsScreen.-panel TopLine { margin: 0; }
    StatsScreen.-page PanelView { padding: 0; }
    StatsScreen.-page #stats-year { height: 6; }
    StatsScreen.-page #stats-retention { height: 7; }
    StatsScreen.-page #stats-calibration { height: 6; }
    StatsScreen.-page #stats-hours, StatsScreen.-page #stats-answers { height: 6; }
    StatsScreen.-panel TopLine { display: none; }
    StatsScreen.-panel PanelView { height: 1fr; }
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._keys = services.preferences().keys
        rebind(self._bindings, STATS, self._keys)
        self._page = 0
        self._layout_now = ""

    def compose(self) -> ComposeResult:
        """What is counted, the pages with their panels, the keys."""
        yield TopLine("stats", self._services.day_words())
        yield Static(id="stats-scope", markup=False)
        with Container(id="stats-pages"):
            for page, names in PAGES.items():
                with Vertical(id=f"page-{page.lower()}"):
                    for name in names:
                        yield PanelView(name)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Count."""
        self._views()[0].focus()
        self._count()

    def on_screen_resume(self) -> None:
        """Count again: cards may have been studied or changed meanwhile."""
        if self._found is not None:
            self._count()

    def show_statistics(self, found: Statistics, asked: float) -> None:
        """Show them in the panels."""
        titles = {deck.name: deck.title or deck.name for deck in self._services.decks()}
        for view, panel in zip(self._views(), all_panels(found, asked, titles).values(), strict=True):
            view.show(panel)

    # Room

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new size."""
        width, height = event.size
        two, three = width >= TWO_COLUMNS and height >= HIGH, width >= THREE_COLUMNS and height >= HIGH
        self._layout_now = "-three" if three else "-two" if two else "-panel" if height < LOW else "-page"
        for name in ("-three", "-two", "-page", "-panel"):
            self.set_class(name == self._layout_now, name)
        self.set_class(three and height >= WHOLE, "-whole")
        self.set_class(height < ROOMY, "-short")
        self.set_class(height < SHORT, "-shorter")
        self._show_page()

    def _views(self) -> list[PanelView]:
        return list(self.query(PanelView))

    def _show_page(self) -> None:
        """Show every panel, or those of the present page."""
        shown = self._pages_shown()
        for at, page in enumerate(PAGES):
            self.query_one(f"#page-{page.lower()}").display = at in shown
        for at, view in enumerate(self._views()):
            view.display = self._layout_now != "-panel" or at == self._panel_now()
        self.show_scope()

    def _pages_shown(self) -> set[int]:
        """The present page, or all of them; without room for all the last one, or those before it."""
        every = set(range(len(PAGES)))
        if self._layout_now in ("-page", "-panel"):
            return {self._page_now()}
        if self.has_class("-whole"):
            return every
        detail = {len(PAGES) - 1}
        return detail if self._is_on_detail else every - detail

    @property
    def _is_on_detail(self) -> bool:
        return self._page_now() == len(PAGES) - 1

    def _panel_now(self) -> int:
        views = self._views()
        return views.index(self.focused) if self.focused in views else 0

    def _page_now(self) -> int:
        """The page of the panel that has the focus."""
        ends = [len(names) for names in PAGES.values()]
        return next(at for at in range(len(ends)) if self._panel_now() < sum(ends[: at + 1]))

    def show_scope(self) -> None:
        """The deck and the period, and what they amount to; on pages their names."""
        deck = self._decks[self._deck]
        title = printable_line(self._services.title(deck)) if deck else "All decks"
        parts: list[tuple[str, str]] = []
        if self._layout_now == "-page":
            for at, page in enumerate(PAGES):
                parts += [(page, "bold underline" if at == self._page_now() else "$fc-muted"), ("   ", "")]
        parts += [(f"{title} · {list(PERIODS)[self._period]}", "bold $fc-accent")]
        if self._layout_now in ("-two", "-three"):
            keys = {"p": "period", "f": "deck"}
            if not self.has_class("-whole"):
                keys["→"] = "overview" if self._is_on_detail else "detail"
            for key, word in keys.items():
                parts += [(f"   {key}", "bold $fc-key"), (f" {word}", "$fc-muted")]
        room = max(self.size.width - 4 - sum(len(text) for text, _ in parts), 0)
        notes = ["counting…"] if self._found is None else _amounts(self._found)
        note = next((each for each in notes if len(each) < room), "")
        parts.append((f"{note:>{room}}", "$fc-muted"))
        self.query_one("#stats-scope", Static).update(Content.assemble(*parts), layout=False)

    # Keys

    def action_move(self, by: int) -> None:
        """Go to another row of the panel."""
        self._views()[self._panel_now()].move(by)

    def action_pane(self, by: int) -> None:
        """Go to another panel."""
        self._focus((self._panel_now() + by) % len(self._views()))

    def _focus(self, at: int) -> None:
        view = self._views()[at]
        page = view.parent
        if page is not None and hasattr(page, "display"):
            page.display = view.display = True  # what is hidden takes no focus
        self.set_focus(view)
        self._show_page()

    def action_page(self, by: int) -> None:
        """Go to another page."""
        if self._layout_now == "-panel":
            self.action_pane(by)
            return
        ends = [len(names) for names in PAGES.values()]
        page = (self._page_now() + by) % len(ends)
        if self._layout_now in ("-two", "-three") and not self.has_class("-whole"):
            page = 0 if self._is_on_detail else len(ends) - 1  # the others stand side by side
        self._focus(sum(ends[:page]))

    def action_period(self) -> None:
        """Count another period."""
        self._period = (self._period + 1) % len(PERIODS)
        self._count_at_rest()
        self.show_scope()

    def action_deck(self, by: int) -> None:
        """Count another deck."""
        self._deck = (self._deck + by) % len(self._decks)
        self._count_at_rest()
        self.show_scope()

    def action_table(self) -> None:
        """Show the numbers of the panel as a table."""
        self._views()[self._panel_now()].toggle_table()

    def on_panel_view_opened(self) -> None:
        """A click on the row under the cursor opens its cards."""
        self.action_open()

    def action_open(self) -> None:
        """Show the cards behind the row."""
        if query := self._views()[self._panel_now()].query_under_cursor:
            self.app.open_browse(query=query)  # type: ignore[attr-defined]
        else:
            self.app.notify("That row stands for no cards.", timeout=4)

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(relabel_all(STATS_KEYS, STATS, self._keys), "statistics"))

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()


def _amounts(found: Statistics) -> list[str]:
    """How many reviews there were, on how many days; then in fewer words."""
    reviews = sum(day.reviews for day in found.daily)
    studied = sum(day.reviews > 0 for day in found.daily)
    days = f" of {found.days}" if found.days <= max(PERIODS["year"], 1) else ""
    return [f"{counted(reviews, 'review')} on {studied}{days} days", counted(reviews, "review")]
