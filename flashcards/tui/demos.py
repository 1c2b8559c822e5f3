"""The screen of all demos: their titles on the left, the chosen one running on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from flashcards.demo.result import Result
from flashcards.errors import printable_line
from flashcards.text.fold import fold_text
from flashcards.text.styled import ellipsize
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import DEMOS_KEYS, HelpScreen
from flashcards.tui.lines_view import LinesView, Rows
from flashcards.tui.services import DemoEntry
from flashcards.tui.verdict_band import wrap_text

MemoryRun: TypeAlias = Callable[[Mapping[str, float]], Result]
"""The demo of the person's own memory with these settings."""
_OWN = "own-memory"


class ChosenQuestion(LinesView):
    """What the card of the chosen demo asks, whole: the list has room for its first words only."""

    DEFAULT_CSS = "ChosenQuestion { height: 2; padding: 0 1; }"

    def rows(self, width: int) -> Rows:
        """Two rows, so that no question moves what is above it."""
        first, *rest = wrap_text(str(self._shows or ""), width) or [""]
        return [[(first, "$fc-muted")], [(ellipsize(" ".join(rest), width), "$fc-muted")]]


class DemosScreen(Screen[None]):
    """Lists demos and runs the one under the cursor; Enter gives it the arrow keys."""

    DEFAULT_CSS = """
    DemosScreen #demos { width: 2fr; min-width: 24; max-width: 52; }
    DemosScreen OptionList {
        height: 1fr; border: none; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    DemosScreen Input { display: none; margin: 0 1; background: $fc-panel; }
    DemosScreen OptionList:focus { border: none; }
    DemosScreen DemoPane { width: 3fr; height: 1fr; }
    DemosScreen.-bare #demos { max-width: 100%; }
    DemosScreen.-bare DemoPane, DemosScreen.-bare.-running #demos { display: none; }
    DemosScreen.-bare.-running ChosenQuestion { display: none; }
    DemosScreen.-bare.-running DemoPane { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn", "List ↔ demo", show=True),
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("question_mark,f1", "help", "Help", key_display="?"),
        Binding("q,escape", "leave", "Back"),
    ]

    def __init__(self, demos: Sequence[DemoEntry], own_memory: MemoryRun | None = None) -> None:
        super().__init__()
        self._demos, self._own_memory = demos, own_memory

    def compose(self) -> ComposeResult:
        """The list, the pane, the keys."""
        with Horizontal():
            with Vertical(id="demos"):
                yield Input(placeholder="deck or card", compact=True)
                yield OptionList(*self._options(), markup=False)
            yield DemoPane()
        yield ChosenQuestion()
        yield KeyFooter()

    def _options(self, words: Sequence[str] = ()) -> Iterator[Option]:
        """The demos whose deck, question or id has all words, grouped under the names of their decks."""
        if self._own_memory and not words:
            yield Option("Your own memory", id=_OWN)
        above = ""
        for at, entry in enumerate(self._demos):
            text = fold_text(f"{entry.deck} {entry.name} {entry.id.replace('-', ' ')}")
            if not all(word in text for word in words):
                continue
            if entry.deck and entry.deck != above:
                yield Option(printable_line(entry.deck), disabled=True)
            above = entry.deck
            yield Option(printable_line(f" {entry.name}" if entry.deck else entry.name), id=str(at))

    def on_mount(self) -> None:
        """Focus the list."""
        self.query_one(OptionList).focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Run the demo under the cursor, and say what its card asks."""
        if event.option_id == _OWN and self._own_memory:
            self.query_one(ChosenQuestion).show_anew("")
            self.query_one(DemoPane).show_run(self._own_memory)
            return
        entry = self._demos[int(event.option_id or 0)]
        asked = ": ".join(filter(None, (entry.deck, entry.name)))
        self.query_one(ChosenQuestion).show_anew(printable_line(asked))
        looked_at = replace(entry.demo, predict=None)  # who looks round is asked nothing
        self.query_one(DemoPane).show(looked_at, entry.optimizer)

    def on_option_list_option_selected(self) -> None:
        """Move the focus to the demo."""
        self._go_to_demo()

    def _go_to_demo(self) -> None:
        """Give the demo the keys; where there is room for one of both, it alone is shown."""
        self.set_class(True, "-running")
        self.query_one(DemoPane).focus()

    def _go_to_list(self) -> None:
        self.set_class(False, "-running")
        self.query_one(OptionList).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the demos that are meant, and run the first."""
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(self._options(fold_text(event.value).split()))
        listed.action_first()

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self._go_to_list()

    def action_filter(self) -> None:
        """Type what the demos are called."""
        self.set_class(False, "-running")
        self.query_one(Input).display = True
        self.query_one(Input).focus()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(DEMOS_KEYS, "demos"))

    def action_turn(self) -> None:
        """Switch between list and demo."""
        self._go_to_demo() if self.query_one(OptionList).has_focus else self._go_to_list()

    def action_leave(self) -> None:
        """Go from the demo to the list, or from the list back."""
        field, listed = self.query_one(Input), self.query_one(OptionList)
        if field.display and (field.has_focus or listed.has_focus):
            field.value, field.display = "", False
            self._go_to_list()
        elif listed.has_focus:
            self.action_leave_wholly()
        else:
            self._go_to_list()

    def action_leave_wholly(self) -> None:
        """Go back, from wherever the focus is."""
        self.dismiss()
