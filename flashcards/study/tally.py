"""The small values of a session: why a prompt is asked, what waits, what was done; and its clock."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from flashcards.scheduling import Grade, Memory, Review
from flashcards.value import Value, field, replace


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
    memory: Memory
    """Of the prompt that its `card` names."""


class Sums(Value, frozen=True):
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
