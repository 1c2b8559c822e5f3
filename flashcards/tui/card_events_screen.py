"""What keys do to the card that is asked besides answering it, and how that is undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flashcards.errors import Problem, printable
from flashcards.scheduling import Grade, Review, RowKind
from flashcards.study import Session, flow
from flashcards.study.asking import repeat_notice
from flashcards.study.card_events import bury_card, reset_present, suspend_card
from flashcards.study.events import done_notice, undo_notice
from flashcards.study.flow import Question
from flashcards.tui.demo_side import DemoSideScreen
from flashcards.tui.services import TagChange
from flashcards.tui.suspension import suspension
from flashcards.tui.tag_history import TagHistory

if TYPE_CHECKING:
    from flashcards.tui.bulk_writer import BulkWriter, LastDone


class CardEventsScreen(DemoSideScreen):
    """Grades, marks, suspends, buries, edits, and takes back; each is saved before the next card is shown."""

    _offer = flow.UndoOffer()
    """What an earlier session did, if the last key asked whether to undo it."""
    _tags_offered: TagChange | None = None
    """What was tagged last of all, if the last key asked whether to undo that."""
    _after_reset: Session | None = None
    """The session after the card info reset the present card."""
    _decks: tuple[str, ...] | None = None
    """The decks to study on a new day, as for `Services.start`; None if the home screen decides."""

    def show_question(self, question: Question) -> None:
        """Show a question; an undo of something else is asked about anew."""
        self._offer, self._tags_offered = flow.UndoOffer(), None
        super().show_question(question)

    def show_answer(self, question: Question) -> None:
        """Show the answer; an undo of something else is asked about anew."""
        self._offer, self._tags_offered = flow.UndoOffer(), None
        super().show_answer(question)

    def grade(self, grade: Grade) -> None:
        """Save the grade and ask the next card."""
        before = self.session
        session, review = self._question.grade(grade, self._services.clock())
        if not self._commit(session, lambda: self._services.record(review)):
            return
        if session.leech:
            notice = printable(session.leech.sentence(self._services.card_name))
            self.notify(notice, title="A leech", severity="warning", timeout=15, markup=False)
        elif notice := repeat_notice(before, session):
            self.notify(notice, timeout=5, markup=False)

    def action_undo(self) -> None:
        """Undo the last that was done; of what was done elsewhere only when it is pressed twice."""
        tags: TagHistory = self.app.tags  # type: ignore[attr-defined]
        if change := self.app.attempt(lambda: tags.last):  # type: ignore[attr-defined]
            self._undo_tags(tags, change)
        elif self.session.before is None:
            self._undo_earlier()
        else:
            self._undo_own()

    def _undo_own(self) -> None:
        """Undo the last that was done in this session."""
        question, rows = self._question.undo(self._services.clock())
        if self._is_saved(lambda: self._services.take_back(rows, self._services.clock())):
            self._go_on(question)
            self.tell(undo_notice(rows, self._services.card_name))

    def _undo_tags(self, tags: TagHistory, change: TagChange) -> None:
        """Say what was tagged last, or take it back if it was just said."""
        if self._tags_offered is change:
            self._tags_offered = None
            writer: BulkWriter = self.app.writer  # type: ignore[attr-defined]
            if not writer.refuses():
                tags.take_back(writer, self._tell_untagged)
        else:
            self._tags_offered = change
            question = f"Undo: {tags.describe(change)}? {self.key_of('undo')} again undoes it."
            self.tell(question, flow.UNDO_STANDS.total_seconds())

    def _tell_untagged(self, said: Callable[[], str]) -> None:
        if text := self.app.attempt(said):  # type: ignore[attr-defined]
            self.tell(text)

    def _undo_earlier(self) -> None:
        """Say what was done last, or take it back if it was just said, and begin the session again."""
        writer: BulkWriter = self.app.writer  # type: ignore[attr-defined]
        now = self._services.clock()
        if not writer.refuses():
            writer.read_last(self._services, lambda read: self._offer_earlier(read, now))

    def _offer_earlier(self, read: Callable[[], LastDone], now: datetime) -> None:
        """Say what was done last, or take it back if that was just said; the key was pressed `now`."""
        writer: BulkWriter = self.app.writer  # type: ignore[attr-defined]
        found = self.app.attempt(read)  # type: ignore[attr-defined]
        if found is None:
            return
        rows, erased = found
        if not self._offer.confirms(rows, now):
            key, named = self.key_of("undo"), self._services.card_name
            self._offer, question = flow.offer_undo(rows, self._services.clock(), key, named, erased)
            self.tell(question, flow.UNDO_STANDS.total_seconds())
        else:
            writer.take_back(self._services, rows, lambda take_back: self._begin_again(rows, take_back))

    def _begin_again(self, rows: Sequence[Review], take_back: Callable[[], None]) -> None:
        """Begin the session again without what was done last, unless it was left meanwhile."""
        if not self._is_saved(take_back):
            return
        decks, services = self._decks or (), self._services
        if self.is_attached:
            session = self.app.attempt(  # type: ignore[attr-defined]
                lambda: flow.begin_again(lambda: services.start(decks), rows, services.clock())
            )
            self.ask(session or self.session)
        self.tell(undo_notice(rows, services.card_name))

    def action_mark(self) -> None:
        """Mark the card, or take the mark from it; it stays asked."""
        question, rows = self._question.turn_mark(self._services.clock())
        if rows and self._is_saved(lambda: self._services.record(*rows)):
            self._go_on(question)
            done = "Marked" if rows[0].kind is RowKind.MARK else "No longer marked"
            self.tell(f"{done}. {self.key_of('undo')} undoes it.")

    def action_suspend(self) -> None:
        """Suspend the card, and ask the next."""
        self._put_away(suspend_card)

    def action_bury(self) -> None:
        """Bury the card with its siblings until tomorrow, and ask the next."""
        self._put_away(bury_card)

    def _put_away(self, put_away: Callable[[Session, datetime], tuple[Session, tuple[Review, ...]]]) -> None:
        session, rows = put_away(self.session, self._services.clock())
        if session is self.session or not self._commit(session, lambda: self._services.record(*rows)):
            return
        if rows:  # else it was so already, in a session that asks all cards
            self.tell(f"{done_notice(rows, self._services.card_name)} {self.key_of('undo')} undoes it.")

    def _go_on(self, question: Question) -> None:
        """Show the question; where only a mark has changed, it stays as it is."""
        if question.prompt is self._question.prompt and question.faces is self._question.faces:
            self._question = question
            self.show_status()
            self.show_keys()
        else:
            self.show_question(question)

    def _commit(self, session: Session, commit: Callable[[], None]) -> bool:
        """True after the commit, when the next card is asked; after a failure the present card stays."""
        if not self._is_saved(commit):
            return False
        self.ask(session)
        return True

    def _is_saved(self, commit: Callable[[], None]) -> bool:
        """True after the commit; a failure is told."""
        try:
            commit()
        except Problem as problem:
            title = "The review was not saved"
            self.notify(str(problem), title=title, severity="error", timeout=15, markup=False)
            return False
        return True

    def action_open_note(self) -> None:
        """Open the note that the card was made from, at its line; not before the answer, which it holds."""
        card = self.card
        if card is None:
            return
        if not self.session.revealed:
            self.tell("The note opens with the answer.")
            return
        try:
            self.tell(self._services.open_note(card, lambda: suspension(self.app)))
        except Problem as problem:
            self._warn(problem)

    def action_edit(self) -> None:
        """Edit the card in the person's editor, at its line, and come back to it."""
        card, edit = self.card, self._services.edit_card
        if card is None or edit is None:
            return
        try:
            said = edit(card, lambda: suspension(self.app))
        except Problem as problem:
            self._warn(problem)
        else:
            self._show_edited(said)

    def _show_edited(self, said: str) -> None:
        """Show the card as it is now; of a graded or hidden answer nothing is lost."""
        self._show_reread()
        self.tell(said)

    def _show_reread(self) -> None:
        question = flow.reread(self._question, self._services.clock())
        if question.prompt is None or not question.revealed:
            self.show_question(question)
        else:
            self.show_answer(question)

    def action_info(self) -> None:
        """Show what is known of the card."""
        prompt = self._question.prompt
        if prompt and self._services.card_facts:
            from flashcards.tui.card_info import CardInfoScreen

            own = replace(self._services, reset_card=self._reset_present, take_back=self._take_back_reset)
            self.app.push_screen(CardInfoScreen(prompt.id, own), self._after_info)

    def _reset_present(self, _: str) -> Sequence[Review]:
        """Reset the card that is asked, as an event of this session, which undo takes back in its turn."""
        session, rows = reset_present(self.session, self._services.clock())
        if rows:
            self._services.record(*rows)
            self._after_reset = session
        return rows

    def _take_back_reset(self, rows: Sequence[Review], now: datetime) -> None:
        self._services.take_back(rows, now)
        self._after_reset = None

    def _after_info(self, changed: bool | None) -> None:
        """Ask on from what the info screen changed."""
        session, self._after_reset = self._after_reset, None
        if session:
            self.ask(session)
        elif changed:
            self._show_reread()

    def _warn(self, problem: Problem) -> None:
        self.app.clear_notifications()
        self.notify(str(problem), severity="warning", timeout=8, markup=False)
