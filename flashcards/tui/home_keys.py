"""What the keys of the home screen do to its decks: study one or all, allow more, undo, move the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from flashcards.config.commands import HOME
from flashcards.errors import counted, printable_line
from flashcards.study.overview import HomeFigures, Pace
from flashcards.tui.command_keys import relabel
from flashcards.tui.deck_list import DeckList
from flashcards.tui.home_hero import MORE_NEW, Today
from flashcards.tui.home_places import OpensPlaces
from flashcards.tui.pills import Pill
from flashcards.tui.services import EVERY_DECK, DeckRow


class HasDecks(OpensPlaces):
    """A screen with a list of decks; Enter studies the one under the cursor."""

    _rows: tuple[DeckRow, ...] = ()
    _figures: HomeFigures | None = None
    _plans: Mapping[str, Sequence[str]] = MappingProxyType({})
    """Row → its plan for a backlog, in fewer and fewer words."""
    _undo: Callable[[], None] | None = None
    """What a second `u` does."""

    @property
    def _list(self) -> DeckList:
        return self.query_one(DeckList)

    @property
    def _today(self) -> Today:
        raise NotImplementedError

    def _count(self) -> None:
        raise NotImplementedError

    def choose_deck(self, name: str) -> None:
        """Move the cursor to a deck, which may be a new one."""
        self._count()
        names = [row.name for row in self._rows]
        if name in names:
            self._list.move(names.index(name))

    def on_deck_list_chosen(self) -> None:
        """A click on the row under the cursor studies it."""
        self.action_study()

    def action_study(self) -> None:
        """Study the deck under the cursor, at first all; open the card under the cursor of the weakest."""
        weak = getattr(self.focused, "highlighted_option", None)  # of the weakest cards
        if weak is not None:
            self.app.open_browse(query=weak.id)  # type: ignore[attr-defined]
            return
        row, first = self._list.under_cursor, self._today.first
        if row and row.name == EVERY_DECK and first:
            row = first
        if row:
            self.app.open_study((row.name,) if row.name else ())  # type: ignore[attr-defined]

    def on_option_list_option_selected(self) -> None:
        """A click on one of the weakest cards opens it."""
        self.action_study()

    def action_study_all(self) -> None:
        """Study every deck; when nothing is left today, what is due tomorrow."""
        home = self._services.home
        ahead = home is not None and self._today.is_done and self._figures is not None
        self.app.open_study((), ahead=ahead)  # type: ignore[attr-defined]

    def action_more(self) -> None:
        """Allow more new cards today."""
        if self._services.home is None:
            return
        before = self._today.counts.new
        self._services.home.more_new(MORE_NEW)
        self._count()
        more = self._today.counts.new - before
        none = "New cards wait for the reviews." if self._plans else "There are no more new cards."
        text = f"{counted(more, 'more new card')} today." if more > 0 else none
        self.notify(text, timeout=4, markup=False)

    def action_undo(self) -> None:
        """Ask about what was done last; a second time, undo it."""
        from flashcards.tui.home_undo import offer_last

        undo, self._undo = self._undo, None
        if undo:
            undo()
            return
        key = relabel("u", HOME, self._services.preferences().keys)
        offer_last(self, self._services, key, self._keep_undo, self._count)

    def _keep_undo(self, undo: Callable[[], None]) -> None:
        self._undo = undo

    def action_move(self, by: int) -> None:
        """Move the cursor by so many decks."""
        self._list.move(self._list.cursor + by)

    def action_page(self, way: int) -> None:
        """Move the cursor by a screenful."""
        self._list.move(self._list.cursor + way * self._list.page_rows)

    def action_end(self, way: int) -> None:
        """Go to the first or the last deck."""
        self._list.move(0 if way < 0 else len(self._rows))

    def need_of(self, name: str) -> str:
        """What to say of a deck that should come after another; empty if it can be begun."""
        row = next((each for each in self._rows if each.name == name), None)
        before = self._list.title_before(row) if row else ""
        return f"{row.title} comes after {before}, which still has unseen cards." if row and before else ""

    def _pills(self, today: Today) -> list[Pill]:
        """The filled control; or, when the day is done, what more there is."""
        if self._list.cursor:
            return [Pill("Enter", "Study it", "study", filled=True)]
        if not today.is_done:
            study_all = "Study all" if today.decks > 1 else "Study"
            return [Pill("Enter", "Start" if today.first else study_all, "study", filled=True)]
        has_more = today.every.has_more and self._unseen
        more = [Pill("+", f"{MORE_NEW} new cards", "more")] if has_more else []
        tomorrow = self._figures.forecast[1] if self._figures else 0
        return [*more, *([Pill("a", f"tomorrow's {tomorrow}", "study_all")] if tomorrow else [])]

    @property
    def _unseen(self) -> int:
        return sum(each.unseen for each in self._figures.stages.values()) if self._figures else 0

    def _needs(self, row: DeckRow) -> str:
        titles = {each.name: each.title for each in self._rows}
        return ", ".join(printable_line(titles.get(name, name)) for name in row.needs)

    def _minutes(self, row: DeckRow) -> int:
        pace = self._figures.pace if self._figures else Pace()
        return pace.minutes(row.alone)
