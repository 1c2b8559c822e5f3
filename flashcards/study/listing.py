"""Lists of prompts: what is said of each, the orders that there are, and what is done to some of them."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple, assert_never

from flashcards.scheduling import Memory, RowKind
from flashcards.study.day_words import with_day
from flashcards.study.events import Event, mark_event


class ListingOrder(StrEnum):
    """The order of a list of prompts; equals stand as in the learning order."""

    LEARNING = "learning order"
    """The best matches of the query's words first, if they are few."""
    NAME = "card"
    DUE = "due"
    STABILITY = "stability"
    """The weakest first."""
    RECALL = "recall"
    """The likeliest to be forgotten first."""
    LAPSES = "lapses"
    """The most often forgotten first."""

    def next(self) -> ListingOrder:
        """The order after this one, and after the last the first."""
        orders = list(ListingOrder)
        return orders[(orders.index(self) + 1) % len(orders)]


class ListedPrompt(NamedTuple):
    """A prompt in a list."""

    prompt: str
    """As in the review log: `deck/id`, `deck/id:part`."""
    kind: str
    """Of its card."""
    memory: Memory
    recall: float | None
    """The probability that it would be recalled now; None if it is new."""
    is_leech: bool


class CardAction(StrEnum):
    """What a person does to the prompts of a list."""

    SUSPEND = "suspend"
    """Or resume, if all are suspended."""
    BURY = "bury"
    """Until the next day; or take them back, if all are buried."""
    MARK = "mark"
    """Or take the mark away, if all have it."""
    RESET = "reset"
    SET_DUE = "set due"


def event_of(action: CardAction, memories: Collection[Memory], today: int, day: str) -> Event:
    """The event that the action means for prompts with these memories.

    Setting the day takes one as people type it. Raises Problem for a day that cannot be read.
    """
    match action:
        case CardAction.SUSPEND:
            return Event(RowKind.RESUME if all(m.suspended for m in memories) else RowKind.SUSPEND)
        case CardAction.BURY:
            buried = all(memory.buried_until > today for memory in memories)
            return Event(RowKind.UNBURY if buried else RowKind.BURY)
        case CardAction.MARK:
            return mark_event(memories)
        case CardAction.RESET:
            return Event(RowKind.RESET)
        case CardAction.SET_DUE:
            return with_day(Event(RowKind.SET_DUE), day)
    assert_never(action)
