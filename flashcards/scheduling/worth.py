"""What a review is worth when more is due than a day takes. Plain arithmetic on numbers or arrays of them."""

from __future__ import annotations

OLD, YOUNG, EASIEST, RIPE = 60, 5, 13, 8
"""What `worth` weighs stability, difficulty and lateness with; see there."""


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
    return _lasting(stability) * (EASIEST - difficulty)


def difficulty_of(gain: float, stability: float) -> float:
    """The difficulty that makes that `gain`, or of means of both about the mean; from 1 to 10."""
    return min(max(EASIEST - gain / _lasting(stability), 1.0), 10.0)


def _lasting(stability: float) -> float:
    return stability / ((stability + OLD) * (stability + YOUNG))
