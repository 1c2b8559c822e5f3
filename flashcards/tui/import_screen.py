"""The import screen: each proposal beside its source, to be accepted, edited, merged or left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from flashcards.deck.card_text import read_card_text, with_remark, write_card_text
from flashcards.deck.model import Card
from flashcards.errors import Problem, counted, printable, printable_line
from flashcards.importing.excerpt import source_excerpt
from flashcards.importing.review import Decision, Group, ImportReview
from flashcards.study.faces import fault
from flashcards.tui.footer import KeyFooter
from flashcards.tui.help import IMPORT_KEYS, HelpScreen
from flashcards.tui.import_reading import ImportEnd, NotesReadingScreen
from flashcards.tui.leave_import import LeaveImportScreen, Leaving
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.proposal_list import ProposalList, card_line
from flashcards.tui.proposal_view import ProposalView
from flashcards.tui.services import ImportProposals, ImportServices


class ImportScreen(NotesReadingScreen):
    """Reads notes and lists what they propose; nothing is written until the person asks for it."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (100, "-beside")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", show=False, priority=True),
        Binding("a,space", "accept", "Accept", key_display="a"),
        Binding("x", "discard", "Discard"),
        Binding("e", "edit", "Edit"),
        Binding("g,r", "take_reference", "Right", key_display="g"),
        Binding("m", "merge", "Merge"),
        Binding("A", "accept_sure", "Sure"),
        Binding("u,ctrl+z", "undo", "Undo", key_display="u"),
        Binding("w,ctrl+s", "write", "Write", key_display="w"),
        Binding("question_mark,f1", "help", "Help", key_display="?"),
        Binding("q,escape", "leave", "Back", key_display="q"),  # up to here they fit in 80 columns
        Binding("n,exclamation_mark", "never", "Never", key_display="n"),
        Binding("d", "fold('doubtful')", "Doubtful"),
        Binding("D", "fold('left out')", "Left out"),
        Binding("p", "problems", "Problems"),
        Binding("tab", "turn", "List ↔ card", show=False),
        Binding("J,shift+down", "scroll(2)", show=False),
        Binding("K,shift+up", "scroll(-2)", show=False),
    ]

    def __init__(self, imports: ImportServices, path: str) -> None:
        super().__init__(imports, path)
        self._found: ImportProposals | None = None
        self._review = ImportReview()
        self._titles: list[str] = []
        """The line of each proposal in the list."""
        self._drafts: dict[int, str] = {}
        """Texts of edited cards that could not be read, to be edited further."""
        self._merging: int | None = None
        """The proposal for which another one to merge it with is being chosen."""
        self._offers_right_line = False

    @property
    def review(self) -> ImportReview:
        """The proposals with the decisions so far."""
        return self._review

    def compose(self) -> ComposeResult:
        """What is imported, the list, the proposal under the cursor, counts, keys."""
        yield Static(id="importing")
        yield Static(id="reading")
        with Container(id="panes"):
            yield ProposalList(id="proposals")
            yield ProposalView(id="proposal")
        yield Static(id="decided")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start reading."""
        self.query_one("#panes").display = False
        self._show_top()
        self.start_reading()

    def begin(self, found: ImportProposals, titles: list[str]) -> None:
        """Show the proposals; if there are none, say so."""
        self._found, self._titles = found, titles
        self._review = ImportReview.of(found.proposals, found.left_out)
        self._show_top()
        self.refresh_bindings()
        if not found.proposals:
            self.show_reading(f"{counted(found.notes, 'note')}: nothing new to propose. {found.about}")
            return
        self.query_one("#reading").display = False
        self.query_one("#panes").display = True
        self._list.fill(self._review, titles)
        self._list.focus()
        self._show_counts()
        self._show_proposal()

    # What is shown

    @property
    def _list(self) -> ProposalList:
        return self.query_one(ProposalList)

    def _show_top(self) -> None:
        """The path, how many proposals of each group there are, and the deck."""
        parts = [(printable_line(self._path), "bold")]
        if self._found:
            groups = {group: len(members) for group, members in self._review.by_group().items()}
            counts = " · ".join(f"{count:,} {_GROUP_WORDS[group]}" for group, count in groups.items())
            problems = len(self._found.problems)
            more = f"  ·  ! {counted(problems, 'problem')}: p" if problems else ""
            parts += [
                (f"  →  deck {printable_line(self._found.deck)}", ""),
                (f"   {counts}{more}", "$fc-muted"),
            ]
        self.query_one("#importing", Static).update(Content.assemble(*parts))

    def _show_counts(self, remark: str = "") -> None:
        """Show the decisions so far, and a remark on the last action; while merging, what to do."""
        if self._merging is not None:
            title = self._titles[self._merging]
            keys = "m on the card to keep, Esc stops"
            text = Content.assemble(("→m ", "bold $fc-accent"), (f"{keys}: ", "bold"), f"merging “{title}”")
        else:
            left = self._review.counts[Decision.OPEN]
            ended = (
                "nothing is open, w writes the deck" if self._review.history else "nothing new is proposed"
            )
            state = (f"{left} open", "") if left else (ended, "bold")
            text = Content.assemble(state, ("  ·  ", "$fc-muted"), self._decided(), (remark, "bold"))
        self.query_one("#decided", Static).update(text)

    def _decided(self) -> str:
        """The decisions in words: "3 accepted, 1 discarded"."""
        counts = self._review.counts
        parts = [f"{counts[each]} {word}" for each, word in _DECISION_WORDS.items() if counts[each]]
        return ", ".join(parts) or "nothing decided"

    def _show_proposal(self) -> None:
        """Show the proposal under the cursor beside its source."""
        at, view = self._list.current, self.query_one(ProposalView)
        view.display = at is not None
        self._offer_right_line()
        if at is None:
            return
        candidate = self._review.candidates[at]
        place = candidate.original.sources[0] if candidate.original.sources else candidate.card.place
        try:
            lines = self._imports.note_lines(place.file)
        except Problem:  # moved or removed since: what was read of it is shown
            lines = ()
        known = self._found.known.get(candidate.original.same_as) if self._found else None
        view.show(self._review, at, source_excerpt(lines, place.line, candidate.original.text), known)

    def _offer_right_line(self) -> None:
        """Show the key for the right line where there is one to take; laying the keys out anew is slow."""
        offered = bool(self.check_action("take_reference", ()))
        if offered != self._offers_right_line:
            self._offers_right_line = offered
            self.refresh_bindings()

    def on_option_list_option_highlighted(self) -> None:
        """Show the proposal that the cursor has moved to."""
        self._show_proposal()

    def on_option_list_option_selected(self) -> None:
        """A click on the heading of a group that is folded away shows it."""
        if group := self._list.fold_under_cursor:
            self._fold(group)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what applies: little while notes are read, the right line for contradicted cards only."""
        found = self._found
        if action == "problems":
            return bool(found and found.problems)
        if action == "fold":
            return parameters[0] in self._review.by_group()
        if action == "take_reference":
            at = self._list.current if self.is_mounted else None
            return at is not None and self._review.candidates[at].is_contradicted
        if action in {"help", "leave"}:
            return True
        return bool(found and found.proposals) or action not in _DECIDING

    # Decisions

    def _apply(self, act: Callable[[int], ImportReview], *, advance: bool = True) -> None:
        """Act on the proposal under the cursor and go on to the next open one; a refusal is told."""
        at = self._list.current
        if at is None:
            self._notify("Choose a proposal; d shows the doubtful ones.")
            return
        try:
            review = act(at)
        except Problem as problem:
            self._notify(str(problem))
            return
        self._change(review)
        if advance:
            self._list.move_to_open(review)
        if self._list.current == at:  # otherwise the cursor's move shows the next one
            self._show_proposal()

    def _change(self, review: ImportReview) -> list[int]:
        """Show a review in place of the present one; returns the indices of what changed."""
        before = self._review.candidates
        pairs = zip(before, review.candidates, strict=True)
        changed = [at for at, (old, new) in enumerate(pairs) if old is not new]
        self._review = review
        for at in changed:
            if review.candidates[at].card is not before[at].card:
                self._titles[at] = card_line(review.candidates[at].card)
        self._list.update_rows(review, self._titles, changed)
        self._show_counts()
        return changed

    def action_accept(self) -> None:
        """Accept the card; on the heading of a folded group unfold it; while merging, merge."""
        if self._merging is not None:
            self.action_merge()
        elif group := self._list.fold_under_cursor:
            self._fold(group)
        else:
            self._apply(self._review.accept)

    def action_accept_sure(self) -> None:
        """Accept every open card that is sure."""
        before = self._review.counts[Decision.ACCEPTED]
        self._change(self._review.accept_sure())
        count = self._review.counts[Decision.ACCEPTED] - before
        self._show_counts(f"  ·  {count:,} just now, u undoes it" if count else "  ·  no sure one is open")
        at = self._list.current
        if at is None or self._review.candidates[at].decision is not Decision.OPEN:
            self._list.move_to_open(self._review)
        self._show_proposal()

    def action_discard(self) -> None:
        """Leave the card out."""
        self._apply(self._review.discard)

    def action_never(self) -> None:
        """Leave the card out for good."""
        self._apply(self._review.never)

    def action_take_reference(self) -> None:
        """Take a contradicted card with the right line."""
        self._apply(self._review.take_reference, advance=False)

    def action_undo(self) -> None:
        """Take back the last action, and show what it was about."""
        name = self._review.last_action
        if not name:
            self._notify("There is nothing to undo.")
            return
        changed = self._change(self._review.undo())
        if len(changed) == 1:
            self._list.move_to(changed[0])
        self._show_proposal()
        self._show_counts(f"  ·  undone: {name}")

    def action_merge(self) -> None:
        """Choose this proposal to be merged, then the one that it is merged into."""
        at, first = self._list.current, self._merging
        self._merging = at if first is None else None
        if first is not None and first != at:
            self._apply(lambda into: self._review.merge(first, into), advance=False)
        self._show_counts()

    def action_edit(self) -> None:
        """Edit the card as text; what cannot be read is told, and kept for the next try."""
        at = self._list.current
        if at is None:
            return
        card = self._review.candidates[at].card
        try:
            text = self._imports.edit_text(self._drafts.get(at) or write_card_text(card), self.app.suspend)
        except SuspendNotSupported:
            self._notify("an editor cannot be opened in this terminal")
            return
        except Problem as problem:
            self._notify(str(problem))
            return
        self.refresh()
        try:
            review = self._review.edit(at, _read_card(text, card))
            self._drafts.pop(at, None)
            if review is self._review:
                self._notify("Nothing was changed, so nothing is decided: a accepts the card as it is.")
            self._change(review)
            self._show_proposal()
        except Problem as problem:
            self._drafts[at] = with_remark(text, problem)
            self._notify(f"{problem}\ne edits your text further.", timeout=15)

    # Other keys

    def action_fold(self, group: str) -> None:
        """Show the proposals of a group, or fold them away."""
        self._fold(Group(group))

    def _fold(self, group: Group) -> None:
        shown = self._list.toggle_fold(group)
        self._list.fill(self._review, self._titles)
        if shown:
            self._list.move_to(self._review.by_group()[group][0])

    def action_problems(self) -> None:
        """List the problems of the notes."""
        if self._found:
            self.app.push_screen(ProblemsScreen(self._found.problems, "notes"))

    def action_turn(self) -> None:
        """Switch between the list and the card, which then scrolls."""
        view = self.query_one(ProposalView)
        (view if self._list.has_focus else self._list).focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll the card."""
        self.query_one(ProposalView).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(IMPORT_KEYS))

    def action_write(self) -> None:
        """Write the accepted cards and the decisions, then leave."""
        if not self._review.history:
            self._notify("Nothing is decided yet: a accepts a card, A all sure ones.")
            return
        written = self.app.attempt(lambda: self._imports.write_import(self._review.outcome()))  # type: ignore[attr-defined]
        if written is not None:
            self.dismiss(ImportEnd(written=written, deck=self._found.deck if self._found else ""))

    def action_leave(self) -> None:
        """Stop choosing a card to merge, or leave; decisions that are not written are asked about."""
        if self._merging is not None:
            self._merging = None
            self._show_counts()
        elif self._review.history:
            self.app.push_screen(LeaveImportScreen(self._decided()), self._leave)
        else:
            self._leave("leave")

    def _leave(self, answer: Leaving | None) -> None:
        if answer == "write":
            self.action_write()
        elif answer == "leave":
            self.stop_reading()
            self.dismiss(ImportEnd(failure=self.failure))

    def _notify(self, text: str, timeout: float = 4) -> None:
        """Show a short notification in place of earlier ones."""
        self.app.clear_notifications()
        self.notify(printable(text), timeout=timeout, markup=False)


def _read_card(text: str, card: Card) -> Card:
    """The card as edited. Raises Problem if it cannot be read or asked."""
    edited = read_card_text(text, card)
    if problem := fault(edited):
        raise problem
    return edited


_GROUP_WORDS = {
    Group.SURE: "sure",
    Group.SAME: "asked already",
    Group.CONTRADICTED: "contradicted",
    Group.DOUBTFUL: "doubtful",
    Group.LEFT_OUT: "left out before",
}
_DECISION_WORDS = {
    Decision.ACCEPTED: "accepted",
    Decision.MERGED: "merged",
    Decision.DISCARDED: "discarded",
    Decision.NEVER: "never",
}
_DECIDING: Sequence[str] = (
    *("accept", "accept_sure", "discard", "never", "edit", "merge", "undo", "write", "turn", "scroll"),
)
