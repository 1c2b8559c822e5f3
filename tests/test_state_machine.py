"""Everything that happens to a collection, in any order: the states are the replay of the log, and both are
what a naive model says.

Grades, cramming and every event, in sessions, from the shell and from another program meanwhile; undo,
erasure, memories from elsewhere; restarts, deaths between any two steps of a write, clocks that jump both
ways, daylight saving, caches that are dropped, and rows of a second device that come late and in any order.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta, timezone
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flashcards.scheduling import Grade, Review, RowKind, StartingMemory, day_of, utc, write_start
from flashcards.storage import log_states, states
from flashcards.storage.database import FILE
from flashcards.storage.erasure import drop_erased
from flashcards.storage.rows import INSERT, to_row
from flashcards.study import card_events
from tests.machine_client import DECKS, PROMPTS, WAYS, Client
from tests.machine_model import hold_equal

OWN_RULES = {RowKind.STUDY, RowKind.CRAM, RowKind.TAKE_BACK, RowKind.START, RowKind.ERASE}
"""The kinds of rows that rules of their own write; all others are events, of which `do_in_bulk` does any."""
EVENTS = [kind for kind in RowKind if kind not in OWN_RULES]
some_prompts = st.lists(st.sampled_from(PROMPTS), min_size=1, unique=True)
some_decks = st.sampled_from([tuple(DECKS), ("a",), ("b",)])


class Collection(RuleBasedStateMachine):
    """A collection on a disk, driven through its rules."""

    @initialize(in_bulk=st.booleans())
    def begin(self, in_bulk: bool) -> None:
        """With `in_bulk`, few rows are written as very many are."""
        self.usual = log_states.MANY, states.FEW
        if in_bulk:
            log_states.MANY = states.FEW = 0
        self.place = Path(tempfile.mkdtemp())
        self.here = Client(self.place / "home")
        self.away = count(1)
        self.offline: list[Review] = []
        """What the second device wrote and nobody else has yet."""

    def teardown(self) -> None:
        if hasattr(self, "here"):
            log_states.MANY, states.FEW = self.usual
            self.here.close()
            shutil.rmtree(self.place)

    @rule(grade=st.sampled_from(Grade), minutes=st.integers(0, 20))
    def grade(self, grade: Grade, minutes: int) -> None:
        self.here.grade(grade, minutes)

    @rule(decks=some_decks, ahead=st.sampled_from([0, 0, 3]))
    def open_a_session(self, decks: tuple[str, ...], ahead: int) -> None:
        """Over some decks, perhaps with reviews before their time; the one that was open is left."""
        self.here.session = None
        self.here.asked(decks, ahead)

    @rule(grade=st.sampled_from(Grade))
    def cram(self, grade: Grade) -> None:
        self.here.cram(grade)

    @rule(way=st.sampled_from(sorted(WAYS)))
    def do_in_the_session(self, way: str) -> None:
        self.here.do_in_session(way)

    @rule()
    def undo_in_the_session(self) -> None:
        self.here.undo_in_session()

    @rule(kind=st.sampled_from(EVENTS), names=some_prompts, days=st.integers(0, 9), aside=st.booleans())
    def do_in_bulk(self, kind: RowKind, names: list[str], days: int, aside: bool) -> None:
        self.here.do_in_bulk(kind, names, days, aside=aside)

    @rule()
    def undo_the_last(self) -> None:
        self.here.undo()

    @rule(kind=st.sampled_from(EVENTS), names=some_prompts, days=st.integers(0, 9))
    def do_and_undo(self, kind: RowKind, names: list[str], days: int) -> None:
        """An event and its undo, after a restart, leave everything as it was."""
        before = self.here.model.memories(self.here.now)
        written = len(self.here.model.rows)
        self.here.do_in_bulk(kind, names, days)
        self.here.restart()
        if len(self.here.model.rows) > written:
            self.here.undo()
            hold_equal(self.here.model.memories(self.here.now), before)

    @rule(names=some_prompts, aside=st.booleans())
    def erase(self, names: list[str], aside: bool) -> None:
        self.here.erase(names, aside=aside)

    @rule(name=st.sampled_from(PROMPTS), last=st.integers(0, 40), days=st.integers(0, 50))
    def bring_along(self, name: str, last: int, days: int) -> None:
        self.here.bring_along(name, last, days)

    @rule()
    def restart(self) -> None:
        self.here.restart()

    @rule(lines=st.integers(1, 90), grade=st.sampled_from(Grade))
    def die_while_grading(self, lines: int, grade: Grade) -> None:
        session = self.here.asked()
        if session.prompt:
            after, row = session.show().grade(grade, self.here.now, 1000)
            died = self.here.die_while(lambda: self.here.store.append(row), lines, {row.id})
            self.here.session = None if died else after
            self.here.learn_of(action=True)

    @rule(kind=st.sampled_from(EVENTS), names=some_prompts, lines=st.integers(1, 150))
    def die_in_bulk(self, kind: RowKind, names: list[str], lines: int) -> None:
        rows = self.here.event(kind, names, 5)
        self.here.die_while(lambda: self.here.store.append(*rows), lines, {row.id for row in rows})
        self.here.learn_of(action=True)

    @rule(lines=st.integers(1, 150))
    def die_while_undoing(self, lines: int) -> None:
        rows, known = self.here.store.last_undoable(), self.here.model.ids()
        backs = {f"{row.id}-back" for row in rows} - known
        self.here.die_while(lambda: self.here.store.take_back_all(rows, self.here.now), lines, backs)
        self.here.learn_of(action=False)

    @rule(names=some_prompts, lines=st.integers(1, 150))
    def die_while_erasing(self, names: list[str], lines: int) -> None:
        """What is asked for stays so, and the next erasure does it."""
        rows = self.here.event(RowKind.ERASE, names, 0)

        def erase() -> None:
            self.here.store.append(*rows)
            self.here.store.write(lambda log: drop_erased(log, self.here.now))

        self.here.die_while(erase, lines, {row.id for row in rows}, keeps=False)
        self.here.learn_of(action=False)
        left = {row.id for row in self.here.store.reviews()}
        if left != self.here.model.ids():
            self.here.model.drop_erased(self.here.now)

    @rule(hours=st.one_of(st.integers(-100, 240), st.integers(-3, 30)))
    def set_the_clock(self, hours: int) -> None:
        self.here.now += timedelta(hours=hours)

    @rule(minutes=st.sampled_from([0, 60, 120, -300, 345]))
    def change_the_offset(self, minutes: int) -> None:
        """Daylight saving, or a journey: the moment is the same."""
        self.here.now = self.here.now.astimezone(timezone(timedelta(minutes=minutes)))

    @rule(everything=st.booleans())
    def drop_the_states(self, everything: bool) -> None:
        self.here.drop_states(everything=everything)

    @rule()
    def drop_the_catalogue(self) -> None:
        self.here.drop_catalogue()

    @rule(tag=st.sampled_from(["", "exam", "hard"]))
    def tag_a_card(self, tag: str) -> None:
        self.here.edit_deck(tag)

    @rule(
        kind=st.sampled_from([kind for kind in RowKind if kind is not RowKind.TAKE_BACK]),
        prompt=st.sampled_from(PROMPTS),
        grade=st.sampled_from(Grade),
        hours=st.integers(-200, 60),
        is_numbered=st.sampled_from([True, True, True, False]),
    )
    def do_on_the_second_device(
        self, kind: RowKind, prompt: str, grade: Grade, hours: int, is_numbered: bool
    ) -> None:
        """Its clock is another, and it knows nothing of this one; an old version gave no numbers."""
        at = utc(self.here.now + timedelta(hours=hours))[0]
        day = day_of(at, 0, 4) + 3
        number = next(self.away)
        seq = number if is_numbered else 0
        row = Review(f"there-{number}", "there", prompt, at, 0, kind, seq=seq)
        match kind:
            case RowKind.STUDY | RowKind.CRAM:
                row = row._replace(grade=grade, due=day if grade > Grade.HARD else None)
            case RowKind.SET_DUE:
                row = row._replace(due=day)
            case RowKind.BURY:
                row = row._replace(until=day)
            case RowKind.START:
                row = row._replace(typed=write_start(StartingMemory(day, day - 9, 9.0, 4.0, 2)))
        self.offline.append(row)

    @precondition(lambda self: self.offline)
    @rule()
    def undo_on_the_second_device(self) -> None:
        last = self.offline[-1]
        if not last.takes_back:
            number = next(self.away)
            back = Review(
                f"there-{number}", "there", last.card, last.at, 0, RowKind.TAKE_BACK, takes_back=last.id
            )
            self.offline.append(back._replace(seq=number))

    @precondition(lambda self: self.offline)
    @rule(data=st.data(), by_hand=st.booleans())
    def merge(self, data: st.DataObject, by_hand: bool) -> None:
        """Some of its rows come, in any order."""
        rows = data.draw(st.lists(st.sampled_from(self.offline), min_size=1, unique_by=lambda row: row.id))
        if by_hand:
            with closing(sqlite3.connect(self.here.home / FILE)) as log, log:
                log.executemany(f"insert {INSERT}", [to_row(row) for row in rows])
        else:
            self.here.store.append(*rows)
        self.here.model.write(rows, action=False)
        self.offline = [row for row in self.offline if row not in rows]

    @rule()
    def fix_the_clock(self) -> None:
        self.here.fix_clock()

    @invariant()
    def the_log_the_states_and_the_model_agree(self) -> None:
        self.here.check()


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class TestCollection(Collection.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=QUIET)


@pytest.mark.slow
class TestCollectionForLong(Collection.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=20, stateful_step_count=40, deadline=None, suppress_health_check=QUIET)


DONE_BY: dict[RowKind, Callable[[Collection], object]] = {
    RowKind.STUDY: lambda machine: machine.grade(Grade.GOOD, 1),
    RowKind.CRAM: lambda machine: machine.cram(Grade.GOOD),
    RowKind.TAKE_BACK: lambda machine: (machine.grade(Grade.GOOD, 1), machine.undo_the_last()),
    RowKind.START: lambda machine: machine.bring_along("b/x", 3, 9),
    RowKind.ERASE: lambda machine: (machine.grade(Grade.GOOD, 1), machine.erase(list(PROMPTS), False)),
}
BEFORE = {RowKind.RESUME: RowKind.SUSPEND, RowKind.UNBURY: RowKind.BURY, RowKind.UNMARK: RowKind.MARK}
"""What must have been done for an event to change anything."""


@pytest.mark.parametrize("kind", RowKind)
def test_the_machine_writes_rows_of_every_kind(kind: RowKind) -> None:
    """A kind that is new must get a rule, or be an event that the shell and the browser can do."""
    machine = Collection()
    machine.begin(False)
    try:
        if kind is RowKind.RESET:
            machine.grade(Grade.GOOD, 1)
        for each in filter(None, (BEFORE.get(kind), kind)):
            if each in DONE_BY:
                DONE_BY[each](machine)
            else:
                machine.do_in_bulk(each, list(PROMPTS), 3, False)
        assert kind in {row.kind for row in machine.here.store.reviews()}
        machine.the_log_the_states_and_the_model_agree()
    finally:
        machine.teardown()


def test_the_machine_does_what_a_session_can_do_to_its_card() -> None:
    public = {name for name, each in vars(card_events).items() if callable(each) and name[0].islower()}
    own = {name for name in public if getattr(card_events, name).__module__ == card_events.__name__}
    assert own == {way.__name__ for way in WAYS.values()}
