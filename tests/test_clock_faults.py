"""Rows that a wrong clock wrote, found once the clock is right again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.scheduling import Review, RowKind, Settings
from flashcards.storage import Store
from flashcards.storage.clock_faults import places_off
from flashcards.storage.longest_rise import longest_rise
from tests.logs import NOON, row

DAY = 86_400_000


@pytest.mark.parametrize(
    ("days", "off"),
    [
        pytest.param([], [], id="nothing written"),
        pytest.param([1, 2, 2, 3], [], id="in order"),
        pytest.param([1, 2, 1.5, 3], [], id="back by hours"),
        pytest.param([9, 10, 5, 5, 11], [2, 3], id="back by days"),
        pytest.param([9, 10, -4000, 11], [2], id="an empty battery"),
        pytest.param([1, 400, 2, 3, 4], [1], id="ahead once"),
        pytest.param([1, 400, 2, 3, 401], [1], id="ahead once, and the day has come"),
        pytest.param([9, 10, 5], [2], id="back at last"),
        pytest.param([1, 2, 9], [], id="a pause"),
    ],
)
def test_the_fewest_are_taken_for_mistakes(days: list[float], off: list[int]) -> None:
    assert places_off([round(day * DAY) for day in days]) == off


@given(st.lists(st.integers(0, 40), max_size=30))
def test_the_others_rise(days: list[int]) -> None:
    moments = [day * DAY for day in days]
    off = places_off(moments)
    kept = [at for place, at in enumerate(moments) if place not in off]
    assert all(after >= before - DAY for before, after in pairwise(kept))
    assert all(0 <= place < len(days) for place in off)


@given(st.lists(st.integers(0, 9), max_size=9), st.booleans())
def test_no_longer_rise_is_found_by_hand(numbers: list[int], level: bool) -> None:
    found = [numbers[place] for place in longest_rise(numbers, level=level)]
    assert all(one < other or (level and one == other) for one, other in pairwise(found))
    lengths: list[int] = []
    for place, number in enumerate(numbers):
        before = [
            lengths[at] for at in range(place) if numbers[at] < number or (level and numbers[at] == number)
        ]
        lengths.append(1 + max(before, default=0))
    assert len(found) == max(lengths, default=0)


@pytest.fixture
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("log")) as store:
        yield store


def at(name: str, days: float, device: str, **more: object) -> Review:
    moment = NOON + timedelta(days=days)
    return row(1, "adam/m")._replace(id=name, at=moment, device=device, **more)  # type: ignore[arg-type]


def test_what_a_clock_five_days_back_wrote_is_found_and_can_be_taken_back(log: Store) -> None:
    log.append(*(at(f"before-{day}", day, log.device) for day in range(10)))
    log.append(at("back-1", 4, log.device), at("back-2", 4.1, log.device), at("later", 10, log.device))
    now = NOON + timedelta(days=11)
    assert [each.id for each in log.off_clock(now)] == ["back-1", "back-2"]
    log.take_back_all(log.off_clock(now), now)
    assert log.off_clock(now) == []
    assert log.memories(Settings())["adam/m"].reviews == 11


def test_what_waits_and_what_other_devices_and_programs_wrote_is_left_out(log: Store) -> None:
    log.append(*(at(f"here-{day}", day, log.device) for day in range(4)))
    brought = at("brought", -300, log.device, kind=RowKind.START, grade=None, typed="")
    log.append(at("ahead", 400, log.device), brought)
    log.append(at("after", 4, log.device), at("later", 5, log.device))
    assert log.off_clock(NOON + timedelta(days=6)) == []
    assert [each.id for each in log.off_clock(NOON + timedelta(days=500))] == ["ahead"]


def test_a_log_of_several_devices_is_judged_device_by_device(log: Store) -> None:
    rows = [at(f"{device}-{day}", day, device) for device in "ab" for day in range(5)]
    random.Random(0).shuffle(rows)
    numbered = sorted(rows, key=lambda each: (each.device, each.at))
    log.append(*(each._replace(seq=number + 1) for number, each in enumerate(numbered)))
    assert log.off_clock(NOON + timedelta(days=9)) == []


def test_rows_without_a_number_say_nothing_of_their_order(log: Store) -> None:
    log.append(at("second", 9, "old"), at("first", 1, "old"), at("third", 20, "old"))
    assert log.off_clock(NOON + timedelta(days=30)) == []
