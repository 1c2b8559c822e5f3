"""What the browse screen asks before it changes cards: whether, and to which day."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from flashcards.deck.tags import TagEdit, read_tag_edit
from flashcards.errors import Problem, printable, printable_line
from flashcards.scheduling import RowKind
from flashcards.study.day_words import with_day
from flashcards.study.events import Event, day_text
from flashcards.tui.foot_line import FootLine
from flashcards.tui.footer import KeyHint


class ConfirmScreen(ModalScreen[bool]):
    """Asks whether to do something; Enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "dismiss(True)", "Yes"),
        Binding("escape,q,n", "dismiss(False)", "No"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question, and its keys."""
        with Vertical(classes="question-box"):
            yield Static(Content(self._question))
            yield FootLine(KeyHint("Enter", "yes", "dismiss(True)"), KeyHint("Esc", "no", "dismiss(False)"))


class AskDayScreen(ModalScreen[str | None]):
    """Asks for a day; the result is what was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, question: str, today: int) -> None:
        super().__init__()
        self._question, self._today = question, today

    def compose(self) -> ComposeResult:
        """The question and a field."""
        with Vertical(classes="question-box"):
            yield Static(Content(self._question))
            yield Input("tomorrow", compact=True, select_on_focus=True, max_length=20)
            yield Static(id="day-means", markup=False)

    def _read(self, text: str) -> int:
        """The day that is typed. Raises Problem if it is none."""
        return with_day(Event(RowKind.SET_DUE), text).day_from(self._today)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say which day is meant, or what to write."""
        try:
            means = f"✓ {day_text(self._read(event.value))}   Enter sets it, Esc leaves it"
        except Problem as problem:
            means = f"✗ {problem.hint}"
        self.query_one("#day-means", Static).update(printable(means))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the day."""
        with suppress(Problem):  # it is told below the field
            self._read(event.value)
            self.dismiss(event.value)


class AskTagsScreen(ModalScreen[TagEdit | None]):
    """Asks for tags to add and to take away; the result is what to do, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, question: str, present: Mapping[str, int]) -> None:
        """`present` are the tags that there are, with how many cards have each."""
        super().__init__()
        self._question, self._present = question, present

    def compose(self) -> ComposeResult:
        """The question, the present tags and a field."""
        with Vertical(classes="question-box"):
            yield Static(Content(printable_line(f"{self._question}: {self._present_text}")))
            yield Input(compact=True, max_length=400)
            yield Static(id="tags-mean", markup=False)

    def on_mount(self) -> None:
        """Say how tags are typed."""
        self.query_one("#tags-mean", Static).update("exam, second moment adds two; -exam takes it away")

    @property
    def _present_text(self) -> str:
        most = max(self._present.values(), default=0)
        told = [tag if most == 1 else f"{tag} {times}" for tag, times in self._present.items()]
        return ", ".join(told) or "none"

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what the tags mean, or what to write."""
        try:
            edit = read_tag_edit(event.value)
        except Problem as problem:
            means = f"✗ {problem.message}, {problem.hint}"
        else:
            added, removed = (", ".join(tags) for tags in edit)
            parts = [f"adds {added}" if added else "", f"takes away {removed}" if removed else ""]
            means = f"✓ {'; '.join(filter(None, parts))}   Enter does it"
        self.query_one("#tags-mean", Static).update(printable_line(means))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the change."""
        with suppress(Problem):  # it is told below the field
            self.dismiss(read_tag_edit(event.value))
