"""Everything that happens to a collection, in any order: the states are the replay of the log, and both are
what a naive model says.

Grades and every event, in sessions and from the shell, undo, restarts, clocks that jump both ways, daylight
saving, caches that are dropped, and the rows of a second device that come late and in any order.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flashcards.scheduling import (
    Grade,
    Memory,
    Review,
    RowKind,
    Settings,
    day_of,
    deck_of,
    memory_after_row,
    milliseconds,
    new_memory,
    replay,
    utc,
)
from flashcards.storage import Store, review_log, states
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.collection import CollectionPool
from flashcards.storage.rows import INSERT, to_row
from flashcards.study import Session, start_session
from flashcards.study.card_events import bury_card, reset_present, suspend_card, toggle_mark
from flashcards.study.events import Event, event_rows, take_back_rows

NOON = datetime(2026, 3, 27, 12, tzinfo=timezone(timedelta(hours=1)))
"""Two days before the clocks of Europe are put forward."""
DAY = timedelta(days=1)
SETTINGS = Settings(new_per_day=4, decks={"b": Settings(day_starts_at=0, retention=0.8)})
DECKS = {
    "a": "cards:\n  - {id: x, ask: X, answer: x}\n  - {id: y, ask: Y, answer: y, needs: [x]}\n"
    '  - {id: gaps, cloze: "{{p: one}} and {{q: two}}"}\n',
    "b": "cards:\n  - {id: x, ask: BX, answer: x}\n  - {id: y, ask: BY, answer: y}\n",
}
PROMPTS = ("a/x", "a/y", "a/gaps:p", "a/gaps:q", "b/x", "b/y")
EVENTS = [kind for kind in RowKind if kind not in {"study", "cram", "take-back", "start", "erase"}]
WAYS: dict[str, Callable] = {
    "mark": toggle_mark,
    "suspend": suspend_card,
    "bury": bury_card,
    "reset": reset_present,
}
some_prompts = st.lists(st.sampled_from(PROMPTS), min_size=1, unique=True)


@dataclass
class Model:
    """The rows of both devices in the order in which they were written, and what this one may undo."""

    rows: list[Review] = field(default_factory=list)
    actions: list[list[str]] = field(default_factory=list)
    """The ids of what was done here, one list for each undo."""
    undone: list[tuple[str, str]] = field(default_factory=list)
    """Who took back whom: the ids of the take-back and of what it takes back."""

    def write(self, rows: Iterable[Review], *, action: bool) -> None:
        new = list(rows)
        self.rows += new
        self.undone += [(row.id, row.takes_back) for row in new if row.takes_back]
        if action and new:
            self.actions.append([row.id for row in new])

    def stands(self, name: str) -> bool:
        return not any(target == name and self.stands(back) for back, target in self.undone)

    def last_action(self) -> list[str]:
        """What an undo takes back: the last of the actions of which something stands."""
        standing = [[name for name in action if self.stands(name)] for action in self.actions]
        return next((action for action in reversed(standing) if action), [])

    def counting(self, now: datetime) -> list[Review]:
        """The rows that count at `now`: those that are not far ahead, and that nothing takes back."""
        known = [row for row in self.rows if row.at <= now + DAY or row.takes_back]
        backs = [(row.id, row.takes_back) for row in known if row.takes_back]
        view = Model(undone=backs)
        return [row for row in known if not row.takes_back and view.stands(row.id)]

    def history(self, prompt: str, now: datetime) -> list[Review]:
        """The counting rows of a prompt in their order: no device writes a row before an earlier one, as far
        as its clock is wrong by less than a day."""
        placed: list[tuple[int, str, Review]] = []
        for device in ("here", "there"):
            before: list[int] = []
            for row in self.counting(now):
                if row.card == prompt and (row.device == "there") == (device == "there"):
                    at = milliseconds(row.at)
                    at = max([at, *(time + 1 for time in before if time <= at + 86_400_000)])
                    before.append(at)
                    placed.append((at, row.id, row))
        return [row for *_, row in sorted(placed, key=lambda each: each[:2])]

    def memories(self, now: datetime) -> dict[str, Memory]:
        found = {}
        for prompt in PROMPTS:
            memory = new_memory(prompt)
            for row in self.history(prompt, now):
                memory = memory_after_row(memory, row, SETTINGS)
            if memory != new_memory(prompt):
                found[prompt] = memory
        return found

    def flags(self, prompt: str, now: datetime) -> tuple[bool, bool, int]:
        """Suspended, marked, buried until: each as its last row says."""
        suspended, marked, buried = False, False, 0
        for row in self.history(prompt, now):
            match row.kind:
                case RowKind.SUSPEND | RowKind.RESUME:
                    suspended = row.kind is RowKind.SUSPEND
                case RowKind.MARK | RowKind.UNMARK:
                    marked = row.kind is RowKind.MARK
                case RowKind.BURY | RowKind.UNBURY:
                    buried = row.until or 0
                case RowKind.RESET:
                    suspended, buried = False, 0
        return suspended, marked, buried


def hold_equal(found: dict[str, Memory], expected: dict[str, Memory]) -> None:
    """Stability and difficulty but for what single precision loses, all else to the last bit."""
    bare = [
        {name: memory._replace(stability=0, difficulty=0) for name, memory in each.items()}
        for each in (found, expected)
    ]
    assert bare[0] == bare[1]
    for name, memory in expected.items():
        numbers = (found[name].stability, found[name].difficulty)
        assert numbers == pytest.approx((memory.stability, memory.difficulty), rel=1e-4)


class Collection(RuleBasedStateMachine):
    """A collection on a disk, driven through its rules."""

    @initialize(in_bulk=st.booleans())
    def begin(self, in_bulk: bool) -> None:
        """With `in_bulk`, few rows are written as very many are."""
        self.usual = review_log.MANY, states.FEW
        if in_bulk:
            review_log.MANY = states.FEW = 0
        self.home = Path(tempfile.mkdtemp())
        (self.home / "decks").mkdir()
        for name, text in DECKS.items():
            (self.home / "decks" / f"{name}.yaml").write_text(f"deck: {name}\n{text}", encoding="utf-8")
        self.model, self.now = Model(), NOON
        self.ids, self.away = count(), count(1)
        self.offline: list[Review] = []
        """What the second device wrote and nobody else has yet."""
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.home)
        self.catalogue = Catalogue(self.home / "cache")
        self.catalogue.refresh([self.home / "decks"], 0)
        self.pool = CollectionPool(self.store, self.catalogue)
        self.session: Session | None = None

    def close(self) -> None:
        self.store.close()
        self.catalogue.close()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            review_log.MANY, states.FEW = self.usual
            self.close()
            shutil.rmtree(self.home)

    def write(self, *rows: Review) -> None:
        """Write rows as the app does; the states follow in the same transaction."""
        self.store.append(*rows)
        self.model.write(rows, action=True)
        self.check_states()

    def take_back(self, rows: Iterable[Review]) -> None:
        present = {row.id for row in self.model.rows}
        self.store.take_back_all(rows, self.now)
        written = [row for row in self.store.reviews() if row.id not in present]
        self.model.write(written, action=False)
        self.check_states()

    def check_states(self) -> None:
        """The states are current before anybody asks for a refresh."""
        hold_equal(self.store.read(states.load_states), self.model.memories(self.now))

    def asked(self) -> Session:
        """The session that is open, or a new one."""
        if self.session is None or self.session.prompt is None:
            self.pool.refresh(SETTINGS, self.now)
            seed = f"session-{next(self.ids)}"
            self.session = start_session(
                self.pool, list(DECKS), self.now, SETTINGS, device=self.store.device, seed=seed
            )
            self.check_queue(self.session)
        return self.session

    def check_queue(self, session: Session) -> None:
        """What is set aside is not asked."""
        known = self.model.memories(self.now)
        at, offset = utc(self.now)
        names = [*session.queue, *(waiting.memory.card for waiting in session.learning)]
        for name in [*names, *([session.prompt.id] if session.prompt else [])]:
            today = day_of(at, offset, SETTINGS.for_deck(deck_of(name)).day_starts_at)
            assert not known.get(name, new_memory(name)).rests(today)

    @rule(grade=st.sampled_from(Grade), minutes=st.integers(0, 20))
    def grade(self, grade: Grade, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        session = self.asked()
        if session.prompt:
            self.session, row = session.show().grade(grade, self.now, 1000)
            self.write(row)

    @rule(way=st.sampled_from(sorted(WAYS)))
    def do_in_the_session(self, way: str) -> None:
        session = self.asked()
        if session.prompt:
            after, rows = WAYS[way](session, self.now)
            self.write(*rows)
            self.session = after

    @rule()
    def undo_in_the_session(self) -> None:
        """Rows that were undone elsewhere since are not undone twice."""
        if self.session and self.session.before:
            self.session, rows = self.session.undo()
            self.take_back(rows)

    @rule(kind=st.sampled_from(EVENTS), names=some_prompts, days=st.integers(0, 9))
    def do_in_bulk(self, kind: RowKind, names: list[str], days: int) -> None:
        """From the shell: the session that is open does not hear of it."""
        before = self.model.memories(self.now)
        rows = event_rows(
            Event(kind, days),
            names,
            self.store.memories_of(names),
            self.now,
            SETTINGS,
            device=self.store.device,
            make_id=lambda: f"bulk-{next(self.ids)}",
        )
        self.write(*rows)
        if rows:
            after = self.model.memories(self.now)
            touched = {row.card for row in rows}
            assert {name for name in PROMPTS if before.get(name) != after.get(name)} <= touched

    @rule()
    def undo_the_last(self) -> None:
        rows = self.store.last_undoable()
        assert [row.id for row in rows] == self.model.last_action()
        if rows:
            self.take_back(rows)
            assert not any(self.model.stands(row.id) for row in rows)

    @rule(kind=st.sampled_from(EVENTS), names=some_prompts, days=st.integers(0, 9))
    def do_and_undo(self, kind: RowKind, names: list[str], days: int) -> None:
        """An event and its undo, after a restart, leave everything as it was."""
        before = self.model.memories(self.now)
        written = len(self.model.rows)
        self.do_in_bulk(kind, names, days)
        self.restart()
        if len(self.model.rows) > written:
            self.refresh()
            self.undo_the_last()
            hold_equal(self.model.memories(self.now), before)

    @rule()
    def restart(self) -> None:
        self.close()
        self.open()
        self.refresh()

    def refresh(self) -> None:
        self.pool.refresh(SETTINGS, self.now)

    @rule(hours=st.one_of(st.integers(-100, 240), st.integers(-3, 30)))
    def set_the_clock(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(minutes=st.sampled_from([0, 60, 120, -300, 345]))
    def change_the_offset(self, minutes: int) -> None:
        """Daylight saving, or a journey: the moment is the same."""
        self.now = self.now.astimezone(timezone(timedelta(minutes=minutes)))

    @rule(everything=st.booleans())
    def drop_the_states(self, everything: bool) -> None:
        self.close()
        with closing(sqlite3.connect(self.home / "reviews.sqlite")) as log, log:
            log.execute("delete from states" if everything else "delete from states where prompt > 'a/m'")
            log.execute("delete from states_of")
            if everything:
                log.execute("drop table states")
        self.open()
        self.refresh()

    @rule()
    def drop_the_catalogue(self) -> None:
        self.close()
        shutil.rmtree(self.home / "cache")
        self.open()
        self.refresh()

    @rule(
        kind=st.sampled_from([RowKind.STUDY, *EVENTS]),
        prompt=st.sampled_from(PROMPTS),
        grade=st.sampled_from(Grade),
        hours=st.integers(-200, 60),
    )
    def do_on_the_second_device(self, kind: RowKind, prompt: str, grade: Grade, hours: int) -> None:
        """Its clock is another, and it knows nothing of this one."""
        at = utc(self.now + timedelta(hours=hours))[0]
        day = day_of(at, 0, 4) + 3
        number = next(self.away)
        row = Review(f"there-{number}", "there", prompt, at, 0, kind, seq=number)
        if kind is RowKind.STUDY:
            row = row._replace(grade=grade, due=day if grade > Grade.HARD else None)
        row = row._replace(
            due=day if kind is RowKind.SET_DUE else row.due, until=day if kind is RowKind.BURY else None
        )
        self.offline.append(row)

    @precondition(lambda self: self.offline)
    @rule()
    def undo_on_the_second_device(self) -> None:
        last = self.offline[-1]
        if not last.takes_back:
            number = next(self.away)
            back = last._replace(
                id=f"there-{number}", kind=RowKind.TAKE_BACK, takes_back=last.id, seq=number, grade=None
            )
            self.offline.append(back._replace(due=None, until=None))

    @precondition(lambda self: self.offline)
    @rule(data=st.data(), by_hand=st.booleans())
    def merge(self, data: st.DataObject, by_hand: bool) -> None:
        """Some of its rows come, in any order."""
        rows = data.draw(st.lists(st.sampled_from(self.offline), min_size=1, unique_by=lambda row: row.id))
        if by_hand:
            with closing(sqlite3.connect(self.home / "reviews.sqlite")) as log, log:
                log.executemany(f"insert {INSERT}", [to_row(row) for row in rows])
        else:
            self.store.append(*rows)
        self.model.write(rows, action=False)
        self.model.rows.sort(key=lambda row: row.seq if row.device == "there" else 0)
        self.offline = [row for row in self.offline if row not in rows]

    @rule()
    def fix_the_clock(self) -> None:
        ahead = self.store.waiting(self.now)
        late = [row.id for row in self.model.rows if row.at > self.now + DAY and not row.takes_back]
        assert sorted(row.id for row in ahead) == sorted(filter(self.model.stands, late))
        self.write(
            *take_back_rows(
                ahead, self.now, device=self.store.device, make_id=lambda: f"fix-{next(self.ids)}"
            )
        )
        assert self.store.waiting(self.now) == []

    @invariant()
    def the_log_the_states_and_the_model_agree(self) -> None:
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


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class TestCollection(Collection.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=QUIET)


@pytest.mark.slow
class TestCollectionForLong(Collection.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=20, stateful_step_count=40, deadline=None, suppress_health_check=QUIET)
