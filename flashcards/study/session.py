"""A study session as an immutable value: the prompt asked, what is left, and the session after each grade.

Nothing is changed in place, so undo is the value before. The clock is handed in: every `now` is an
aware local moment, whose offset tells when its day turns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from flashcards.deck.prompts import Prompt
from flashcards.errors import Problem
from flashcards.scheduling import (
    LONGEST,
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    Settings,
    day_of,
    memory_after,
    new_memory,
    preview,
    start_of,
    wait,
)

AHEAD = timedelta(minutes=20)
"""A prompt in its learning steps is asked this much early where nothing else is left."""
CRAM_AGAIN = timedelta(minutes=1)
"""While cramming, what was not known comes back after this time."""


class Turn(StrEnum):
    """Why a prompt is asked; one of the three counts."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"


class Counts(NamedTuple):
    """The number of prompts left today, including the present one."""

    new: int = 0
    learning: int = 0
    review: int = 0


class Waiting(NamedTuple):
    """A prompt that comes back in this session."""

    due: datetime
    prompt: Prompt
    memory: Memory


@dataclass(frozen=True)
class Sums:
    """Totals of a session."""

    started: datetime
    latest: datetime
    asked: Counts = field(default_factory=Counts)
    """How many answers were graded, by why their prompt was asked."""
    again: int = 0
    milliseconds: int = 0

    @property
    def answered(self) -> int:
        """The number of graded answers."""
        return sum(self.asked)

    def plus(self, review: Review, turn: Turn) -> Sums:
        """The totals with one more review, of a prompt that was asked for the reason `turn`."""
        return replace(
            self,
            latest=review.at,
            asked=self.asked._replace(**{turn: getattr(self.asked, turn) + 1}),
            again=self.again + (review.grade is Grade.AGAIN),
            milliseconds=self.milliseconds + review.milliseconds,
        )


