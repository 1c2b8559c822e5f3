"""A backlog: new cards wait, the reviews worth most come first, and it is told when it ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest

from flashcards.deck.prompts import Prompt, prompts
from flashcards.scheduling import (
    DAY_MILLISECONDS,
    Grade,
    LearningState,
    Memory,
    RowKind,
    Settings,
    day_of,
    memory_after,
    milliseconds,
    retrievability,
)
from flashcards.scheduling.coming_back import coming_back
from flashcards.scheduling.deck_limits import new_cards_wait
from flashcards.scheduling.engine import outcomes
from flashcards.scheduling.worth import gain, worth
from flashcards.study import Counts, start_session
from flashcards.study.backlog_course import backlog_plan
from flashcards.study.backlog_plans import plan_backlogs
from flashcards.study.day import DayPlanner
from flashcards.study.narrowed import NarrowedPool
from flashcards.study.plan import BacklogPlan
from flashcards.study.pool import DueAge
from flashcards.study.start import repeat_session
from flashcards.study.summary import closing_remarks, closing_summary
from tests.pools import ListPool
from tests.simulated import Collection
from tests.test_session import NOW, PLAIN, asked_in_turn, begin, card, cards, known

# New cards


@pytest.mark.parametrize(
    ("due", "left", "per_day", "wait"),
    [
        pytest.param(100, 200, 200, False, id="no backlog"),
        pytest.param(200, 200, 200, False, id="just what a day takes"),
        pytest.param(201, 200, 200, True, id="one more"),
        pytest.param(60, 50, 200, True, id="what is left of the day"),
        pytest.param(1, 0, 200, True, id="the day is done, and not all"),
        pytest.param(300, 0, 0, False, id="no reviews wanted at all"),
    ],
)
def test_new_cards_wait_for_a_backlog(due: int, left: int, per_day: int, wait: bool) -> None:
    assert new_cards_wait(due, left, per_day) is wait


def test_new_cards_wait_while_more_is_due_than_a_day_takes() -> None:
    names = [f"a/{number}" for number in range(30)]
    asked, memories = cards(" ".join(names)), known(20, *names[:13])
    few = replace(PLAIN, reviews_per_day=12)
    assert begin(asked, memories, settings=few).counts == Counts(review=12)
    free = replace(few, new_wait_for_backlog=False)
    assert begin(asked, memories, settings=free).counts == Counts(new=17, review=12)
    assert begin(asked, memories, settings=replace(few, reviews_per_day=13)).counts == Counts(17, 0, 13)
    assert begin(asked, memories, settings=replace(few, reviews_per_day=0)).counts == Counts(new=17)


def test_only_the_decks_that_share_a_crowded_limit_wait() -> None:
    """b has a limit of its own and no backlog; a and c share one, and c does not want to wait."""
    names = [f"{deck}/{number}" for deck in "abc" for number in range(4)]
    memories = known(20, "a/0", "a/1", "a/2")
    own = replace(PLAIN, reviews_per_day=9, own=frozenset({"reviews_per_day"}))
    free = replace(PLAIN, new_wait_for_backlog=False, own=frozenset({"new_wait_for_backlog"}))
    chosen = replace(PLAIN, reviews_per_day=2, decks={"b": own, "c": free})
    session = begin(cards(" ".join(names)), memories, settings=chosen)
    assert session.counts == Counts(new=8, review=2)
    assert {name[0] for name in asked_in_turn(session)} == {"a", "b", "c"}


def test_new_cards_wait_for_the_backlog_of_all_decks_that_share_the_limit() -> None:
    """a alone has nothing due; b has a limit of its own, c does not want to wait."""
    asked = cards(" ".join(f"{deck}/{number}" for deck in "abcd" for number in range(4)))
    memories = known(20, "d/0", "d/1", "d/2")
    own = replace(PLAIN, reviews_per_day=9, own=frozenset({"reviews_per_day"}))
    free = replace(
        PLAIN, reviews_per_day=2, new_wait_for_backlog=False, own=frozenset({"new_wait_for_backlog"})
    )
    chosen = replace(PLAIN, reviews_per_day=2, decks={"b": own, "c": free})
    pool = ListPool(asked, memories)
    planner = DayPlanner(pool, NOW, 0, chosen)
    news = {deck: planner.plan([deck], "").counts.new for deck in "abcd"}
    assert news == {"a": 0, "b": 4, "c": 4, "d": 0}
    assert {deck: day.counts.new for deck, day in planner.overview("abcd").items()} == {**news, "": 8}
    meant = NarrowedPool(pool, {"a/0", "b/0"})
    assert DayPlanner(meant, NOW, 0, chosen).plan("ab", "").counts == Counts(new=1)
    alone = start_session(pool, ["a"], NOW, chosen, device="here", seed="s")
    assert "New cards wait" in closing_summary(alone, NOW)
    others = start_session(pool, ["b"], NOW, chosen, device="here", seed="s")
    assert "wait" not in closing_remarks(others, NOW)


OWN = {"a": replace(PLAIN, new_per_day=1, own=frozenset({"new_per_day"}))}
LOCKED = [prompt for name in ("a/0", "a/1") for prompt in prompts(replace(card(name), needs=("b/0",)))]


@pytest.mark.parametrize(
    ("asked", "settings", "options", "more"),
    [
        pytest.param("a/0 a/1 a/2", replace(PLAIN, new_per_day=2), {}, True, id="one beyond the limit"),
        pytest.param("a/0 a/1", replace(PLAIN, new_per_day=2), {}, False, id="all within it"),
        pytest.param("a/0 a/1", replace(PLAIN, new_per_day=0), {}, True, id="a limit of none"),
        pytest.param("", replace(PLAIN, new_per_day=1), {}, False, id="all wait for a card"),
        pytest.param("a/0 a/1", replace(PLAIN, decks=OWN), {}, True, id="a limit of the deck's own"),
        pytest.param("a/0", replace(PLAIN, decks=OWN), {}, False, id="all within the deck's own"),
        pytest.param("a/0 a/1 c/2", replace(PLAIN, decks=OWN), {}, False, id="all of the shared limit"),
        pytest.param("a/0 c/0 c/1", replace(PLAIN, reviews_per_day=1), {}, False, id="a backlog"),
        pytest.param("a/0 a/1", replace(PLAIN, new_per_day=1), {"kind": RowKind.CRAM}, False, id="cramming"),
    ],
)
def test_whether_there_are_more_new_cards(
    asked: str, settings: Settings, options: dict[str, object], more: bool
) -> None:
    chosen = cards(asked) or LOCKED
    session = begin(chosen, known(20, "c/0", "c/1"), settings=settings, others=cards("b/0"), **options)
    assert session.has_more is more
    assert repeat_session(session, [chosen[0].id], NOW).has_more is more


def test_a_deck_with_a_limit_of_its_own_has_a_plan_of_its_own() -> None:
    asked = cards(" ".join(f"{deck}/{number}" for deck in "ab" for number in range(30)))
    memories = known(20, *(f"{deck}/{number}" for deck in "ab" for number in range(30)))
    own = replace(PLAIN, reviews_per_day=10, own=frozenset({"reviews_per_day"}))
    plans = plan_backlogs(
        ListPool(asked, memories), NOW, replace(PLAIN, reviews_per_day=12, decks={"b": own})
    )
    assert {owner: (plan.waiting, plan.per_day) for owner, plan in plans.items()} == {
        "": (30, 12),
        "b": (30, 10),
    }
    roomy = replace(PLAIN, decks={"b": own})
    assert list(plan_backlogs(ListPool(asked, memories), NOW, roomy)) == ["b"]


# The most valuable first


def gained_a_month_on(memory: Memory, elapsed: int) -> float:
    """The recall after 30 days that a review adds, per second, as the engine expects it."""
    settings = Settings()
    again, _, good, _ = outcomes(memory, elapsed, settings)

    def recall(stability: float, days: int) -> float:
        factor = 0.9 ** (-1 / 0.1542) - 1
        return float((1 + factor * days / stability) ** -0.1542)

    known = recall(memory.stability, elapsed)
    reviewed = known * recall(good.memory.stability, 30) + (1 - known) * recall(again.memory.stability, 30)
    return (reviewed - recall(memory.stability, elapsed + 30)) / (8 * known + 25 * (1 - known))


@cache
def learned(days: int = 150, new: int = 16) -> Collection:
    """A collection of 2,400 cards after half a year of study without a day off."""
    collection = Collection()
    for _ in range(days):
        collection.study_all(new)
    return collection


def after_days_away(away: int) -> Collection:
    collection = deepcopy(learned())
    collection.day += away
    return collection


def best(scores: list[float], count: int) -> set[int]:
    return set(sorted(range(len(scores)), key=scores.__getitem__)[-count:])


@pytest.mark.parametrize("away", [14, 60])
def test_worth_agrees_with_what_the_engine_expects(away: int) -> None:
    collection = after_days_away(away)
    due = [collection.memories[card] for card in collection.waiting()]
    elapsed = [collection.day - memory.day for memory in due]
    ours = [worth(m.stability, m.difficulty, days) for m, days in zip(due, elapsed, strict=True)]
    expected = [gained_a_month_on(m, days) for m, days in zip(due, elapsed, strict=True)]
    assert len(best(ours, 150) & best(expected, 150)) > 0.7 * 150
    weakest = [days / m.stability for m, days in zip(due, elapsed, strict=True)]
    assert len(best(weakest, 150) & best(expected, 150)) < len(best(ours, 150) & best(expected, 150))


Score = Callable[[Memory, int], float]


@cache
def catch_up(score: Score, away: int, limit: int, days: int) -> tuple[int, float, int]:
    """The days until no more is due than a day takes, what is known on average, the reviews done."""
    collection = after_days_away(away)
    even, known, done = days, 0.0, 0
    for day in range(days):
        due = sorted(collection.waiting(), key=lambda card: Random(card).random())
        if len(due) <= limit:
            even = min(even, day)
        memories = collection.memories
        due.sort(key=lambda card: -score(memories[card], collection.day - memories[card].day))
        known += collection.known() / days
        done += len(due[:limit])
        collection.study(due[:limit])
    return even, known, done


def weakest_first(memory: Memory, elapsed: int) -> float:
    return elapsed / memory.stability


def worth_most_first(memory: Memory, elapsed: int) -> float:
    return worth(memory.stability, memory.difficulty, elapsed)


def test_the_most_valuable_first_is_even_sooner_and_knows_as_much() -> None:
    weakest, known_then, _ = catch_up(weakest_first, away=30, limit=80, days=40)
    valuable, known_now, _ = catch_up(worth_most_first, away=30, limit=80, days=40)
    print(
        f"\neven in {weakest} days, {known_then:.0f} known; by worth {valuable} days, {known_now:.0f} known"
    )
    assert valuable <= 0.9 * weakest
    assert known_now > 0.998 * known_then


def test_a_session_asks_the_weakest_first_and_of_a_backlog_the_most_valuable() -> None:
    hard = known(40, "a/hard")["a/hard"]._replace(difficulty=9.5, stability=2.0)
    memories = {"a/hard": hard, **known(40, "a/easy")}
    asked = cards("easy hard")
    assert asked_in_turn(begin(asked, memories)) == ["a/hard", "a/easy"]
    assert asked_in_turn(begin(asked, memories, settings=replace(PLAIN, reviews_per_day=1))) == ["a/easy"]


def backlog(
    asked: Sequence[Prompt], memories: Mapping[str, Memory], now: datetime, settings: Settings
) -> BacklogPlan | None:
    return plan_backlogs(ListPool(asked, memories), now, settings).get("")


# The backlog after days away


def backlog_after(days: int, *, wait: bool, size: int = 1500, limit: int = 200, new: int = 20) -> list[int]:
    """What is due each day of `days`, beginning with a backlog of about `size`."""
    collection = deepcopy(big())
    while len(collection.waiting()) < size:
        collection.day += 1
    found = []
    for _ in range(days):
        due = collection.waiting()
        memories, today = collection.memories, collection.day
        due.sort(key=lambda card: -worth_most_first(memories[card], today - memories[card].day))
        found.append(len(due))
        collection.study(due[:limit], 0 if wait and new_cards_wait(len(due), limit, limit) else new)
    return found


@cache
def big() -> Collection:
    collection = Collection(Settings(), seed=3)
    for _ in range(120):
        collection.study_all(25)
    return collection


def test_a_backlog_of_1500_ends_sooner_while_new_cards_wait() -> None:
    waiting, meanwhile = (backlog_after(11, wait=wait) for wait in (True, False))
    print(f"\nof {waiting[0]} are due after 10 days {waiting[-1]}, with new cards meanwhile {meanwhile[-1]}")
    assert waiting[0] == meanwhile[0] >= 1500
    assert waiting[-1] <= 230
    assert meanwhile[-1] > 2 * waiting[-1]


@pytest.mark.parametrize("steps", [(10.0,), ()], ids=["relearned", "without steps"])
@pytest.mark.parametrize("longest", [36_500, 9])
def test_a_review_comes_back_when_a_session_would_ask_it(steps: tuple[float, ...], longest: int) -> None:
    settings = Settings(fuzz=False, retention=0.85, relearning_steps=steps, longest_interval=longest)
    found = coming_back(20.0, 6.0, 31.0, settings)
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    memory = Memory("a/b", LearningState.REVIEW, 0, 20.0, 6.0, last_at=milliseconds(at - timedelta(days=31)))
    memory = memory._replace(day=day_of(at, 0, 4) - 31)
    good, lapsed = (memory_after(memory, grade, at, 0, settings) for grade in (Grade.GOOD, Grade.AGAIN))
    if steps:
        lapsed = memory_after(lapsed, Grade.GOOD, at, 0, settings)
    assert (found.recalled, found.forgotten) == (good.days, lapsed.days)
    assert found.recall == pytest.approx(retrievability(memory, at, settings))


def told(collection: Collection, limit: int) -> int | None:
    """The days that home would tell."""
    day, at = collection.day, milliseconds(collection.now)
    settings = replace(collection.settings, reviews_per_day=limit)
    pool = ListPool(cards(" ".join(collection.memories)), collection.memories)
    ages = pool.due_ages(["a"], day, day, at)
    plan = backlog_plan(len(collection.waiting()), limit, ages, pool.due_after(day), day, settings)
    return plan.days if plan else 1


def test_the_days_told_are_about_those_it_takes() -> None:
    days = told(after_days_away(30), 80)
    took, *_ = catch_up(worth_most_first, away=30, limit=80, days=40)
    assert days
    assert abs(days - took) <= max(3, 0.15 * took)


def of_stabilities(typical: float, number: int, away: int, retention: float = 0.9) -> Collection:
    """Cards of about that stability in days, of which none was asked in `away` days."""
    collection, rng = Collection(Settings(retention=retention), seed=3), Random(3)
    for place in range(number):
        stability = typical * math.exp(rng.gauss(0, 0.9))
        days = max(1, round(stability))
        day = collection.day - away - rng.randrange(days + 1)
        memory = Memory(
            *(f"a/{place}", LearningState.REVIEW, 0, stability, rng.uniform(2, 9)),
            last_at=milliseconds(collection.now) - (collection.day - day) * DAY_MILLISECONDS,
            **{"day": day, "days": days, "reviews": 5},
        )
        collection.memories[memory.card] = memory
        collection.due.setdefault(memory.due_day, []).append(memory.card)
    return collection


@pytest.mark.parametrize(
    ("collection", "limit", "off"),
    [
        pytest.param(of_stabilities(15, 240, 14), 25, 2, id="all sorts"),
        pytest.param(of_stabilities(60, 600, 30), 25, 2, id="old cards"),
        pytest.param(of_stabilities(4.5, 600, 30), 40, 7, id="young cards"),
        pytest.param(of_stabilities(15, 450, 14, 0.95), 30, 7, id="often asked"),
        pytest.param(of_stabilities(15, 450, 14, 0.8), 30, 2, id="seldom asked"),
    ],
)
def test_it_is_told_about_right_all_the_way(collection: Collection, limit: int, off: int) -> None:
    """Young cards come back soon, but not for ever: with one rate for all it was told that it never ends."""
    said = []
    while len(due := collection.waiting()) > limit:
        said.append(told(collection, limit))
        memories, today = collection.memories, collection.day
        due.sort(key=lambda card: -worth_most_first(memories[card], today - memories[card].day))
        collection.study(due[:limit])
    took = len(said) + 1
    print(f"\neven after {took} days; told on the way {said}")
    assert took > 8
    for day, days in enumerate(said):
        assert days
        assert abs(days - (took - day)) <= off


@pytest.mark.parametrize(
    ("waiting", "per_day", "left", "due", "days"),
    [
        pytest.param(200, 200, 200, {}, None, id="a day takes them"),
        pytest.param(201, 200, 200, {}, 2, id="one more"),
        pytest.param(300, 200, 200, {}, 2, id="two days"),
        pytest.param(312, 200, 200, {8: 95, 9: 40}, 3, id="with what comes due meanwhile"),
        pytest.param(300, 200, 50, {}, 3, id="part of today is done"),
        pytest.param(600, 200, 200, {}, 4, id="the forgotten come back"),
    ],
)
def test_days_until_even(
    waiting: int, per_day: int, left: int, due: dict[int, int], days: int | None
) -> None:
    settings = Settings(reviews_per_day=per_day)
    plan = backlog_plan(waiting, left, MONTH_OLD, due, 7, settings)
    assert (plan.days if plan else None) == days


MONTH_OLD = [DueAge(3, 30.0, 1.2, gain(25.0, 5.0))]
"""What waits is like these three."""


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        pytest.param(
            BacklogPlan(312, 200, 3),
            "312 reviews are waiting; at 200 a day you are even in 3 days.",
            id="days",
        ),
        pytest.param(
            BacklogPlan(2, 1, 2), "2 reviews are waiting; at 1 a day you are even in 2 days.", id="few"
        ),
        pytest.param(
            BacklogPlan(900, 10, None),
            "900 reviews are waiting; at 10 a day they do not get fewer: raise the limit.",
            id="never",
        ),
        pytest.param(
            BacklogPlan(1, 0, None),
            "1 review is waiting, and it is not asked: the limit is 0 a day.",
            id="none",
        ),
        pytest.param(
            BacklogPlan(15, 0, None, new_wait=True),
            "15 reviews are waiting, and none are asked: the limit is 0 a day."
            " New cards do not wait for that.",
            id="none, and new cards come",
        ),
    ],
)
def test_the_plan_is_a_sentence(plan: BacklogPlan, text: str) -> None:
    assert str(plan) == text
    for new_wait in (plan.new_wait, True):
        forms = replace(plan, new_wait=new_wait).forms()
        assert forms[0].startswith(text)
        assert [len(form) for form in forms] == sorted(map(len, forms), reverse=True)
        assert len(forms[-1]) <= 36
        assert all(str(plan.waiting) in form for form in forms)


def test_a_limit_below_what_comes_due_never_ends() -> None:
    due = dict.fromkeys(range(8, 400), 30)
    settings = Settings(reviews_per_day=20, new_wait_for_backlog=False)
    assert backlog_plan(100, 20, MONTH_OLD, due, 7, settings) == BacklogPlan(100, 20, None)


def test_a_clock_that_was_set_back_is_no_fault() -> None:
    ages = [DueAge(2, -3.5, -0.1, 0.0), DueAge(300, 4.0, 0.0, 0.1)]
    assert backlog_plan(302, 200, ages, {}, 7, Settings())
    assert backlog_plan(302, 200, [], {}, 7, Settings()), "all were answered since they were counted"


def test_the_plan_counts_what_a_session_would_ask() -> None:
    names = [f"a/{number}" for number in range(30)]
    memories = known(20, *names)
    few = replace(PLAIN, reviews_per_day=12)
    assert str(backlog(cards(" ".join(names)), memories, NOW, few)).startswith(
        "30 reviews are waiting; at 12"
    )
    assert backlog(cards(" ".join(names)), memories, NOW, PLAIN) is None
    assert backlog(cards(" ".join(names)), memories, NOW - timedelta(days=19), few) is None
