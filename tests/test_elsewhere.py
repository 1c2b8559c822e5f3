"""A running session follows what the shell or a sync does meanwhile to the prompts that it comes to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flashcards.errors import Problem
from flashcards.scheduling import Grade, Review, RowKind, utc
from flashcards.storage import Store, collection
from flashcards.storage.database import FILE
from flashcards.study import Session, elsewhere, start_session
from flashcards.study.events import Event, event_rows
from flashcards.study.tally import Turn
from tests.machine_client import Client
from tests.machine_home import SETTINGS

ALL = replace(SETTINGS, new_per_day=20, siblings="together")
ORDER = ["a/x", "a/y", "a/gaps:p", "a/gaps:q", "b/x", "b/y"]
"""All that is new, as a session over it asks it; a/y needs a/x."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path / "home")
    yield made
    made.close()


def begin(here: Client, *, new: int = 20, early: int = 0) -> Session:
    settings = replace(ALL, new_per_day=new)
    here.pool.refresh(settings, here.now)
    return start_session(
        here.pool, ["a", "b"], here.now, settings, device=here.store.device, seed=here.make_id(), ahead=early
    )


def do_aside(here: Client, kind: RowKind, names: Sequence[str], days: int = 1) -> None:
    """What another program does, which keeps the states up to what it writes."""
    with Store.open(here.home) as other:
        other.refresh(ALL, now=here.now)
        known = other.memories_of(names)
        event, device = Event(kind, days), other.device
        other.append(*event_rows(event, names, known, here.now, ALL, device=device, make_id=here.make_id))


def grade_aside(here: Client, name: str, grade: Grade, days: int | None) -> None:
    at, offset = utc(here.now)
    with Store.open(here.home) as other:
        other.refresh(ALL, now=here.now)
        due = None if days is None else other.memories_of([name])[name].day + days
        row = Review(here.make_id(), other.device, name, at, offset, RowKind.STUDY, grade, due=due)
        other.append(row)


def grade(here: Client, session: Session, given: Grade = Grade.EASY) -> Session:
    after, row = session.show().grade(given, here.now, 1000)
    here.store.append(row)
    return after


def asked(here: Client, session: Session) -> list[str]:
    """What the session asks from here on, if all is easy."""
    found = []
    while session.prompt:
        found.append(session.prompt.id)
        session = grade(here, session)
    return found


@pytest.mark.parametrize(
    ("kind", "names", "left"),
    [
        pytest.param(RowKind.SUSPEND, ["b/x"], ["a/y", "a/gaps:p", "a/gaps:q", "b/y"], id="suspended"),
        pytest.param(RowKind.BURY, ["a/y", "b/x"], ["a/gaps:p", "a/gaps:q", "b/y"], id="buried"),
        pytest.param(RowKind.SUSPEND, ORDER[1:], [], id="all that is left"),
        pytest.param(RowKind.SET_DUE, ["a/gaps:p"], ["a/y", "a/gaps:q", "b/x", "b/y"], id="given a day"),
        pytest.param(RowKind.MARK, ORDER, ORDER[1:], id="marked"),
    ],
)
@pytest.mark.parametrize("is_shown", [False, True], ids=["question", "answer"])
def test_what_is_put_away_meanwhile_is_not_asked(
    here: Client, kind: RowKind, names: list[str], left: list[str], is_shown: bool
) -> None:
    """… whether the question or its answer is in sight; the counts say so, and undo asks it as before."""
    session = begin(here)
    assert session.prompt
    assert session.prompt.id == "a/x"
    session = session.show() if is_shown else session
    do_aside(here, kind, names)
    after = grade(here, session)
    assert sum(after.counts) == len(left)
    assert asked(here, after) == left
    undone, _ = after.undo()
    assert undone.prompt is session.prompt


@pytest.mark.parametrize(
    ("kind", "follow"),
    [
        pytest.param(RowKind.SUSPEND, ["a/y", "a/gaps:p"], id="suspended, it holds back nothing"),
        pytest.param(RowKind.BURY, ["a/gaps:p", "a/gaps:q"], id="buried, others wait for it"),
    ],
)
def test_what_needs_a_card_that_was_put_away(here: Client, kind: RowKind, follow: list[str]) -> None:
    session = begin(here)
    do_aside(here, kind, ["a/x"])
    after = grade(here, session, Grade.AGAIN)
    assert asked(here, after)[:2] == follow


def test_new_ones_from_beyond_the_limit_take_the_places(here: Client) -> None:
    session = begin(here, new=2)
    do_aside(here, RowKind.SUSPEND, ["a/y"])
    assert asked(here, session) == ["a/x", "a/gaps:p"]