@dataclass(frozen=True)
class Session:
    """A session at one moment; `start` makes the first, `show`, `grade` and `undo` lead to others."""

    settings: Settings
    device: str
    seed: str
    kind: RowKind
    """Kind.STUDY, or Kind.CRAM: no limits, and the memories stay as they are."""
    memories: Mapping[str, Memory] = field(repr=False)
    """As they were at the start; `changes` holds what the grades have made of them."""
    queue: tuple[Prompt, ...] = field(repr=False)
    """What was to be asked besides the learning steps: reviews, then new prompts."""
    reviews: int
    """How many at the head of the queue are reviews."""
    ends: int
    """Where the day's limit ends the queue; prompts beyond it take the places of those set aside."""
    sums: Sums
    taken: int = 0
    """How many of the queue have been asked, the present one included."""
    learning: tuple[Waiting, ...] = ()
    """What comes back, the soonest first, the present one not included."""
    prompt: Prompt | None = None
    """What is asked now; None where nothing is, for now or for today (see `next_due`)."""
    memory: Memory | None = None
    """What is known of `prompt` before it is graded."""
    turn: Turn | None = None
    """Why `prompt` is asked: which of the counts it is in."""
    revealed: bool = False
    before: Session | None = field(default=None, repr=False, compare=False)
    """The session before the last grade."""
    graded: tuple[Review, Memory] | None = None
    """The last grade, and the memory it made."""
    written: int = field(default=0, compare=False)
    """How many rows this session has made, those taken back included: no id is made twice."""
    aside: Mapping[str, Problem] = field(default_factory=dict, repr=False, compare=False)
    """The prompts that could not be asked, by their ids, each with what is wrong with its card."""

    @property
    def counts(self) -> Counts:
        """What is left today, including the present prompt."""
        reviews = max(0, self.reviews - self.taken)
        left = Counts(self.ends - self.taken - reviews, len(self.learning), reviews)
        return left._replace(**{self.turn: getattr(left, self.turn) + 1}) if self.turn else left

    @property
    def variant(self) -> str:
        """The seed of the present prompt's numbers: another at each review, the same after undo."""
        if not self.prompt or not self.memory:
            return ""
        asked = f"{self.prompt.id}:{self.memory.reviews}"
        return f"{asked}:{self.seed}:{self.sums.answered}" if self.kind is RowKind.CRAM else asked

    def show(self) -> Session:
        """The same session with the answer shown."""
        return replace(self, revealed=self.prompt is not None)

    def waits(self, now: datetime) -> dict[Grade, str]:
        """The time until the prompt would come back, by grade; empty while cramming."""
        if not self.memory or self.kind is RowKind.CRAM:
            return {}
        at, offset = utc(now)
        return {
            grade: wait(then, at) for grade, then in preview(self.memory, at, offset, self.settings).items()
        }

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
            memory = memory_after(memory, grade, at, offset, self.settings)
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
        graded = replace(
            self,
            sums=self.sums.plus(review, self.turn),
            learning=self._learning_after(grade, at, offset, memory),
            before=self,
            graded=(review, memory),
            written=self.written + 1,
        )
        return graded._asking(at, self.prompt), review

    def undo(self) -> tuple[Session, Review | None]:
        """The session back at the last graded question, and the row to take back; None if there is none."""
        if not self.before or not self.graded:
            return self, None
        before = replace(self.before, revealed=False, written=self.written, aside=self.aside)
        return before, self.graded[0]

    def set_aside(self, problem: Problem, now: datetime) -> Session:
        """The session that asks the next prompt, as the card of the present one has `problem`.

        Nothing is graded, and what the session has graded can be undone as before. A new prompt from
        beyond the day's limit takes the place of one set aside. Raises ValueError if nothing is asked.
        """
        if not self.prompt:
            raise ValueError("nothing is asked that could be set aside")
        ends = min(self.ends + (self.turn is Turn.NEW), len(self.queue))
        left = replace(self, ends=ends, aside={**self.aside, self.prompt.id: problem})
        return left._asking(utc(now)[0], self.prompt)

    def day_has_turned(self, now: datetime) -> bool:
        """True if `now` is on a later day than the one for which this session chose its prompts."""
        at, offset = utc(now)
        today, begun = (day_of(moment, offset, self.settings.turns_at) for moment in (at, self.sums.started))
        return today > begun

    def resume(self, now: datetime) -> Session:
        """The session at `now`; if no prompt was being asked, it asks what has come due since."""
        return self if self.prompt else self._asking(utc(now)[0], None)

    def next_due(self) -> datetime | None:
        """When (UTC) the next learning prompt comes back today; None if none does."""
        return self.learning[0].due if self.learning else None

    def changes(self) -> dict[str, Memory]:
        """The memories that this session has made, by prompt id."""
        made: dict[str, Memory] = {}
        session: Session | None = self
        while session and session.graded:
            made.setdefault(session.graded[0].card, session.graded[1])
            session = session.before
        return made

    def _learning_after(self, grade: Grade, at: datetime, offset: int, memory: Memory) -> tuple[Waiting, ...]:
        """The prompts that come back, including the present one if `grade` brings it back today."""
        assert self.prompt
        if self.kind is RowKind.CRAM:
            due, returns = at + CRAM_AGAIN, grade is Grade.AGAIN
        else:
            tomorrow = start_of(memory.day + 1, offset, self.settings.turns_at)
            due, returns = memory.due, memory.state is not LearningState.REVIEW and memory.due < tomorrow
        if not returns:
            return self.learning
        place = bisect_right(self.learning, due, key=lambda waiting: waiting.due)
        return (*self.learning[:place], Waiting(due, self.prompt, memory), *self.learning[place:])

    def _asking(self, at: datetime, just: Prompt | None) -> Session:
        """The session with the next prompt: a learning one that is due, else the queue's, else a learning
        one that will be due within `AHEAD`, but not the one `just` asked while there is another.
        """
        if not (self.learning and self.learning[0].due <= at) and self.taken < self.ends:
            prompt = self.queue[self.taken]
            memory = self.memories.get(prompt.id) or new_memory(prompt.id)
            turn = Turn.REVIEW if self.taken < self.reviews else Turn.NEW
            return replace(
                self, prompt=prompt, memory=memory, turn=turn, taken=self.taken + 1, revealed=False
            )
        soon = [waiting for waiting in self.learning[:2] if waiting.due <= at + AHEAD]
        if not soon:
            return replace(self, prompt=None, memory=None, turn=None, revealed=False)
        place = len(soon) - 1 if soon[0].prompt == just else 0
        return replace(
            self,
            prompt=soon[place].prompt,
            memory=soon[place].memory,
            turn=Turn.LEARNING,
            learning=self.learning[:place] + self.learning[place + 1 :],
            revealed=False,
        )


def utc(now: datetime) -> tuple[datetime, int]:
    """An aware local moment as UTC in whole milliseconds, and its offset in minutes."""
    at = now.astimezone(UTC)
    offset = now.utcoffset() or timedelta()
    return at.replace(microsecond=at.microsecond // 1000 * 1000), offset // timedelta(minutes=1)
