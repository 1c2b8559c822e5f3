"""Decks with settings of their own: limits, steps, retention, the hour at which a day begins."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck.model import BasicAnswer, Card
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Place
from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings, memory_after, new_memory, preview
from flashcards.scheduling.replay import replay
from flashcards.study import Session
from tests.pools import start

NOW = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=1)))
GOOD, EASY = Grade.GOOD, Grade.EASY


def cards(**numbers: int) -> list[Prompt]:
    """So many cards of each deck, in turn."""
    made = [
        prompts(Card(deck, f"c{number}", "?", BasicAnswer("!"), Place("d.yaml")))
        for number in range(max(numbers.values()))
        for deck in numbers
        if number < numbers[deck]
    ]
    return [prompt for some in made for prompt in some]


def begin(asked: list[Prompt], chosen: Settings, memories: dict[str, Memory] | None = None) -> Session:
    return start(asked, memories or {}, NOW, chosen, device="here", seed="s")


def asked_by_deck(session: Session) -> dict[str, int]:
    asked: Counter[str] = Counter()
    while session.prompt:
        asked[session.prompt.card.deck] += 1
        session, _ = session.show().grade(EASY, NOW, 1000)
    return dict(asked)


def with_own(general: Settings, **own: dict[str, object]) -> Settings:
    decks = {deck: Settings(**values, own=frozenset(values)) for deck, values in own.items()}  # type: ignore[arg-type]
    return Settings(new_per_day=general.new_per_day, reviews_per_day=general.reviews_per_day, decks=decks)


LIMITS = [
    pytest.param(Settings(new_per_day=3), {}, {"a": 2, "b": 1}, id="none of their own"),
    pytest.param(Settings(new_per_day=3), {"b": 1}, {"a": 3, "b": 1}, id="a smaller one"),
    pytest.param(Settings(new_per_day=2), {"b": 4}, {"a": 2, "b": 4}, id="a larger one"),
    pytest.param(Settings(new_per_day=0), {"b": 2}, {"b": 2}, id="only that deck"),
    pytest.param(Settings(new_per_day=9), {"b": 0}, {"a": 6}, id="none of that deck"),
    pytest.param(Settings(new_per_day=0), {"a": 1, "b": 2}, {"a": 1, "b": 2}, id="both"),
]


@pytest.mark.parametrize(("general", "own", "asked"), LIMITS)
def test_a_deck_with_a_limit_of_its_own_counts_for_itself(
    general: Settings, own: dict[str, int], asked: dict[str, int]
) -> None:
    chosen = with_own(general, **{deck: {"new_per_day": limit} for deck, limit in own.items()})
    session = begin(cards(a=6, b=6), chosen)
    assert session.counts.new == sum(asked.values())
    assert asked_by_deck(session) == asked


def known(asked: list[Prompt], days_ago: int) -> dict[str, Memory]:
    at = NOW.astimezone(UTC) - timedelta(days=days_ago)
    return {prompt.id: memory_after(new_memory(prompt.id), EASY, at, 60, Settings()) for prompt in asked}


@pytest.mark.parametrize(("general", "own", "asked"), LIMITS)
def test_reviews_are_limited_alike(general: Settings, own: dict[str, int], asked: dict[str, int]) -> None:
    some = cards(a=6, b=6)
    chosen = with_own(
        Settings(reviews_per_day=general.new_per_day),
        **{deck: {"reviews_per_day": limit} for deck, limit in own.items()},
    )
    session = begin(some, chosen, known(some, 60))
    assert session.counts.review == sum(asked.values())
    if own:
        assert asked_by_deck(session) == asked


def test_what_a_deck_was_asked_today_counts_against_its_own_limit() -> None:
    some = cards(a=6, b=6)
    done = known([prompt for prompt in some if prompt.id in ("b/c0", "b/c1", "a/c0")], 0)
    chosen = with_own(Settings(new_per_day=3), b={"new_per_day": 3})
    assert asked_by_deck(begin(some, chosen, done)) == {"a": 2, "b": 1}
    chosen = with_own(Settings(new_per_day=3), b={"new_per_day": 1})
    assert asked_by_deck(begin(some, chosen, done)) == {"a": 2}, "more was done than the limit"


def test_limits_of_a_run_hold_for_every_deck() -> None:
    chosen = with_own(Settings(new_per_day=3), b={"new_per_day": 5}).with_limits(new_per_day=2)
    assert asked_by_deck(begin(cards(a=6, b=6), chosen)) == {"a": 1, "b": 1}


OWN = Settings(
    fuzz=False,
    decks={
        "b": Settings(
            fuzz=False,
            learning_steps=(5.0,),
            relearning_steps=(),
            retention=0.8,
            longest_interval=30,
            day_starts_at=20,
        )
    },
)


def test_intervals_and_steps_are_those_of_the_deck() -> None:
    at = NOW.astimezone(UTC)
    alike = [preview(new_memory(f"{deck}/x"), at, 60, OWN) for deck in "ab"]
    assert [four[Grade.AGAIN].due - at for four in alike] == [timedelta(minutes=1), timedelta(minutes=5)]
    assert [four[GOOD].step for four in alike] == [1, 0]
    easy = [four[EASY] for four in alike]
    assert easy[1].days > easy[0].days, "who may forget more waits longer"
    later = [memory_after(memory, EASY, at + timedelta(days=memory.days), 60, OWN).days for memory in easy]
    assert later[0] > 30
    assert later[1] == 30


GRADES = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(Grade), st.integers(1, 60 * 24 * 40)),
    min_size=1,
    max_size=12,
)


@given(GRADES)
@settings(deadline=None, max_examples=30)
def test_a_replay_uses_the_settings_of_each_deck(given_grades: list[tuple[str, Grade, int]]) -> None:
    at, rows, memories = NOW.astimezone(UTC), [], {}
    for number, (deck, grade, minutes) in enumerate(given_grades):
        at += timedelta(minutes=minutes)
        card = f"{deck}/x"
        rows.append(Review(f"r{number}", "here", card, at, 60, RowKind.STUDY, grade, 1000, "", ""))
        memories[card] = memory_after(memories.get(card, new_memory(card)), grade, at, 60, OWN)
    found = replay(rows, OWN)
    for card, memory in memories.items():
        assert found[card]._replace(stability=0, difficulty=0, days=0, due_at=0) == memory._replace(
            stability=0, difficulty=0, days=0, due_at=0
        )
        assert found[card].due_at == pytest.approx(memory.due_at, abs=1)


def test_a_day_begins_for_each_deck_at_its_own_hour() -> None:
    some = cards(a=1, b=1)
    morning = NOW.replace(hour=10).astimezone(UTC) - timedelta(days=8)
    memories = {prompt.id: memory_after(new_memory(prompt.id), EASY, morning, 60, OWN) for prompt in some}
    assert memories["a/c0"].day == memories["b/c0"].day + 1, "at 10 the day of b has not begun"
    assert memories["b/c0"].due.astimezone(NOW.tzinfo).hour == 20
    assert memories["a/c0"].due.astimezone(NOW.tzinfo).hour == 4
