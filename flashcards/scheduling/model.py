"""Rows of the review log, and the memory states derived from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
LONGEST_INTERVAL = 36_500
"""The most days between two reviews."""
LONGEST = 60_000
"""The most milliseconds that an answer counts as having taken: who left the table did not think."""


DAY_MILLISECONDS = 86_400_000
MATURE = 21
"""The interval in days from which on a prompt is mature, as Anki counts."""


def milliseconds(moment: datetime) -> int:
    """An aware moment as whole milliseconds since 1970."""
    return (moment - EPOCH) // _MILLISECOND


def moment(milliseconds: int) -> datetime:
    """Milliseconds since 1970 as a moment in UTC, no further than `FIRST` and `LAST`."""
    return EPOCH + timedelta(milliseconds=within_range(milliseconds))


def within_range(milliseconds: int) -> int:
    """The moment, or the nearest that is no further than `FIRST` and `LAST`."""
    return min(max(milliseconds, _FIRST), _LAST)


FIRST, LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9990, 1, 1, tzinfo=UTC)
"""The range of moments: within those of `datetime` by more than any local offset or step."""
_FIRST, _LAST = milliseconds(FIRST), milliseconds(LAST)
LAST_DAY = _LAST // DAY_MILLISECONDS
"""The latest local day that a prompt is due on, as `day_of` counts."""


class Grade(IntEnum):
    """How well the answer was recalled."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class RowKind(StrEnum):
    """What a row of the review log records."""

    STUDY = "study"
    CRAM = "cram"
    """Asked outside the schedule, without an effect on the memory state."""
    TAKE_BACK = "take-back"
    """Undo: the row named in `takes_back` did not happen."""
    RESET = "reset"
    """Forget everything before: the prompt is new again, and asked again if it was suspended or buried."""
    SUSPEND = "suspend"
    """Not asked until it is resumed."""
    RESUME = "resume"
    BURY = "bury"
    """Not asked until the day in `until`."""
    UNBURY = "unbury"
    MARK = "mark"
    UNMARK = "unmark"
    SET_DUE = "set-due"
    """Asked on the day in `due`; a new prompt begins with a memory that lasts until then."""
    START = "start"
    """A memory brought along from another program, in `typed`; see `starting_memory`. It counts for a prompt
    that is new at that moment."""
    ERASE = "erase"
    """The rows of the prompt up to this moment are to be forgotten on every device."""


class LearningState(StrEnum):
    """The learning state of a prompt: new, in its first steps, in review, or in the steps after a lapse."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


class Review(NamedTuple):
    """One row of the review log; written once, never changed. A tuple, since 100,000 are read at once."""

    id: str
    """Unique among all devices."""
    device: str
    card: str
    """The prompt's id, as in `flashcards.prompt`."""
    at: datetime
    """UTC, in whole milliseconds."""
    offset_minutes: int
    """Local time minus UTC when it was written."""
    kind: RowKind
    grade: Grade | None = None
    """None in rows that grade nothing (reset, start, take-back)."""
    milliseconds: int = 0
    """Time taken, at most `LONGEST`."""
    seed: str = ""
    """What the card's numbers were drawn from."""
    typed: str = ""
    verdict: str = ""
    """What was said of `typed`: right, variant or wrong; empty if nothing was."""
    slip: str = ""
    """The name of the slip that was found in `typed`."""
    confidence: int | None = None
    """In percent, if the person was asked for it before the answer."""
    due: int | None = None
    """The local day that the row made the prompt due on, as `day_of` counts; None in the learning steps and
    in rows of earlier versions. It may depend on other cards and on settings of that time."""
    until: int | None = None
    """The local day on which a buried prompt comes back."""
    batch: str = ""
    """The name that rows share which are undone together."""
    takes_back: str = ""
    """The id of the row that a take-back undoes."""
    seq: int = 0
    """The running number of the row on its device; 0 if that is not known."""


def card_of(prompt: str) -> str:
    """The `deck/id` of a prompt's card, by the prompt's id."""
    return prompt.partition(":")[0]


def deck_of(prompt: str) -> str:
    """The name of a prompt's deck, by the prompt's id."""
    return prompt.partition("/")[0]


class Memory(NamedTuple):
    """The memory of one prompt after its reviews; `new_memory` before the first.

    A tuple of plain numbers, since 10,000 are read at each start.
    """

    card: str
    state: LearningState = LearningState.NEW
    step: int = 0
    """The index of the learning or relearning step that it waits for."""
    stability: float = 0.0
    """Days after which it is recalled with probability 0.9."""
    difficulty: float = 0.0
    """From 1 to 10."""
    due_at: int = 0
    """When it is due, in milliseconds since 1970; in the state review the start of that day."""
    last_at: int = 0
    """When it was reviewed last, in milliseconds since 1970."""
    began: int = 0
    """The day of the first review, as `day_of` counts."""
    day: int = 0
    """The day of the last review."""
    days: int = 0
    """In the state review: days from `day` to the day on which it is due."""
    reviews: int = 0
    """How often it was answered; none where a day was set for a prompt that was new."""
    lapses: int = 0
    """How often it was forgotten in the state review."""
    right: int = 0
    """How often the answer was known: graded Hard, Good or Easy."""
    suspended: bool = False
    buried_until: int = 0
    """The day on which it comes back; of no meaning from that day on."""
    marked: bool = False
    elsewhere: bool = False
    """True if it was brought along, or made up by setting a day, and not reviewed here since."""

    @property
    def is_new(self) -> bool:
        """True if nothing is known of how well it is remembered."""
        return self.state is LearningState.NEW

    @property
    def due_day(self) -> int:
        """The local day on which it is due; in the learning steps, the day of the last answer."""
        return self.day + self.days

    def rests(self, today: int) -> bool:
        """True if it is not asked on the day `today`, because it is suspended or buried."""
        return self.suspended or self.buried_until > today

    @property
    def due(self) -> datetime:
        """When it is due (UTC); in the state review the start of that day."""
        return moment(self.due_at)

    @property
    def last(self) -> datetime:
        """When it was reviewed last (UTC)."""
        return moment(self.last_at)


def new_memory(card: str) -> Memory:
    """The memory of a prompt that was never asked."""
    return Memory(card)
