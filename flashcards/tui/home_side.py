"""The panes of the home screen beside and below the decks; they are made once there is room and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards.errors import counted, printable, printable_line
from flashcards.study.overview import HomeFigures, sum_stages
from flashcards.tui.appearance import has_surfaces
from flashcards.tui.home_layout import HUGE, THREE_COLUMNS
from flashcards.tui.home_panels import (
    forecast_panel,
    heat_panel,
    next_row,
    next_title,
    slips_panel,
    weak_row,
    weak_title,
)
from flashcards.tui.home_panes import merge_columns, share_rows, side_panes
from flashcards.tui.home_records import answers_panel, days_panel, done_panel, first_steps_panel, known_panel
from flashcards.tui.services import DeckRow

_COLUMN = 42
"""The cells of the weakest cards where they stand in a column of their own."""


class HomeSide(Horizontal):
    """What comes and what was done, and what is weak: one above the other, or beside it."""

    def compose(self) -> ComposeResult:
        """What is told of days, and what of cards, in their order from top to bottom."""
        with Vertical(id="coming-days"):
            for name in ("forecast", "heat", "first-steps", "known", "days", "answers"):
                yield Static(id=name, classes="pane")
        with Vertical(id="weak"):
            yield Static(id="weakest-title")
            yield OptionList(id="weakest", compact=True, classes="cards pane")
            yield Static(id="slips", classes="pane")
            yield Static(id="next-title")
            yield OptionList(id="next", compact=True, classes="cards pane")
            yield Static(id="done", classes="pane")

    def show(self, figures: HomeFigures, coming: Callable[[int], Sequence[str]]) -> None:
        """Draw the figures for the present size; what has no room is left out, the least first.

        `coming` are the first prompts of the next session.
        """
        beside, is_huge = self.app.size.width >= THREE_COLUMNS, self.app.size.height >= HUGE
        self.set_class(beside, "-beside")
        panes = side_panes(figures, beside=beside, is_huge=is_huge)
        rows = dict[str, int]()
        for column in panes if beside else [merge_columns(*panes)]:
            rows |= share_rows(column, self.size.height)
        width = self.size.width - _COLUMN - 4 if beside else self.size.width
        self._show_days(figures, width, rows)
        self._show_cards(figures, coming, _COLUMN if beside else width, rows)

    def _show_days(self, figures: HomeFigures, width: int, rows: Mapping[str, int]) -> None:
        heat, today = figures.heat, figures.today
        every, plain = sum_stages(figures.stages.values()), not has_surfaces(self.app)
        self._put("forecast", rows, lambda high: forecast_panel(figures, width, high - 3))
        self._put("heat", rows, lambda _: heat_panel(figures, width, plain=plain))
        self._put("first-steps", rows, lambda _: first_steps_panel())
        self._put("known", rows, lambda _: known_panel("How well all is known", every, width))
        self._put("days", rows, lambda _: days_panel(heat, today, width))
        self._put("answers", rows, lambda high: answers_panel(heat, today, width, high))

    def _show_cards(
        self,
        figures: HomeFigures,
        coming: Callable[[int], Sequence[str]],
        width: int,
        rows: Mapping[str, int],
    ) -> None:
        weakest = figures.weakest[: max(0, rows.get("weakest", 0) - 1)]
        asked = coming(rows["next"] - 1) if "next" in rows else ()
        self._put("weakest-title", rows, lambda _: weak_title(width, any_card=bool(weakest)))
        self._list("weakest", {card.card: weak_row(card, width) for card in weakest})
        self._put("slips", rows, lambda high: slips_panel(figures.slips[: high - 1], width))
        self._put("next-title", rows, lambda _: next_title(any_card=bool(asked)))
        self._list("next", {name: next_row(name, width) for name in asked})
        self._put("done", rows, lambda _: done_panel(figures.done, width))

    def _put(self, name: str, rows: Mapping[str, int], draw: Callable[[int], Content]) -> None:
        """Show a pane, or its title, in the rows that it has; hide one that has none."""
        shown, high = self.query_one(f"#{name}", Static), rows.get(name.removesuffix("-title"), 0)
        shown.display = bool(high)
        if high:
            shown.update(draw(high))

    def _list(self, name: str, rows: Mapping[str, Content]) -> None:
        """Show cards, each with its row, the cursor at the first."""
        shown = self.query_one(f"#{name}", OptionList)
        shown.display = bool(rows)
        self.query_one(f"#{name}-title").set_class(not rows, "pane")  # what stands alone parts itself
        shown.clear_options()
        shown.add_options([Option(row, id=card) for card, row in rows.items()])
        shown.highlighted = 0 if rows else None

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
        today = "today" if row.alone == row.part else f"for {counted(sum(row.alone), 'card')} alone"
        rest = [f"after {needs}" if needs else "", f"about {minutes} min {today}" if minutes else ""]
        self.query_one("#deck-about", Static).update(
            Content.assemble(
                (printable_line(row.title), "bold $fc-fg"),
                (f"\n\n{printable(row.about)}", "$fc-fg"),
                ("\n\n" + "\n".join(filter(None, rest)) if any(rest) else "", "$fc-muted"),
            ),
            layout=False,
        )
        self.query_one("#deck-demo", Static).update(demo, layout=False)
