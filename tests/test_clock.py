"""A clock that is set back or forward while a session runs: nothing is reordered, nobody waits for hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from flashcards.scheduling import Grade, LearningState, Memory, Review
from flashcards.scheduling.replay import replay
from flashcards.study import Counts, Session, Turn
from tests.pools import start
from tests.rows import most_telling
from tests.test_session import AGAIN, EASY, GOOD, NOW, PLAIN, begin, cards

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def answered(session: Session, grade: Grade, now: datetime) -> Session:
    return session.show().grade(grade, now, 1000)[0]


@pytest.mark.parametrize("back", [HOUR, 6 * HOUR, DAY, 40 * DAY], ids=str)
def test_a_learning_card_comes_back_in_its_minutes_on_a_clock_set_back(back: timedelta) -> None:
    session = answered(begin(cards("x y z")), AGAIN, NOW)
    now = NOW - back
    session = answered(session, EASY, now)
    assert session.prompt
    assert session.prompt.id == "a/z", "a minute has not passed"
    session = answered(session, EASY, now + timedelta(seconds=70))
    assert (session.prompt and session.prompt.id, session.turn) == ("a/x", Turn.LEARNING)


@pytest.mark.parametrize("back", [HOUR, 6 * HOUR, DAY], ids=str)
def test_what_comes_back_does_so_in_the_same_order(back: timedelta) -> None:
    session = begin(cards("v w x y z"))
    for second, grade in enumerate([GOOD, AGAIN, GOOD]):
        session = answered(session, grade, NOW + timedelta(seconds=second))
    order = [waiting.memory.card for waiting in session.learning]
    later = answered(session, EASY, NOW - back)
    assert [waiting.memory.card for waiting in later.learning] == order == ["a/w", "a/v", "a/x"]
    due = later.next_due()
    assert due
    assert timedelta(0) < due - (NOW - back) <= timedelta(minutes=1)


def test_a_session_that_waits_goes_on_after_its_clock_went_back() -> None:
    session = begin(cards("x"), settings=replace(PLAIN, learning_steps=(60.0,)))
    session = answered(session, AGAIN, NOW)
    assert session.prompt is None
    earlier = NOW - 6 * HOUR
    assert session.resume(earlier).prompt is None
    assert session.resume(earlier).resume(earlier + HOUR).prompt == cards("x")[0]


def test_no_answer_took_less_than_no_time() -> None:
    _, review = begin(cards("x")).show().grade(GOOD, NOW - HOUR, -3_600_000)
    assert review.milliseconds == 0
    assert review.at == (NOW - HOUR).astimezone(UTC)


def test_a_clock_set_back_forges_no_lapse() -> None:
    """Again in the first steps, written on an earlier day than the Easy before it, is still no lapse."""
    session = answered(begin(cards("x")), GOOD, NOW)
    session = answered(session, AGAIN, NOW - 3 * DAY)
    session = answered(session, EASY, NOW - 3 * DAY + timedelta(minutes=2))
    memory = session.changes()["a/x"]
    assert (memory.lapses, memory.state, memory.reviews) == (0, LearningState.REVIEW, 3)
    assert memory.day >= memory.began


def rows(session: Session) -> list[Review]:
    found: list[Review] = []
    at: Session | None = session
    while at and at.rows:
        found.insert(0, at.rows[0])
        at = at.before
    return [row._replace(seq=number) for number, row in enumerate(found, 1)]


def test_the_rows_of_a_clock_set_back_replay_to_what_the_session_made() -> None:
    session = begin(cards("x y"))
    for minutes, grade in [(0, GOOD), (-90, AGAIN), (-80, GOOD), (-300, GOOD), (-299, EASY), (-298, EASY)]:
        session = answered(session, grade, NOW + timedelta(minutes=minutes))
        if not session.prompt:
            break
    log = sorted(rows(session), key=lambda row: (row.at, row.id))
    assert replay(log, PLAIN) == session.changes()


# Days


@pytest.mark.parametrize(
    ("graded_at", "now", "turned"),
    [
        pytest.param(None, NOW + DAY, True, id="the next day"),
        pytest.param(None, NOW + HOUR, False, id="the same day"),
        pytest.param(None, NOW - 3 * DAY, False, id="back, and nothing was done since"),
        pytest.param(NOW - 30 * DAY, NOW - 30 * DAY + HOUR, False, id="put right by a month"),
        pytest.param(NOW - 30 * DAY, NOW - 29 * DAY, True, id="a day after it was put right"),
        pytest.param(NOW - timedelta(minutes=5), NOW + DAY, True, id="back by minutes"),
    ],
)
def test_the_day_turns_as_the_clock_says_now(graded_at: datetime | None, now: datetime, turned: bool) -> None:
    session = begin(cards("x y"))
    if graded_at:
        session = answered(session, EASY, graded_at)
    assert session.day_has_turned(now) is turned


def test_a_few_minutes_back_over_the_turn_of_the_day_begin_no_new_day() -> None:
    begun = NOW.replace(hour=4, minute=5)
    session = answered(begin(cards("x y"), now=begun), EASY, begun - timedelta(minutes=10))
    assert not session.day_has_turned(begun + timedelta(minutes=1))


# Half a year


def jumps(rng: Random) -> Iterator[timedelta]:
    """By how much a clock is wrong on each of 180 days: mostly not, at times by minutes, hours or days."""
    for _ in range(180):
        wrong = rng.choice([timedelta(), timedelta(), timedelta(), timedelta(minutes=7), HOUR, 5 * HOUR, DAY])
        yield wrong * rng.choice([-1, 1])


@pytest.mark.parametrize("seed", most_telling(*range(2)))
def test_half_a_year_on_a_clock_that_jumps(seed: int) -> None:
    """Limits hold for each local day, memories never run backwards, and the log replays to the states."""
    rng, log, memories = Random(seed), list[Review](), dict[str, Memory]()
    deck = cards(" ".join(f"c{number}" for number in range(60)))
    settings = replace(PLAIN, new_per_day=3, reviews_per_day=30)
    for day, wrong in enumerate(jumps(rng)):
        now = NOW + day * DAY + wrong
        session = start(deck, memories, now, settings, device="here", seed=f"s{seed}-{day:03}")
        now = studied(session, now, rng, log, memories)
        later = start(deck, memories, now, settings, device="here", seed="after")
        assert later.counts.new == 0, "the limit holds for the day"
        begun = [memory.began for memory in memories.values()]
        assert max(map(begun.count, begun), default=0) <= settings.new_per_day
    ordered = sorted(log, key=lambda row: (row.at, row.id))
    assert replay(ordered, settings) == memories
    assert sum(memory.right > 0 for memory in memories.values()) == len(deck), "all were learned"


def studied(
    session: Session, now: datetime, rng: Random, log: list[Review], memories: dict[str, Memory]
) -> datetime:
    """Study until nothing is left, while the clock jumps; each row goes to the log, the end is returned."""
    begun = session.counts
    new = 0
    while session.prompt and session.memory:
        before, new = session.memory, new + (session.turn is Turn.NEW)
        grade = rng.choice([AGAIN, GOOD, GOOD, GOOD, EASY])
        now += timedelta(seconds=20) - (2 * HOUR if rng.random() < 0.02 else timedelta())
        session, review = session.show().grade(grade, now, 1000)
        log.append(review._replace(seq=len(log) + 1))
        made = session.changes()[review.card]
        memories[review.card] = made
        assert made.day >= before.day
        assert made.reviews == before.reviews + 1
        forgotten = before.state is LearningState.REVIEW and grade is AGAIN
        assert made.lapses == before.lapses + forgotten
    assert new <= begun.new
    assert session.counts.new == 0
    return now


def test_counts_do_not_care_about_the_clock() -> None:
    session = begin(cards("x y z"))
    session = answered(session, AGAIN, NOW - DAY)
    assert session.counts == Counts(new=2, learning=1)
    assert _left(session) == ["a/y", "a/z"]


def _left(session: Session) -> list[str]:
    return list(session.queue[session.taken - 1 : session.ends])
