"""What other programs do to the prompts of a running session: the shell, a sync. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from flashcards.errors import Problem
from flashcards.scheduling import LearningState, Memory, RowKind, card_of, deck_of, new_memory
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.study.session_state import SessionState
from flashcards.study.tally import Waiting

S = TypeVar("S", bound=SessionState)
_STEPS = (LearningState.LEARNING, LearningState.RELEARNING)


def catch_up(session: S, at: datetime) -> S:
    """The session without what another program has put away, or reviewed, since it was asked last.

    As it is where that cannot be read now, or takes long: what follows a grade must not fail before the grade
    is written, nor wait for the replay of a log that a sync brings.
    """
    try:
        if session.kind is RowKind.CRAM or (writes := session.pool.writes_elsewhere()) == session.writes:
            return session
        coming = session.queue[session.taken :]
        names = {*coming, *(each.memory.card for each in session.learning)}
        known = session.pool.memories_of(names)
    except Problem:
        return session
    if known is None:
        return session
    days = LocalDays(at, session.offset_minutes, session.settings)
    cleared = {card_of(name) for name, memory in known.items() if memory.suspended or memory.right}
    left = session.with_changes(
        writes=writes,
        ahead=None,
        altered={name: memory for name, memory in session.altered.items() if name not in names},
        learning=tuple(sorted(_still_waiting(session, known, days), key=lambda each: each.due)),
        cleared=session.cleared | cleared,
    )
    gone = {name for name in coming if name in known and not _is_asked(known[name], days, session.early)}
    cards = set(map(card_of, gone))
    return without_queued(
        left, gone | {name for name in held_back(cards, left) if card_of(name) not in cards}
    )


def without_queued(session: S, names: Collection[str]) -> S:
    """The session that comes to none of `names` in its queue.

    New prompts from beyond the day's limit take the places of new ones.
    """
    queue, reviews = session.queue, max(session.taken, session.reviews)
    gone = [place for place in range(session.taken, len(queue)) if queue[place] in names]
    reviews_gone = sum(place < reviews for place in gone)
    kept = tuple(name for place, name in enumerate(queue) if place < session.taken or name not in names)
    ends = min(session.ends - reviews_gone, len(kept))
    return session.with_changes(queue=kept, reviews=session.reviews - reviews_gone, ends=ends)


def held_back(cards: Collection[str], session: SessionState) -> set[str]:
    """The new prompts of the queue that cannot be asked before `cards` are answered right, in any number of
    steps, and theirs."""
    held = {*cards} - session.cleared
    if not held:
        return set()
    waiting = {key: needs for key, needs in session.waits_for.items() if key not in session.cleared}
    while more := {
        key for key, needs in waiting.items() if key not in held and held & {*needs} - session.cleared
    }:
        held |= more
    queue = session.queue[max(session.taken, session.reviews) :]
    return {name for name in queue if card_of(name) in held}


def _still_waiting(session: SessionState, known: Mapping[str, Memory], days: LocalDays) -> Iterator[Waiting]:
    """What comes back, as it is known now; the row of what was graded last is perhaps not in the log yet."""
    graded = {memory.card for memory in session.made}
    for waiting in session.learning:
        name = waiting.memory.card
        memory = known.get(name, new_memory(name))
        if memory.rests(days.today(deck_of(name))):
            continue
        last = waiting.memory.last_at
        if memory.last_at == last or (name in graded and memory.last_at < last):
            yield waiting
        elif memory.state in _STEPS:
            yield Waiting(memory.due, memory)


def _is_asked(memory: Memory, days: LocalDays, early: int) -> bool:
    """True if a prompt of the queue is still to be asked today."""
    today = days.today(deck_of(memory.card))
    is_later = memory.state is LearningState.REVIEW and memory.due_day > today + early
    return not (is_later or memory.rests(today))
