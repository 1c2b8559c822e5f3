"""A device with a collection on its disk, driven as the app and the shell drive it, beside its model.

After each thing done the log holds just the model's rows, and the states are the replay of the log and what
the model says.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

from flashcards.scheduling import (
    Grade,
    Review,
    RowKind,
    Settings,
    StartingMemory,
    day_of,
    deck_of,
    new_memory,
    replay,
    utc,
    write_start,
)
from flashcards.storage import Store, states
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.collection import CollectionPool
from flashcards.storage.database import FILE
from flashcards.storage.erasure import drop_erased
from flashcards.study import Session, start_session
from flashcards.study.card_events import bury_card, reset_present, suspend_card, toggle_mark
from flashcards.study.events import Event, event_rows, take_back_rows
from tests.devices import Killed, killed_after
from tests.machine_model import DAY, Model, hold_equal

NOON = datetime(2026, 3, 27, 12, tzinfo=timezone(timedelta(hours=1)))
"""Two days before the clocks of Europe are put forward."""
SETTINGS = Settings(new_per_day=4, decks={"b": Settings(day_starts_at=0, retention=0.8)})
DECKS = {
    "a": "cards:\n  - {id: x, ask: X, answer: x}\n  - {id: y, ask: Y, answer: y, needs: [x]}\n"
    '  - {id: gaps, cloze: "{{p: one}} and {{q: two}}"}\n',
    "b": "cards:\n  - {id: x, ask: BX, answer: x}\n  - {id: y, ask: BY, answer: y}\n",
}
PROMPTS = ("a/x", "a/y", "a/gaps:p", "a/gaps:q", "b/x", "b/y")
WAYS: dict[str, Callable[[Session, datetime], tuple[Session, tuple[Review, ...]]]] = {
    "mark": toggle_mark,
    "suspend": suspend_card,
    "bury": bury_card,
    "reset": reset_present,
}
"""What a session does to its card besides grading it."""
WRITERS = ("review_log.py", "states.py", "bulk_states.py", "erasure.py", "undo_rows.py", "log_rows.py")
"""The modules between whose lines a device may die while it writes."""


@dataclass
class Client:
    """A device: its folder, its clock, its open collection, and the model of it."""

    home: Path
    name: str = "here"
    now: datetime = NOON
    model: Model = field(default_factory=lambda: Model(SETTINGS, PROMPTS))
    session: Session | None = None
    cramming: Session | None = None
    ids: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        (self.home / "decks").mkdir(parents=True)
        for name, text in DECKS.items():
            (self.home / "decks" / f"{name}.yaml").write_text(f"deck: {name}\n{text}", encoding="utf-8")
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.home)
        self.catalogue = Catalogue(self.home / "cache")
        self.catalogue.refresh([self.home / "decks"], 0)
        self.pool = CollectionPool(self.store, self.catalogue)
        self.session = self.cramming = None
        self.refresh()

    def close(self) -> None:
        self.store.close()
        self.catalogue.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def refresh(self) -> None:
        self.pool.refresh(SETTINGS, self.now)

    def make_id(self) -> str:
        return f"{self.name}-{next(self.ids)}"

    def learn_of(self, *, action: bool) -> list[Review]:
        """Let the model know the rows that the log has and it has not; they are numbered as they came."""
        known = self.model.ids()
        new = sorted((row for row in self.store.reviews() if row.id not in known), key=lambda row: row.seq)
        self.model.write(new, action=action)
        return new

    def write(self, *rows: Review, aside: bool = False) -> None:
        """Write rows as the app does, or `aside` as another program does meanwhile; both are numbered."""
        if aside:
            with Store.open(self.home) as other:
                other.append(*rows)
        else:
            self.store.append(*rows)
        last = max((row.seq for row in self.model.rows if row.device == self.store.device), default=0)
        new = self.learn_of(action=True)
        assert [row.id for row in new] == [row.id for row in rows]
        numbers = [row.seq for row in new]
        assert all(first < second for first, second in zip([last, *numbers], numbers, strict=False))
        if aside:
            self.refresh()
        self.check_states()

    def take_back(self, rows: Iterable[Review]) -> None:
        """Undo; rows that were undone elsewhere since are not undone twice."""
        self.store.take_back_all(rows, self.now)
        self.learn_of(action=False)
        self.check_states()

    def check_states(self) -> None:
        """The states are current before anybody asks for a refresh."""
        hold_equal(self.store.read(states.load_states), self.model.memories(self.now))

    def check(self) -> None:
        """The log holds the model's rows; the states are the replay of the log, and what the model says."""
        rows = self.store.reviews()
        assert sorted(row.id for row in rows) == sorted(row.id for row in self.model.rows)
        self.refresh()
        found = self.store.read(states.load_states)
        known = [row for row in rows if row.at <= self.now + DAY or row.takes_back]
        hold_equal(found, replay(known, SETTINGS))
        hold_equal(found, self.model.memories(self.now))
        for name in PROMPTS:
            memory = found.get(name, new_memory(name))
            flags = (memory.suspended, memory.marked, memory.buried_until)
            assert flags == self.model.flags(name, self.now)
            if not any(row.kind in (RowKind.START, RowKind.SET_DUE) for row in rows if row.card == name):
                assert (memory.reviews, memory.right) == self.model.asked(name, self.now)

    # What a person does

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
        """The session that is open does not hear of it."""
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

    # What befalls a device

    def die_while(self, do: Callable[[], object], lines: int, expected: set[str], keeps: bool = True) -> bool:
        """Die in the midst of `do`, which writes the rows `expected` and, unless it `keeps` the others, may
        remove some: all or none of them are there after the restart. True if it died."""
        copy = self.home.with_name(f"{self.home.name}-died")

        def see_disk() -> None:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.home, copy)

        known = self.model.ids()
        try:
            with killed_after(lines, WRITERS, see_disk):
                do()
        except Killed:
            self.store._connection.close()
            self.catalogue.close()
            shutil.rmtree(self.home)
            copy.rename(self.home)
            self.open()
            found = {row.id for row in self.store.reviews()}
            assert found - known in (set(), expected)
            assert not keeps or found >= known
            return True
        return False

    def drop_states(self, *, everything: bool) -> None:
        self.close()
        with closing(sqlite3.connect(self.home / FILE)) as log, log:
            log.execute("delete from states" if everything else "delete from states where prompt > 'a/m'")
            log.execute("delete from states_of")
            if everything:
                log.execute("drop table states")
        self.open()

    def drop_catalogue(self) -> None:
        self.close()
        shutil.rmtree(self.home / "cache")
        self.open()

    def edit_deck(self, tag: str) -> None:
        """Tag a card in its file, as the browser does: no row, no state changes."""
        before = self.store.read(states.load_states)
        path = self.home / "decks" / "b.yaml"
        text = f"deck: b\n{DECKS['b']}"
        path.write_text(
            text.replace("{id: x,", f"{{id: x, tags: [{tag}],") if tag else text, encoding="utf-8"
        )
        self.catalogue.refresh([self.home / "decks"], 0)
        self.refresh()
        assert self.store.read(states.load_states) == before
