"""The screen that shows a question and its answer; what keys do to them is said by its heirs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from flashcards.config.commands import STUDY
from flashcards.deck.model import Card, CodeAnswer
from flashcards.errors import Problem, list_some, printable_line
from flashcards.scheduling import Review, RowKind
from flashcards.study import Session, flow
from flashcards.study.flow import Question
from flashcards.study.remaining import minutes_left
from flashcards.tui.answer_field import AnswerField
from flashcards.tui.card_view import CardView
from flashcards.tui.command_keys import grade_keys, key_label, rebind
from flashcards.tui.foot_line import FootLine
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.key_hints import Situation, describe_enter, end_pills, study_hints
from flashcards.tui.key_routing import KeyRoutingScreen
from flashcards.tui.notices import show_notice
from flashcards.tui.question_texts import field_of, question_text, with_typed
from flashcards.tui.status_line import StatusLine, StudyProgress, time_spent

if TYPE_CHECKING:
    from flashcards.study.card_facts import CardFacts
    from flashcards.study.outcome import SessionOutcome
    from flashcards.tui.demo_pane import DemoPane
    from flashcards.tui.end_view import EndView
    from flashcards.tui.pictures import ReadPicture
    from flashcards.tui.services import Services

W = TypeVar("W", bound=Widget)

TALL = 32
"""From so many rows on a card's record is shown below its answer."""
SPACIOUS = 48
"""From so many rows on its forgetting curve is shown as well."""


