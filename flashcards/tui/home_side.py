"""The panes of the home screen beside and below the decks; they are made once there is room and time."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards.errors import printable, printable_line
from flashcards.study.overview import HomeFigures
from flashcards.tui.appearance import has_surfaces
from flashcards.tui.home_panels import forecast_panel, heat_panel, slips_panel, weak_row, weak_title
from flashcards.tui.services import DeckRow

_FORECAST, _HEAT, _SLIPS = 9, 10, 5
"""The rows of each part with the one below it; the weakest cards take what they need."""
_COLUMN = 42
"""The cells of the weakest cards where they stand in a column of their own."""
THREE_COLUMNS = 190


class HomeSide(Horizontal):
    """What comes and what was done, and what is weak: one above the other, or beside it."""

    def compose(self) -> ComposeResult:
        """The forecast and the strip of days; the weakest cards and the slips."""
        with Vertical(id="coming-days"):
            yield Static(id="forecast")
            yield Static(id="heat")
        with Vertical(id="weak"):
            yield Static(id="weak-title")
            yield OptionList(id="weakest", compact=True)
            yield Static(id="slips")

    def show(self, figures: HomeFigures) -> None:
        """Draw the figures for the present size; what has no room is left out, the least first."""
        beside = self.app.size.width >= THREE_COLUMNS
        self.set_class(beside, "-beside")
        width, height = self.size.width, self.size.height
        weak_width = _COLUMN if beside else width
        width = width - _COLUMN - 4 if beside else width
        weak_rows = 2 + max(1, len(figures.weakest))
        room = height - _FORECAST - (0 if beside else weak_rows)
        with_heat = room >= _HEAT
        room = height - weak_rows if beside else room - _HEAT * with_heat
        self.query_one("#heat").display = with_heat
        self.query_one("#slips").display = room >= _SLIPS
        self._put("forecast", forecast_panel(figures, width))
        if with_heat:
            self._put("heat", heat_panel(figures, width, plain=not has_surfaces(self.app)))
        self._put("slips", slips_panel(figures.slips, weak_width))
        self._show_weakest(figures, weak_width)

    def _put(self, name: str, text: Content) -> None:
        self.query_one(f"#{name}", Static).update(text)

    def _show_weakest(self, figures: HomeFigures, width: int) -> None:
        self._put("weak-title", weak_title(width, any_card=bool(figures.weakest)))
        shown = self.query_one("#weakest", OptionList)
        shown.display = bool(figures.weakest)
        shown.clear_options()
        shown.add_options([Option(weak_row(card, width), id=card.card) for card in figures.weakest])
        shown.highlighted = 0 if figures.weakest else None

    def on_resize(self, event: events.Resize) -> None:
        """The screen draws the figures anew."""
        self.screen.call_after_refresh(self.screen.redraw_side)  # type: ignore[attr-defined]


class DeckPanel(Horizontal):
    """What a deck is about, beside its first demo."""

    def compose(self) -> ComposeResult:
        """Two texts."""
        yield Static(id="deck-about")
        yield Static(id="deck-demo")

    def show(self, row: DeckRow, needs: str, minutes: int, demo: Content) -> None:
        """Show a deck."""
        rest = [f"after {needs}" if needs else "", f"about {minutes} min today" if minutes else ""]
        self.query_one("#deck-about", Static).update(
            Content.assemble(
                (printable_line(row.title), "bold $fc-fg"),
                (f"\n\n{printable(row.about)}", "$fc-fg"),
                ("\n\n" + "\n".join(filter(None, rest)) if any(rest) else "", "$fc-muted"),
            )
        )
        self.query_one("#deck-demo", Static).update(demo)
