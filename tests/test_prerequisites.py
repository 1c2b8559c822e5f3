"""New cards wait until what they need was answered right: the rule, and sessions that keep it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt, prompts
from flashcards.scheduling import (
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    Settings,
    StartingMemory,
    day_of,
    new_memory,
    utc,
    write_start,
)
from flashcards.scheduling.replay import replay
from flashcards.study import Counts, Session
from flashcards.study.asking import repeat_notice
from flashcards.study.prerequisites import MissingNeeds, NeedsSorter, first_step
from flashcards.study.summary import closing_summary
from tests.pools import ListPool, start
from tests.test_session import AGAIN, EASY, GOOD, HARD, NOW, PLAIN, asked_in_turn, begin, card, graded, known

unhurried = hypothesis.settings(deadline=None)


def sides(*deck: Card) -> list[Prompt]:
    return [prompt for one in deck for prompt in prompts(one)]


def name(session: Session) -> str:
    return session.prompt.id if session.prompt else ""


# The rule


@pytest.mark.parametrize(
    ("cards", "right", "reachable", "missing"),
    [
        pytest.param({"a/x": ()}, {}, {"a/x": ()}, (0, ()), id="nothing needed"),
        pytest.param({"a/x": ("b/y",)}, {"b/y": 1}, {"a/x": ()}, (0, ()), id="answered right once"),
        pytest.param({"a/x": ("b/y",)}, {"b/y": 0}, {}, (1, ("b/y",)), id="never answered right"),
        pytest.param({"a/x": ("b/y",)}, {}, {}, (1, ("b/y",)), id="never asked"),
        pytest.param(
            {"a/x": (), "a/y": ("a/x",)}, {}, {"a/x": (), "a/y": ("a/x",)}, (0, ()), id="taught before"
        ),
        pytest.param(
            {"a/x": ("b/y",), "a/z": ("a/x",)}, {}, {}, (2, ("b/y",)), id="the root of a chain is missing"
        ),
        pytest.param(
            {"a/x": ("b/y", "b/z"), "a/w": ("b/z",)},
            {},
            {},
            (2, ("b/z", "b/y")),
            id="first what most wait for",
        ),
        pytest.param({"a/x": ("b/y",), "a/z": ()}, {}, {"a/z": ()}, (1, ("b/y",)), id="others go on"),
        pytest.param(
            {"a/x": ("a/failed",)}, {}, {"a/x": ("a/failed",)}, (0, ()), id="what is in its first steps comes"
        ),
    ],
)
def test_what_a_session_can_come_to(
    cards: Mapping[str, tuple[str, ...]],
    right: dict[str, int],
    reachable: dict[str, tuple[str, ...]],
    missing: tuple[int, tuple[str, ...]],
) -> None:
    sorter = sort_out(cards, {key for key, times in right.items() if times}, coming={"a/failed"})
    lacking = sorter.missing(())
    assert (sorter.reachable, (lacking.cards, lacking.needs)) == (reachable, missing)


def sort_out(
    cards: Mapping[str, tuple[str, ...]], right: set[str], coming: Collection[str] = ()
) -> NeedsSorter:
    sorter = NeedsSorter(coming)
    for key, needs in cards.items():
        placed = sorter.place(key, tuple(need for need in needs if need not in right))
        assert placed == (key in sorter.reachable)
    return sorter


@unhurried
@given(
    st.lists(st.sets(st.integers(0, 24), max_size=3), min_size=20, max_size=20),
    st.sets(st.integers(0, 24)),
)
def test_a_card_is_reachable_exactly_if_all_below_it_can_be_answered(
    needs: list[set[int]], right: set[int]
) -> None:
    """Cards 0 to 19 are new and need smaller ones or those from 20 on, which this deck does not have."""
    cards = {
        str(n): tuple(str(m) for m in sorted(below) if m < n or m >= 20) for n, below in enumerate(needs)
    }
    sorter = sort_out(cards, {str(n) for n in right})
    found, missing = sorter.reachable, sorter.missing(())

    def reaches(key: str) -> bool:
        number = int(key)
        return number in right or (number < 20 and all(reaches(need) for need in cards[key]))

    for key, below in cards.items():
        assert (key in found) == all(reaches(need) for need in below)
    assert missing.cards == len(cards) - len(found)
    assert all(int(need) >= 20 for need in missing.needs)


def test_of_a_circle_one_need_does_not_bind() -> None:
    deck = [card("a/x", "y"), card("a/y", "x"), card("b/z", "gone")]
    pool = ListPool(sides(*deck))
    bound = [new.needs for new in pool.new_cards(["a", "b"], 0, shuffled=False)]
    assert sorted(map(len, bound)) == [0, 0, 1]


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        pytest.param(MissingNeeds(0, ()), "", id="nothing"),
        pytest.param(
            MissingNeeds(1, ("adam/m",), ("code",)),
            "1 new card waits for adam › m; study it with adam.",
            id="one",
        ),
        pytest.param(
            MissingNeeds(3, ("adam/m", "sgd/step"), ("code",)),
            "3 new cards wait for adam › m and 1 other; study them with adam and sgd.",
            id="two decks",
        ),
        pytest.param(
            MissingNeeds(23, ("a/x", "b/x", "c/x", "d/x"), ("mistakes",)),
            "23 new cards wait for a › x and 3 others; study them with a, b and 2 more.",
            id="many decks",
        ),
        pytest.param(
            MissingNeeds(1, ("adam/m",), ("code",), later=("adam/m",)),
            "1 new card waits for adam › m, which is not asked today.",
            id="one that is buried",
        ),
        pytest.param(
            MissingNeeds(3, ("adam/m", "sgd/step"), ("code",), later=("sgd/step", "adam/m")),
            "3 new cards wait for adam › m and 1 other, none of which is asked today.",
            id="none today",
        ),
        pytest.param(
            MissingNeeds(3, ("adam/m", "sgd/step"), ("code",), later=("adam/m",)),
            "3 new cards wait for adam › m and 1 other; study them with sgd.",
            id="one of two today",
        ),
        pytest.param(
            MissingNeeds(2, ("code/m",), ("code",)), "2 new cards wait for code › m.", id="of the deck itself"
        ),
        pytest.param(
            MissingNeeds(3, ("adam/m", "sgd/step"), ("adam", "sgd"), is_of_query=True),
            "3 new cards wait for adam › m and 1 other; study adam first, or --cram asks them now.",
            id="of a query",
        ),
        pytest.param(
            MissingNeeds(1, ("adam/m",), ("code",), is_of_query=True),
            "1 new card waits for adam › m; study adam first, or --cram asks it now.",
            id="of a query over another deck",
        ),
        pytest.param(
            MissingNeeds(1, ("adam/m",), ("code",), is_of_query=True, first="momentum/average"),
            "1 new card waits for adam › m, which builds on momentum › average; "
            "study momentum first, or --cram asks it now.",
            id="of a query whose need waits itself",
        ),
    ],
)
def test_what_is_missing_is_said(missing: MissingNeeds, text: str) -> None:
    assert str(missing) == text
    assert bool(missing) == bool(text)


@pytest.mark.parametrize(
    ("needs", "first"),
    [
        pytest.param({}, "a/x", id="it waits for nothing"),
        pytest.param({"a/x": ["b/x"], "b/x": ["c/x", "d/x"]}, "c/x", id="the end of a chain"),
        pytest.param({"a/x": ["b/x"], "b/x": ["a/x"]}, "b/x", id="a circle"),
        pytest.param({"a/x": ["a/x"]}, "a/x", id="itself"),
    ],
)
def test_the_card_to_begin_with(needs: dict[str, list[str]], first: str) -> None:
    assert first_step("a/x", lambda card: needs.get(card, [])) == first


# Sessions


def test_a_failed_card_holds_back_what_needs_it() -> None:
    session = begin(sides(card("a/x"), card("a/y", "x"), card("a/z")))
    session = graded(session, AGAIN)
    assert name(session) == "a/z", "y waits for x"
    session = graded(session, EASY)
    assert name(session) == "a/x", "early, for nothing else is left"
    session = graded(session, AGAIN)
    assert name(session) == "a/x"
    session = graded(session, HARD)
    assert name(session) == "a/y", "answered right"


@pytest.mark.parametrize("grade", [HARD, GOOD, EASY], ids=str)
def test_hard_good_and_easy_are_right(grade: Grade) -> None:
    session = graded(begin(sides(card("a/x"), card("a/y", "x"))), grade)
    assert name(session) == "a/y"


def test_undo_holds_back_again() -> None:
    begun = begin(sides(card("a/x"), card("a/y", "x"), card("a/z")))
    undone, _ = graded(begun, GOOD).undo()
    assert undone == begun
    assert name(graded(undone, AGAIN)) == "a/z"


def test_what_waits_is_counted_and_the_session_ends_without_it() -> None:
    settings = replace(PLAIN, learning_steps=(60.0,))
    session = graded(begin(sides(card("a/x"), card("a/y", "x")), settings=settings), AGAIN)
    assert session.prompt is None
    assert session.counts == Counts(new=1, learning=1)
    later = session.resume(NOW + timedelta(minutes=61))
    assert name(later) == "a/x"
    later, _ = later.show().grade(GOOD, NOW + timedelta(minutes=62), 1000)
    assert name(later) == "a/y"


def test_a_card_failed_yesterday_still_holds_back() -> None:
    memories = known(1, "a/x", grade=AGAIN)
    session = begin(sides(card("a/x"), card("a/y", "x"), card("a/z")), memories)
    assert session.counts == Counts(new=2, learning=1)
    assert [name(session), name(graded(session, AGAIN))] == ["a/x", "a/z"]


def test_a_card_answered_right_long_ago_holds_nothing_back() -> None:
    session = begin(sides(card("a/y", "b/x")), known(400, "b/x"), others=sides(B_X))
    assert name(session) == "a/y"


def test_a_card_known_from_elsewhere_holds_nothing_back() -> None:
    """Its memory was brought along with the deck, and it is not due here for weeks."""
    at, offset = utc(NOW)
    today = day_of(at, offset, 4)
    start = write_start(StartingMemory(today + 30, today - 30, 60.0, 5.0, 9, 1))
    row = Review("s", "here", "b/x", at, offset, RowKind.START, typed=start)
    session = begin(sides(card("a/y", "b/x")), replay([row], Settings()), others=sides(B_X))
    assert name(session) == "a/y"


B_X, A_Y, A_Z = card("b/x"), card("a/y", "b/x"), card("a/z")
_AT = int(NOW.timestamp() * 1000)
REVIEWED = Memory("b/x", LearningState.REVIEW, stability=1.0, due_at=_AT, reviews=1)
"""Answered once, wrong."""


@pytest.mark.parametrize(
    ("memory", "decks"),
    [
        pytest.param(Memory("b/x"), ("b",), id="new"),
        pytest.param(Memory("b/x", buried_until=99_999), (), id="buried"),
        pytest.param(REVIEWED._replace(due_at=_AT - 1), ("b",), id="due"),
        pytest.param(REVIEWED._replace(due_at=_AT + 3 * 86_400_000), (), id="due in three days"),
        pytest.param(
            REVIEWED._replace(state=LearningState.LEARNING, due_at=_AT + 600_000), ("b",), id="in its steps"
        ),
    ],
)
def test_a_deck_is_named_only_where_it_helps_today(memory: Memory, decks: tuple[str, ...]) -> None:
    session = start(sides(A_Y), {"b/x": memory}, NOW, Settings(), others=sides(B_X), device="t", seed="t")
    assert session.missing.decks == decks
    assert ("study it with" in str(session.missing)) == bool(decks)


def test_a_deck_studied_alone_says_what_is_missing() -> None:
    session = begin(sides(A_Y, A_Z), others=sides(B_X))
    assert session.counts == Counts(new=1)
    assert str(session.missing) == "1 new card waits for b › x; study it with b."
    done = graded(session, EASY)
    assert "1 new card waits for b › x; study it with b." in closing_summary(done, NOW)
    together = begin(sides(B_X, A_Y, A_Z))
    assert not together.missing
    assert together.counts == Counts(new=3)


def test_what_is_not_there_or_suspended_holds_nothing_back() -> None:
    assert name(begin(sides(card("a/y", "gone")))) == "a/y"
    idle = {"b/x": new_memory("b/x")._replace(suspended=True)}
    assert name(begin(sides(A_Y), idle, others=sides(B_X))) == "a/y"
    own = {"a/x": new_memory("a/x")._replace(suspended=True)}
    assert name(begin(sides(card("a/x"), card("a/y", "x")), own)) == "a/y"


def test_what_is_buried_holds_back_until_it_comes() -> None:
    today = known(0, "a/w")["a/w"].day
    buried = {"a/x": new_memory("a/x")._replace(buried_until=today + 1)}
    deck = sides(card("a/x"), card("a/y", "x"))
    assert begin(deck, buried).counts == Counts()
    assert name(begin(deck, buried, now=NOW + timedelta(days=1))) == "a/x"


def test_a_deck_need_orders_and_holds_nothing_back() -> None:
    session = begin(sides(card("a/x")), others=sides(card("b/y")), deck_needs={"a": ("b",)})
    assert name(session) == "a/x"
    assert not session.missing


@pytest.mark.parametrize(
    ("decks", "memories", "steps", "order"),
    [
        pytest.param("abc", {}, (1.0, 10.0), "a/x a/x a/y b/u c/v", id="nothing of it was seen"),
        pytest.param("abc", known(1, "c/w"), (1.0, 10.0), "a/x c/v a/x a/y b/u", id="it was begun"),
        pytest.param("abc", {}, (60.0,), "a/x b/u c/v", id="nothing else is left for now"),
        pytest.param("bc", {}, (1.0, 10.0), "b/u c/v b/u", id="the deck before it is not studied"),
    ],
)
def test_a_deck_begins_once_the_one_before_it_has_nothing_waiting(
    decks: str, memories: dict[str, Memory], steps: tuple[float, ...], order: str
) -> None:
    """… as home says of it: a first card that is failed leads to no card of a later deck."""
    every = sides(card("a/x"), card("a/y", "x"), card("b/u"), card("c/v"))
    asked = [each for each in every if each.card.deck in decks]
    session = begin(
        asked,
        memories,
        deck_needs={"b": ("a",), "c": ("b",)},
        settings=replace(PLAIN, learning_steps=steps),
    )
    assert [name(session), *asked_in_turn(graded(session, AGAIN))] == order.split()


def test_a_card_at_fault_holds_nothing_back() -> None:
    from flashcards.errors import Problem

    session = begin(sides(card("a/x"), card("a/y", "x")))
    assert name(session.set_aside(Problem("broken"), NOW)) == "a/y"


def test_a_card_with_gaps_is_right_once_one_gap_was() -> None:
    one, two = card("a/x", text="{{one: 1}} {{two: 2}}"), card("b/y", "a/x")
    known_one = known(1, "a/x:one")
    assert name(begin(sides(two), known_one, others=sides(one))) == "b/y"


needs_of = st.lists(st.sets(st.integers(0, 11), max_size=3), min_size=12, max_size=12)


@unhurried
@given(needs_of, st.lists(st.sampled_from([AGAIN, AGAIN, *Grade]), min_size=60, max_size=60))
def test_no_new_card_is_asked_before_what_it_needs_was_answered_right(
    needs: list[set[int]], answers: list[Grade]
) -> None:
    """Whatever is answered; the needs may form circles, of which each breaks at one need."""
    deck = [card(f"a/{n}", " ".join(map(str, sorted(below)))) for n, below in enumerate(needs)]
    bound = {new.key: new.needs for new in ListPool(sides(*deck)).new_cards(["a"], 0, shuffled=False)}
    session, right, asked = begin(sides(*deck)), set[str](), set[str]()
    for grade in answers:
        if not session.prompt:
            break
        key = session.prompt.card.key
        if key not in asked:
            assert right >= set(bound[key])
        asked.add(key)
        right |= {key} if grade > AGAIN else set()
        session = graded(session, grade)
    assert session.prompt or len(asked) == len(deck), "none waits for ever"


@pytest.mark.parametrize("seed", ["one", "two"])
def test_new_cards_in_random_order_still_follow_what_they_need(seed: str) -> None:
    deck = [card(f"a/{n}", str(n - 5) if n >= 5 else "") for n in range(20)]
    session = begin(sides(*deck), settings=replace(PLAIN, new_order="random"), seed=seed)
    order = []
    while session.prompt:
        order.append(int(session.prompt.card.id))
        session = graded(session, EASY)
    assert order != sorted(order)
    assert all(order.index(n - 5) < order.index(n) for n in range(5, 20))


def test_siblings_may_be_asked_together() -> None:
    deck = sides(card("a/x", text="{{one}} {{two}}"))
    assert begin(deck, settings=Settings(siblings="together")).counts == Counts(new=2)
    assert begin(deck, settings=Settings(siblings="apart")).counts == Counts(new=1)


def test_only_the_decks_that_are_set_so_are_shuffled() -> None:
    deck = [*(card(f"a/{n}") for n in range(9)), *(card(f"b/{n}") for n in range(9))]
    settings = replace(PLAIN, decks={"b": replace(PLAIN, new_order="random", own=frozenset({"new_order"}))})
    session, order = begin(sides(*deck), settings=settings), list[str]()
    while session.prompt:
        order.append(session.prompt.id)
        session = graded(session, EASY)
    assert order[:9] == [f"a/{n}" for n in range(9)]
    assert order[9:] != sorted(order[9:])


def test_a_card_whose_need_is_beyond_the_limit_takes_no_place_of_the_day() -> None:
    own = replace(PLAIN, new_per_day=1, own=frozenset({"new_per_day"}))
    deck = [card("b/1"), card("b/2"), card("a/x", "b/2"), card("a/y")]
    session = begin(sides(*deck), settings=replace(PLAIN, decks={"b": own}))
    assert session.counts == Counts(new=2)
    assert [name(session), name(graded(session, EASY))] == ["b/1", "a/y"]


@pytest.mark.parametrize(
    ("cards", "grade", "notice"),
    [
        pytest.param(
            [card("a/x"), card("a/y", "x"), card("a/z", "y")],
            Grade.AGAIN,
            "Asked again at once: the other 2 cards build on it.",
            id="all others build on it",
        ),
        pytest.param(
            [card("a/x"), card("a/y", "x")],
            Grade.AGAIN,
            "Asked again at once: the other card builds on it.",
            id="the only other",
        ),
        pytest.param(
            [card("a/x"), card("a/y", "x"), card("b/u")],
            Grade.AGAIN,
            "Asked again at once: the other cards build on it or come after its deck.",
            id="a deck comes after it",
        ),
        pytest.param([card("a/x"), card("a/y", "x")], Grade.GOOD, "", id="answered right"),
        pytest.param([card("a/x"), card("a/y")], Grade.AGAIN, "", id="another card comes first"),
        pytest.param([card("a/x")], Grade.AGAIN, "", id="the last card"),
    ],
)
def test_a_card_that_is_asked_again_at_once_says_why(cards: list[Card], grade: Grade, notice: str) -> None:
    before = begin(sides(*cards), deck_needs={"b": ("a",)}).show()
    after, _ = before.grade(grade, NOW, 4000)
    assert repeat_notice(before, after) == notice
