"""A study session as an immutable value: the prompt asked, what is left, and the session after each grade.

Nothing is changed in place, so undo is the value before. The clock is handed in: every `now` is an
aware local moment, whose offset tells when its day turns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from flashcards.errors import Problem
from flashcards.scheduling import (
    LONGEST,
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    day_of,
    memory_after,
    preview,
    start_of,
    utc,
    wait,
)
from flashcards.study.asking import ask_from_queue, ask_next, ask_prompt, look_ahead, set_clock
from flashcards.study.elsewhere import without_queued
from flashcards.study.leeches import tells_leech
from flashcards.study.session_state import SessionState
from flashcards.study.tally import Turn, Waiting

CRAM_AGAIN = timedelta(minutes=1)
"""While cramming, what was not known comes back after this time."""


class Session(SessionState, frozen=True, eq=False):
    """A session at one moment; `start` makes the first, `show`, `grade` and `undo` lead to others."""

    def show(self) -> Session:
        """The same session with the answer shown."""
        if not self.prompt:
            return self
        return self.with_changes(revealed=True, ahead=look_ahead(self))

    def waits(self, now: datetime) -> dict[Grade, str]:
        """The time until the prompt would come back, by grade; empty while cramming."""
        if not self.memory or self.kind is RowKind.CRAM:
            return {}
        at, offset = utc(now)
        four = preview(self.memory, at, offset, self.settings, self.load)
        return {grade: wait(then, at) for grade, then in four.items()}

    def grade(
        self,
        grade: Grade,
        now: datetime,
        milliseconds: int,
        typed: str = "",
        verdict: str = "",
        slip: str = "",
        confidence: int | None = None,
    ) -> tuple[Session, Review]:
        """The session that asks the next prompt, and the row to commit to the log before that is shown.

        Raises ValueError if no answer is shown: there is nothing to grade.
        """
        if not self.prompt or not self.memory or not self.turn or not self.revealed:
            raise ValueError("no answer is shown that could be graded")
        at, offset = utc(now)
        memory, due = self.memory, None
        if self.kind is not RowKind.CRAM:
            memory = memory_after(memory, grade, at, offset, self.settings, load=self.load)
            due = memory.due_day if memory.state is LearningState.REVIEW else None
        review = Review(
            id=f"{self.seed}-{self.written}",
            device=self.device,
            card=self.prompt.id,
            at=at,
            offset_minutes=offset,
            kind=self.kind,
            grade=grade,
            milliseconds=min(max(milliseconds, 0), LONGEST),
            seed=self.variant,
            typed=typed,
            verdict=verdict,
            slip=slip,
            confidence=confidence,
            due=due,
        )
        here = set_clock(self, at)
        graded = here.with_changes(
            sums=self.sums.plus(review, self.turn),
            learning=here._learning_after(grade, at, offset, memory),
            before=self,
            rows=(review,),
            made=(memory,),
            written=self.written + 1,
            altered=self.altered | ({memory.card: memory} if memory.card in self.altered else {}),
            cleared=self.cleared | ({self.prompt.card.key} if grade > Grade.AGAIN else set()),
            load=self.load.plus(due) if self.load and due is not None else self.load,
            leech=None,
        )
        own = self.settings.for_deck(self.prompt.card.deck)
        if memory.lapses > self.memory.lapses and tells_leech(memory.lapses, own.leech_after):
            from flashcards.study.leech_turn import tell_of_leech  # what most grades do without

            return tell_of_leech(graded, self.prompt, memory, at), review
        return ask_next(graded, at, self.prompt.id), review

    def undo(self) -> tuple[Session, tuple[Review, ...]]:
        """The session before the last grade or event, and the rows to take back; none if there was none.

        What moved on comes back as its question; a mark leaves the answer shown or hidden as it is.
        """
        if not self.before:
            return self, ()
        revealed = self.only_marked and self.revealed
        before = self.before.with_changes(
            revealed=revealed, ahead=None, written=self.written, aside=self.aside
        )
        return before, self.rows

    def after_event(self, rows: Sequence[Review], memories: Sequence[Memory]) -> Session:
        """The session with rows of an event written, which undo takes back; the same prompt is asked."""
        known = {memory.card: memory for memory in memories}
        learning = tuple(
            waiting._replace(memory=known.get(waiting.memory.card, waiting.memory))
            for waiting in self.learning
        )
        return self.with_changes(
            before=self,
            rows=tuple(rows),
            made=tuple(memories),
            written=self.written + len(rows),
            altered={**self.altered, **known},
            learning=learning,
            memory=known.get(self.memory.card, self.memory) if self.memory else None,
        )

    def without(self, names: AbstractSet[str], now: datetime) -> Session:
        """The session that asks the next prompt, and none of `names`, the present one among them.

        As where a card is set aside, new prompts from beyond the day's limit take the places of new ones.
        """
        assert self.prompt
        at, _ = utc(now)
        here = without_queued(set_clock(self, at), names)
        left = here.with_changes(
            ends=min(here.ends + (here.turn is Turn.NEW), len(here.queue)),
            learning=tuple(waiting for waiting in here.learning if waiting.memory.card not in names),
            leech=None,
        )
        return ask_next(left, at, self.prompt.id)

    def set_aside(self, problem: Problem, now: datetime) -> Session:
        """The session that asks the next prompt, as the card of the present one has `problem`.

        Nothing is graded, and what the session has graded can be undone as before. A new prompt from
        beyond the day's limit takes the place of one set aside. Raises ValueError if nothing is asked.
        """
        if not self.prompt:
            raise ValueError("nothing is asked that could be set aside")
        at, _ = utc(now)
        ends = min(self.ends + (self.turn is Turn.NEW), len(self.queue))
        left = set_clock(self, at).with_changes(
            ends=ends,
            aside={**self.aside, self.prompt.id: problem},
            cleared=self.cleared | {self.prompt.card.key},
            leech=None,
        )
        return ask_next(left, at, self.prompt.id)

    def beginning_with(self, names: AbstractSet[str], now: datetime) -> Session:
        """The session at its first question, which is one of `names` where those are to be asked today."""
        if self.before or not self.prompt or self.prompt.id in names or not self.memory:
            return self
        at, _ = utc(now)
        waiting = next((each for each in self.learning if each.memory.card in names), None)
        unasked = self.with_changes(taken=0)
        if self.turn is Turn.LEARNING:
            unasked = self.with_changes(learning=(Waiting(self.memory.due, self.memory), *self.learning))
        if waiting:
            rest = tuple(each for each in unasked.learning if each is not waiting)
            return ask_prompt(unasked.with_changes(learning=rest), waiting.memory, Turn.LEARNING, at)
        place = next((place for place in range(self.taken, self.ends) if self.queue[place] in names), None)
        if place is None:
            return self
        queue = (self.queue[place], *self.queue[:place], *self.queue[place + 1 :])
        reviews = self.reviews + (place >= self.reviews)
        return ask_from_queue(unasked.with_changes(queue=queue, reviews=reviews), 0, at)

    def day_has_turned(self, now: datetime) -> bool:
        """True if `now` is on a later day than the one for which this session chose its prompts.

        Days are counted from where the clock was put right, if it was days ahead when the session began.
        """
        at, offset = utc(now)
        today, begun, seen = (
            day_of(moment, offset, self.settings.day_starts_at)
            for moment in (at, self.sums.started, self.seen or self.sums.started)
        )
        return today > (seen if seen < begun - 1 else begun)

    def resume(self, now: datetime) -> Session:
        """The session at `now`; if no prompt was being asked, it asks what has come due since."""
        at, _ = utc(now)
        return self if self.prompt else ask_next(set_clock(self, at), at)

    def _learning_after(self, grade: Grade, at: datetime, offset: int, memory: Memory) -> tuple[Waiting, ...]:
        """The prompts that come back, including the present one if `grade` brings it back today."""
        assert self.prompt
        if self.kind is RowKind.CRAM:
            due, returns = at + CRAM_AGAIN, grade is Grade.AGAIN
        elif memory.state is LearningState.REVIEW:
            return self.learning
        else:
            hour = self.settings.for_prompt(memory.card).day_starts_at
            due, returns = memory.due, memory.due < start_of(memory.day + 1, offset, hour)
        if not returns:
            return self.learning
        place = bisect_right(self.learning, due, key=lambda waiting: waiting.due)
        return (*self.learning[:place], Waiting(due, memory), *self.learning[place:])