@pytest.mark.parametrize(
    ("given", "days", "early", "left"),
    [
        pytest.param(Grade.GOOD, 4, 0, ["b/y"], id="right: not today any more"),
        pytest.param(Grade.GOOD, 4, 9, ["b/x", "b/y"], id="right, in a session ahead of time"),
        pytest.param(Grade.AGAIN, None, 0, ["b/x", "b/y"], id="wrong: it is in its steps"),
    ],
)
def test_what_was_reviewed_on_another_device_follows_it(
    here: Client, given: Grade, days: int | None, early: int, left: list[str]
) -> None:
    do_aside(here, RowKind.SET_DUE, ["a/x", "b/x", "b/y"], 0)
    do_aside(here, RowKind.SUSPEND, ["a/y", "a/gaps:p", "a/gaps:q"])
    session = begin(here, early=early)
    here.now += timedelta(minutes=1)
    assert session.prompt
    grade_aside(here, "b/x" if session.prompt.id != "b/x" else "a/x", given, days)
    known = here.store.memories_of(ORDER)
    after = grade(here, session)
    assert (after.counts.review, after.counts.learning) == (len(left), 0)
    for _ in left:
        assert after.prompt
        assert after.memory == known[after.prompt.id]
        after = grade(here, after)


def test_what_waits_in_its_steps_follows_too(here: Client) -> None:
    """Buried, it does not come back; reset, it is no card of this session; graded, it waits anew."""
    session = begin(here)
    for _ in range(4):
        session = grade(here, session, Grade.AGAIN)
        here.now += timedelta(seconds=5)
    first, second, third, last = (each.memory.card for each in session.learning)
    do_aside(here, RowKind.BURY, [first, last])
    do_aside(here, RowKind.RESET, [second])
    grade_aside(here, third, Grade.GOOD, None)
    here.now += timedelta(seconds=5)
    after = grade(here, session, Grade.EASY)
    assert after.memory == here.store.memories_of([third])[third]
    assert (after.turn, after.learning) == (Turn.LEARNING, ())


@pytest.mark.parametrize("hours", [0, 100], ids=["at once", "with the clock put forward"])
def test_states_that_are_gone_meanwhile_are_made_anew(here: Client, hours: int) -> None:
    """They may be dropped at any time: that is no reset."""
    session = grade(here, begin(here), Grade.AGAIN)
    here.now += timedelta(hours=hours)
    session = grade(here, session, Grade.AGAIN)
    with closing(sqlite3.connect(here.home / FILE)) as log, log:
        log.execute("delete from states")
        log.execute("delete from states_of")
    after = grade(here, session, Grade.AGAIN)
    assert sum(after.counts) == sum(session.counts)
    assert here.store.memories_of(ORDER) == here.store.memories(ALL, now=here.now)


def test_a_grade_is_given_though_the_log_cannot_be_read(
    here: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """… now: what is missed is caught up with at the next."""
    session = begin(here).show()
    do_aside(here, RowKind.SUSPEND, ["a/y"])

    def fail(most: int) -> bool:
        raise Problem("another program is writing the review log")

    with monkeypatch.context() as patch:
        patch.setattr(here.store, "refresh_again", fail)
        after, row = session.grade(Grade.EASY, here.now, 1000)
    here.store.append(row)
    assert after.prompt
    assert after.prompt.id == "a/y"
    assert asked(here, grade(here, after)) == ["a/gaps:p", "a/gaps:q", "b/x", "b/y"]


def test_no_grade_waits_for_the_replay_of_a_large_log(here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a sync behind the session brings one, and leaves its states to the next start."""
    session = begin(here)
    do_aside(here, RowKind.SUSPEND, ["a/y", "a/gaps:p"])
    with closing(sqlite3.connect(here.home / FILE)) as log, log:
        log.execute("delete from states_of")
    with monkeypatch.context() as patch:
        patch.setattr(collection, "MOST_AT_ONCE", 1)
        session = grade(here, session)
        assert session.prompt
        assert session.prompt.id == "a/y"
        assert here.store.read(lambda log: log.execute("select * from states_of").fetchall()) == []
    assert asked(here, grade(here, session)) == ["a/gaps:q", "b/x", "b/y"]


def test_cramming_asks_what_is_suspended_meanwhile(here: Client) -> None:
    session = here.start(RowKind.CRAM, ["b"])
    do_aside(here, RowKind.SUSPEND, ["b/x", "b/y"])
    assert session.show().grade(Grade.GOOD, here.now, 1)[0].prompt


def test_what_nobody_else_wrote_is_read_once(here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own rows are no reason to look at the whole queue after each grade."""
    session = begin(here)
    monkeypatch.setattr(elsewhere, "without_queued", lambda session, names: pytest.fail("looked"))
    assert grade(here, grade(here, session)).prompt


def test_what_needs_a_card_is_asked_once_that_is_answered_right_elsewhere(here: Client) -> None:
    session = grade(here, begin(here), Grade.AGAIN)
    assert session.prompt
    assert session.prompt.id == "a/gaps:p", "a/y waits for a/x, which was not known"
    here.now += timedelta(minutes=1)
    grade_aside(here, "a/x", Grade.EASY, 3)
    assert asked(here, session) == ["a/gaps:p", "a/y", "a/gaps:q", "b/x", "b/y"]
