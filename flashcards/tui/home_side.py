"""The panes of the home screen beside and below the decks; they are made once there is room and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards.errors import printable, printable_line
from flashcards.study.overview import HomeFigures
from flashcards.tui.appearance import has_surfaces
from flashcards.tui.home_layout import THREE_COLUMNS
from flashcards.tui.home_panels import (
    forecast_panel,
    heat_panel,
    next_row,
    next_title,
    slips_panel,
    weak_row,
    weak_title,
)
from flashcards.tui.services import DeckRow

_FORECAST, _HEAT, _SLIPS = 9, 10, 5
"""The rows of each part with the one below it; the weakest cards take what they need."""
_COLUMN = 42
"""The cells of the weakest cards where they stand in a column of their own."""
MOST_COLUMNS = 14
"""So many rows the columns of the forecast take at most."""
NEXT = 10
"""So many cards of the next session are shown."""


class HomeSide(Horizontal):
    """What comes and what was done, and what is weak: one above the other, or beside it."""

    def compose(self) -> ComposeResult:
        """The forecast and the strip of days; the weakest cards, the slips and the next session."""
        with Vertical(id="coming-days"):
            yield Static(id="forecast")
            yield Static(id="heat")
        with Vertical(id="weak"):
            yield Static(id="weak-title")
            yield OptionList(id="weakest", compact=True, classes="cards")
            yield Static(id="slips")
            yield Static(id="next-title")
            yield OptionList(id="next", compact=True, classes="cards")

    def show(self, figures: HomeFigures, coming: Callable[[int], Sequence[str]]) -> None:
        """Draw the figures for the present size; what has no room is left out, the least first.

        `coming` are the first prompts of the next session.
        """
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
        columns = min(MOST_COLUMNS, max(5, height - _FORECAST - _HEAT - 8)) if beside else 5
        self._put("forecast", forecast_panel(figures, width, columns))
        if with_heat:
            self._put("heat", heat_panel(figures, width, plain=not has_surfaces(self.app)))
        self._put("slips", slips_panel(figures.slips, weak_width))
        self._put("weak-title", weak_title(weak_width, any_card=bool(figures.weakest)))
        self._list("weakest", {card.card: weak_row(card, weak_width) for card in figures.weakest})
        self._show_next(coming if beside and room >= _SLIPS + NEXT + 2 else None, weak_width)

    def _put(self, name: str, text: Content) -> None:
        self.query_one(f"#{name}", Static).update(text)

    def _list(self, name: str, rows: Mapping[str, Content]) -> None:
        """Show cards, each with its row, the cursor at the first."""
        shown = self.query_one(f"#{name}", OptionList)
        shown.display = bool(rows)
        shown.clear_options()
        shown.add_options([Option(row, id=card) for card, row in rows.items()])
        shown.highlighted = 0 if rows else None

    def _show_next(self, coming: Callable[[int], Sequence[str]] | None, width: int) -> None:
        """Show what the next session begins with."""
        names = coming(NEXT) if coming else ()
        self.query_one("#next-title").display = coming is not None
        self._put("next-title", next_title(any_card=bool(names)))
        self._list("next", {name: next_row(name, width) for name in names})

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
            ),
            layout=False,
        )
        self.query_one("#deck-demo", Static).update(demo, layout=False)
