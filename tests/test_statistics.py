"""The statistics: small logs worked out by hand, laws, and a naive count over random logs."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.scheduling import (
    Grade,
    LearningState,
    Review,
    RowKind,
    Settings,
    day_of,
    memory_after_row,
    new_memory,
    retrievability,
)
from flashcards.storage import Store, statistics_file, statistics_refresh
from flashcards.storage.statistics import ReviewHistory
from flashcards.study.statistics import Confusion, DaySums, Rate, Statistics, Streak
from flashcards.study.statistics_figures import find_streak

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = day_of(NOON, 0, 4)
PLAIN = Settings(fuzz=False)


def study(days: float, grade: int, due: int | None = None, card: str = "adam/m", **more: Any) -> Review:
    """A row `days` after noon of the first day; `due` counts from that day too."""
    row = Review(f"{card}{days}", "here", card, NOON + timedelta(days=days), 0, RowKind.STUDY, Grade(grade))
    return row._replace(due=None if due is None else TODAY + due, milliseconds=6000)._replace(**more)


def event(days: float, kind: RowKind, card: str = "adam/m", **more: Any) -> Review:
    return study(days, 3, None, card, id=f"{kind}{card}{days}", milliseconds=0)._replace(
        grade=None, kind=kind, **more
    )


@contextmanager
def history_of(
    folder: Path, rows: list[Review], now: datetime = NOON
) -> Iterator[tuple[Store, ReviewHistory]]:
    with Store.open(folder) as store, ReviewHistory(store, folder / "cache") as history:
        store.append(*rows)
        bring_up(store, history, now)
        yield store, history


def bring_up(store: Store, history: ReviewHistory, now: datetime) -> None:
    store.refresh(PLAIN, now=now)
    history.refresh(PLAIN, {}, now)


def counted(
    folder: Path, rows: list[Review], days: float = 0, span: int = 400, decks: tuple[str, ...] = ()
) -> Statistics:
    """The statistics `days` after noon of the first day."""
    now = NOON + timedelta(days=days)
    with history_of(folder, rows, now) as (_, history):
        return history.statistics(PLAIN, now, span, decks, lambda card: card.partition("/")[0])


TWO_CARDS = [
    study(0, 3),
    study(0.01, 3, 2),  # adam/m: learned on day 0, due on day 2
    study(0.02, 4, 30, "sgd/a"),
    study(2, 3, 25),
    study(25, 1),  # 23 days: mature, forgotten
    study(25.01, 3, 27),
    study(30, 3, 90, "sgd/a"),  # 30 days: mature, recalled
]


def test_a_small_log_by_hand(tmp_path: Path) -> None:
    found = counted(tmp_path, TWO_CARDS, days=30)
    assert found.daily == (
        DaySums(TODAY, 3, 18_000, new=2, learning=1, good=2, easy=1),
        DaySums(TODAY + 2, 1, 6000, young=1, good=1, young_tests=1, young_recalled=1),
        DaySums(TODAY + 25, 2, 12_000, learning=1, mature=1, again=1, good=1, mature_tests=1),
        DaySums(TODAY + 30, 1, 6000, mature=1, good=1, mature_tests=1, mature_recalled=1),
    )
    assert found.retention["all"].young == (1, 1)
    assert found.retention["all"].mature == (1, 2)
    assert found.retention["all"].all == Rate(2, 3)
    assert found.retention["week"].all == (1, 2)
    assert found.retention["all"].all.share == pytest.approx(2 / 3)
    assert [(deck.deck, deck.reviews, deck.tests, deck.recalled) for deck in found.by_deck] == [
        ("adam", 5, 2, 1),
        ("sgd", 2, 1, 1),
    ]
    assert found.buttons == (
        ("new", 0, 0, 1, 1),
        ("learning", 0, 0, 2, 0),
        ("young", 0, 0, 1, 0),
        ("mature", 1, 0, 1, 0),
    )
    assert [(hour.hour, hour.reviews, hour.tests, hour.recalled) for hour in found.hours] == [(12, 7, 3, 2)]
    assert found.streak == Streak(1, 1)
    assert [day for day, _ in found.year] == [TODAY, TODAY + 2, TODAY + 25, TODAY + 30]
    assert [(each.day, each.young, each.mature) for each in found.forecast] == [(-1, 1, 0)]  # sgd: in 60 days
    assert found.intervals.prompts == 2
    assert [each.prompts for each in found.intervals.bins] == [0, 1, 0, 1, 0, 0]  # 2 days and 60
    assert found.intervals.median == 31
    assert sum(each.answers for each in found.calibration.bins) == found.calibration.tests == 3


MATURITY = [
    pytest.param(20, 3, (0, 1, 0, 0, 1), id="20 days are young"),
    pytest.param(21, 3, (0, 0, 0, 1, 1), id="21 are mature"),
    pytest.param(20, 2, (0, 1, 0, 0, 1), id="hard is recalled, young"),
    pytest.param(21, 2, (0, 0, 0, 1, 1), id="hard is recalled, mature"),
    pytest.param(20, 1, (0, 1, 0, 0, 0), id="young, forgotten"),
    pytest.param(21, 1, (0, 0, 0, 1, 0), id="mature, forgotten"),
]


@pytest.mark.parametrize(("interval", "grade", "expected"), MATURITY)
def test_maturity_is_that_of_the_interval_before(
    interval: int, grade: int, expected: tuple[int, ...], tmp_path: Path
) -> None:
    """New, young, learning, mature, recalled; however late it was answered."""
    rows = [study(0, 4, interval), study(30, grade, 99)]
    found = counted(tmp_path, rows, days=30, span=2)
    (day,) = found.daily
    recalled = day.young_recalled + day.mature_recalled
    assert (day.new, day.young, day.learning, day.mature, recalled) == expected
    assert (day.young_tests, day.mature_tests) == (day.young, day.mature)
    assert found.buttons[0].stage == ("mature" if interval >= 21 else "young")


DISTRIBUTIONS = [
    pytest.param([1], [0, 1, 0, 0, 0, 0], 1, id="a bound is in the bin that begins there"),
    pytest.param([6, 7, 20, 21], [0, 1, 2, 1, 0, 0], 13.5, id="week and three weeks"),
    pytest.param([90, 364, 365, 36_500], [0, 0, 0, 0, 2, 2], 364.5, id="the last has no end"),
]


@pytest.mark.parametrize(("intervals", "bins", "median"), DISTRIBUTIONS)
def test_distributions(intervals: list[int], bins: list[int], median: float, tmp_path: Path) -> None:
    found = counted(tmp_path, [study(0, 4, days, f"adam/{days}") for days in intervals]).intervals
    assert [each.prompts for each in found.bins] == bins
    assert found.median == median


def test_an_empty_log_has_nothing(tmp_path: Path) -> None:
    found = counted(tmp_path, [])
    assert (found.daily, found.year, found.forecast, found.hours) == ((), (), (), ())
    assert found.retention["all"].all.share is None
    assert found.calibration.log_loss is None
    assert found.intervals.median is None
    assert found.streak == Streak(0, 0)


def test_a_log_of_another_year_counts_only_in_all_time(tmp_path: Path) -> None:
    found = counted(tmp_path, TWO_CARDS, days=800, span=91)
    assert (found.daily, found.year, found.by_deck, found.calibration.tests) == ((), (), (), 0)
    assert found.retention["all"].all == (2, 3)
    assert found.streak == Streak(0, 1)
    assert [(each.day, each.due) for each in found.forecast] == [(-1, 2)]


APART = [
    pytest.param([study(0, 3), study(1, 3, kind=RowKind.CRAM)], 1, 1, id="cram is counted apart"),
    pytest.param([study(0, 3), event(1, RowKind.TAKE_BACK, takes_back="adam/m0")], 0, 0, id="taken back"),
    pytest.param([study(0, 3), event(1, RowKind.RESET)], 1, 0, id="a reset leaves what was done"),
    pytest.param([study(0, 3), event(1, RowKind.ERASE)], 0, 0, id="erased"),
    pytest.param(
        [event(0, RowKind.START), event(1, RowKind.SUSPEND), event(2, RowKind.MARK)], 0, 0, id="events"
    ),
    pytest.param([study(0, 3), study(9, 3)], 1, 0, id="written by a clock that was days ahead"),
]


@pytest.mark.parametrize(("rows", "reviews", "cram"), APART)
def test_what_is_a_review(rows: list[Review], reviews: int, cram: int, tmp_path: Path) -> None:
    found = counted(tmp_path, rows, days=4)
    assert sum(day.reviews for day in found.daily) == reviews
    assert sum(day.cram for day in found.daily) == cram


BERLIN_SPRING = [  # the clock goes from 2:00 to 3:00 on 29 March
    pytest.param(datetime(2026, 3, 28, 23, 59, tzinfo=UTC), 60, "2026-03-28", 0, id="at night"),
    pytest.param(datetime(2026, 3, 29, 1, 59, tzinfo=UTC), 120, "2026-03-28", 3, id="before four"),
    pytest.param(datetime(2026, 3, 29, 2, 0, tzinfo=UTC), 120, "2026-03-29", 4, id="at four"),
    pytest.param(
        datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 120, "2026-10-24", 2, id="autumn, the first 2:59"
    ),
    pytest.param(datetime(2026, 10, 25, 2, 59, tzinfo=UTC), 60, "2026-10-24", 3, id="autumn, before four"),
    pytest.param(datetime(2026, 10, 25, 3, 0, tzinfo=UTC), 60, "2026-10-25", 4, id="autumn, at four"),
    pytest.param(datetime(2026, 3, 2, 13, 30, tzinfo=UTC), -570, "2026-03-02", 4, id="Marquesas"),
    pytest.param(datetime(2026, 3, 1, 14, 14, tzinfo=UTC), 825, "2026-03-01", 3, id="Chatham"),
]


@pytest.mark.parametrize(("at", "offset", "date", "hour"), BERLIN_SPRING)
def test_days_and_hours_are_those_of_the_row(
    at: datetime, offset: int, date: str, hour: int, tmp_path: Path
) -> None:
    now = at.astimezone(timezone(timedelta(minutes=offset)))
    row = study(0, 3)._replace(at=at, offset_minutes=offset)
    with history_of(tmp_path, [row], now) as (_, history):
        found = history.statistics(PLAIN, now, 7)
    day = (datetime.fromisoformat(date) - datetime(1970, 1, 1)).days
    assert [each.day for each in found.daily] == [day]
    assert [each.hour for each in found.hours] == [hour]
    assert found.today == day


FORECASTS = [
    pytest.param([study(0, 4, 5)], [(5, 0, 1, 0)], id="young"),
    pytest.param([study(0, 4, 25)], [(25, 0, 0, 1)], id="mature"),
    pytest.param([study(0, 4, 30)], [], id="beyond"),
    pytest.param([study(0, 3)], [(0, 1, 0, 0)], id="in its steps: today"),
    pytest.param([study(-3, 3)], [(0, 1, 0, 0)], id="left in its steps: today"),
    pytest.param([study(-9, 4, -4)], [(-1, 0, 1, 0)], id="overdue"),
    pytest.param([study(-1, 4, 5), event(-0.5, RowKind.SUSPEND)], [], id="suspended"),
    pytest.param(
        [study(-1, 4, 0), event(-0.5, RowKind.BURY, until=TODAY + 2)], [(2, 0, 1, 0)], id="buried until then"
    ),
    pytest.param([event(0, RowKind.MARK)], [], id="marked and new"),
]


@pytest.mark.parametrize(("rows", "expected"), FORECASTS)
def test_the_forecast(rows: list[Review], expected: list[tuple[int, ...]], tmp_path: Path) -> None:
    assert list(counted(tmp_path, rows).forecast) == expected


STREAKS = [
    pytest.param([], 10, (0, 0), id="none"),
    pytest.param([10], 10, (1, 1), id="today"),
    pytest.param([9], 10, (1, 1), id="yesterday: not broken yet"),
    pytest.param([8], 10, (0, 1), id="broken"),
    pytest.param([3, 4, 5, 9, 10], 10, (2, 3), id="two"),
    pytest.param([9, 10, 11], 10, (2, 2), id="a day to come counts in none"),
]


@pytest.mark.parametrize(("days", "today", "expected"), STREAKS)
def test_streaks(days: list[int], today: int, expected: tuple[int, int]) -> None:
    assert find_streak(days, today) == expected


def judged(days: float, card: str, typed: str, verdict: str, slip: str = "", **more: Any) -> Review:
    return study(
        days, 1 if verdict == "wrong" else 3, None, card, typed=typed, verdict=verdict, slip=slip, **more
    )


def test_slips_by_card_and_optimizer(tmp_path: Path) -> None:
    rows = [
        judged(0, "adam/v", "b2*v + (1-b2)*g", "wrong", "missing-square"),
        judged(20, "adam/v:1", "x", "wrong", "missing-square"),
        judged(20, "sgd/v", "y", "wrong", "missing-square"),
        judged(20, "sgd/w", "y", "wrong", "wrong-sign"),
        judged(20, "sgd/w", "fine", "right", id="other"),
        judged(20, "sgd/u", "z", "wrong", "wrong-sign", kind=RowKind.TAKE_BACK, takes_back="nothing"),
    ]
    found = counted(tmp_path, rows, days=20)
    square, sign = found.slips
    assert (square.slip, square.times, square.week) == ("missing-square", 3, 2)
    assert square.cards == (("adam/v", 2), ("sgd/v", 1))
    assert square.optimizers == (("adam", 2), ("sgd", 1))
    assert (sign.slip, sign.times) == ("wrong-sign", 1)
    assert found.judged == Rate(1, 5)


CONFUSIONS = [
    pytest.param("b2 v + g", "b2*v+g", [], id="another text"),
    pytest.param("v_hat / (1 - b)", "v_hat/(1-b)", [Confusion("adam/m", "adam/v", 1)], id="spaces apart"),
    pytest.param("velocity", "velocity", [Confusion("adam/m", "adam/v", 1)], id="a word"),
    pytest.param("0.9", "0.9", [], id="a number is right for many"),
    pytest.param("1e-3", "1e-3", [], id="a power of ten too"),
    pytest.param("V", "v", [], id="case counts"),
]


@pytest.mark.parametrize(("wrong", "right", "expected"), CONFUSIONS)
def test_confusions(wrong: str, right: str, expected: list[Confusion], tmp_path: Path) -> None:
    rows = [judged(0, "adam/m", wrong, "wrong"), judged(1, "adam/v", right, "right")]
    assert list(counted(tmp_path, rows, days=1).confusions) == expected


def test_a_confusion_counts_both_ways_and_needs_one_other(tmp_path: Path) -> None:
    rows = [
        judged(0, "adam/v", "second", "right"),
        judged(0, "adam/m", "first", "right"),
        judged(1, "adam/m", "second", "wrong"),
        judged(2, "adam/v", "first", "wrong"),
        judged(3, "adam/v:2", "second", "wrong"),  # its own card's
        judged(4, "a/1", "shared", "right"),
        judged(4, "a/2", "shared", "right"),
        judged(5, "adam/m", "shared", "wrong"),  # which of the two?
    ]
    assert counted(tmp_path, rows, days=5).confusions == (Confusion("adam/m", "adam/v", 2),)


def test_calibration_of_what_the_person_said(tmp_path: Path) -> None:
    said = [(50, 3, ""), (60, 1, ""), (80, 3, ""), (97, 3, ""), (97, 1, "right"), (97, 3, "wrong")]
    rows = [
        study(number / 100, grade, None, f"adam/{number}", confidence=percent, verdict=verdict)
        for number, (percent, grade, verdict) in enumerate(said)
    ]
    rows.append(study(0, 1, None, "adam/c", kind=RowKind.CRAM, confidence=97))
    found = counted(tmp_path, rows).confidence
    assert [(each.answers, each.foretold, each.right) for each in found] == [
        (2, pytest.approx(0.55), 0.5),
        (1, pytest.approx(0.8), 1),
        (3, pytest.approx(0.97), pytest.approx(2 / 3)),  # a verdict says more than the grade
    ]


# random logs

DECKS = ("adam", "sgd")
CARDS = ("adam/m", "adam/v", "adam/v:1", "sgd/a")
_EVENTS = (RowKind.RESET, RowKind.ERASE, RowKind.SUSPEND, RowKind.RESUME, RowKind.MARK, RowKind.SET_DUE)
answers = st.tuples(
    st.just("answer"), st.sampled_from(CARDS), st.integers(1, 4), st.sampled_from(["study", "study", "cram"])
)
events = st.tuples(st.just("event"), st.sampled_from(CARDS), st.sampled_from(_EVENTS), st.integers(0, 40))
undos = st.tuples(st.just("undo"), st.integers(0, 30), st.none(), st.none())
steps = st.tuples(
    st.one_of(answers, answers, answers, events, undos),
    st.floats(0.001, 30),
    st.sampled_from([-600, 0, 60, 120, 825]),
    st.sampled_from([None, 50, 97]),
)
logs = st.lists(steps, max_size=25)


def build(log: list[Any]) -> list[Review]:
    rows: list[Review] = []
    at = NOON - timedelta(days=300)
    for number, ((what, first, second, third), days, offset, confidence) in enumerate(log):
        at += timedelta(days=days)
        base = Review(f"r{number}", "here", "", at, offset, RowKind.STUDY)
        if what == "answer":
            row = base._replace(
                card=first, grade=Grade(second), kind=RowKind(third), milliseconds=1000, confidence=confidence
            )
        elif what == "event":
            row = base._replace(card=first, kind=second, due=day_of(at, offset, 4) + third)
        elif rows:
            taken = rows[first % len(rows)]
            row = base._replace(card=taken.card, kind=RowKind.TAKE_BACK, takes_back=taken.id)
        else:
            continue
        rows.append(row)
    return rows


def stands(row: Review, rows: list[Review]) -> bool:
    """Without a take-back that stands itself."""
    return not any(back.takes_back == row.id and stands(back, rows) for back in rows)


def naive(rows: list[Review], decks: tuple[str, ...]) -> dict[str, Any]:
    """The same figures by the plainest loops."""
    sums: Counter[str] = Counter()
    days: Counter[int] = Counter()
    hours: Counter[int] = Counter()
    loss = 0.0
    for card in CARDS:
        if decks and card.partition("/")[0] not in decks:
            continue
        memory, last, found = new_memory(card), None, []
        for row in rows:
            if row.card != card or row.kind is RowKind.TAKE_BACK or not stands(row, rows):
                continue
            day = int(row.at.timestamp() + row.offset_minutes * 60 - 4 * 3600) // 86400
            if row.kind is RowKind.ERASE:
                found, last = [], None
            elif row.grade:
                day = max(day, memory.day) if row.kind is RowKind.STUDY else day
                found.append((row, memory, day, row.kind is RowKind.STUDY and last != day))
                last = day if row.kind is RowKind.STUDY else last
            memory = memory_after_row(memory, row, PLAIN)
        for row, before, day, first in found:
            if row.kind is RowKind.CRAM:
                sums["cram"] += 1
                continue
            days[day] += 1
            hours[int(row.at.timestamp() // 60 + row.offset_minutes) // 60 % 24] += 1
            sums["milliseconds"] += row.milliseconds
            sums[f"grade {int(row.grade)}"] += 1
            if before.state is LearningState.REVIEW and first:
                sums["tests"] += 1
                sums["mature tests"] += before.days >= 21
                sums["recalled"] += row.grade > 1
                at = before.last + timedelta(days=day - before.day)
                chance = retrievability(before, at, PLAIN)
                loss -= math.log(chance if row.grade > 1 else 1 - chance)
    return {"days": days, "hours": hours, "loss": loss, **sums}


@hypothesis.settings(deadline=None, max_examples=25)
@given(logs, st.sampled_from([(), ("adam",), ("sgd",)]))
def test_sql_counts_as_the_plainest_loops_do(
    tmp_path_factory: pytest.TempPathFactory, log: list[Any], decks: tuple[str, ...]
) -> None:
    rows = build(log)
    found = counted(tmp_path_factory.mktemp("log"), rows, days=600, span=1000, decks=decks)
    expected = naive(rows, decks)
    assert {day.day: day.reviews for day in found.daily if day.reviews} == expected["days"]
    assert {hour.hour: hour.reviews for hour in found.hours} == expected["hours"]
    rate = found.retention["all"]
    assert rate.all == (expected.get("recalled", 0), expected.get("tests", 0))
    assert rate.mature.tests == expected.get("mature tests", 0)
    assert sum(day.cram for day in found.daily) == expected.get("cram", 0)
    assert sum(day.milliseconds for day in found.daily) == expected.get("milliseconds", 0)
    grades = [sum(getattr(day, name) for day in found.daily) for name in ("again", "hard", "good", "easy")]
    assert grades == [expected.get(f"grade {grade}", 0) for grade in (1, 2, 3, 4)]
    if expected.get("tests"):
        assert found.calibration.log_loss == pytest.approx(expected["loss"] / expected["tests"], rel=1e-4)


@hypothesis.settings(deadline=None, max_examples=30)
@given(logs)
def test_the_parts_sum_to_the_whole(tmp_path_factory: pytest.TempPathFactory, log: list[Any]) -> None:
    with history_of(tmp_path_factory.mktemp("log"), build(log), NOON + timedelta(days=600)) as (_, history):
        now = NOON + timedelta(days=600)
        every = history.statistics(PLAIN, now, 1000)
        each = [history.statistics(PLAIN, now, 1000, (deck,)) for deck in DECKS]
    total = sum(day.reviews for day in every.daily)
    assert total == sum(hour.reviews for hour in every.hours)
    assert total == sum(sum(grades) for _, *grades in every.buttons)
    assert total == sum(deck.reviews for deck in every.by_deck)
    assert total == sum(day.reviews for deck in each for day in deck.daily)
    assert all(day.reviews == day.new + day.learning + day.young + day.mature for day in every.daily)
    assert all(day.reviews == day.again + day.hard + day.good + day.easy for day in every.daily)
    for name in ("intervals", "stability", "difficulty"):
        whole = getattr(every, name)
        assert whole.prompts == sum(some.prompts for some in whole.bins)
        assert whole.prompts == sum(getattr(deck, name).prompts for deck in each)
    due = Counter({day.day: day.due for day in every.forecast})
    assert due == sum((Counter({day.day: day.due for day in deck.forecast}) for deck in each), Counter())
    assert every.calibration.tests == every.retention["period"].all.tests


def tables(folder: Path) -> dict[str, list[Any]]:
    """What the file of statistics holds, by names."""
    with sqlite3.connect(folder / "cache" / "statistics.sqlite") as connection:
        named = (
            "select prompts.name, decks.name, {0}.* from {0} join decks on decks.id = {0}.deck"
            " join prompts on prompts.id = {0}.prompt order by 1, place"
        )
        of_days = "select decks.name, days.* from days join decks on decks.id = deck order by 1, day"
        found = {name: connection.execute(named.format(name)).fetchall() for name in ("answers", "judged")}
        days = connection.execute(of_days).fetchall()
    drop = {"answers": (3, 5), "judged": (2, 4)}
    return {
        name: [tuple(v for place, v in enumerate(row) if place not in drop[name]) for row in rows]
        for name, rows in found.items()
    } | {"days": [(row[0], row[1], *row[3:]) for row in days]}


@hypothesis.settings(deadline=None, max_examples=25)
@given(logs, st.lists(st.tuples(st.integers(0, 25), st.integers(-300, 600)), max_size=4))
def test_taking_rows_in_one_after_the_other_is_reading_all(
    tmp_path_factory: pytest.TempPathFactory, log: list[Any], looks: list[tuple[int, int]]
) -> None:
    """At moments in any order: rows that the clock of the device is behind of wait."""
    rows = build(log)
    piecewise, at_once = (tmp_path_factory.mktemp("log") for _ in range(2))
    with history_of(piecewise, []) as (store, history):
        written, now = 0, NOON
        for upto, days in looks:
            store.append(*rows[written:upto])
            written, now = max(written, upto), NOON + timedelta(days=days)
            bring_up(store, history, now)
        store.append(*rows[written:])
        bring_up(store, history, now)
    with history_of(at_once, rows, now):
        pass
    assert tables(piecewise) == tables(at_once)


@pytest.mark.parametrize("part", [1, 2, 5, 100])
def test_a_log_read_in_parts_is_the_log_read_prompt_by_prompt(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a prompt has rows under a former name, which come in the first part, and non-ASCII ids."""
    cards = ["adam/é", "adam/z", "old/m", "sgd/\U0001f600", "sgd/\uffee"]
    rows = [
        study(day + n / 9, 1 + (day + n) % 4, day + 3, card, verdict="wrong", confidence=n or None)
        for day in range(6)
        for n, card in enumerate(cards)
    ]
    former, now = {"old/m": "sgd/m"}, NOON + timedelta(days=9)
    monkeypatch.setattr(statistics_refresh, "PART", part)
    for name, pieces in (("anew", [rows]), ("one by one", [[row] for row in rows])):
        with Store.open(tmp_path / name) as store, ReviewHistory(store, tmp_path / name / "cache") as history:
            for piece in pieces:
                store.append(*piece)
                history.refresh(PLAIN, former, now)
    found = [_by_names(tmp_path / name) for name in ("anew", "one by one")]
    assert found[0] == found[1]
    assert len(found[0]) == len(rows)


