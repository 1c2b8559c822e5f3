"""What keys do at the end of a session: the missed cards again, one of them opened, more cards, a new day."""

from __future__ import annotations

from datetime import datetime

from flashcards.deck.model import Demo
from flashcards.errors import counted
from flashcards.scheduling import card_of
from flashcards.study import Session
from flashcards.study.drawn_values import draw_values
from flashcards.study.flow import Question
from flashcards.study.start import repeat_session
from flashcards.tui.card_events_screen import CardEventsScreen
from flashcards.tui.key_hints import Situation
from flashcards.tui.status_line import StatusLine, StudyProgress
from flashcards.value import replace

_LIST_BESIDE = 68
"""The cells of the lists at the end where a run stands beside them."""


class SessionEndScreen(CardEventsScreen):
    """Shows what the session came to, and offers what to do next."""

    _slip_runs: dict[str, tuple[Question, str]]
    """The last wrong line of each slip that can be run, with its question."""

    def show_question(self, question: Question) -> None:
        """Show a question; at the end, beside what was done, the slip that was made most."""
        super().show_question(question)
        if question.prompt is None:
            self._show_commonest_slip()

    def show_answer(self, question: Question) -> None:
        """Show the answer, and keep a wrong line that can be run for the end."""
        super().show_answer(question)
        judged = question.judgement
        if judged and judged.runs and judged.slip:
            self._slip_runs[judged.slip] = (question, judged.runs)

    def _show_commonest_slip(self) -> None:
        """Run the line of the slip that was made most, where there is room beside the lists."""
        end, slips = self.end_view, self.outcome.slips if self.outcome else ()
        kept = next((self._slip_runs[slip] for slip, _ in slips if slip in self._slip_runs), None)
        beside = bool(kept) and self.has_room_beside
        if end:
            end.styles.width = _LIST_BESIDE if beside else "1fr"
        if not kept or not beside:
            return
        question, equation = kept
        assert question.prompt
        card = question.prompt.card
        drawn = draw_values(card, question.session.variant)
        self.open_pane().show(card.demo or Demo(), card.optimizer, drawn, equation)

    def situation(self) -> Situation:
        """What decides which keys do something now."""
        picked = self._picked()
        return replace(
            super().situation(),
            picked=self._services.card_name(card_of(picked)) if picked else "",
            can_open=self._services.browse is not None,
            has_stats=self._services.stats is not None,
        )

    def _picked(self) -> str:
        """The prompt under the cursor of the missed ones; empty without one."""
        end = self.end_view
        return end.picked if end and end.display and self._question.prompt is None else ""

    def move_over_missed(self, by: int) -> bool:
        """Move the cursor over the missed cards; False if none are listed."""
        end = self.end_view
        if not end or not end.display or self._services.browse is None or not end.move(by):
            return False
        self.show_keys()
        return True

    def action_stats(self) -> None:
        """At the end: the statistics."""
        if self._question.prompt is None:
            self.app.open_stats()  # type: ignore[attr-defined]

    def look_again(self) -> None:
        """At the end of a session: ask what has come due since, or announce a new day."""
        if self.session.prompt is not None:
            return
        now = self._services.clock()
        session = self.app.attempt(lambda: self.session.resume(now))  # type: ignore[attr-defined]
        if session is None:
            return
        if session.prompt:
            self.ask(session)
        elif (self._tomorrow or session).day_has_turned(now):
            self._announce_new_day(now)

    def _announce_new_day(self, now: datetime) -> None:
        due = ""
        if self._decks is not None:
            decks = self._decks
            self._tomorrow = self.app.attempt(lambda: self._services.start(decks))  # type: ignore[attr-defined]
            if self._tomorrow is None:  # the next look tries again
                return
            from flashcards.study.summary import closing_summary

            left = sum(self._tomorrow.counts)
            due = f" {counted(left, 'card')} to do." if left else f" {closing_summary(self._tomorrow, now)}"
            self.query_one(StatusLine).show(StudyProgress("A new day", self._tomorrow.counts))
        if self.end_view:
            self.end_view.show_end(self.session, now, f"A new day has begun.{due}")
        self.show_keys()

    def leave_end(self) -> None:
        """Do what the filled control says."""
        picked = self._picked()
        if self._tomorrow and self._tomorrow.prompt:
            self.ask(self._tomorrow)
        elif picked:
            self.app.open_browse(query=card_of(picked))  # type: ignore[attr-defined]
        elif self.situation().missed:
            self.action_missed_again()
        elif decks := self.decks_besides():
            self._study_besides((*self.session.missing.studied, *decks))
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Go back."""
        raise NotImplementedError

    def _study_besides(self, decks: tuple[str, ...]) -> None:
        """Study with the decks whose cards those of this one wait for."""
        session = self.app.attempt(lambda: self._services.start(decks))  # type: ignore[attr-defined]
        if session:
            self._decks = decks
            self.ask(session)

    def action_missed_again(self) -> None:
        """Ask the cards that were missed once more, without an effect on the schedule."""
        outcome = self.outcome
        if self._question.prompt is None and outcome and outcome.missed:
            self.ask(repeat_session(self.session, outcome.missed, self._services.clock()))

    def action_more(self) -> None:
        """At the end: ask ten more new cards."""
        more = self._services.start_more
        if self._question.prompt is None and more:
            session: Session | None = self.app.attempt(  # type: ignore[attr-defined]
                lambda: more(self._decks or ())
            )
            if session and session.prompt:
                self.ask(session)
            elif session:
                from flashcards.study.summary import waiting_remark

                waiting = waiting_remark(session, self._services.card_name)
                self.tell(waiting or "There is no new card left.")
