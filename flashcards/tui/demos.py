"""The screen of all demos: their titles on the left, the chosen one running on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flashcards.deck.model import Demo
from flashcards.demo.result import Result
from flashcards.errors import printable_line
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.footer import KeyFooter

Entry: TypeAlias = tuple[str, Demo, str]
"""A title, usually `deck › card`, a demo, and the optimizer to use if the demo names none."""
MemoryRun: TypeAlias = Callable[[Mapping[str, float]], Result]
"""The demo of the person's own memory with these settings."""
_OWN = "own-memory"


class DemosScreen(Screen[None]):
    """Lists demos and runs the one under the cursor; Enter gives it the arrow keys."""

    DEFAULT_CSS = """
    DemosScreen OptionList {
        width: 1fr; min-width: 24; max-width: 32; height: 1fr; border: none; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    DemosScreen OptionList:focus { border: none; }
    DemosScreen DemoPane { width: 3fr; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn", "List ↔ demo", show=True),
        Binding("q,escape", "leave", "Back"),
    ]

    def __init__(self, demos: Sequence[Entry], own_memory: MemoryRun | None = None) -> None:
        super().__init__()
        self._demos, self._own_memory = demos, own_memory

    def compose(self) -> ComposeResult:
        """The list, the pane, the keys."""
        with Horizontal():
            yield OptionList(*self._options(), markup=False)
            yield DemoPane()
        yield KeyFooter()

    def _options(self) -> Iterator[Option]:
        """The demos grouped under the names of their decks."""
        if self._own_memory:
            yield Option("Your own memory", id=_OWN)
        above = ""
        for at, (title, _, _) in enumerate(self._demos):
            deck, _, name = title.rpartition(" › ")
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
            self.query_one(DemoPane).show_run(self._own_memory)
            return
        _, demo, optimizer = self._demos[int(event.option_id or 0)]
        self.query_one(DemoPane).show(demo, optimizer)

    def on_option_list_option_selected(self) -> None:
        """Move the focus to the demo."""
        self.query_one(DemoPane).focus()

    def action_turn(self) -> None:
        """Switch between list and demo."""
        pane, listed = self.query_one(DemoPane), self.query_one(OptionList)
        (pane if listed.has_focus else listed).focus()

    def action_leave(self) -> None:
        """Go from the demo to the list, or from the list back."""
        if self.query_one(OptionList).has_focus:
            self.dismiss()
        else:
            self.query_one(OptionList).focus()
