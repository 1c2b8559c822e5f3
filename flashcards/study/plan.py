"""What a day holds when more is due than a day takes: which reviews come first, whether new cards wait,
and how many days it takes to be even. Pure functions over numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

from flashcards.errors import counted
from flashcards.value import Value

FARTHEST = 365
"""A backlog that lasts longer than these days is not told in days: it does not end."""
OLD, YOUNG, EASIEST, RIPE = 60, 5, 13, 8
"""What `worth` weighs stability, difficulty and lateness with; see there."""

RETURNING = 0.02
"""The share of reviewed cards that come back on a day, where it is not known: after 50 days on average."""


def worth(stability: float, difficulty: float, elapsed: float) -> float:
    """About how much a review adds to what is recalled a month from now, per minute that it takes.

    `elapsed` is in days since the last review. With more due than can be asked, the order decides what is
    lost. Likeliest to be forgotten first, which is best without a backlog, spends the time on cards that are
    gone already: each costs a relearning, and its place is taken by two that are lost meanwhile. Most likely
    to be recalled first saves minutes, and lets the others go
    (https://github.com/ankitects/anki/issues/3460 compares such orders). This sum stands between: most is
    gained by a card that is easy (it will last), rather late (it would be lost), and neither too young (it
    is lost again) nor too old (it keeps without help). It is fitted to what the engine expects of each card,
    and is plain arithmetic, so that a query can sort by it.
    """
    late = elapsed / stability
    return gain(stability, difficulty) * late / (late + RIPE)


def gain(stability: float, difficulty: float) -> float:
    """What `worth` comes to in the end, however late the review is; 0 for what has no memory yet."""
    lasting = stability / ((stability + OLD) * (stability + YOUNG))
    return lasting * (EASIEST - difficulty)


class BacklogPlan(Value, frozen=True):
    """More reviews than a day takes, and how long they will last."""

    waiting: int
    per_day: int
    days: int | None
    """The days of study after which none waits, today included; None if that does not come."""
    new_wait: bool = False
    """True if new cards wait until then."""

    def __str__(self) -> str:
        """A sentence, and one more where new cards wait."""
        verb = "is" if self.waiting == 1 else "are"
        begun = f"{counted(self.waiting, 'review')} {verb} waiting"
        if not self.per_day:
            return f"{begun}, and none are asked: the limit is 0 a day."
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
            f"{counted(self.waiting, 'review')} {wait}; at {at} {even}.{new}",
            f"{counted(self.waiting, 'review')} {wait}; at {at} {even}.",
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
