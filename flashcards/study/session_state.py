"""What a study session knows at one moment: its queue, what waits, what is asked, what it did before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Self

from flashcards.deck.prompts import Prompt
from flashcards.errors import Problem
from flashcards.scheduling import Load, Memory, Review, RowKind, Settings, new_memory
from flashcards.study.leeches import LeechNotice
from flashcards.study.pool import Pool
from flashcards.study.prerequisites import NOTHING_MISSING, MissingNeeds
from flashcards.study.tally import Counts, Sums, Turn, Waiting
from flashcards.value import Value, field, replace


class SessionState(Value, frozen=True, eq=False):
    """The values of a session; `Session` adds what leads from one to the next."""

    settings: Settings
    device: str
    seed: str
    kind: RowKind
    """Kind.STUDY, or Kind.CRAM: no limits, and the memories stay as they are."""
    pool: Pool
    """Where prompts and their memories are read when they are asked."""
    queue: tuple[str, ...]
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
    ahead: Memory | None = None
    """What is known of the prompt that is probably asked next, as of the moment when the answer was shown."""
    before: Self | None = None
    """The session before the last grade or event."""
    rows: tuple[Review, ...] = ()
    """What the last grade or event wrote, and undo takes back."""
    made: tuple[Memory, ...] = ()
    """The memories that those rows led to."""
    altered: dict[str, Memory] = field(default_factory=dict)
    """The memories that events of this session made, by prompt id."""
    written: int = 0
    """How many rows this session has made, those taken back included: no id is made twice."""
    aside: Mapping[str, Problem] = field(default_factory=dict)
    """The prompts that could not be asked, by their ids, each with what is wrong with its card."""
    waits_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """New cards of the queue → the cards that must be answered right before, as `deck/id`."""
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Decks of which nothing was seen → those of the decks before them that have new prompts in the queue."""
    cleared: frozenset[str] = frozenset()
    """The cards that hold nothing back any more: answered right in this session, or at fault."""
    missing: MissingNeeds = NOTHING_MISSING
    """The new cards that this session cannot come to, and what they need."""
    holds_back: bool = False
    """True if new cards wait for a backlog of reviews."""
    has_more: bool = False
    """True if there are new cards beyond the day's limit that it could come to."""
    load: Load | None = None
    """What is due on later days, from which the days of the grades are chosen."""
    leech: LeechNotice | None = None
    """What there is to tell of the card that was graded last."""
    leeches: tuple[str, ...] = ()
    """The leeches of this session, each card once."""
    seen: datetime | None = None
    """The clock when this session was asked last: it may go back."""
    offset_minutes: int = 0
    """Local time minus UTC when it began."""
    early: int = 0
    """By how many days reviews may be early."""
    writes: int = 0
    """What `Pool.writes_elsewhere` said when its prompts were chosen, or put right, last."""

    def with_changes(self, **changes: Any) -> Self:
        """The same session but for these values."""
        return replace(self, **changes)

    def __eq__(self, other: object) -> bool:
        """True for the same moment of the same session, however it was come to and however it is read."""
        if not isinstance(other, type(self)):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _COMPARED)

    __hash__ = None  # type: ignore[assignment]  # some values are dictionaries

    def __repr__(self) -> str:
        asked = self.prompt.id if self.prompt else None
        return f"{type(self).__name__}({asked=}, taken={self.taken} of {self.ends}, rows={self.rows})"

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

    def next_due(self) -> datetime | None:
        """When (UTC) the next learning prompt comes back today; None if none does."""
        return self.learning[0].due if self.learning else None

    def steps(self) -> Iterator[Self]:
        """This session and those before it that a grade or an event led to, the latest first."""
        session: Self | None = self
        while session and session.before:
            yield session
            session = session.before

    def changes(self) -> dict[str, Memory]:
        """The memories that this session has made, by prompt id."""
        made: dict[str, Memory] = {}
        for session in self.steps():
            for memory in session.made:
                made.setdefault(memory.card, memory)
        return made

    def memory_of(self, name: str) -> Memory:
        """What is known of a prompt that is not asked now and does not wait in its learning steps."""
        return self.altered.get(name) or self.pool.memories.get(name) or new_memory(name)


_COMPARED = tuple(
    name
    for name in SessionState.__struct_fields__
    if name not in {"pool", "ahead", "before", "written", "aside", "seen", "writes"}
)
"""What makes two sessions differ: not where prompts are read, and not what was done before."""
