"""The study screen: shows one card after another and reads a grade for each."""

from __future__ import annotations

from asyncio import wrap_future
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key, Resize

from flashcards.config.commands import STUDY
from flashcards.deck.model import FormulaAnswer
from flashcards.errors import Problem
from flashcards.scheduling import Grade
from flashcards.study import Session, flow
from flashcards.study.flow import JudgedAnswer, Question
from flashcards.study.judgement import JUDGING, Judgement
from flashcards.study.typed_cards import judge_needed
from flashcards.tui.answer_field import AnswerField
from flashcards.tui.card_view import CardView
from flashcards.tui.command_keys import command_bindings
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.markdown_view import MarkdownView
from flashcards.tui.services import Services
from flashcards.tui.session_end import SessionEndScreen

LOOK_AGAIN = 5.0
"""Seconds between two checks for a learning card that has come due."""


class StudyScreen(SessionEndScreen):
    """Asks the cards of a session until none is left."""

    STYLES: ClassVar[tuple[str, ...]] = ("study.tcss",)
    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(STUDY)]

    patience = 0.15
    """Seconds that a verdict may take before the screen says that it is being judged."""
    reading = 0.3
    """Seconds that a question is read before its judge is prepared, and an answer before the next question
    is: what is skipped costs nothing."""

    def __init__(self, session: Session, services: Services, decks: tuple[str, ...] | None = None) -> None:
        super().__init__(session, services)
        self._decks = decks
        self._slip_runs: dict[str, tuple[Question, str]] = {}

    def on_mount(self) -> None:
        """Ask the first card."""
        self._place_rows(self.app.size.height)
        self.ask(self.session)
        self.call_after_refresh(self.query_one(CardView).prepare_answer)
        self.set_interval(LOOK_AGAIN, self.look_again)
        self.replay_early_keys()

    def on_resize(self, event: Resize) -> None:
        """Keep the question's row where the height puts it, and its demo where the width does."""
        self._place_rows(event.size.height)
        if not self.session.revealed:
            self.place_demo(self._question)
        self.share_rows()

    def _place_rows(self, height: int) -> None:
        """The first row of the question is `3 + (height - 40) // 4`, at least 2; the keys are at the foot."""
        padding = 1 if height > 24 else 0
        first = max(2, 3 + (height - 40) // 4) if height >= 20 else 1
        self.query_one("#desk").styles.padding = (max(first - 1 - padding, 0), 2, 0, 2)
        self.query_one("#card").styles.padding = (padding, 0)
        self.query_one("#bar").styles.margin = (padding, 0, padding, 0)

    def show_question(self, question: Question) -> None:
        """Show a question, or the end of the session; while it is read, prepare to judge its answer."""
        super().show_question(question)
        if question.prompt and question.accepts_typing and judge_needed(question.prompt):
            self.set_timer(self.reading, partial(self._prepare_judge, question))

    def _prepare_judge(self, asked: Question) -> None:
        """Prepare to judge the answer to a question that is still read, and let the keys go first."""
        from flashcards.tui.patient_call import begin_aside  # a start does without threads

        if self._question.prompt is asked.prompt and not self._question.revealed:
            begin_aside(asked.prepare_judge)

    def show_answer(self, question: Question) -> None:
        """Show the answer; while it is looked at, prepare the question that probably comes next."""
        super().show_answer(question)
        self.set_timer(self.reading, partial(self._prepare_next, question))

    def _prepare_next(self, answered: Question) -> None:
        """Compute what is shown next in a thread, if the answer is still looked at."""
        from flashcards.tui.patient_call import begin_aside

        if self._question.prompt is answered.prompt and (compute := self._question.next_faces()):
            begin_aside(lambda _: compute())

    _not_read = ""
    """The answer that could not be read, while it stands in its field."""

    def _run_command(self, key: Key) -> bool:
        """Run the command of a key. At the end Space does nothing: one too many would skip what was done."""
        if key.key == "space" and self._question.prompt is None:
            return True
        return super()._run_command(key)

    def answer_changed(self) -> None:
        """Update the keys that apply; what was said of the text before no longer does."""
        if self.query_one(AnswerField).text != self._not_read:
            self.query_one(CardView).forget_fault()
        self.show_keys()

    def action_forward(self) -> None:
        """Judge the answer, or show the next line or the answer; then grade as proposed, or Good.

        What the person has to judge is graded by its own key alone.
        """
        typed, question = self.query_one(AnswerField).text.strip(), self._question
        if self.holds_keys:  # a click while an answer is judged
            return
        if question.prompt is None:
            self.leave_end()
        elif question.revealed:
            if question.proposed:
                self.grade(question.proposed)
            else:
                self.tell("Compare the two, then grade it: you are the judge.")
        elif typed:
            self._answer(typed)
        elif question.lines_left > 1:
            self.show_steps(question.show_line())
        else:
            self.show_answer(question.reveal())

    def action_digit(self, digit: int) -> None:
        """Grade; before the answer, pick an option or mark a step as missed."""
        question = self._question
        if question.revealed and digit in set(Grade):
            self.grade(Grade(digit))
        elif question.accepts_choice:
            self._answer(str(digit))
        elif question.faces.steps and not question.revealed:
            self.show_steps(question.turn_missed(digit))

    def on_markdown_view_option_clicked(self, clicked: MarkdownView.OptionClicked) -> None:
        """Pick the option that was clicked, before the answer."""
        if self._question.accepts_choice and not self._question.revealed:
            self._answer(str(clicked.number))

    def _answer(self, text: str) -> None:
        """Judge an answer. Where that takes long the screen says so, and the keys that follow wait."""
        if self.holds_keys:  # a click
            return
        from flashcards.tui.patient_call import begin_call  # a start does without threads

        asked, now = self._question, self._services.clock()
        judging = begin_call(lambda: asked.judge(text), self.patience)
        if judging.done():
            self._show_judged(asked.with_verdict(text, judging.result(), now))
        else:
            self.hold_keys()
            self.query_one(CardView).hint(Judgement(JUDGING))
            self.run_worker(self._await_verdict(asked, text, judging, now))

    async def _await_verdict(
        self, asked: Question, text: str, judging: Future[JudgedAnswer | Problem], now: datetime
    ) -> None:
        """Show the verdict when it is there, if its question is still asked, and handle the keys since."""
        judged = await wrap_future(judging)
        self.query_one(CardView).hint("")
        if self._question is asked:
            self._show_judged(asked.with_verdict(text, judged, now))
        self.replay_early_keys()

    def _show_judged(self, question: Question) -> None:
        """Show a verdict; an unreadable answer stays in the field to be corrected."""
        if question.revealed:
            self.show_answer(question)
        elif question.lines_shown > self._question.lines_shown and question.judgement:
            self.query_one(AnswerField).clear()
            self.show_steps(question)
            self.query_one(CardView).hint(question.judgement)
        elif question.judgement:
            self._not_read = self.query_one(AnswerField).text
            self.query_one(CardView).hint(question.judgement, can_mend=question.accepts_typing)
        else:  # the card is faulty: the next one is asked
            self.show_question(question)

    def on_grade_bar_graded(self, message: GradeBar.Graded) -> None:
        """A grade was clicked."""
        self.grade(message.grade)

    def on_grade_bar_shown(self) -> None:
        """The answer was asked for by a click; not while that is about a prediction."""
        if not self.predicts:
            self.action_forward()

    def action_confidence(self) -> None:
        """Say how sure one is, before the answer: sure, likely, unsure, nothing."""
        if self._question.prompt and not self._question.revealed:
            self._question = self._question.turn_confidence()
            self.show_keys()

    def action_hint(self) -> None:
        """Show the hint."""
        if self._question.prompt and not self._question.revealed:
            self.query_one(CardView).hint(self._question.faces.hint or flow.NO_HINT)

    def action_why(self) -> None:
        """Show or hide the reason and the source."""
        if self.session.revealed:
            self.query_one(CardView).turn_why()
            self.show_keys()

    def action_copy(self) -> None:
        """Copy the card's formula as LaTeX."""
        card = self.card
        if card and self.session.revealed and isinstance(card.answer, FormulaAnswer):
            self.app.copy_to_clipboard(card.answer.latex)
            self.tell(f"Copied  {card.answer.latex}")

    def action_scroll(self, lines: int) -> None:
        """Scroll the card; at the end, move over the missed ones."""
        if not self.move_over_missed(lines):
            self.query_one(CardView).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Show the keys."""
        from flashcards.tui.study_help import Phase, study_help

        if self._question.prompt is None:
            phase = Phase.ENDED
        elif self.accepts_typing():
            phase = Phase.TYPED
        elif self.predicts:
            phase = Phase.PREDICTING
        else:
            phase = Phase.SHOWN if self.session.revealed else Phase.SEEN
        self.app.push_screen(study_help(phase, self._chosen))

    def action_leave(self) -> None:
        """Go back, first from a demo that was opened; every grade is already saved."""
        if self._has_opened_demo():
            self.close_demo()
        else:
            self.action_leave_wholly()

    def action_leave_wholly(self) -> None:
        """Go back, whatever is open beside the card."""
        self.app.clear_notifications()
        self.dismiss()

    def _has_opened_demo(self) -> bool:
        """True if a demo is in sight that did not open by itself."""
        return self.has_demo_open and not self.has_room_beside
