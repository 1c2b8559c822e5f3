"""The browse screen: the cards that a query means, looked at and changed, one or many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from flashcards.config.commands import BROWSE
from flashcards.study.listing import CardAction, ListedPrompt
from flashcards.tui.browse_changes import CardChanger
from flashcards.tui.browse_opens import OpensCards
from flashcards.tui.bulk_writer import BulkWriter
from flashcards.tui.card_preview import CardPreview
from flashcards.tui.command_keys import command_bindings, rebind, relabel, relabel_all
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import BROWSE_KEYS, HelpScreen
from flashcards.tui.prompt_cells import Day, order_at, title_line
from flashcards.tui.prompt_table import PromptTable
from flashcards.tui.query_field import QueryField
from flashcards.tui.services import Services
from flashcards.tui.tag_history import TagHistory
from flashcards.tui.top_line import TopLine

BESIDE = 110
"""From so many columns on, the card under the cursor is shown beside the list."""
REST, DEMO_REST = 0.1, 0.2
"""Seconds for which the cursor rests on a row before its card is drawn, and after that before its demo is."""
AGAIN = 2.0
"""Seconds until rows that could not be read are read again."""


class BrowseScreen(OpensCards):
    """A query, the prompts that it means, and the card under the cursor."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(BROWSE)]

    def __init__(
        self,
        services: Services,
        tags: TagHistory,
        writer: BulkWriter,
        *,
        typing: bool = False,
        query: str = "",
    ) -> None:
        """`tags` are those changed earlier, `writer` writes what is done to very many; with `typing` the
        query has the focus at first."""
        assert services.browse
        super().__init__(services.browse)
        self._services = services
        self._chosen_keys = services.preferences().keys
        rebind(self._bindings, BROWSE, self._chosen_keys)
        self._typing = typing
        """Whether the query has the focus at first."""
        self._early: list[events.Key | events.Paste] | None = [] if typing else None
        """What was typed before there was a field for it."""
        self._asked = query
        """What the query says at first."""
        self._shows_demo = True
        """Whether the demo is shown where there is room for it."""
        self._drawing: Timer | None = None
        self._changer = CardChanger(services, tags, self._push, self.tell, self.reload, writer)
        self._changer.undo_key = relabel("u", BROWSE, self._chosen_keys)

    def compose(self) -> ComposeResult:
        """The places, the query, the list, the card, the keys."""
        yield TopLine("browse", self._services.day_words())
        yield QueryField()
        with Container(id="browse-panes"):
            with Vertical(id="browse-list"):
                yield Static(id="browse-titles", markup=False)
                yield Static(id="browse-none", markup=False)
                yield PromptTable(self._list_prompts, self._today, id="browse-table")
            yield CardPreview(id="browse-card")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Find everything."""
        self._total = self.app.attempt(self._browse.count_cards) or 0  # type: ignore[attr-defined]
        self.set_focus(self.query_one(QueryField).field if self._typing else self._table)
        if self._asked:
            self.query_one(QueryField).field.value = self._asked
        else:
            self._search()
        early, self._early = self._early or (), None
        for event in early:
            self.query_one(QueryField).field.post_message(event)

    def post_message(self, message: Message) -> bool:
        """Keep what is typed before the screen is mounted for the query."""
        if self._early is not None and isinstance(message, events.Key | events.Paste):
            self._early.append(message)
            return True
        return super().post_message(message)

    def on_resize(self, event: events.Resize) -> None:
        """Put the card beside the list, or below it."""
        self.set_class(event.size.width >= BESIDE, "-beside")
        self.call_after_refresh(self.show_titles)

    def _today(self) -> Day:
        return Day(self._services.clock(), self._services.today())

    # What is shown

    def _list_prompts(self, names: Sequence[str]) -> Mapping[str, ListedPrompt]:
        """What is known of these prompts; nothing for the moment if something hinders that, which is told."""
        found = self.app.attempt(lambda: self._browse.list_prompts(names))  # type: ignore[attr-defined]
        if found is None:
            self.set_timer(AGAIN, self._table.reload)
            return {}
        return found  # type: ignore[no-any-return]

    def on_prompt_table_moved(self) -> None:
        """Draw the card once the cursor rests; tell how many are found and chosen."""
        self.show_counts()
        if self._drawing:
            self._drawing.stop()
        self._drawing = self.set_timer(REST, self._draw)

    def show_titles(self) -> None:
        """Show the titles of the columns, for the present order."""
        titles = title_line(self._table.row_width, self._order, ranked=self._is_ranked)
        self.query_one("#browse-titles", Static).update(titles, layout=False)

    def _draw(self) -> None:
        """Show the card under the cursor, if there is room for it; its demo if the cursor rests longer."""
        preview = self.query_one(CardPreview)
        if not preview.display:
            return
        name, picture = self._table.under_cursor, self._services.picture
        prompt = self.app.attempt(lambda: self._browse.prompt(name)) if name else None  # type: ignore[attr-defined]
        preview.show(prompt, lambda address: picture(prompt.card, address) if prompt else None)
        if prompt and prompt.card.demo and self._has_room_for_demo:
            self._drawing = self.set_timer(DEMO_REST, preview.show_demo)

    @property
    def _has_room_for_demo(self) -> bool:
        return self._shows_demo and (self.has_class("-beside") or self.has_class("-open"))

    # What keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a query is typed, letters belong to it; what it means is not done before it can be read."""
        # It is asked of each key at every change of the foot; there is no field before the first frame.
        for query in (each for each in self.children if isinstance(each, QueryField)):
            if action in _ACTIONS and query.field.has_focus:
                return False
            if action in _CHANGING and query.is_unreadable:
                return False
        return super().check_action(action, parameters)

    def on_query_field_left(self, message: QueryField.Left) -> None:
        """Go from the query to the list, home, or to the help."""
        match message.to:
            case "list":
                self._table.focus()
            case "home":
                self.action_leave()
            case "help":
                self.action_help()

    def action_filter(self) -> None:
        """Type the query."""
        self._show_alone(False)
        self.set_focus(self.query_one(QueryField).field)

    def action_move(self, by: int) -> None:
        """Go to another row."""
        self._table.move(by)

    def action_page(self, by: int) -> None:
        """Go a screenful further, or scroll the opened card."""
        if self.has_class("-open"):
            self.query_one(CardPreview).scroll_relative(
                y=by * max(1, self.query_one(CardPreview).size.height - 1), animate=False
            )
        else:
            self._table.move(by * self._table.page_rows)

    def action_end(self, to: int) -> None:
        """Go to the first or the last row."""
        self._table.move(to * len(self._table.names))

    def action_range(self, by: int) -> None:
        """Choose from here on."""
        self._table.move(by, choose=True)
        self.show_counts()

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        self._table.choose()
        self.show_counts()

    def action_choose_all(self) -> None:
        """Choose all that match, once they are known."""
        if self._is_complete:
            self._table.choose_all()
        else:
            self._choose_all_then = True
            self.find_all()

    @property
    def does_now(self) -> Mapping[str, str]:
        """What keys do where a card is shown alone: the one that opened it brings the list back."""
        return {"open": "list"} if self.has_class("-open") else {}

    def _show_alone(self, is_alone: bool) -> None:
        """Show the card alone, or beside the list or below it."""
        if is_alone is not self.has_class("-open"):
            self.set_class(is_alone, "-open")
            self.refresh_bindings()
        self.call_after_refresh(self._draw)

    def action_open(self) -> None:
        """Show the card alone, or the list again."""
        if self._table.under_cursor:
            self._show_alone(not self.has_class("-open"))

    def action_demo(self) -> None:
        """Show the demo of the card, or no longer; where there is no room beside the list, the card alone."""
        name = self._table.under_cursor
        prompt = self._browse.prompt(name) if name else None
        if not prompt or not prompt.card.demo:
            self.tell("This card has no demo.")
            return
        self._shows_demo = not self._has_room_for_demo
        is_alone = self.has_class("-open")
        self._show_alone(is_alone or (self._shows_demo and not self.has_class("-beside")))

    def on_prompt_table_opened(self) -> None:
        """The row under the cursor was clicked."""
        self.action_open()

    def on_click(self, event: events.Click) -> None:
        """A click on a title orders the list."""
        if event.widget and event.widget.id == "browse-titles":
            at = event.get_content_offset(event.widget)
            order = order_at(self._table.row_width, at.x) if at is not None else None
            self.put_in_order(order or self._order)

    def action_order(self) -> None:
        """Put the list in the next order."""
        self.put_in_order(self._order.next())

    # What is done to cards

    def action_change(self, action: str) -> None:
        """Suspend, bury or mark what is meant; or the other way, if all of it is so already."""
        self._changer.change(CardAction(action), self._table.meant)

    def action_set_due(self) -> None:
        """Ask for the day on which the cards are asked."""
        self._changer.set_due(self._table.meant)

    def action_tag(self) -> None:
        """Ask for tags that the cards get, or that are taken from them."""
        self._changer.tag(self._table.meant)

    def action_reset(self) -> None:
        """Make cards new again, after asking."""
        self._changer.reset(self._table.meant)

    def action_undo(self) -> None:
        """Take back what was done last."""
        self._changer.undo()

    def _push(self, screen: ModalScreen[Any], answer: Callable[[Any], None]) -> None:
        self.app.push_screen(screen, answer)

    def reload(self) -> None:
        """Read the rows and the card in sight again, unless the screen was left meanwhile."""
        if not self.is_attached:
            return
        self.forget_orders()
        self._table.reload()
        self._draw()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(relabel_all(BROWSE_KEYS, BROWSE, self._chosen_keys), "browse"))

    def action_leave(self) -> None:
        """Go back: from the card to the list, to nothing chosen, to the query, to the home screen."""
        if self.has_class("-open"):
            self._show_alone(False)
        elif self._table.has_focus and self._table.chosen:
            self._table.choose_none()
        elif self._table.has_focus and self.query_one(QueryField).field.value:
            self.query_one(QueryField).field.focus()
        else:
            self.action_leave_wholly()

    def action_leave_wholly(self) -> None:
        """Go to the home screen."""
        self.app.clear_notifications()
        self.dismiss()


_CHANGING = frozenset(("choose", "choose_all", "range", "change", "tag", "set_due", "reset"))
_ACTIONS = frozenset(binding.action.partition("(")[0] for binding in command_bindings(BROWSE))
