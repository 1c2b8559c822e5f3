"""What the laboratory can run: questions, surfaces, problems and sequences of gradients, with a filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

import flashcards.demo.gradients as sequences
from flashcards.deck.model import Demo
from flashcards.demo.lab_questions import QUESTIONS
from flashcards.demo.lookup import GROUNDS
from flashcards.text.fold import fold_text
from flashcards.text.numbers import format_number
from flashcards.tui.line_input import LineInput


class GroundChoice(NamedTuple):
    """A row of the list: a question with its demo, or a ground by the name that a deck gives it."""

    group: str
    title: str
    about: str
    demo: Demo | None = None
    ground: str = ""

    def matches(self, words: Sequence[str]) -> bool:
        """True if every word is in the row."""
        text = fold_text(f"{self.group} {self.title} {self.about}")
        return all(word in text for word in words)


def ground_choices() -> Iterator[GroundChoice]:
    """Everything that can be run, in groups."""
    for question in QUESTIONS:
        yield GroundChoice("Questions", question.title, "", demo=question.demo)
    for name, (kind, title) in GROUNDS.items():
        yield GroundChoice(kind, name, title, ground=name)
    for name, named in sequences.SEQUENCES.items():
        numbers = " ".join(format_number(number, ascii_only=True) for number in named.numbers)
        yield GroundChoice("Gradients", f"{name} {numbers}", named.about, ground=f"{name} {numbers}")


class GroundScreen(ModalScreen[GroundChoice | None]):
    """A filter and a list; Enter takes the row under the cursor."""

    DEFAULT_CSS = """
    GroundScreen { align: center middle; background: $fc-bg 60%; }
    #grounds { width: 76; max-width: 96%; height: 90%; max-height: 40; background: $fc-panel; padding: 0 2; }
    #grounds Input { height: 1; border: none; padding: 0; margin: 0 0 1 0; background: $fc-panel; }
    #grounds OptionList { height: 1fr; border: none; padding: 0; background: $fc-panel;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1; }
    #grounds OptionList > .option-list--option-highlighted {
        background: $fc-sel; color: $fc-fg; text-style: bold;
    }
    #grounds #grounds-title { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("down,tab", "move(1)", "Down", show=False, priority=True),
        Binding("up,shift+tab", "move(-1)", "Up", show=False, priority=True),
        Binding("enter", "take", "Take", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._every = list(ground_choices())
        self._shown: list[int] | None = None
        """The places of what is listed."""

    def compose(self) -> ComposeResult:
        """The title, the filter, the list."""
        with Vertical(id="grounds"):
            yield Static(
                Content.assemble(("What to run", "bold"), ("   Enter runs it · Esc closes", "$fc-muted")),
                id="grounds-title",
            )
            yield LineInput(placeholder="a question, a surface, gradients…", compact=True)
            yield OptionList(markup=False)

    def on_mount(self) -> None:
        """Show everything."""
        self._fill("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        words = fold_text(typed).split()
        listed = self.query_one(OptionList)
        shown = [at for at, each in enumerate(self._every) if each.matches(words)]
        if shown != self._shown:
            self._shown = shown
            listed.clear_options()
            listed.add_options(self._rows(shown))
        listed.action_first()

    def _rows(self, shown: Sequence[int]) -> Iterator[Option]:
        """The rows of the list, each group below its heading."""
        for group, members in groupby(shown, lambda at: self._every[at].group):
            yield Option(Content.styled(group, "bold $fc-muted"), disabled=True)
            for at in members:
                each = self._every[at]
                about = f"  {each.about}" if each.about else ""
                title = f"  {each.title:<{0 if each.demo else 16}}"
                yield Option(Content.assemble(title, (about, "$fc-muted")), id=str(at))

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        listed = self.query_one(OptionList)
        (listed.action_cursor_down if by > 0 else listed.action_cursor_up)()

    def action_take(self) -> None:
        """Take the row under the cursor."""
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self._take(listed.get_option_at_index(listed.highlighted))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the row that was clicked."""
        self._take(event.option)

    def _take(self, option: Option) -> None:
        if option.id is not None:
            self.dismiss(self._every[int(option.id)])

    async def action_dismiss(self, result: GroundChoice | None = None) -> None:
        """Leave everything as it is."""
        self.dismiss(result)
