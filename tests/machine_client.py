"""A device, driven as the app and the shell drive it, beside its model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flashcards.scheduling import (
    Grade,
    Review,
    RowKind,
    StartingMemory,
    day_of,
    deck_of,
    new_memory,
    utc,
    write_start,
)
from flashcards.storage import Store
from flashcards.storage.erasure import drop_erased
from flashcards.study import Session, start_session
from flashcards.study.card_events import bury_card, reset_present, suspend_card, toggle_mark
from flashcards.study.events import Event, event_rows, take_back_rows
from tests.machine_home import DECKS, PROMPTS, SETTINGS, LoggedHome
from tests.machine_model import DAY, hold_equal

WAYS: dict[str, Callable[[Session, datetime], tuple[Session, tuple[Review, ...]]]] = {
    "mark": toggle_mark,
    "suspend": suspend_card,
    "bury": bury_card,
    "reset": reset_present,
}
"""What a session does to its card besides grading it."""


class Client(LoggedHome):
    """A person at a device."""

    def asked(self, decks: Sequence[str] = tuple(DECKS), ahead: int = 0) -> Session:
        """The session that is open, or a new one."""
        if self.session is None or self.session.prompt is None:
            self.refresh()
            self.session = self.start(RowKind.STUDY, decks, ahead)
            self.check_queue(self.session)
        return self.session

    def start(self, kind: RowKind, decks: Sequence[str], ahead: int = 0) -> Session:
        seed, device = f"session-{self.make_id()}", self.store.device
        return start_session(
            self.pool, decks, self.now, SETTINGS, device=device, seed=seed, kind=kind, ahead=ahead
        )

    def check_queue(self, session: Session) -> None:
        """What is set aside is not asked, of the new cards no more than the limit, none before its needs."""
        known = self.model.memories(self.now)
        at, offset = utc(self.now)
        names = [*session.queue, *(waiting.memory.card for waiting in session.learning)]
        for name in [*names, *([session.prompt.id] if session.prompt else [])]:
            today = day_of(at, offset, SETTINGS.for_deck(deck_of(name)).day_starts_at)
            assert not known.get(name, new_memory(name)).rests(today)
        assert session.counts.new <= SETTINGS.new_per_day

    def grade(self, grade: Grade, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        session = self.asked()
        if session.prompt:
            self.session, row = session.show().grade(grade, self.now, 1000)
            self.write(row)

    def cram(self, grade: Grade) -> None:
        """Asked outside the schedule: no memory changes."""
        before = self.model.memories(self.now)
        if self.cramming is None or self.cramming.prompt is None:
            self.refresh()
            self.cramming = self.start(RowKind.CRAM, list(DECKS))
        if self.cramming.prompt:
            self.cramming, row = self.cramming.show().grade(grade, self.now, 1000)
            self.write(row)
            hold_equal(self.model.memories(self.now), before)

    def do_in_session(self, way: str) -> None:
        session = self.asked()
        if session.prompt:
            after, rows = WAYS[way](session, self.now)
            self.write(*rows)
            self.session = after

    def undo_in_session(self) -> None:
        if self.session and self.session.before:
            self.session, rows = self.session.undo()
            self.take_back(rows)

    def event(self, kind: RowKind, names: Sequence[str], days: int) -> list[Review]:
        """The rows of an event, as the shell and the browser make them."""
        known = self.store.memories_of(names)
        event, device = Event(kind, days), self.store.device
        return event_rows(event, names, known, self.now, SETTINGS, device=device, make_id=self.make_id)

    def do_in_bulk(self, kind: RowKind, names: Sequence[str], days: int, *, aside: bool = False) -> None:
        """The session that is open hears of it where another program did it."""
        before = self.model.memories(self.now)
        rows = self.event(kind, names, days)
        self.write(*rows, aside=aside)
        if rows:
            after = self.model.memories(self.now)
            touched = {row.card for row in rows}
            assert {name for name in PROMPTS if before.get(name) != after.get(name)} <= touched

    def undo(self) -> None:
        """Take back the last thing done here, whatever it was and whatever came between."""
        rows = self.store.last_undoable()
        assert [row.id for row in rows] == self.model.last_action()
        if rows:
            self.take_back(rows)
            assert not any(self.model.stands(row.id) for row in rows)

    def erase(self, names: Sequence[str], *, aside: bool = False) -> None:
        """Forget for good; nothing brings it back, whatever is open meanwhile."""
        self.refresh()
        rows = self.event(RowKind.ERASE, names, 0)
        if aside:
            with Store.open(self.home) as other:
                other.append(*rows)
                other.write(lambda log: drop_erased(log, self.now))
        else:
            self.store.append(*rows)
            self.store.write(lambda log: drop_erased(log, self.now))
        self.learn_of(action=False)
        self.model.drop_erased(self.now)
        self.refresh()
        self.check_states()

    def bring_along(self, name: str, last: int, days: int) -> None:
        """A memory from another program: taken by a prompt without rows, or in place of an older one."""
        at, offset = utc(self.now)
        day = day_of(at, offset, 4) - last
        text = write_start(StartingMemory(day + days, day, float(days + 1), 5.0, 3))
        row = Review(self.make_id(), self.store.device, name, at, offset, RowKind.START, typed=text)
        before = [each for each in self.model.rows if each.card == name]
        taken = self.store.append_starts([row])
        assert bool(taken.taken) == (not before)
        if before and not any(each.kind is RowKind.START for each in before):
            assert taken.reviewed == (name,)
        written = self.learn_of(action=False)
        assert [each.id for each in written] == [row.id] * bool(taken.taken or taken.renewed)

    def fix_clock(self) -> None:
        """Take back what was written with a clock days ahead; it is told, and can itself be undone."""
        ahead = self.store.waiting(self.now)
        late = [row.id for row in self.model.rows if row.at > self.now + DAY and not row.takes_back]
        assert sorted(row.id for row in ahead) == sorted(filter(self.model.stands, late))
        self.write(*take_back_rows(ahead, self.now, device=self.store.device, make_id=self.make_id))
        assert self.store.waiting(self.now) == []
