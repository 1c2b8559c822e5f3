"""What a simulation begins with: cards as arrays, made from the memories of a log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from flashcards.scheduling.model import LearningState, Memory, card_of

Array = Any


class Cards(NamedTuple):
    """The cards to begin with, days counted from today."""

    stability: Array
    difficulty: Array
    last: Array
    """The day of the last answer; at most 0."""
    due: Array
    new: int = 0
    """How many were never asked."""
    names: tuple[str, ...] = ()
    """The ids of the prompts, then of the new ones in their order; numbers where none are given."""
    days: Array = ()
    """The interval that each waits for, where that is known."""
    reviews: Array = ()
    today: int = 0
    """The local day to begin with, as `day_of` counts."""
    needs: Mapping[str, Sequence[str]] = MappingProxyType({})
    """Cards → the cards of which a prompt must be answered right before, as `deck/id`."""
    right: tuple[str, ...] = ()
    """The cards of which that is so from the beginning."""


def cards_of(
    memories: Iterable[Memory],
    today: int,
    new: Sequence[str] = (),
    needs: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Cards:
    """The cards with these memories on the day `today`, but suspended ones; those in the steps are due.

    `new` are the ids of those never asked, in their order; `needs` are those of cards, of which suspended
    ones hold nothing back.
    """
    known = list(memories)
    asked = [memory for memory in known if not (memory.is_new or memory.suspended)]
    steps = (LearningState.LEARNING, LearningState.RELEARNING)
    due = [
        0 if memory.state in steps else max(memory.due_day, memory.buried_until) - today for memory in asked
    ]
    return Cards(
        np.array([memory.stability for memory in asked]),
        np.array([memory.difficulty for memory in asked]),
        np.array([min(0, memory.day - today) for memory in asked], dtype=np.int64),
        np.array(due, dtype=np.int64),
        len(new),
        (*(memory.card for memory in asked), *new),
        np.array([memory.days for memory in asked], dtype=np.int64),
        np.array([memory.reviews for memory in asked], dtype=np.int64),
        today,
        needs,
        tuple({card_of(memory.card) for memory in known if memory.right or memory.suspended}),
    )
