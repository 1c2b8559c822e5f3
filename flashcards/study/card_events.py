"""What is done to the card that a session asks: marked, suspended, or buried until tomorrow.

Each returns the session after it and the rows to commit before that is shown; without rows nothing changes.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count

from flashcards.scheduling import Memory, Review, RowKind, memory_after_row
from flashcards.study.elsewhere import held_back
from flashcards.study.events import Event, event_rows, mark_event
from flashcards.study.session import Session

Done = tuple[Session, tuple[Review, ...]]


def toggle_mark(session: Session, now: datetime) -> Done:
    """Marks the card with all its prompts, or takes the mark from it; it stays asked."""
    if not session.prompt:
        return session, ()
    known = _memories_of_card(session)
    return _after(session, mark_event(known.values()), known, now)


def suspend_card(session: Session, now: datetime) -> Done:
    """Suspends the card with all its prompts, and asks the next; what waited for it waits no longer."""
    if not session.prompt:
        return session, ()
    known = _memories_of_card(session)
    after, rows = _after(session, Event(RowKind.SUSPEND), known, now)
    cleared = after.with_changes(cleared=after.cleared | {session.prompt.card.key})
    return cleared.without(known.keys(), now), rows


def reset_present(session: Session, now: datetime) -> Done:
    """Makes the card new again with all its prompts, and asks the next."""
    if not session.prompt:
        return session, ()
    known = _memories_of_card(session)
    after, rows = _after(session, Event(RowKind.RESET), known, now)
    return (after.without(known.keys(), now), rows) if rows else (session, ())


def bury_card(session: Session, now: datetime) -> Done:
    """Buries the card with all its prompts until tomorrow, and asks the next.

    New cards that it must be answered for first wait as long.
    """
    if not session.prompt:
        return session, ()
    known = _memories_of_card(session)
    after, rows = _after(session, Event(RowKind.BURY), known, now)
    return after.without(known.keys() | held_back({session.prompt.card.key}, after), now), rows


def _memories_of_card(session: Session) -> dict[str, Memory]:
    """What is known of each prompt of the card that is asked, by prompt id."""
    assert session.prompt
    assert session.memory
    made = session.changes()
    names = dict.fromkeys([session.prompt.id, *session.pool.siblings(session.prompt.card.key)])
    known = {name: made.get(name) or session.memory_of(name) for name in names}
    return known | {session.prompt.id: session.memory}


def _after(session: Session, event: Event, known: dict[str, Memory], now: datetime) -> Done:
    ids = (f"{session.seed}-{number}" for number in count(session.written))
    rows = event_rows(event, known, known, now, session.settings, device=session.device, make_id=ids.__next__)
    memories = [memory_after_row(known[row.card], row, session.settings) for row in rows]
    return session.after_event(rows, memories), tuple(rows)
