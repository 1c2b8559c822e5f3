"""Which prompt a session asks next: what has come back, else the queue's. Pure: the clock is handed in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from flashcards.errors import Problem
from flashcards.scheduling import Memory, RowKind, card_of, deck_of
from flashcards.study.elsewhere import catch_up
from flashcards.study.session_state import SessionState
from flashcards.study.tally import Turn

AHEAD = timedelta(minutes=20)
"""A prompt in its learning steps is asked this much early where nothing else is left."""
S = TypeVar("S", bound=SessionState)


def ask_next(session: S, at: datetime, just: str = "") -> S:
    """The session with the next prompt: a learning one that is due, else the queue's, else a learning
    one that will be due within `AHEAD`, but not the one `just` asked while there is another; if there is
    none, one of a deck that should come after cards that still wait. A card that is gone holds nothing back.
    """
    session = catch_up(session, at)
    while found := _take_next(session, at, just):
        session, memory, turn = found
        if prompt := session.pool.prompts.get(memory.card):
            return session.with_changes(prompt=prompt, memory=memory, turn=turn, revealed=False)
        session = session.with_changes(cleared=session.cleared | {card_of(memory.card)})
    return session.with_changes(prompt=None, memory=None, turn=None, revealed=False)


def ask_prompt(session: S, memory: Memory, turn: Turn, at: datetime) -> S:
    """The session that asks the prompt of `memory`; if its card is gone by now, the next."""
    prompt = session.pool.prompts.get(memory.card)
    if prompt is None:
        return ask_next(session, at)
    return session.with_changes(prompt=prompt, memory=memory, turn=turn, revealed=False)


def ask_from_queue(session: S, place: int, at: datetime) -> S:
    """The session that asks what stands at `place` in the queue; those passed over stay next."""
    return ask_prompt(*_take_from_queue(session, place), at)


def _take_next(session: S, at: datetime, just: str) -> tuple[S, Memory, Turn] | None:
    """The session without what comes next, what is known of that, and why it comes; None if nothing does."""
    place = _place_in_queue(session)
    if place is not None and not (session.learning and session.learning[0].due <= at):
        return _take_from_queue(session, place)
    soon = [waiting for waiting in session.learning[:2] if waiting.due <= at + AHEAD]
    if not soon:
        place = _place_in_queue(session, in_order=False)
        return None if place is None else _take_from_queue(session, place)
    place = len(soon) - 1 if soon[0].memory.card == just else 0
    left = session.with_changes(learning=session.learning[:place] + session.learning[place + 1 :])
    return left, soon[place].memory, Turn.LEARNING


def _take_from_queue(session: S, place: int) -> tuple[S, Memory, Turn]:
    name, queue = session.queue[place], session.queue
    if place > session.taken:
        passed = queue[session.taken : place]
        queue = (*queue[: session.taken], name, *passed, *queue[place + 1 :])
    memory = _expected(session, name) or session.memory_of(name)
    new = memory.is_new and session.kind is not RowKind.CRAM
    taken = session.with_changes(queue=queue, taken=session.taken + 1)
    return taken, memory, Turn.NEW if new else Turn.REVIEW


def repeat_notice(before: SessionState, after: SessionState) -> str:
    """Why the prompt just answered is asked again at once: all others build on it. Empty if it is not."""
    waiting = after.ends - after.taken
    if not (waiting and before.prompt and after.prompt and before.prompt.id == after.prompt.id):
        return ""
    if any(deck_of(name) in after.after for name in after.queue[after.taken : after.ends]):
        return "Asked again at once: the other cards build on it or come after its deck."
    others = "the other card builds" if waiting == 1 else f"the other {waiting} cards build"
    return f"Asked again at once: {others} on it."


def look_ahead(session: SessionState) -> Memory | None:
    """What is known of the prompt that the queue probably asks next; its card is at hand from now on.

    Read while a person reads an answer, so that nothing of it is waited for after the grade.
    """
    with suppress(Problem):
        session.pool.writes_elsewhere()  # from here on a look at the file tells
    place = _place_in_queue(session)
    if place is None:
        return None
    name = session.queue[place]
    with suppress(Problem):  # told when the prompt is asked
        session.pool.prompts.get(name)
        return session.memory_of(name)
    return None


def expect_next(session: S) -> S | None:
    """The session that asks what `look_ahead` found, as it will probably be; None if nothing was found."""
    if not session.ahead:
        return None
    with suppress(Problem):  # told when the prompt is asked
        if prompt := session.pool.prompts.get(session.ahead.card):
            return session.with_changes(prompt=prompt, memory=session.ahead)
    return None


def _expected(session: SessionState, name: str) -> Memory | None:
    """What `look_ahead` read of a prompt, unless an event has changed it since."""
    ahead = session.ahead
    return ahead if ahead and ahead.card == name and name not in session.altered else None


def _place_in_queue(session: SessionState, *, in_order: bool = True) -> int | None:
    """Where in the queue the next prompt stands that waits for no other card; None if there is none.

    `in_order` none of a deck that comes after another of which cards wait.
    """
    waiting: set[str] = set()
    for place in range(session.taken, session.ends):
        if place < session.reviews:
            return place
        card = card_of(session.queue[place])
        deck, needs = deck_of(card), session.waits_for.get(card, ())
        comes_later = in_order and not waiting.isdisjoint(session.after.get(deck, ()))
        if not comes_later and session.cleared.issuperset(needs):
            return place
        waiting.add(deck)
    return None


def set_clock(session: S, at: datetime) -> S:
    """The session with its clock at `at`: where that went back, what comes back does so as much earlier.

    So nobody waits for hours for a card that was to come back in minutes, and the order stays.
    """
    back = (session.seen or at) - at
    if back <= timedelta():
        return session.with_changes(seen=at)
    learning = tuple(waiting._replace(due=waiting.due - back) for waiting in session.learning)
    return session.with_changes(seen=at, learning=learning)