class QuestionScreen(KeyRoutingScreen):
    """Shows the present `Question`; `study.flow` decides what comes next."""

    AUTO_FOCUS = ""  # the answer field, if open, has the focus; nothing else needs it
    HORIZONTAL_BREAKPOINTS = [(0, "-bare"), (60, "-narrow"), (120, "-wide"), (160, "-broad")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high"), (32, "-tall")]  # noqa: RUF012

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._services = services
        self._chosen = services.preferences().keys
        rebind(self._bindings, STUDY, self._chosen)
        self._question = Question(session, services.clock())
        self._tomorrow: Session | None = None
        """The session of a new day that began after the last card was graded."""

    @property
    def session(self) -> Session:
        """The present session."""
        return self._question.session

    @property
    def card(self) -> Card | None:
        """The card that is asked; None at the end of the session."""
        return self._question.prompt.card if self._question.prompt else None

    def compose(self) -> ComposeResult:
        """Progress, the card, what Enter does or the grades, the keys; the rest once it is needed."""
        yield StatusLine(id="top")
        with Container(id="desk"):
            yield CardView(AnswerField(id="typed"), id="card")
        yield GradeBar(id="bar", keys=grade_keys(self._chosen))
        yield FootLine(id="foot")

    demo_pane: DemoPane | None = None
    """The pane of the card's demo; None before the first."""
    end_view: EndView | None = None
    """What a session came to; None before its end."""

    def open_pane(self) -> DemoPane:
        """The pane of the card's demo, in sight."""
        from flashcards.tui.demo_pane import DemoPane  # many a session has none

        self.demo_pane = pane = self.demo_pane or self._mount_below(DemoPane(id="demo"))
        pane.display = True
        return pane

    @property
    def outcome(self) -> SessionOutcome | None:
        """The outcome that is shown; None before the end."""
        return self.end_view.outcome if self.end_view else None

    def _mount_below(self, widget: W, before: Widget | None = None) -> W:
        self.query_one("#desk").mount(widget, before=before)
        return widget

    def accepts_typing(self) -> bool:
        """True while an answer can be typed."""
        return self._question.accepts_typing

    def show_question(self, question: Question) -> None:
        """Show a question, or the end of the session."""
        self._question, self._tomorrow = question, None
        if question.faults:
            from flashcards.study.summary import faults_summary

            title, text = faults_summary(question.faults)
            self.notify(text, title=title, severity="warning", timeout=15, markup=False)
        if question.prompt is None:
            self._show_end(question)
        else:
            self._show_card(question)
        self.show_keys()
        self.show_status()

    def _show_card(self, question: Question) -> None:
        if self.end_view:
            self.end_view.display = False
        view = self.query_one(CardView)
        view.display = True
        view.ask(
            question_text(question), self._picture_reader(question), options=bool(question.faces.options)
        )
        self._open_field(question)

    def _open_field(self, question: Question) -> None:
        field = self.query_one(AnswerField)
        if not question.accepts_typing or not question.prompt:
            self.close_field()
            return
        field.open(*field_of(question.prompt))

    def close_field(self) -> None:
        """Hide the field for answers, if it is open."""
        field = self.query_one(AnswerField)
        if field.display:
            field.close()
            self.set_focus(None)

    def _show_end(self, question: Question) -> None:
        from flashcards.tui.end_view import EndView  # a start does without

        self.close_field()
        self.query_one(CardView).display = False
        self.end_view = end = self.end_view or self._mount_below(EndView(id="end"), before=self.demo_pane)
        end.display = True
        end.show_end(question.session, question.asked)

    def _picture_reader(self, question: Question) -> ReadPicture:
        """Reads the pictures of the question's card, also when another is shown by then."""
        prompt, picture = question.prompt, self._services.picture
        return lambda address: picture(prompt.card, address) if prompt else None

    def show_answer(self, question: Question) -> None:
        """Show the answer, with the verdict on what was typed and the grade that it proposes."""
        assert question.prompt
        self._question = question
        self.close_field()
        view = self.query_one(CardView)
        view.reveal(
            question.faces,
            question.prompt.card,
            question.typed,
            question.judgement,
            run_key=self.key_of("run"),
            memory=self.session.memory if self.app.size.height >= TALL else None,
            history=self._record(question),
            facts=self._facts(question),
            marks=dict.fromkeys(question.missed_steps, "wrong"),
        )
        self.call_after_refresh(view.answer_in_sight)
        self.show_keys()
        self.show_status()

    def _record(self, question: Question) -> Sequence[Review]:
        """The rows of the log about the card, where something of them is shown."""
        assert question.prompt
        slip = question.judgement.slip if question.judgement else None
        told = slip or self.app.size.height >= TALL
        if not told:
            return ()
        with suppress(Problem):  # the answer is shown without it
            return self._services.history(question.prompt.id)
        return ()

    def _facts(self, question: Question) -> CardFacts | None:
        """What the forgetting curve of the card is drawn from, where there is room for that."""
        read, prompt = self._services.card_facts, question.prompt
        if not (read and prompt and self.app.size.height >= SPACIOUS):
            return None
        with suppress(Problem):
            return read(prompt.id)
        return None

    def show_steps(self, question: Question) -> None:
        """Show the steps that are known so far."""
        self._question = question
        marks = dict.fromkeys(question.missed_steps, "wrong")
        self.query_one(CardView).add(question_text(question), marks)
        self.show_keys()

    def key_of(self, name: str) -> str:
        """The key of a command now: letters belong to the answer while one can be typed."""
        return key_label(name, STUDY, self._chosen, typing=self.accepts_typing())

    def situation(self) -> Situation:
        """What decides, besides the question, which keys do something now."""
        new_day = bool(self._tomorrow and self._tomorrow.prompt)
        outcome, decks, pane = self.outcome, self.decks_besides(), self.demo_pane
        return Situation(
            typed=self.query_one(AnswerField).text,
            shows_demo=pane is not None and pane.runs,
            shows_why=self.query_one(CardView).shows_why,
            new_day=new_day,
            missed=len(outcome.missed) if outcome and not new_day and not self._question.prompt else 0,
            more=self._services.start_more is not None and not decks and self.session.has_more,
            besides=printable_line(list_some([self._services.title(deck) for deck in decks])),
            can_edit=self._services.edit_card is not None,
            has_info=self._services.card_facts is not None,
            has_home=getattr(self.app, "_home", None) is not None,
        )

    def decks_besides(self) -> tuple[str, ...]:
        """The decks to study besides, where nothing could be asked: every card waits for theirs."""
        outcome = self.outcome
        return self.session.missing.decks if outcome and not outcome.prompts else ()

    def show_keys(self) -> None:
        """Show the keys that apply now, and what Enter does or the grades."""
        question, now, bar = self._question, self.situation(), self.query_one(GradeBar)
        if (
            question.accepts_typing
            and question.prompt
            and isinstance(question.prompt.card.answer, CodeAnswer)
        ):
            self.query_one(CardView).add(with_typed(question_text(question), now.typed))
        if question.prompt and question.revealed and not now.predicts:
            waits = self.session.waits(self._services.clock())
            bar.offer(
                waits, question.proposed, judged=bool(question.judgement and question.judgement.proposed)
            )
        elif question.prompt is None:
            bar.propose(end_pills(now, self.key_of))
        else:
            bar.ask(describe_enter(question, now))
        self.query_one(CardView).show_run(now.runs_formula)
        self.query_one(FootLine).show(study_hints(question, now, self.key_of))

    _most_left = 0
    """The most cards that were to do in this session: an answer in the steps of one makes no new one."""

    def show_status(self) -> None:
        """Show the place, the progress and the counts."""
        session, prompt = self.session, self._question.prompt
        where = self._services.title(prompt.card.deck) if prompt else self._end_words()
        if prompt and session.kind is RowKind.CRAM:
            where += " · cram"  # nothing else tells that no grade counts
        if prompt and self._question.revealed:  # before the answer, the id could give it away
            where += f"  ›  {prompt.card.id.replace('-', ' ')}"
        if self._question.marked:
            where += "  *"
        minutes = minutes_left(session)
        spent = time_spent(session.sums.milliseconds) if not prompt and session.sums.answered else ""
        left = sum(session.counts)
        self._most_left = max(self._most_left, left) if session.sums.answered else left
        done = self._most_left - left
        self.query_one(StatusLine).show(
            StudyProgress(where, session.counts, session.turn, done, minutes, spent)
        )

    def _end_words(self) -> str:
        """What the end of a session is called: nothing is done where nothing could be asked."""
        session = self.session
        if session.sums.answered or not session.missing:
            return "Done"
        return "Nothing to ask yet"

    def tell(self, text: str, timeout: float = 4) -> None:
        """Show a short notification in place of earlier ones."""
        show_notice(self, text, timeout=timeout)

    def ask(self, session: Session) -> None:
        """Show the question of the next card that can be asked, or the end of the session."""
        self.show_question(flow.next_question(session, self._services.clock()))
