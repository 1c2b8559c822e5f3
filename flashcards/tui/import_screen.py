"""The import screen: each proposal beside its source, to be accepted, edited, merged or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from flashcards.errors import counted, printable
from flashcards.importing.review import ImportReview
from flashcards.importing.review_candidate import Decision, Group
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import IMPORT_KEYS, HelpScreen
from flashcards.tui.import_reading import ImportEnd
from flashcards.tui.import_summary import decided_line, decided_words, found_line, write_label
from flashcards.tui.leave_import import LeaveImportScreen, Leaving
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.proposal_list import ProposalList
from flashcards.tui.proposal_source import SCROLLING, ProposalSourceScreen
from flashcards.tui.proposal_view import ProposalView
from flashcards.tui.services import ImportProposals, ImportServices
from flashcards.tui.top_line import TopLine


class ImportScreen(ProposalSourceScreen):
    """Reads notes and lists what they propose; nothing is written until the person asks for it."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (100, "-beside")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        *SCROLLING,
        Binding("enter", "go_on", show=False, priority=True),
        Binding("space,a", "accept", "Accept"),
        Binding("e", "edit", "Edit"),
        Binding("x", "discard", "Discard"),
        Binding("exclamation_mark,n", "never", "Never", key_display="!"),
        Binding("g,r", "take_reference", "Right line", key_display="g"),
        Binding("A", "accept_sure", "All sure"),
        Binding("f", "only_open", "Open"),
        Binding("u,ctrl+z", "undo", "Undo", key_display="u"),
        Binding("m", "merge", "Merge"),
        Binding("d", "fold('doubtful')", "Doubtful"),
        Binding("D", "fold('left out')", "Left out"),
        Binding("p", "problems", "Problems"),
        Binding("question_mark,f1", "help", "Help", key_display="?"),
        Binding("q,escape", "leave", "Back", key_display="q"),
        Binding("ctrl+s,w", "write", "Write", show=False),
    ]

    def __init__(self, imports: ImportServices, path: str, day: str = "") -> None:
        super().__init__(imports, path)
        self._day = day
        self._end: ImportEnd | None = None
        """What was written, once it is."""

    def compose(self) -> ComposeResult:
        """The places, what is imported, the list, the proposal under the cursor, decisions, keys."""
        yield TopLine("notes", self._day)
        yield Static(id="importing")
        yield Static(id="reading")
        with Container(id="panes"):
            yield ProposalList(id="proposals")
            yield ProposalView(id="proposal")
        with Horizontal(id="import-foot"):
            yield Static(id="decided")
            yield Static(id="import-write", classes="filled", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start reading."""
        self.query_one("#panes").display = False
        self.query_one("#import-write").display = False
        self.start_reading()

    def on_resize(self, event: events.Resize) -> None:
        """Say more in the first line, and show more of the source, where there is room."""
        self.call_after_refresh(self._show_for_size)

    def _show_for_size(self) -> None:
        self._show_found()
        if self._review.candidates:
            self.show_proposal()

    def begin(self, found: ImportProposals, titles: list[str]) -> None:
        """Show the proposals; if there are none, say so."""
        self._found, self._titles = found, titles
        self._review = ImportReview.of(found.proposals, found.left_out)
        self._show_found()
        self.refresh_bindings()
        if not found.proposals:
            self.show_reading(f"{counted(found.notes, 'note')}: nothing new to propose. {found.about}")
            return
        self.query_one("#reading").display = False
        self.query_one("#panes").display = True
        self._list.fill(self._review, titles)
        self._list.focus()
        self.show_decided()
        self.show_proposal()

    # What is shown

    def _show_found(self) -> None:
        line = self.query_one("#importing", Static)
        line.update(found_line(self._path, self._found, self._review, line.content_region.width))

    def show_decided(self, remark: str = "") -> None:
        """Show the decisions so far, and a remark on the last action; while merging, what to do."""
        text = decided_line(self._review, remark)
        if self._merging is not None:
            keys = "m on the card to keep, Esc stops"
            title = f"merging “{self._titles[self._merging]}”"
            text = Content.assemble(("→m ", "bold $fc-accent"), (f"{keys}: ", "bold"), title)
        self.query_one("#decided", Static).update(text)
        self._show_control(write_label(self._review))
        self._show_found()

    def _show_control(self, label: str) -> None:
        control = self.query_one("#import-write", Static)
        control.display = bool(label)
        control.update(f" {label} ")

    def on_option_list_option_highlighted(self) -> None:
        """Show the proposal that the cursor has moved to."""
        self.show_proposal()

    def on_option_list_option_selected(self) -> None:
        """A click on the heading of a group that is folded away shows it."""
        if group := self._list.fold_under_cursor:
            self.action_fold(group.value)

    def on_click(self, event: events.Click) -> None:
        """A click on the filled control does what Enter does there."""
        if event.widget and event.widget.id == "import-write":
            self.action_study() if self._end else self.action_write()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what applies: little while notes are read and once the deck is written."""
        found = self._found
        if action in {"help", "leave"}:
            return True
        if action == "problems":
            return bool(found and found.problems)
        if self._end and action in _DECIDING:
            return action in {"go_on", "turn", "scroll"}
        if action == "fold":
            return parameters[0] in self._review.by_group()
        if action == "take_reference":
            at = self._list.current if self.is_mounted else None
            return at is not None and self._review.candidates[at].is_contradicted
        return bool(found and found.proposals) or action not in _DECIDING

    # What keys do

    def action_go_on(self) -> None:
        """Do what the filled control says; while something is open, accept it."""
        if self._end:
            self.action_study()
        elif self._is_all_decided() and self._merging is None and not self._list.fold_under_cursor:
            self.action_write()
        else:
            self.action_accept()

    def _is_all_decided(self) -> bool:
        return bool(self._review.history) and not self._review.counts[Decision.OPEN]

    def action_fold(self, group: str) -> None:
        """Show the proposals of a group, or fold them away."""
        shown = self._list.toggle_fold(Group(group))
        self._list.fill(self._review, self._titles)
        members = self._review.by_group()[Group(group)]
        if shown:
            self._list.move_to(members[0])

    def action_only_open(self) -> None:
        """Show what is open alone, or everything again."""
        alone = self._list.toggle_open()
        self._list.fill(self._review, self._titles)
        self.show_proposal()
        self.show_decided("  ·  only what is open is shown" if alone else "")

    def action_problems(self) -> None:
        """List the problems of the notes."""
        if self._found:
            self.app.push_screen(ProblemsScreen(self._found.problems, "notes"))

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(IMPORT_KEYS, "notes"))

    def action_write(self) -> None:
        """Write the accepted cards and the decisions; then they can be studied."""
        if not self._review.history:
            self.tell("Nothing is decided yet: Space accepts a card, A all sure ones.")
            return
        written = self.app.attempt(lambda: self._imports.write_import(self._review.outcome()))  # type: ignore[attr-defined]
        if written is None:
            return
        self._end = ImportEnd(written=written, deck=self._found.deck if self._found else "")
        if not self._review.counts[Decision.ACCEPTED]:
            self.dismiss(self._end)
            return
        self.query_one("#decided", Static).update(Content.styled(printable(written), "bold"))
        self._show_control("Enter  Study them")
        self.refresh_bindings()

    def action_study(self) -> None:
        """Study the deck that was written."""
        if self._end:
            self.dismiss(replace(self._end, study=True))

    def action_leave(self) -> None:
        """Stop choosing a card to merge, or leave; decisions that are not written are asked about."""
        if self._end:
            self.dismiss(self._end)
        elif self._merging is not None:
            self._merging = None
            self.show_decided()
        elif self._review.history:
            self.app.push_screen(LeaveImportScreen(decided_words(self._review)), self._leave)
        else:
            self._leave("leave")

    def action_leave_wholly(self) -> None:
        """Leave, also while a card to merge is chosen."""
        if self._merging is not None:
            self._merging = None
            self.show_decided()
        self.action_leave()

    def _leave(self, answer: Leaving | None) -> None:
        if answer == "write":
            self.action_write()
            if self._end and self.is_attached:
                self.dismiss(self._end)
        elif answer == "leave":
            self.stop_reading()
            self.dismiss(ImportEnd(failure=self.failure))


_DECIDING: Sequence[str] = (
    *(
        "go_on",
        "accept",
        "accept_sure",
        "discard",
        "never",
        "edit",
        "merge",
        "undo",
        "write",
        "take_reference",
    ),
    *("take_reference", "turn", "scroll", "only_open", "fold"),
)
"""The actions that need proposals, and of which none changes what is written already."""
