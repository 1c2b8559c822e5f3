"""Laws of the intervals that grades give: fuzz undoes no growth, and Easy stays above Good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.scheduling import (
    Grade,
    LearningState,
    Load,
    Memory,
    Settings,
    memory_after,
    new_memory,
    preview,
)
from flashcards.scheduling.engine import outcomes
from flashcards.scheduling.learning_steps import fuzz_range, interval_days

unhurried = hypothesis.settings(deadline=None)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AGAIN, HARD, GOOD, EASY = Grade
grades = st.lists(st.sampled_from([AGAIN, HARD, GOOD, GOOD, GOOD, EASY]), min_size=1, max_size=14)
cards = st.text("abc", min_size=1, max_size=3)
settings = st.builds(
    Settings,
    retention=st.sampled_from([0.8, 0.9, 0.95]),
    longest_interval=st.sampled_from([5, 60, 36_500]),
    learning_steps=st.sampled_from([(1.0, 10.0), (10.0,), ()]),
    relearning_steps=st.sampled_from([(10.0,), ()]),
)
loads = st.one_of(
    st.none(), st.builds(Load, st.dictionaries(st.integers(20_510, 20_700), st.integers(0, 40)))
)


def on_time(history: list[Grade], card: str, settings: Settings, load: Load | None = None) -> list[Memory]:
    """The memories after each of the grades, each given when it is due."""
    memory, at, found = new_memory(card), NOON, []
    for grade in history:
        memory = memory_after(memory, grade, at, 0, settings, load=load)
        at = max(memory.due + timedelta(hours=8), at)
        found.append(memory)
    return found


@unhurried
@given(grades, cards, settings, loads)
def test_what_the_engine_lets_grow_grows(
    history: list[Grade], card: str, settings: Settings, load: Load | None
) -> None:
    for memory in on_time(history, card, settings, load):
        if memory.state is not LearningState.REVIEW:
            continue
        asked = outcomes(memory, memory.days, settings)
        then = preview(memory, memory.due, 0, settings, load)
        for grade in (HARD, GOOD, EASY):
            if round(asked[grade - 1].interval) > memory.days:
                assert then[grade].days > memory.days or then[grade].days == settings.longest_interval
            elif asked[grade - 1].interval > memory.days:
                assert then[grade].days >= memory.days


@pytest.mark.parametrize(
    ("asked", "shortest"),
    [
        pytest.param(4.2, 4, id="a part of a day more: no less than the last"),
        pytest.param(4.6, 5, id="a day more"),
        pytest.param(3.9, 3, id="less: fuzz is free"),
    ],
)
def test_fuzz_makes_no_interval_shorter_than_the_last_where_more_is_asked_for(
    asked: float, shortest: int
) -> None:
    days = {
        interval_days(
            Memory(f"a/{number}", LearningState.REVIEW, days=4), GOOD, [1.0, 2.0, asked, 9.0], Settings()
        )
        for number in range(60)
    }
    assert min(days) == shortest


def test_growth_was_undone_without_the_floor() -> None:
    """Of difficult cards, whose intervals grow slowly, fuzz made some Good intervals no longer."""
    counted = floored = 0
    history = [AGAIN, GOOD, GOOD, *[AGAIN, GOOD, GOOD, GOOD, GOOD] * 4]
    for number in range(60):
        for memory in on_time(history, f"a/{number}", Settings()):
            asked = [outcome.interval for outcome in outcomes(memory, memory.days, Settings())]
            if memory.state is LearningState.REVIEW and round(asked[2]) > memory.days:
                counted += 1
                free = interval_days(memory._replace(days=0), GOOD, asked, Settings())
                floored += free <= memory.days < interval_days(memory, GOOD, asked, Settings())
    assert 0 < floored < counted / 10


def test_what_the_engine_shortens_is_not_held_up() -> None:
    """A person who wants to know more, or was early, gets the shorter interval."""
    memory = on_time([GOOD, GOOD, GOOD, GOOD, GOOD], "a", Settings(retention=0.8))[-1]
    strict = Settings(retention=0.97)
    assert memory_after(memory, GOOD, memory.due, 0, strict).days < memory.days


@unhurried
@given(grades, cards, settings, loads)
def test_easy_stays_a_day_above_good_in_the_steps(
    history: list[Grade], card: str, settings: Settings, load: Load | None
) -> None:
    """Good is what it would be at the last step, of the same card at the same count."""
    for memory in [new_memory(card), *on_time(history, card, settings, load)]:
        if memory.state is not LearningState.REVIEW:
            asked = [outcome.interval for outcome in outcomes(memory, 0, settings)]
            good, easy = (
                interval_days(memory._replace(step=9), grade, asked, settings, memory.day, load)
                for grade in (GOOD, EASY)
            )
            given_now = interval_days(memory, EASY, asked, settings, memory.day, load)
            longest = settings.longest_interval
            assert good < given_now or given_now == longest
            assert given_now == easy


@pytest.mark.parametrize(
    ("history", "good", "easy"),
    [
        pytest.param((), 2, 8, id="new"),
        pytest.param((AGAIN,), 1, 2, id="failed at first"),
        pytest.param((AGAIN, AGAIN, AGAIN), 1, 2, id="failed again and again"),
        pytest.param((GOOD,), 2, 4, id="at the second step"),
        pytest.param((GOOD, GOOD, AGAIN), 1, 2, id="after a lapse"),
    ],
)
def test_easy_leaves_the_steps_a_day_later_than_good_would(
    history: tuple[Grade, ...], good: int, easy: int
) -> None:
    """As Anki's scheduler has it without fuzz: Easy is at least the interval of Good and a day."""
    plain = Settings(fuzz=False)
    memory = on_time(list(history), "a", plain)[-1] if history else new_memory("a")
    at = memory.due if history else NOON
    assert memory_after(memory, EASY, at, 0, plain).days == easy
    assert max(1, round(outcomes(memory, 0, plain)[2].interval)) == good


@pytest.mark.parametrize(
    ("interval", "least", "longest", "days"),
    [
        pytest.param(10, 1, 36_500, (8, 12), id="free"),
        pytest.param(10, 10, 36_500, (10, 12), id="not before a day more than the last"),
        pytest.param(10, 12, 36_500, (10 + 0, 14), id="least above the interval moves it up"),
        pytest.param(10, 1, 10, (8, 10), id="not beyond the longest"),
        pytest.param(10, 1, 5, (4, 5), id="longest below the interval moves it down"),
        pytest.param(2, 2, 36_500, (2, 2), id="no fuzz below two and a half days"),
        pytest.param(400, 5, 5, (5, 5), id="least and longest alike"),
    ],
)
def test_fuzz_keeps_within_its_bounds(
    interval: float, least: int, longest: int, days: tuple[int, int]
) -> None:
    low, high = fuzz_range(interval, least, longest)
    assert least <= low <= high <= longest
    assert (low, high) == (max(days[0], least), days[1])
