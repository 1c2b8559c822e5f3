"""How many days it takes to be even when more is due than a day takes. Pure functions over numbers."""

from __future__ import annotations

from collections.abc import Mapping

from flashcards.errors import counted
from flashcards.value import Value

FARTHEST = 365
"""A backlog that lasts longer than these days is not told in days: it does not end."""

RETURNING = 0.02
"""The share of reviewed cards that come back on a day, where it is not known: after 50 days on average."""


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


def backlog_plan(
    waiting: int,
    per_day: int,
    left: int,
    due: Mapping[int, int],
    today: int,
    *,
    recall: float = 0.9,
    returning: float = RETURNING,
    new_wait: bool = False,
) -> BacklogPlan | None:
    """The plan for `waiting` reviews of which `left` more may be asked today; None if a day takes them all.

    `due` says how many fall due on later days, by local day. Of the reviews asked, the forgotten, about
    1 - `recall`, come back the next day, and of the others the share `returning` each day.
    """
    if waiting <= left:
        return None
    now, asked, known = float(waiting), float(left), 0.0
    for days in range(1, FARTHEST):
        forgotten = asked * (1 - recall)
        known += asked - forgotten
        back = known * returning
        known -= back
        now += due.get(today + days, 0) + forgotten + back - asked
        if now <= per_day:
            return BacklogPlan(waiting, per_day, days + 1, new_wait)
        asked = float(per_day)
    return BacklogPlan(waiting, per_day, None, new_wait)
