"""The search behind the browse screen: in a thread, the first prompts at once and then all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import work
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from flashcards.errors import Problem, counted, printable_line
from flashcards.scheduling import card_of
from flashcards.study.listing import ListingOrder
from flashcards.study.query import EVERYTHING, Query, wider_queries
from flashcards.tui.notices import Severity, show_notice
from flashcards.tui.prompt_table import PromptTable
from flashcards.tui.query_field import QueryField
from flashcards.tui.services import BrowseServices

ALL = -1
"""As a number of prompts: every one."""
FIRST = 200
"""So many prompts are found first; they are enough for a screen."""
REST = 0.3
"""Seconds without another query or order after which all prompts are found, and not the first ones alone."""
ORDER_REST = 0.15
"""Seconds without another order after which the prompts are put in it: the key goes through the orders."""
MOST_KEPT, KEPT_FOR = 200_000, 60.0
"""So many prompts in orders that were found earlier are kept, each order for so many seconds: the key that
goes through the orders comes back to them, while recall and what other programs do change them."""
MOST_WIDER = 8
"""So many queries with a term less are tried where nothing is found."""
NARROW = 55
"""Below so many columns, the counts are short."""


class Tally(NamedTuple):
    """How many prompts a query means, and of how many cards; at least so many, if it is not complete."""

    prompts: int = 0
    cards: int = 0
    is_complete: bool = False


class CardSearchScreen(Screen[None]):
    """A screen with a query and a table of the prompts that it means."""

    @dataclass
    class Found(Message):
        """A search found prompts."""

        query: Query
        order: ListingOrder
        names: Sequence[str]
        tally: Tally
        keep: bool
        kept: dict[ListingOrder, CardSearchScreen.Found]
        """Where it is kept, if all were found; no longer the screen's if the cards have changed meanwhile."""
        nearest: str = ""
        """What to say if there are none."""
        is_ranked: bool = False
        """True if the best matches come first."""

    @dataclass
    class Failed(Message):
        """A search failed."""

        problem: Problem

    def __init__(self, browse: BrowseServices) -> None:
        super().__init__()
        self._browse = browse
        self._query: Query = EVERYTHING
        self._order = ListingOrder.LEARNING
        self._total = 0
        self._is_ranked = False
        """True if the list begins with the best matches of the query's words."""
        self._is_complete = False
        """True once all that the query means are in the list, and not the first ones alone."""
        self._tally = Tally()
        """What is known of how many the query means: another order does not change it."""
        self._found: dict[ListingOrder, CardSearchScreen.Found] = {}
        """All prompts of the present query, in the orders that they were found in."""
        self._choose_all_then = False
        self._waits: Timer | None = None
        """What is found later, unless something else is asked for by then."""

    def show_titles(self) -> None:
        """Show the titles of the columns, for the present order."""
        raise NotImplementedError

    @property
    def _table(self) -> PromptTable:
        return self.query_one(PromptTable)

    def on_query_field_changed(self, message: QueryField.Changed) -> None:
        """Find what another query means."""
        self._query, self._tally = message.query, Tally()
        self.forget_orders()
        self._table.chosen.clear()
        self._search()

    def _search(self) -> None:
        """Find the first prompts, and all of them at rest."""
        self._look(FIRST, keep=False)

    def find_all(self) -> None:
        """Find all prompts of the present query now; the cursor stays at its prompt."""
        self._look(ALL, keep=True)

    def _look(self, most: int, *, keep: bool) -> None:
        """Show what was found in this order before, else find it."""
        self._wait_no_more()
        if found := self._found.get(self._order):
            self._show_found(found, keep=keep)
        else:
            self._find(most, keep=keep)

    def forget_orders(self) -> None:
        """Search anew for the next order, as the cards have changed."""
        self._found = {}

    def _keep_order(self, found: Found) -> None:
        found.kept[found.order] = found
        while len(self._found) > 1 and sum(len(each.names) for each in self._found.values()) > MOST_KEPT:
            del self._found[next(iter(self._found))]
        self.set_timer(KEPT_FOR, lambda: self._forget(found))

    def _forget(self, found: Found) -> None:
        if self._found.get(found.order) is found:
            del self._found[found.order]

    def _wait_no_more(self) -> None:
        if self._waits:
            self._waits.stop()

    @work(thread=True, exclusive=True, group="search")
    def _find(self, most: int, *, keep: bool) -> None:
        """Find at most so many prompts."""
        query, order, known, kept = self._query, self._order, self._tally, self._found
        if get_current_worker().is_cancelled:  # overtaken before it began
            return
        try:
            names = self._browse.find(query, order, most)
            nearest = "" if names else self._describe_nearest(query)
            is_ranked = order is ListingOrder.LEARNING and bool(names) and self._browse.is_ranked(query)
        except Problem as problem:
            self.post_message(self.Failed(problem))
            return
        is_complete = most == ALL or len(names) < most
        is_known = known.is_complete and known.prompts == len(names)  # in another order
        tally = known if is_known else Tally(len(names), len(set(map(card_of, names))), is_complete)
        self.post_message(self.Found(query, order, names, tally, keep, kept, nearest, is_ranked))

    def on_card_search_screen_found(self, found: Found) -> None:
        """Show what was found, unless something else is looked for by now."""
        if (found.query, found.order) == (self._query, self._order):
            if found.tally.is_complete:
                self._keep_order(found)
            self._show_found(found, keep=found.keep)

    def _show_found(self, found: Found, *, keep: bool) -> None:
        self._is_complete, self._is_ranked = found.tally.is_complete, found.is_ranked
        if self._is_complete or not self._tally.is_complete:
            self._tally = found.tally
        self._total = max(self._total, found.tally.cards)  # decks may have been read meanwhile
        self._show(found.names, keep=keep)
        if self._is_complete and self._choose_all_then:
            self._table.choose_all()
        self._choose_all_then = self._choose_all_then and not self._is_complete
        nothing = self.query_one("#browse-none", Static)
        nothing.display = not found.names
        if not found.names:
            nothing.update(printable_line(found.nearest))
        self.show_titles()
        if not self._is_complete:
            self._waits = self.set_timer(0 if self._choose_all_then else REST, self.find_all)

    def _show(self, names: Sequence[str], *, keep: bool) -> None:
        """Show the prompts; where those on the screen are the first of them, only more rows."""
        shown = self._table.names
        if keep and shown and names[: len(shown)] == shown:
            self._table.extend(names)
            self.show_counts()
        else:
            self._table.show(names, keep=keep)

    def on_card_search_screen_failed(self, failed: Failed) -> None:
        """Tell why the search failed."""
        self.tell(str(failed.problem), "error")

    def _describe_nearest(self, query: Query) -> str:
        """That nothing was found, and without which of its terms something is."""
        if query == EVERYTHING:
            return "There are no cards yet."
        for term, wider in wider_queries(query)[:MOST_WIDER]:
            if found := self._browse.find(wider, ListingOrder.LEARNING, FIRST):
                more = " or more" if len(found) == FIRST else ""
                return f"No cards match; without {term}, {counted(len(found), 'question')}{more} would."
        return "No cards match."

    def show_counts(self) -> None:
        """Tell how many prompts are found and chosen."""
        tally, chosen = self._tally, len(self._table.chosen)
        more = "" if tally.is_complete else "+"
        if self.app.size.width >= NARROW:
            chosen_too = f"{counted(chosen, 'question')} chosen · " if chosen else ""
            counts = f"{chosen_too}{tally.cards:,}{more} of {counted(self._total, 'card')}"
        elif chosen:
            counts = f"{chosen:,} of {tally.prompts:,}{more} chosen"
        else:
            counts = f"{tally.cards:,}+ cards" if more else counted(tally.cards, "card")
        self.query_one(QueryField).show_counts(counts)

    def put_in_order(self, order: ListingOrder) -> None:
        """Show the list in another order, the cursor at its prompt unless it is at the first."""
        if order is not self._order:
            self._order = order
            self.show_titles()
            self._is_complete = False
            self._wait_no_more()
            self._waits = self.set_timer(ORDER_REST, self._search_in_order)

    def _search_in_order(self) -> None:
        """Find what the query means in another order; the cursor's prompt may be among the later ones."""
        self.find_all() if self._table.cursor > 0 else self._search()

    def tell(self, text: str, severity: Severity = "information") -> None:
        """Show a short notification in place of earlier ones."""
        show_notice(self, text, severity=severity, timeout=5)
