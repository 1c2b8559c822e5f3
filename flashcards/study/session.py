"""A study session as an immutable value: the prompt asked, what is left, and the session after each grade.

Nothing is changed in place, so undo is the value before. The clock is handed in: every `now` is an
aware local moment, whose offset tells when its day turns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flashcards.deck.model import Card
from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import Prompt
from flashcards.errors import Problem
from flashcards.scheduling import (
    LONGEST,
    Grade,
    LearningState,
    Load,
    Memory,
    Review,
    RowKind,
    Settings,
    card_of,
    day_of,
    memory_after,
    new_memory,
    preview,
    retrievability,
    start_of,
    utc,
    wait,
)
from flashcards.study.leeches import LeechNotice, is_fresh, tells_leech
from flashcards.study.pool import Pool
from flashcards.study.prerequisites import NOTHING_MISSING, MissingNeeds
from flashcards.study.tally import Counts, Sums, Turn, Waiting

AHEAD = timedelta(minutes=20)
"""A prompt in its learning steps is asked this much early where nothing else is left."""
CRAM_AGAIN = timedelta(minutes=1)
"""While cramming, what was not known comes back after this time."""


@dataclass(frozen=True)
class Session:
    """A session at one moment; `start` makes the first, `show`, `grade` and `undo` lead to others."""

    settings: Settings
    device: str
    seed: str
    kind: RowKind
    """Kind.STUDY, or Kind.CRAM: no limits, and the memories stay as they are."""
    pool: Pool = field(repr=False, compare=False)
    """Where prompts and their memories are read when they are asked."""
    queue: tuple[str, ...] = field(repr=False)
    """The ids of what was to be asked besides the learning steps: reviews, then new prompts."""
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
    """The session before the last grade or event."""
    rows: tuple[Review, ...] = ()
    """What the last grade or event wrote, and undo takes back."""
    made: tuple[Memory, ...] = ()
    """The memories that those rows led to."""
    altered: dict[str, Memory] = field(default_factory=dict, repr=False)
    """The memories that events of this session made, by prompt id."""
    written: int = field(default=0, compare=False)
    """How many rows this session has made, those taken back included: no id is made twice."""
    aside: Mapping[str, Problem] = field(default_factory=dict, repr=False, compare=False)
    """The prompts that could not be asked, by their ids, each with what is wrong with its card."""
    waits_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """New cards of the queue → the cards that must be answered right before, as `deck/id`."""
    cleared: frozenset[str] = frozenset()
    """The cards that hold nothing back any more: answered right in this session, or at fault."""
    missing: MissingNeeds = NOTHING_MISSING
    """The new cards that this session cannot come to, and what they need."""
    load: Load | None = field(default=None, repr=False)
    """What is due on later days, from which the days of the grades are chosen."""
    leech: LeechNotice | None = None
    """What there is to tell of the card that was graded last."""
    leeches: tuple[str, ...] = ()
    """The leeches of this session, each card once."""
    seen: datetime | None = field(default=None, repr=False, compare=False)
    """The clock when this session was asked last: it may go back."""

    @property
    def counts(self) -> Counts:
        """What is left today, including the present prompt."""
        reviews = max(0, self.reviews - self.taken)
        left = Counts(self.ends - self.taken - reviews, len(self.learning), reviews)
        return left._replace(**{self.turn: getattr(left, self.turn) + 1}) if self.turn else left

    @property
    def only_marked(self) -> bool:
        """True if the last that was done is a mark set or taken away: the same prompt is asked as before."""
        return bool(self.rows) and self.rows[0].kind in (RowKind.MARK, RowKind.UNMARK)

    @property
    def variant(self) -> str:
        """The seed of the present prompt's numbers: another at each review, the same after undo."""
        if not self.prompt or not self.memory:
            return ""
        asked = f"{self.prompt.id}:{self.memory.reviews}"
        return f"{asked}:{self.seed}:{self.sums.answered}" if self.kind is RowKind.CRAM else asked

    def show(self) -> Session:
        """The same session with the answer shown."""
        return self._with(revealed=self.prompt is not None)

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
        here = self._clocked(at)
        graded = here._with(
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
            return graded._telling_leech(self.prompt, memory, at), review
        return graded._asking(at, self.prompt.id), review

    def undo(self) -> tuple[Session, tuple[Review, ...]]:
        """The session before the last grade or event, and the rows to take back; none if there was none.

        What moved on comes back as its question; a mark leaves the answer shown or hidden as it is.
        """
        if not self.before:
            return self, ()
        revealed = self.only_marked and self.revealed
        before = replace(self.before, revealed=revealed, written=self.written, aside=self.aside)
        return before, self.rows

    def after_event(self, rows: Sequence[Review], memories: Sequence[Memory]) -> Session:
        """The session with rows of an event written, which undo takes back; the same prompt is asked."""
        known = {memory.card: memory for memory in memories}
        learning = tuple(
            waiting._replace(memory=known.get(waiting.memory.card, waiting.memory))
            for waiting in self.learning
        )
        return replace(
            self,
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
        here = self._clocked(at)
        queue, reviews = here.queue, max(here.taken, here.reviews)
        gone = [place for place in range(here.taken, len(queue)) if queue[place] in names]
        reviews_gone = sum(place < reviews for place in gone)
        kept = tuple(name for place, name in enumerate(queue) if place < here.taken or name not in names)
        ends = min(here.ends - reviews_gone + (here.turn is Turn.NEW), len(kept))
        left = replace(
            here,
            queue=kept,
            reviews=here.reviews - reviews_gone,
            ends=ends,
            learning=tuple(waiting for waiting in here.learning if waiting.memory.card not in names),
            leech=None,
        )
        return left._asking(at, self.prompt.id)

    def set_aside(self, problem: Problem, now: datetime) -> Session:
        """The session that asks the next prompt, as the card of the present one has `problem`.

        Nothing is graded, and what the session has graded can be undone as before. A new prompt from
        beyond the day's limit takes the place of one set aside. Raises ValueError if nothing is asked.
        """
        if not self.prompt:
            raise ValueError("nothing is asked that could be set aside")
        at, _ = utc(now)
        ends = min(self.ends + (self.turn is Turn.NEW), len(self.queue))
        left = replace(
            self._clocked(at),
            ends=ends,
            aside={**self.aside, self.prompt.id: problem},
            cleared=self.cleared | {self.prompt.card.key},
            leech=None,
        )
        return left._asking(at, self.prompt.id)

    def beginning_with(self, names: AbstractSet[str], now: datetime) -> Session:
        """The session at its first question, which is one of `names` where those are to be asked today."""
        if self.before or not self.prompt or self.prompt.id in names or not self.memory:
            return self
        at, _ = utc(now)
        waiting = next((each for each in self.learning if each.memory.card in names), None)
        unasked = replace(self, taken=0)
        if self.turn is Turn.LEARNING:
            unasked = replace(self, learning=(Waiting(self.memory.due, self.memory), *self.learning))
        if waiting:
            rest = tuple(each for each in unasked.learning if each is not waiting)
            return replace(unasked, learning=rest)._question(waiting.memory, Turn.LEARNING, at)
        place = next((place for place in range(self.taken, self.ends) if self.queue[place] in names), None)
        if place is None:
            return self
        queue = (self.queue[place], *self.queue[:place], *self.queue[place + 1 :])
        reviews = self.reviews + (place >= self.reviews)
        return replace(unasked, queue=queue, reviews=reviews)._from_queue(0, at)

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
        return self if self.prompt else self._clocked(at)._asking(at)

    def next_due(self) -> datetime | None:
        """When (UTC) the next learning prompt comes back today; None if none does."""
        return self.learning[0].due if self.learning else None

    def changes(self) -> dict[str, Memory]:
        """The memories that this session has made, by prompt id."""
        made: dict[str, Memory] = {}
        session: Session | None = self
        while session and session.before:
            for memory in session.made:
                made.setdefault(memory.card, memory)
            session = session.before
        return made

    def _with(self, **changes: Any) -> Session:
        """As `dataclasses.replace`, which hands each of 30 fields to a constructor, several times a grade."""
        assert self.__dict__.keys() >= changes.keys()
        made = object.__new__(Session)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(changes)
        return made

    def _learning_after(self, grade: Grade, at: datetime, offset: int, memory: Memory) -> tuple[Waiting, ...]:
        """The prompts that come back, including the present one if `grade` brings it back today."""
        assert self.prompt
        if self.kind is RowKind.CRAM:
            due, returns = at + CRAM_AGAIN, grade is Grade.AGAIN
        else:
            hour = self.settings.for_prompt(memory.card).day_starts_at
            tomorrow = start_of(memory.day + 1, offset, hour)
            due, returns = memory.due, memory.state is not LearningState.REVIEW and memory.due < tomorrow
        if not returns:
            return self.learning
        place = bisect_right(self.learning, due, key=lambda waiting: waiting.due)
        return (*self.learning[:place], Waiting(due, memory), *self.learning[place:])

    def _clocked(self, at: datetime) -> Session:
        """The session with its clock at `at`: where that went back, what comes back does so as much earlier.

        So nobody waits for hours for a card that was to come back in minutes, and the order stays.
        """
        back = (self.seen or at) - at
        if back <= timedelta():
            return self._with(seen=at)
        learning = tuple(waiting._replace(due=waiting.due - back) for waiting in self.learning)
        return replace(self, seen=at, learning=learning)

    def _asking(self, at: datetime, just: str = "") -> Session:
        """The session with the next prompt: a learning one that is due, else the queue's, else a learning
        one that will be due within `AHEAD`, but not the one `just` asked while there is another.
        """
        place = self._place_in_queue()
        if place is not None and not (self.learning and self.learning[0].due <= at):
            return self._from_queue(place, at)
        soon = [waiting for waiting in self.learning[:2] if waiting.due <= at + AHEAD]
        if not soon:
            return replace(self, prompt=None, memory=None, turn=None, revealed=False)
        place = len(soon) - 1 if soon[0].memory.card == just else 0
        left = replace(self, learning=self.learning[:place] + self.learning[place + 1 :])
        return left._question(soon[place].memory, Turn.LEARNING, at)

    def _question(self, memory: Memory, turn: Turn, at: datetime) -> Session:
        """The session that asks the prompt of `memory`; if its card is gone by now, the next."""
        prompt = self.pool.prompts.get(memory.card)
        if prompt is None:
            return self._asking(at)
        return self._with(prompt=prompt, memory=memory, turn=turn, revealed=False)

    def _place_in_queue(self) -> int | None:
        """Where in the queue the next prompt stands that waits for no other card; None if there is none."""
        for place in range(self.taken, self.ends):
            needs = self.waits_for.get(card_of(self.queue[place]), ())
            if place < self.reviews or self.cleared.issuperset(needs):
                return place
        return None

    def _from_queue(self, place: int, at: datetime) -> Session:
        """The session that asks what stands at `place` in the queue; those passed over stay next."""
        name, queue = self.queue[place], self.queue
        if place > self.taken:
            passed = queue[self.taken : place]
            queue = (*queue[: self.taken], name, *passed, *queue[place + 1 :])
        memory = self.memory_of(name)
        new = not memory.reviews and self.kind is not RowKind.CRAM
        taken = self._with(queue=queue, taken=self.taken + 1)
        return taken._question(memory, Turn.NEW if new else Turn.REVIEW, at)

    def memory_of(self, name: str) -> Memory:
        """What is known of a prompt that is not asked now and does not wait in its learning steps."""
        return self.altered.get(name) or self.pool.memories.get(name) or new_memory(name)

    def _telling_leech(self, prompt: Prompt, memory: Memory, at: datetime) -> Session:
        """The session that tells of a leech, and asks next what it needs, where that is not fresh."""
        key, needed = prompt.card.key, self._faded_need(prompt.card, at, memory.day)
        notice = LeechNotice(key, memory.lapses, card_of(needed))
        leeches = self.leeches if key in self.leeches else (*self.leeches, key)
        told = replace(self, leeches=leeches, leech=notice)
        if not needed:
            return told._asking(at, prompt.id)
        return told._brought_forward(needed)._from_queue(self.taken, at)

    def _faded_need(self, card: Card, at: datetime, today: int) -> str:
        """Of the prompts of the cards that `card` needs, the learned one likeliest to be forgotten; empty
        if all are fresh or come back in this session.
        """
        made = self.changes()
        faded: list[tuple[float, str]] = []
        for need in {qualified_id(need, card.deck) for need in card.needs} - {card.key}:
            for name in self.pool.siblings(need):
                memory = made.get(name) or self.memory_of(name)
                if memory.state is LearningState.REVIEW and not memory.rests(today):
                    recall = retrievability(memory, at, self.settings)
                    if not is_fresh(recall, asked_today=memory.day == today):
                        faded.append((recall, name))
        return min(faded)[1] if faded else ""

    def _brought_forward(self, name: str) -> Session:
        """The session with a review at the head of its queue, whether it was to be asked today or not."""
        rest = self.queue[self.taken :]
        if name in rest[: max(0, self.reviews - self.taken)]:
            others = tuple(other for other in rest if other != name)
            return replace(self, queue=(*self.queue[: self.taken], name, *others))
        queue = (*self.queue[: self.taken], name, *rest)
        reviews = max(self.reviews, self.taken) + 1
        return replace(self, queue=queue, reviews=reviews, ends=self.ends + 1)
