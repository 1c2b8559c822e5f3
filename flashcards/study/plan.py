"""What is said where more is due than a day takes."""

from __future__ import annotations

from flashcards.errors import counted
from flashcards.value import Value

FARTHEST = 365
"""A backlog that lasts longer than these days is not told in days: it does not end."""


class BacklogPlan(Value, frozen=True):
    """More reviews than a day takes, and how long they will last."""

    waiting: int
    per_day: int
    days: int | None
    """The days of study after which none waits, today included; None if that does not come."""
    new_wait: bool = False
    """True if new cards wait until then; they do not wait for reviews that are never asked."""

    def __str__(self) -> str:
        """A sentence, and one more where new cards wait."""
        verb = "is" if self.waiting == 1 else "are"
        begun = f"{counted(self.waiting, 'review')} {verb} waiting"
        if not self.per_day:
            asked = "it is not" if self.waiting == 1 else "none are"
            new = " New cards do not wait for that." if self.new_wait else ""
            return f"{begun}, and {asked} asked: the limit is 0 a day.{new}"
        until = " New cards wait until then." if self.new_wait else ""
        if self.days is None:
            until = until and " Until then new cards wait."
            return f"{begun}; at {self.per_day} a day they do not get fewer: raise the limit.{until}"
        return f"{begun}; at {self.per_day} a day you are even in {counted(self.days, 'day')}.{until}"

    def forms(self) -> tuple[str, ...]:
        """The same in fewer and fewer words, for the room that there is."""
        wait, new = ("waits" if self.waiting == 1 else "wait"), " New cards wait." if self.new_wait else ""
        many, at = f"{self.waiting:,} {wait}", f"{self.per_day} a day"
        if not self.per_day:
            return (
                str(self),
                f"{counted(self.waiting, 'review')} {wait}: the limit is 0 a day.",
                f"{many}: 0 a day",
            )
        even = f"even in {counted(self.days, 'day')}" if self.days is not None else "never even"
        return (
            str(self),
            f"{counted(self.waiting, 'review')} {wait}; at {at}, {even}.{new}",
            f"{counted(self.waiting, 'review')} {wait}; at {at}, {even}.",
            f"{many}, {at}: {even}",
            f"{many}: {even}",
        )