def _by_names(folder: Path) -> list[tuple[Any, ...]]:
    query = (
        "select name, place, answers.day, grade, state, days, test, predicted, confidence, verdict, typed"
        " from answers join prompts on prompts.id = prompt left join judged using (prompt, place)"
        " order by 1, 2"
    )
    with closing(sqlite3.connect(folder / "cache" / "statistics.sqlite")) as connection:
        return connection.execute(query).fetchall()


def daily(history: ReviewHistory, settings: Settings) -> tuple[DaySums, ...]:
    return history.statistics(settings, NOON + timedelta(days=99), 1000).daily


def test_a_row_of_a_clock_ahead_is_counted_when_its_time_comes(tmp_path: Path) -> None:
    """And not while the clock of the device is set back."""
    counts = []
    with history_of(tmp_path, [study(0, 3), study(9, 3)]) as (store, history):
        for days in (0, 9, 0, 7, 8, 30):
            bring_up(store, history, NOON + timedelta(days=days))
            counts.append(sum(day.reviews for day in daily(history, Settings())))
    assert counts == [1, 2, 1, 1, 2, 2]


SPOILT = [
    pytest.param(lambda file: file.unlink(), id="gone"),
    pytest.param(lambda file: file.write_bytes(b"no database" * 999), id="no database"),
    pytest.param(lambda file: file.write_bytes(file.read_bytes()[:5000]), id="cut off"),
    pytest.param(
        lambda file: sqlite3.connect(file, isolation_level=None).execute("drop table meta"), id="a table lost"
    ),
    pytest.param(
        lambda file: sqlite3.connect(file, isolation_level=None).execute("pragma user_version = 1"),
        id="another version",
    ),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_file_is_made_anew(spoil: Any, tmp_path: Path) -> None:
    before = counted(tmp_path, TWO_CARDS, days=30)
    spoil(tmp_path / "cache" / "statistics.sqlite")
    assert counted(tmp_path, [], days=30) == before


def test_a_file_that_fails_while_it_is_open_is_made_anew(tmp_path: Path) -> None:
    now = NOON + timedelta(days=30)
    rows = [study(n / 1000, 3, None, f"adam/{n}") for n in range(3000)]
    with history_of(tmp_path, rows, now) as (_, history):
        history._connection.execute("pragma wal_checkpoint(truncate)")
        history._connection.execute("pragma cache_size = 0")
        file = tmp_path / "cache" / "statistics.sqlite"
        with file.open("r+b") as written:
            written.seek(4096)
            written.write(b"\xff" * (file.stat().st_size - 4096))
        found = history.statistics(PLAIN, now, 400)
    assert sum(day.reviews for day in found.daily) == 3000


def test_while_another_process_writes_them_they_are_counted_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(tmp_path, TWO_CARDS[:3], days=30)
    monkeypatch.setattr(statistics_file, "_PATIENCE", 0.0)
    other = sqlite3.connect(tmp_path / "cache" / "statistics.sqlite", isolation_level=None)
    other.execute("begin immediate")
    assert counted(tmp_path, TWO_CARDS[3:], days=30).retention["all"].all == (2, 3)
    other.close()


def test_without_a_folder_that_can_be_written_they_are_counted_in_memory(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    assert counted(tmp_path, TWO_CARDS, days=30).retention["all"].all == (2, 3)


def test_another_log_in_the_place_of_the_first_is_read_anew(tmp_path: Path) -> None:
    counted(tmp_path, TWO_CARDS, days=30)
    (tmp_path / "reviews.sqlite").unlink()
    other = [row._replace(id=f"other-{row.id}") for row in TWO_CARDS[:3]]
    found = counted(tmp_path, [*other, *(study(n, 3, None, "sgd/b") for n in range(4))], days=30)
    assert sum(day.reviews for day in found.daily) == 7


def test_other_settings_are_followed(tmp_path: Path) -> None:
    """The day begins later: what was answered at noon belongs to the day before."""
    rows = [study(0, 3)]
    counted(tmp_path, rows)
    with Store.open(tmp_path) as store, ReviewHistory(store, tmp_path / "cache") as history:
        late = Settings(fuzz=False, day_starts_at=13)
        history.refresh(late, {}, NOON)
        assert [day.day for day in daily(history, late)] == [TODAY - 1]
