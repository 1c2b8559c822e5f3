"""The screen of all demos: their titles on the left, the chosen one running on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from flashcards.demo.result import Result
from flashcards.errors import printable_line
from flashcards.study.card_opening import opening_of
from flashcards.text.fold import fold_text
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import DEMOS_KEYS, HelpScreen
from flashcards.tui.lines_view import OneRow
from flashcards.tui.services import CardDemo

MemoryRun: TypeAlias = Callable[[Mapping[str, float]], Result]
"""The demo of the person's own memory with these settings."""
_OWN = "own-memory"


class AskedLine(OneRow):
    """What the card of the demo asks."""

    DEFAULT_CSS = "AskedLine { padding: 0 2; }"

    _row: str = ""

    def render(self) -> Content:
        """As much of it as there is room for."""
        return Content.styled(opening_of(self._row, self.size.width), "bold")


class DemosScreen(Screen[None]):
    """Lists demos and runs the one under the cursor; Enter gives it the arrow keys."""

    HORIZONTAL_BREAKPOINTS = [(0, "-alone"), (72, "-beside")]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    DemosScreen #demos { width: 1fr; min-width: 24; max-width: 32; }
    DemosScreen OptionList {
        height: 1fr; border: none; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    DemosScreen Input { display: none; margin: 0 1; background: $fc-panel; }
    DemosScreen OptionList:focus { border: none; }
    DemosScreen #demo-shown { width: 3fr; }
    DemosScreen DemoPane { height: 1fr; }
    DemosScreen.-alone #demos { max-width: 100%; }
    DemosScreen.-alone #demo-shown { display: none; width: 1fr; }
    DemosScreen.-alone.-in-demo #demos { display: none; }
    DemosScreen.-alone.-in-demo #demo-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn", "List ↔ demo", show=True),
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("question_mark,f1", "help", "Help", key_display="?"),
        Binding("q,escape", "leave", "Back"),
    ]

    def __init__(self, demos: Sequence[CardDemo], own_memory: MemoryRun | None = None) -> None:
        super().__init__()
        self._demos, self._own_memory = demos, own_memory

    def compose(self) -> ComposeResult:
        """The list, the pane, the keys."""
        with Horizontal():
            with Vertical(id="demos"):
                yield Input(placeholder="deck, card or question", compact=True)
                yield OptionList(*self._options(), markup=False)
            with Vertical(id="demo-shown"):
                yield AskedLine()
                yield DemoPane()
        yield KeyFooter()

    def _options(self, words: Sequence[str] = ()) -> Iterator[Option]:
        """The demos of whose titles and questions all words are, grouped under the names of their decks."""
        if self._own_memory and not words:
            yield Option("Your own memory", id=_OWN)
        above = ""
        for at, entry in enumerate(self._demos):
            if not all(word in fold_text(f"{entry.title} {entry.asked}") for word in words):
                continue
            deck, _, name = entry.title.rpartition(" › ")
            if deck and deck != above:
                yield Option(printable_line(deck), disabled=True)
            above = deck
            yield Option(printable_line(f" {name}" if deck else name), id=str(at))

    def on_mount(self) -> None:
        """Focus the list."""
        self.query_one(OptionList).focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Run the demo under the cursor."""
        if event.option_id == _OWN and self._own_memory:
            self.query_one(AskedLine).show_row("")
            self.query_one(DemoPane).show_run(self._own_memory)
            return
        _, demo, optimizer, asked = self._demos[int(event.option_id or 0)]
        self.query_one(AskedLine).show_row(asked)
        self.query_one(DemoPane).show(
            replace(demo, predict=None), optimizer
        )  # who looks round is asked nothing

    def on_option_list_option_selected(self) -> None:
        """Move the focus to the demo."""
        self._go_to_demo()

    def _go_to_demo(self) -> None:
        self.add_class("-in-demo")  # where there is room for one of them, it takes the place of the list
        self.call_after_refresh(self.query_one(DemoPane).focus)

    def _go_to_list(self) -> None:
        self.remove_class("-in-demo")
        self.call_after_refresh(self.query_one(OptionList).focus)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the demos that are meant, and run the first."""
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(self._options(fold_text(event.value).split()))
        listed.action_first()

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self.query_one(OptionList).focus()

    def action_filter(self) -> None:
        """Type what the demos are called."""
        self.remove_class("-in-demo")
        self.query_one(Input).display = True
        self.query_one(Input).focus()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(DEMOS_KEYS, "demos"))

    def action_turn(self) -> None:
        """Switch between list and demo."""
        if self.query_one(OptionList).has_focus:
            self._go_to_demo()
        else:
            self._go_to_list()

    def action_leave(self) -> None:
        """Go from the demo to the list, or from the list back."""
        field, listed = self.query_one(Input), self.query_one(OptionList)
        if field.display and (field.has_focus or listed.has_focus):
            field.value, field.display = "", False
            listed.focus()
        elif listed.has_focus:
            self.dismiss()
        else:
            self._go_to_list()
