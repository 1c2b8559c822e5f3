"""The study screen: shows one card after another and reads a grade for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from flashcards.config.commands import STUDY
from flashcards.deck.model import CodeAnswer, Demo, FormulaAnswer, StepsAnswer
from flashcards.errors import Problem, counted, printable
from flashcards.scheduling import Grade, Review
from flashcards.study import Session, flow
from flashcards.study.card_events import bury_card, suspend_card
from flashcards.study.events import done_notice, undo_notice
from flashcards.study.faces import draw_values
from flashcards.study.flow import Question
from flashcards.study.summary import closing_summary, faults_summary
from flashcards.tui.answer_field import AnswerField
from flashcards.tui.card_view import CardView
from flashcards.tui.command_keys import (
    command_bindings,
    grade_keys,
    rebind,
    relabel,
    relabel_all,
    relabel_hint,
)
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.help import STUDY_KEYS, HelpScreen
from flashcards.tui.key_hints import key_hints
from flashcards.tui.key_routing import KeyRoutingScreen
from flashcards.tui.pictures import ReadPicture
from flashcards.tui.services import Services
from flashcards.tui.status_line import StatusLine
from flashcards.tui.suspension import suspension

LOOK_AGAIN = 5.0
"""Seconds between two checks for a learning card that has come due."""


class StudyScreen(KeyRoutingScreen):
    """Asks the cards of a session until none is left.

    What each key does to the session is decided by `study.flow`; the screen keeps the present `Question`.
    """

    AUTO_FOCUS = ""  # the answer field, if open, has the focus; nothing else needs it
    BINDINGS: ClassVar[list[BindingType]] = [*command_bindings(STUDY)]

    def __init__(self, session: Session, services: Services, decks: tuple[str, ...] | None = None) -> None:
        super().__init__()
        self._services = services
        self._chosen = services.preferences().keys
        rebind(self._bindings, STUDY, self._chosen)
        self._decks = decks
        """The decks to study on a new day, as for `Services.start`; None if the home screen decides."""
        self._question = Question(session, services.clock())
        self._is_formula_run = False
        """True while the demo pane runs the person's own formula."""
        self._tomorrow: Session | None = None
        """The session of a new day that began after the last card was graded."""
        self._offer = flow.UndoOffer()
        """What an earlier session did, if the last key asked whether to undo it."""

    @property
    def session(self) -> Session:
        """The present session."""
        return self._question.session

    def compose(self) -> ComposeResult:
        """Counts, card, demo, the field for typed answers, grades."""
        yield StatusLine(id="top")
        yield CardView(id="card")
        yield DemoPane(id="demo")
        yield AnswerField(id="typed")
        yield GradeBar(id="bar", keys=grade_keys(self._chosen))

    def on_mount(self) -> None:
        """Ask the first card."""
        self._ask(self.session)
        self.set_interval(LOOK_AGAIN, self._look_again)
        self.replay_early_keys()

    # What is shown

    def _ask(self, session: Session) -> None:
        """Show the question of the next card that can be asked, or the closing summary."""
        self._show_question(flow.next_question(session, self._services.clock()))

    def _show_question(self, question: Question) -> None:
        self._question, self._tomorrow, self._offer = question, None, flow.UndoOffer()
        if question.faults:
            title, text = faults_summary(question.faults)
            self.notify(text, title=title, severity="warning", timeout=15, markup=False)
        shown = question.faces.question if question.prompt else closing_summary(self.session, question.asked)
        self.query_one(CardView).ask(shown, self._picture_reader(question))
        self.query_one(DemoPane).display = self._is_formula_run = False
        self.query_one(AnswerField).close()
        self.set_focus(None)
        if question.prompt and question.accepts_typing:
            self.query_one(AnswerField).open(
                isinstance(question.prompt.card.answer, FormulaAnswer | StepsAnswer)
            )
        self.show_keys()
        self._show_status()

    def _picture_reader(self, question: Question) -> ReadPicture:
        """Reads the pictures of the question's card, also when another is shown by then."""
        prompt, picture = question.prompt, self._services.picture
        return lambda address: picture(prompt.card, address) if prompt else None

    def accepts_typing(self) -> bool:
        """True while an answer can be typed."""
        return self._question.accepts_typing

    def show_keys(self) -> None:
        """Show the keys that apply before the answer."""
        new_day = bool(self._tomorrow and self._tomorrow.prompt)
        typed = self.query_one(AnswerField).text
        hints = key_hints(self._question, typed, new_day=new_day)
        self.query_one(GradeBar).ask([relabel_hint(hint, STUDY, self._chosen) for hint in hints])

    def _show_status(self) -> None:
        prompt = self._question.prompt
        where = self._services.title(prompt.card.deck) if prompt else "Done"
        if prompt and self._question.revealed:  # before the answer, the id could give it away
            where += f" › {prompt.card.id.replace('-', ' ')}"
        if self._question.marked:
            where += "  *"
        self.query_one(StatusLine).show(where, self.session.counts, self.session.turn)

    def _show_answer(self, question: Question) -> None:
        """Show the answer, with the verdict on what was typed and the grade that it proposes."""
        assert question.prompt
        self._question, self._offer = question, flow.UndoOffer()
        self.query_one(AnswerField).close()
        self.set_focus(None)
        judgement = question.judgement
        self.query_one(CardView).reveal(question.faces, question.prompt.card, question.typed, judgement)
        waits = self.session.waits(self._services.clock())
        proposed, note = question.proposed if judgement else None, question.prompt.card.origin
        self.query_one(GradeBar).offer(
            waits, proposed, relabel_hint("o note", STUDY, self._chosen) if note else ""
        )
        self._show_status()

    def _look_again(self) -> None:
        """At the end of a session: ask what has come due since, or announce a new day."""
        if self.session.prompt is not None:
            return
        now = self._services.clock()
        session = self.session.resume(now)
        if session.prompt:
            self._ask(session)
        elif (self._tomorrow or session).day_has_turned(now):
            self._announce_new_day(now)

    def _announce_new_day(self, now: datetime) -> None:
        due = ""
        if self._decks is not None:
            self._tomorrow = self._services.start(self._decks)
            left = sum(self._tomorrow.counts)
            due = f" {counted(left, 'card')} to do." if left else f" {closing_summary(self._tomorrow, now)}"
            self.query_one(StatusLine).show("A new day", self._tomorrow.counts, None)
        self.query_one(CardView).ask(f"A new day has begun.{due}")
        self.show_keys()

    @work(thread=True)
    def _warm_up(self) -> None:
        """Load the algebra while an answer is typed, so that the first verdict comes at once."""
        import flashcards.judging.judge  # noqa: F401

    # What keys do

    def answer_changed(self) -> None:
        """Update the keys that apply, and prepare for judging a formula."""
        prompt = self._question.prompt
        if prompt and isinstance(prompt.card.answer, FormulaAnswer | CodeAnswer | StepsAnswer):
            self._warm_up()
        self.show_keys()

    def action_forward(self) -> None:
        """Judge the answer, or show the next line or the answer; then grade as proposed, or Good."""
        typed, question = self.query_one(AnswerField).text.strip(), self._question
        if question.prompt is None:
            if self._tomorrow and self._tomorrow.prompt:
                self._ask(self._tomorrow)
            else:
                self.action_leave()
        elif question.revealed:
            self._grade(question.proposed)
        elif typed:
            self._answer(typed)
        elif question.lines_left > 1:
            self._show_line()
        else:
            self._show_answer(question.reveal())

    def _show_line(self) -> None:
        self._show_steps(self._question.show_line())

    def _show_steps(self, question: Question) -> None:
        """Show the steps that are known so far."""
        self._question = question
        lines = enumerate(question.faces.steps[: question.lines_shown], 1)
        listed = "\n".join(f"{n}. {line}" for n, line in lines)
        self.query_one(CardView).add(f"{question.faces.question}\n\n{listed}")
        self.show_keys()

    def action_digit(self, digit: int) -> None:
        """Grade; before the answer, pick an option."""
        if self._question.revealed and digit in set(Grade):
            self._grade(Grade(digit))
        elif self._question.accepts_choice:
            self._answer(str(digit))

    def _answer(self, text: str) -> None:
        """Judge an answer; an unreadable one stays in the field to be corrected."""
        question = self._question.answer(text, self._services.clock())
        if question.revealed:
            self._show_answer(question)
        elif question.lines_shown > self._question.lines_shown and question.judgement:
            self.query_one(AnswerField).clear()
            self._show_steps(question)
            self._notify(f"{question.judgement.verdict}. {question.judgement.message}".strip())
        elif question.judgement:
            self._notify(f"This could not be read: {question.judgement.message}")
        else:  # the card is faulty: the next one is asked
            self._show_question(question)

    def on_grade_bar_graded(self, message: GradeBar.Graded) -> None:
        """A grade was clicked."""
        self._grade(message.grade)

    def on_grade_bar_shown(self) -> None:
        """The answer was asked for by a click."""
        self.action_forward()

    def _grade(self, grade: Grade) -> None:
        session, review = self._question.grade(grade, self._services.clock())
        if self._commit(session, lambda: self._services.record(review)) and session.leech:
            notice = printable(str(session.leech))
            self.notify(notice, title="A leech", severity="warning", timeout=15, markup=False)

    def action_undo(self) -> None:
        """Undo the last that was done; what an earlier session did only when `u` is pressed once more."""
        if self.session.before is None:
            self._undo_earlier()
            return
        question, rows = self._question.undo(self._services.clock())
        if self._is_saved(lambda: self._services.take_back(rows, self._services.clock())):
            self._go_on(question)
            self._notify(undo_notice(rows))

    @property
    def _undo_key(self) -> str:
        """The key that undoes now: letters belong to the answer while one can be typed."""
        return "Ctrl+Z" if self.accepts_typing() else relabel("u", STUDY, self._chosen)

    def _undo_earlier(self) -> None:
        """Say what was done last, or take it back if it was just said, and begin the session again."""
        services, now = self._services, self._services.clock()
        rows = self.app.attempt(services.last_undoable)  # type: ignore[attr-defined]
        if rows is None:
            return
        if not self._offer.confirms(rows, now):
            self._offer, question = flow.offer_undo(rows, now, self._undo_key)
            self._notify(question, flow.UNDO_STANDS.total_seconds())
        elif self._is_saved(lambda: services.take_back(rows, now)):
            decks = self._decks or ()
            session = self.app.attempt(  # type: ignore[attr-defined]
                lambda: flow.begin_again(lambda: services.start(decks), rows, now)
            )
            self._ask(session or self.session)
            self._notify(undo_notice(rows))

    def action_mark(self) -> None:
        """Mark the card, or take the mark from it; it stays asked."""
        question, rows = self._question.turn_mark(self._services.clock())
        if rows and self._is_saved(lambda: self._services.record(*rows)):
            self._go_on(question)

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
            self._notify(f"{done_notice(rows)} {self._undo_key} undoes it.")

    def _go_on(self, question: Question) -> None:
        """Show the question; where only a mark has changed, it stays as it is."""
        if question.prompt is self._question.prompt and question.faces is self._question.faces:
            self._question = question
            self._show_status()
        else:
            self._show_question(question)

    def _commit(self, session: Session, commit: Callable[[], None]) -> bool:
        """True after the commit, when the next card is asked; after a failure the present card stays."""
        if not self._is_saved(commit):
            return False
        self._ask(session)
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

    def action_demo(self) -> None:
        """Open or close the card's demo; not before the answer, which it would give away."""
        prompt = self.session.prompt
        if prompt is None:
            return
        if self.query_one(DemoPane).display:
            self._close_demo()
        elif not self.session.revealed:
            self._notify("The demo opens with the answer: predict first.")
        elif prompt.card.demo is None:
            self._notify("This card has no demo.")
        else:
            self._open_demo(prompt.card.demo)

    def action_run_formula(self) -> None:
        """Run the rule with the typed line in place of its own, or close that; only after a wrong one."""
        judgement, prompt = self._question.judgement, self.session.prompt
        if prompt is None or not self.session.revealed:
            return
        if self._is_formula_run:
            self._close_demo()
        elif not (judgement and judgement.readings[0]):
            self._notify("There is no wrong formula here to run.")
        else:
            self._open_demo(prompt.card.demo or Demo(), judgement.readings[0])

    def _open_demo(self, demo: Demo, equation: str = "") -> None:
        """Show a demo of the present card; with an `equation`, its rule with that line replaced."""
        prompt, pane = self.session.prompt, self.query_one(DemoPane)
        assert prompt
        pane.display, self._is_formula_run = True, bool(equation)
        drawn = draw_values(prompt.card, self.session.variant)
        pane.show(demo, prompt.card.optimizer, drawn, equation)
        pane.focus()
        # there is less room: keep the answer in view
        self.call_after_refresh(self.query_one(CardView).scroll_end, animate=False)

    def _close_demo(self) -> None:
        self.query_one(DemoPane).display = self._is_formula_run = False
        self.set_focus(None)

    def action_hint(self) -> None:
        """Show the hint."""
        if self._question.prompt:
            hint = self._question.faces.hint
            hint = f"*Hint:* {hint}" if hint else f"*{flow.NO_HINT}*"
            self.query_one(CardView).hint(hint)

    def action_why(self) -> None:
        """Show or hide the reason and the source."""
        if self.session.revealed:
            self.query_one(CardView).turn_why()

    def action_copy(self) -> None:
        """Copy the card's formula as LaTeX."""
        prompt = self.session.prompt
        if prompt and self.session.revealed and isinstance(prompt.card.answer, FormulaAnswer):
            self.app.copy_to_clipboard(prompt.card.answer.latex)
            self._notify(f"Copied  {prompt.card.answer.latex}")

    def action_open_note(self) -> None:
        """Open the note that the card was made from, at its line; not before the answer, which it holds."""
        prompt = self.session.prompt
        if prompt is None:
            return
        if not self.session.revealed:
            self._notify("The note opens with the answer.")
            return
        try:
            self._notify(self._services.open_note(prompt.card, lambda: suspension(self.app)))
        except Problem as problem:
            self.app.clear_notifications()
            self.notify(str(problem), severity="warning", timeout=8, markup=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll the card."""
        self.query_one(CardView).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(relabel_all(STUDY_KEYS, STUDY, self._chosen)))

    def action_leave(self) -> None:
        """Go back, first from the demo; every grade is already saved."""
        if self.query_one(DemoPane).display:
            self.action_demo()
        else:
            self.app.clear_notifications()
            self.dismiss()

    def _notify(self, text: str, timeout: float = 4) -> None:
        """Show a short notification in place of earlier ones."""
        self.app.clear_notifications()
        self.notify(printable(text), timeout=timeout, markup=False)
