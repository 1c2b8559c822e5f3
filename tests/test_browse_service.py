"""The browse screen over a home of its own: what it finds, lists and writes; each order, and pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.cli.browse_service import browse_service
from flashcards.cli.study import open_data
from flashcards.scheduling import Grade, Review, RowKind
from flashcards.storage import Store, search
from flashcards.study.listing import CardAction, ListingOrder
from flashcards.study.query import EVERYTHING, complete_last_word, parse_query, wider_queries
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.services import BrowseServices
from tests.desks import A, desk_over
from tests.read_once import furnish
from tests.rows import most_telling
from tests.searching import CONTEXT, NEW, NOW, Collection, Sheet, State
from tests.test_browse import screen, settle

DECK = """\
deck: greek
title: My deck
cards:
  - {id: first, ask: What is β₁?, answer: A decay., tags: [letters/small]}
  - {id: second, ask: Fill, cloze: "The {{mean: average}} of {{what: gradients}}"}
  - {id: third, ask: What is Άλφα?, answer: "∇ of nothing", both_ways: true}
"""
NAMES = [
    "greek/first",
    "greek/second:mean",
    "greek/second:what",
    "greek/third",
    "greek/third:reverse",
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "greek.yaml").write_text(DECK, encoding="utf-8")
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=30)
    with Store.open(tmp_path) as store:
        graded = [("greek/third", Grade.EASY), ("greek/second:what", Grade.GOOD)]
        rows = [
            Review(f"row-{name}", store.device, name, at, 0, RowKind.STUDY, grade) for name, grade in graded
        ]
        store.append(*rows)
    return tmp_path


@pytest.fixture
def service() -> Iterator[BrowseServices]:
    with open_data() as studies:
        made = browse_service(studies)
        made.count_cards()
        yield made


def test_it_finds_in_any_thread_and_lists_what_is_known(service: BrowseServices) -> None:
    found: list[object] = []
    query = parse_query("deck:greek")
    thread = threading.Thread(target=lambda: found.append(service.find(query, ListingOrder.LEARNING, -1)))
    thread.start()
    thread.join()
    assert found == [NAMES]
    assert list(service.find(query, ListingOrder.LEARNING, 2)) == NAMES[:2]
    assert list(service.find(query, ListingOrder.LAPSES, -1)) == NAMES
    assert list(service.find(query, ListingOrder.RECALL, -1))[:2] == ["greek/second:what", "greek/third"]
    listed = service.list_prompts(["greek/third", "greek/first", "greek/gone"])
    assert set(listed) == {"greek/third", "greek/first"}
    assert listed["greek/first"].recall is None
    assert 0 < (listed["greek/third"].recall or 0) < 1
    assert listed["greek/third"].kind == "basic"
    prompt = service.prompt("greek/third:reverse")
    assert prompt
    assert prompt.part == "reverse"
    assert service.prompt("greek/gone") is None
    assert service.count_cards() > 3, "the shipped decks too"


ACTIONS = [
    pytest.param(CardAction.SUSPEND, "", "is:suspended", id="suspend"),
    pytest.param(CardAction.BURY, "", "is:buried", id="bury"),
    pytest.param(CardAction.MARK, "", "is:marked", id="mark"),
    pytest.param(CardAction.SET_DUE, "3d", "due=3", id="set the day"),
]


@pytest.mark.parametrize(("action", "day", "query"), ACTIONS)
def test_a_change_is_one_batch_that_searches_see_and_undo_takes_back_after_a_restart(
    action: CardAction, day: str, query: str
) -> None:
    means = parse_query(f"deck:greek {query}")
    with open_data() as studies:
        made = browse_service(studies)
        made.count_cards()
        rows = made.change(action, NAMES, day)
        assert [row.card for row in rows] == NAMES
        assert len({row.batch for row in rows}) == 1
        assert list(made.find(means, ListingOrder.LEARNING, -1)) == NAMES
    with open_data() as studies:
        made = browse_service(studies)
        made.count_cards()
        assert list(made.find(means, ListingOrder.LEARNING, -1)) == NAMES
        studies.store.take_back_all(studies.store.last_undoable(), datetime.now().astimezone())
        assert list(made.find(means, ListingOrder.LEARNING, -1)) == []
        assert {row.kind for row in studies.store.last_undoable()} == {RowKind.STUDY}


def test_what_is_so_already_writes_no_row(service: BrowseServices) -> None:
    assert service.change(CardAction.RESET, ["greek/first"], "") == []
    assert [row.kind for row in service.change(CardAction.RESET, NAMES, "")] == [RowKind.RESET] * 2
    assert [row.kind for row in service.change(CardAction.SUSPEND, NAMES[:1], "")] == [RowKind.SUSPEND]
    both = service.change(CardAction.SUSPEND, NAMES[:2], "")
    assert [(row.card, row.kind) for row in both] == [("greek/second:mean", RowKind.SUSPEND)]
    again = service.change(CardAction.SUSPEND, NAMES[:2], "")
    assert [row.kind for row in again] == [RowKind.RESUME] * 2


@pytest.mark.parametrize("size", most_telling((120, 40), (40, 12)), ids=["120 × 40", "40 × 12"])
async def test_the_app_browses_a_home(home: Path, size: tuple[int, int]) -> None:
    with open_data() as studies:
        services = replace(
            desk_over(A),
            browse=browse_service(studies),
            last_undoable=studies.store.last_undoable,
            take_back=studies.store.take_back_all,
            clock=lambda: datetime.now().astimezone(),
        )
        app = FlashcardsApp(services)
        async with app.run_test(size=size) as pilot:
            await pilot.press("slash", *"deck:greek -is:new", "enter")
            await settle(pilot)
            assert "greek › third" in screen(app)
            assert size[0] < 120 or "Card, learning order" in screen(app)
            await pilot.press("slash", "ctrl+u", *"gradients", "enter")
            await settle(pilot)
            assert size[0] < 120 or "Card, best first" in screen(app)
            await pilot.press("slash", "ctrl+u", *"deck:greek -is:new", "enter")
            await settle(pilot)
            await pilot.press("a", "asterisk")
            await settle(pilot)
            assert any("Marked 2 cards. u undoes." in note.message for note in app._notifications)
        assert len(studies.store.reviews()) == 4
    with open_data() as studies:
        assert len(studies.store.last_undoable()) == 2


# Orders and pages in SQL

SHEETS = tuple(
    Sheet(f"{deck}/card-{number}", "words here", parts=parts)
    for deck in ("a", "b")
    for number, parts in enumerate([("",), ("x", "y"), ("",), ("",)])
)
PROMPTS = [prompt for sheet in SHEETS for prompt in sheet.prompts]
STATES = st.builds(
    State,
    state=st.sampled_from(["review", "learning", "relearning"]),
    stability=st.floats(0.1, 400),
    due_day=st.integers(0, 30_000),
    last=st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
    lapses=st.integers(0, 9),
)
BY_HAND: dict[ListingOrder, Callable[[str, State], tuple[object, ...]]] = {
    ListingOrder.LEARNING: lambda name, s: (),
    ListingOrder.NAME: lambda name, s: (name,),
    ListingOrder.DUE: lambda name, s: (s is NEW, s.due_day),
    ListingOrder.STABILITY: lambda name, s: (s is NEW, s.stability),
    ListingOrder.RECALL: lambda name, s: (s is NEW, s is NEW or -int((NOW - s.last) / MS) / s.stability),
    ListingOrder.LAPSES: lambda name, s: (-s.lapses,),
}
MS = timedelta(milliseconds=1)


@given(
    st.dictionaries(st.sampled_from(PROMPTS), STATES | st.just(NEW)),
    st.sampled_from(["", "words", "deck:a", "-is:new", "lapses>2"]),
    st.integers(1, 5),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_order_is_that_by_hand_and_pages_make_up_the_whole(
    states: dict[str, State], query: str, size: int
) -> None:
    database = Collection(SHEETS, {}, states).write()
    means = parse_query(query)
    usual = [hit.prompt for hit in search.search_prompts(database, means, CONTEXT)]
    for order, key in BY_HAND.items():
        found = [hit.prompt for hit in search.search_prompts(database, means, CONTEXT, order=order)]
        assert found == sorted(usual, key=lambda name: key(name, states.get(name, NEW)))
        assert search.search_names(database, means, CONTEXT, order=order) == found
        assert search.search_names(database, means, CONTEXT, size, order) == found[:size]
        pages = [
            hit.prompt
            for start in range(0, len(found) + size, size)
            for hit in search.search_prompts(database, means, CONTEXT, size, start, order)
        ]
        assert pages == found
    database.close()


def test_each_order_follows_another() -> None:
    order, seen = ListingOrder.LEARNING, []
    for _ in ListingOrder:
        order = order.next()
        seen.append(order)
    assert sorted(seen) == sorted(ListingOrder)
    assert order is ListingOrder.LEARNING


# Queries that are near

TYPED = [
    pytest.param("", "", id="nothing"),
    pytest.param("mom", "mom*", id="a word"),
    pytest.param("deck:adam mom", "deck:adam mom*", id="the last of several"),
    pytest.param("mom deck:adam", "mom deck:adam", id="a field at the end"),
    pytest.param("mom ", "mom", id="a space ends the word"),
    pytest.param('"mom"', "mom", id="quotes end it"),
    pytest.param("a or mom", "a or mom*", id="an alternative"),
    pytest.param("a (b or mom)", "a (b or mom)", id="a parenthesis ends it"),
    pytest.param("-mom", "-mom", id="what is left out is not widened"),
    pytest.param("adam/st", "adam/st*", id="a name"),
    pytest.param("mom*", "mom*", id="a beginning"),
    pytest.param("β", "β*", id="a Greek letter"),
]


@pytest.mark.parametrize(("typed", "means"), TYPED)
def test_the_last_word_may_go_on_while_it_is_typed(typed: str, means: str) -> None:
    assert complete_last_word(parse_query(typed), typed) == parse_query(means)


@pytest.mark.parametrize(
    ("query", "wider"),
    [
        pytest.param("", [], id="everything"),
        pytest.param("a", [], id="one term"),
        pytest.param("a b c", ["c: a b", "b: a c", "a: b c"], id="three"),
        pytest.param("a or b", [], id="alternatives"),
        pytest.param("(a or b) is:due", ["is:due: a or b", "(a or b): is:due"], id="a group"),
        pytest.param("x = -1", ["-1: x =", "=: x -1", "x: = -1"], id="a minus"),
        pytest.param("a b*", ["b: a", "a: b*"], id="a word that may go on"),
    ],
)
def test_a_wider_query_has_a_term_less(query: str, wider: list[str]) -> None:
    found = wider_queries(parse_query(query))
    assert [f"{term}: {each}" for term, each in found] == wider
    assert EVERYTHING not in [each for _, each in found]
