"""Days are chosen by what is due on them: within the fuzz, evenly, easy days kept free."""

from __future__ import annotations

from statistics import fmean, pstdev

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.scheduling import Load, Settings
from flashcards.scheduling.load import weekday
from tests.simulated import FIRST_DAY, Collection

unhurried = hypothesis.settings(deadline=None)
MONDAY = 4  # the first Monday of 1970 was the fifth of January
FREE_WEDNESDAY = (1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0)
HALF_WEDNESDAY = (1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0)
EASY_WEEKEND = (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0)
counts = st.dictionaries(st.integers(0, 60), st.integers(0, 500))
shares = st.tuples(*[st.sampled_from([0.0, 0.25, 0.5, 1.0])] * 7)
chances = st.floats(0, 1, exclude_max=True)


@unhurried
@given(counts, shares, st.integers(0, 30), st.integers(1, 20), st.integers(0, 9), chances)
def test_a_day_lies_within_the_range_and_is_always_the_same(
    due: dict[int, int], week: tuple[float, ...], today: int, low: int, width: int, chance: float
) -> None:
    load = Load(due, week)
    chosen = load.least(today, low, low + width, chance)
    assert low <= chosen <= low + width
    assert chosen == Load(dict(reversed(due.items())), week).least(today, low, low + width, chance)


@pytest.mark.parametrize(
    ("due", "week", "days"),
    [
        pytest.param({4: 9, 5: 9, 6: 0, 7: 9}, (1.0,) * 7, 6, id="the empty day"),
        pytest.param({4: 3, 5: 9, 6: 9, 7: 9}, (1.0,) * 7, 4, id="the emptiest"),
        pytest.param({4: 9, 5: 9, 6: 9, 7: 9}, (1.0,) * 7, 4, id="of equally full days the first"),
        pytest.param({4: 9, 5: 9, 6: 0, 7: 9}, (1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0), 4, id="not an easy day"),
        pytest.param(
            {4: 30, 5: 30, 6: 7, 7: 30}, (1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0), 6, id="half, if emptier"
        ),
        pytest.param({4: 9, 5: 9, 6: 7, 7: 9}, (1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0), 4, id="half, if not"),
        pytest.param({4: 9, 5: 9, 6: 0, 7: 9}, (0.0,) * 7, 6, id="all days easy are all alike"),
    ],
)
def test_the_day_with_the_least_to_do(due: dict[int, int], week: tuple[float, ...], days: int) -> None:
    shifted = {MONDAY - 4 + day: count for day, count in due.items()}
    assert Load(shifted, week).least(MONDAY - 4, 4, 7, 0.5) == days


@pytest.mark.parametrize(
    ("week", "days"),
    [
        pytest.param((1.0,) * 7, [4, 5, 6, 7], id="all days alike"),
        pytest.param((1.0, 1.0, 0.5, 0.0, 1.0, 1.0, 1.0), [4, 4, 5, 5], id="easy days left out"),
    ],
)
def test_where_nothing_is_due_chance_chooses(week: tuple[float, ...], days: list[int]) -> None:
    chosen = [Load({MONDAY + 9: 9}, week).least(MONDAY - 4, 4, 7, chance) for chance in (0, 0.3, 0.6, 0.9)]
    assert chosen == days


def test_weeks_begin_on_monday() -> None:
    assert [weekday(MONDAY + day) for day in range(8)] == [0, 1, 2, 3, 4, 5, 6, 0]
    assert weekday(FIRST_DAY) == 0, "the fifth of January 2026 is a Monday"


def test_a_load_grows_by_a_review() -> None:
    load = Load({3: 2})
    assert load.plus(3).plus(5).counts == {3: 3, 5: 1}
    assert load.counts == {3: 2}


def loads(days: int, settings: Settings, *, balance: bool, new: int) -> tuple[list[int], Collection]:
    """The reviews of each of `days` days on which all that is due is studied."""
    collection, found = Collection(settings, balance=balance), []
    for _ in range(days):
        found.append(len(collection.waiting()))
        collection.study_all(new)
    return found, collection


def unevenness(found: list[int]) -> float:
    """The standard deviation of the daily load around its mean over two weeks."""
    around = [found[day] - fmean(found[day - 7 : day + 8]) for day in range(60, len(found) - 8)]
    return pstdev(around)


def mean_stretch(collection: Collection) -> float:
    """How long the intervals are on average, as a share of what the engine asks for."""
    return fmean(m.days / m.stability for m in collection.memories.values() if 5 < m.stability < 80)


def test_balanced_days_are_more_even_and_no_longer_on_average() -> None:
    """The root of the wait keeps both: without it intervals drift to their longest, with the wait itself
    they shrink and the days are less even.
    """
    plain, before = loads(160, Settings(), balance=False, new=6)
    even, after = loads(160, Settings(), balance=True, new=6)
    assert unevenness(even) < 0.7 * unevenness(plain)
    assert abs(mean_stretch(after) - mean_stretch(before)) < 0.05
    assert abs(sum(even) / sum(plain) - 1) < 0.08


def test_easy_days_hold_less() -> None:
    found, _ = loads(160, Settings(easy_days=EASY_WEEKEND), balance=True, new=6)
    week = [fmean(found[60 + day :: 7]) for day in range(7)]  # day 60 is a Friday
    friday, saturday, sunday, *others = week
    usual = fmean([friday, *others])
    assert sunday < 0.5 * usual
    assert sunday < saturday < 0.9 * usual


@pytest.mark.slow
def test_a_thousand_days() -> None:
    plain, _ = loads(1000, Settings(), balance=False, new=6)
    even, after = loads(1000, Settings(), balance=True, new=6)
    print(
        f"\nstandard deviation of a day's load: {unevenness(plain):.2f} before, {unevenness(even):.2f} after"
    )
    assert unevenness(even) < 0.75 * unevenness(plain)
    assert abs(mean_stretch(after) - 1) < 0.04
