"""What sessions ask of the log and the catalogue together, held against looking through lists."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from flashcards.deck.prompts import Prompt, prompts
from flashcards.scheduling import Grade, Review, RowKind, Settings, card_of, day_of, milliseconds
from flashcards.storage import Store, database, deck_files
from flashcards.storage import collection as collection_module
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.collection import CollectionPool
from flashcards.study import Counts, start_session
from flashcards.study.day import DayPlanner
from flashcards.study.pool import Pool
from tests.pools import ListPool

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = day_of(NOON, 0, 4)
PLAIN = Settings(fuzz=False)
CARDS = 5
DECKS = ("a", "b", "c")
BODIES = ("answer: yes", "answer: yes\n    both_ways: true", 'cloze: "{{x}} {{y}}"')


@st.composite
def deck_texts(draw: st.DrawFn) -> dict[str, str]:
    """Three decks, of which some need others, with cards that need and are mistaken for others."""
    names = [f"{deck}/c{number}" for deck in DECKS for number in range(CARDS)]
    texts = {}
    for deck in DECKS:
        cards = []
        for number in range(draw(st.integers(1, CARDS))):
            linked = st.lists(st.sampled_from(names), max_size=2, unique=True)
            body = draw(
                st.sampled_from(["answer: yes", "answer: yes\n    both_ways: true", 'cloze: "{{x}} {{y}}"'])
            )
            ask = "" if body.startswith("cloze") else f"\n    ask: What is {number} of {deck}?"
            needs, alike = json.dumps(draw(linked)), json.dumps(draw(linked))
            cards.append(f"  - id: c{number}{ask}\n    {body}\n    needs: {needs}\n    confusable: {alike}\n")
        after = draw(st.lists(st.sampled_from(DECKS), max_size=1))
        texts[deck] = f"deck: {deck}\nneeds: {json.dumps(after)}\ncards:\n{''.join(cards)}"
    return texts


@st.composite
def rows_of(draw: st.DrawFn, texts: dict[str, str]) -> list[Review]:
    """Grades and events of prompts of these decks, and of some that are gone."""
    asked = [*_prompt_ids(texts), "a/gone", "gone/x"]
    rows = []
    for number in range(draw(st.integers(0, 40))):
        kind = draw(st.sampled_from([RowKind.STUDY] * 5 + [RowKind.SUSPEND, RowKind.BURY, RowKind.SET_DUE]))
        at = NOON - timedelta(days=40) + timedelta(hours=24 * number, minutes=draw(st.integers(0, 1400)))
        grade = draw(st.sampled_from(Grade)) if kind is RowKind.STUDY else None
        day = TODAY + draw(st.integers(-2, 5))
        row = Review(f"{number:02}", "here", draw(st.sampled_from(asked)), at, 0, kind, grade)
        until = day if kind is RowKind.BURY else None
        rows.append(row._replace(until=until, due=day if kind is RowKind.SET_DUE else None))
    return [row for row in rows if row.at <= NOON]


def _prompt_ids(texts: dict[str, str]) -> list[str]:
    from flashcards.deck import codec

    decks = [codec.read_deck(text, f"{name}.yaml")[0] for name, text in texts.items()]
    return [prompt.id for deck in decks if deck for card in deck.cards for prompt in prompts(card)]


@contextmanager
def pools(
    folder: Path, texts: dict[str, str], rows: list[Review]
) -> Iterator[tuple[CollectionPool, ListPool]]:
    """The collection on the disk, and the same in lists."""
    decks = folder / "decks"
    decks.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (decks / f"{name}.yaml").write_text(text, encoding="utf-8")
    library = deck_files.load_decks([decks])
    asked: list[Prompt] = [prompt for card in library.cards for prompt in prompts(card)]
    needs = {deck.name: deck.needs for deck in library.decks}
    with Catalogue(folder / "cache") as catalogue, Store.open(folder) as store:
        catalogue.refresh([decks], 1)
        for row in rows:
            store.append(row)
        pool = CollectionPool(store, catalogue)
        pool.refresh(PLAIN, NOON)
        yield pool, ListPool(asked, store.memories(PLAIN, catalogue.former_ids(), NOON), needs)


both = st.deferred(lambda: deck_texts().flatmap(lambda texts: st.tuples(st.just(texts), rows_of(texts))))
some_decks = st.lists(st.sampled_from(DECKS), min_size=1, max_size=3, unique=True)
limits = st.sampled_from([200, 3, 1, 0])
Test = Callable[..., None]


def few(count: int, *drawn: st.SearchStrategy[Any]) -> Callable[[Test], Test]:
    """The test with so many examples."""
    return lambda test: hypothesis_settings(max_examples=count, deadline=None)(given(*drawn)(test))


def many(*drawn: st.SearchStrategy[Any]) -> Callable[[Test], Test]:
    """The test with as many examples as only the slow tests have time for."""
    return lambda test: pytest.mark.slow(few(60, *drawn)(test))


def hold_the_queries_say_what_the_lists_say(
    tmp_path_factory: pytest.TempPathFactory,
    collection: tuple[dict[str, str], list[Review]],
    decks: list[str],
    ahead: int,
) -> None:
    with pools(tmp_path_factory.mktemp("home"), *collection) as (queries, lists):
        assert answers(queries, decks, ahead) == answers(lists, decks, ahead)


test_the_queries_say_what_the_lists_say = few(15, both, some_decks, st.integers(-3, 3))(
    hold_the_queries_say_what_the_lists_say
)
test_the_queries_say_what_the_lists_say_in_many = many(both, some_decks, st.integers(-3, 3))(
    hold_the_queries_say_what_the_lists_say
)


def answers(pool: Pool, decks: list[str], ahead: int) -> dict[str, object]:
    """What the pool says to each question; sorted where the order does not count."""
    at, cards = milliseconds(NOON), [f"{deck}/c{number}" for deck in DECKS for number in range(CARDS)]
    new = list(pool.new_cards(decks, TODAY, shuffled=False))
    shuffled = list(pool.new_cards(decks, TODAY, shuffled=True))
    return {
        "prompts": list(pool.prompt_ids(decks)),
        "siblings": [sorted(pool.siblings(card)) for card in cards],
        "answered": sorted(memory.card for memory in pool.answered_on(TODAY)),
        "steps": sorted(pool.in_steps(decks, TODAY)),
        "due": [
            [memory.card for memory in pool.due(decks, TODAY + ahead, TODAY, at, backlog=backlog)]
            for backlog in (False, True)
        ],
        "by deck": [
            (
                dict(pool.due_by_deck(decks, TODAY + ahead, TODAY, apart=apart, taken=["a/c1"])),
                {
                    k: n
                    for k, n in pool.new_by_deck(dict.fromkeys(decks, most), TODAY, apart=apart).items()
                    if n
                },
            )
            for apart, most in ((True, 99), (False, 99), (True, 1), (False, 2))
        ],
        "begun": sorted(pool.decks_begun(decks)),
        "counted": [
            pool.count_due(decks, TODAY + ahead, TODAY, most=most, apart=apart, taken=["a/c1"])
            for most, apart in ((None, False), (None, True), (2, True))
        ],
        "ages": sorted(
            [f"{value:.9g}" for value in astuple(age)]
            for age in pool.due_ages(decks, TODAY + ahead, TODAY, at)
        ),
        "new": [(card.key, card.prompts, card.needs) for card in new],
        "shuffled": sorted((card.key, card.prompts, card.needs) for card in shuffled),
        "right": sorted(pool.answered_right(cards)),
        "idle": sorted(pool.not_asked(cards)),
        "alike": {key: list(found) for key, found in pool.confusable(cards).items() if found},
        "load": dict(pool.due_after(TODAY)),
        "load of some": dict(pool.due_after(TODAY, decks[:1])),
        "decks": sorted(pool.deck_names()),
        "memories": dict(pool.memories),
    }


def hold_home_counts_what_a_session_asks(
    tmp_path_factory: pytest.TempPathFactory,
    collection: tuple[dict[str, str], list[Review]],
    decks: list[str],
    limit: int,
) -> None:
    settings = replace(PLAIN, reviews_per_day=limit)
    with pools(tmp_path_factory.mktemp("home"), *collection) as (queries, _):
        session = start_session(queries, decks, NOON, settings, device="here", seed="s")
        planner = DayPlanner(queries, NOON, 0, settings)
        plan = planner.plan(decks, "")
        assert plan.counts == session.counts
        plans = {"": plan} | {deck: planner.plan([deck], "") for deck in decks}
        for name, day in planner.overview(decks).items():
            assert (day.counts, str(day.missing)) == (plans[name].counts, str(plans[name].missing))
        days = planner.overview(decks)
        assert Counts(*map(sum, zip(*(days[deck].part for deck in decks), strict=True))) == days[""].part
        assert days[""].part == session.counts
        places = [card_of(name) for name in plan.new]
        assert len(places) == len(set(places)), "siblings are apart"


test_home_counts_what_a_session_asks = few(10, both, some_decks, limits)(hold_home_counts_what_a_session_asks)
test_home_counts_what_a_session_asks_in_many = many(both, some_decks, limits)(
    hold_home_counts_what_a_session_asks
)


def hold_a_dropped_catalogue_and_dropped_states_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, collection: tuple[dict[str, str], list[Review]]
) -> None:
    folder = tmp_path_factory.mktemp("home")
    with pools(folder, *collection) as (queries, _):
        before = answers(queries, list(DECKS), 0)
    (folder / "cache" / "catalogue.sqlite").unlink()
    with Store.open(folder) as store:
        store.read(lambda log: log.execute("delete from states"))
        store.read(lambda log: log.execute("delete from states_of"))
    with pools(folder, collection[0], []) as (queries, _):
        assert answers(queries, list(DECKS), 0) == before


test_a_dropped_catalogue_and_dropped_states_lose_nothing = few(6, both)(
    hold_a_dropped_catalogue_and_dropped_states_lose_nothing
)
test_a_dropped_catalogue_and_dropped_states_lose_nothing_in_many = many(both)(
    hold_a_dropped_catalogue_and_dropped_states_lose_nothing
)


def test_decks_that_change_are_taken_in(tmp_path: Path) -> None:
    texts = {"a": "deck: a\ncards:\n- {id: x, ask: X?, answer: x}\n- {id: y, ask: Y?, answer: y}\n"}
    rows = [Review("1", "here", "a/y", NOON - timedelta(days=30), 0, RowKind.STUDY, Grade.EASY)]
    with pools(tmp_path, texts, rows) as (queries, _):
        assert due(queries) == ["a/y"]
        (tmp_path / "decks" / "a.yaml").write_text("deck: a\ncards:\n- {id: z, ask: Z?, answer: z}\n")
        queries._catalogue.refresh([tmp_path / "decks"], 2)
        queries.refresh(PLAIN, NOON)
        assert due(queries) == [], "its card is gone"
        assert [card.key for card in queries.new_cards(["a"], TODAY, shuffled=False)] == ["a/z"]
        (tmp_path / "decks" / "a.yaml").write_text(texts["a"])
        queries._catalogue.refresh([tmp_path / "decks"], 3)
        queries.refresh(PLAIN, NOON)
        assert due(queries) == ["a/y"], "and comes back with its history"
        assert [card.key for card in queries.new_cards(["a"], TODAY, shuffled=False)] == ["a/x"]


@pytest.mark.parametrize("new_a_day", [0, 1, 9], ids=["none left today", "fewer than there are", "all"])
def test_a_deck_waits_for_the_one_before_whatever_the_day_allows(tmp_path: Path, new_a_day: int) -> None:
    cards = "cards:\n- {id: x, ask: X?, answer: x}\n- {id: y, ask: Y?, answer: y}\n"
    with pools(tmp_path, {"a": f"deck: a\n{cards}", "b": f"deck: b\n{cards}"}, []) as (queries, _):
        planner = DayPlanner(queries, NOON, 0, Settings(fuzz=False, new_per_day=new_a_day))
        days = planner.overview(["a", "b"], {"b": ["a"]})
        assert [days[name].after for name in "ab"] == ["", "a"]
        assert days["a"].counts.new == min(new_a_day, 2)


def due(pool: Pool) -> list[str]:
    return [memory.card for memory in pool.due(["a"], TODAY, TODAY, milliseconds(NOON), backlog=False)]


def test_a_page_full_of_learning_steps_does_not_end_the_reviews(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection_module, "FIRST", 2)
    names = [f"x{n}" for n in range(8)]
    texts = {"a": "deck: a\ncards:\n" + "".join(f"- {{id: {name}, ask: X?, answer: x}}\n" for name in names)}
    rows = [  # the first five are in their steps, more urgent than the reviews after them
        Review(name, "here", f"a/{name}", NOON - timedelta(days=30), 0, RowKind.STUDY, grade)
        for name, grade in zip(names, [Grade.AGAIN] * 5 + [Grade.EASY] * 3, strict=True)
    ]
    with pools(tmp_path, texts, rows) as (queries, lists):
        assert due(queries) == due(lists) == ["a/x5", "a/x6", "a/x7"]


def test_a_prompt_that_is_new_again_is_found(tmp_path: Path) -> None:
    texts = {"a": "deck: a\ncards:\n- {id: x, ask: X?, answer: x}\n"}
    row = Review("1", "here", "a/x", NOON - timedelta(days=30), 0, RowKind.STUDY, Grade.EASY)
    with pools(tmp_path, texts, [row]) as (queries, _):
        assert not list(queries.new_cards(["a"], TODAY, shuffled=False))
        queries._store.take_back_all([row], NOON)
        queries.refresh(PLAIN, NOON)
        assert [card.key for card in queries.new_cards(["a"], TODAY, shuffled=False)] == ["a/x"]


def test_what_was_answered_on_a_day_is_found_whatever_its_offset_and_its_name(tmp_path: Path) -> None:
    cards = (
        "{id: x, ask: X?, answer: x, was: [a/old]}",
        "{id: y, ask: Y?, answer: y}",
        "{id: z, ask: Z?, answer: z}",
    )
    rows = [
        Review(name, "here", f"a/{name}", NOON - timedelta(hours=ago), offset, RowKind.STUDY, Grade.GOOD)
        for name, ago, offset in (("z", 20, 14 * 60), ("y", 20, 0), ("old", 0, 0))
    ]
    with pools(tmp_path, {"a": "deck: a\ncards:\n- " + "\n- ".join(cards)}, rows) as (queries, lists):
        for pool in (queries, lists):
            assert sorted(memory.card for memory in pool.answered_on(TODAY)) == ["a/x", "a/z"]


def test_a_grade_waits_for_nobody_who_reads_decks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    texts = {"a": "deck: a\ncards:\n- {id: x, ask: X?, answer: x}\n"}
    with pools(tmp_path, texts, []) as (queries, _), Catalogue(tmp_path / "cache") as other:
        other.connection.execute("begin immediate")
        queries._store.append(Review("1", "here", "a/x", NOON, 0, RowKind.STUDY, Grade.GOOD))
        assert queries.memories["a/x"].reviews == 1
        queries.refresh(PLAIN, NOON + timedelta(days=2))
        other.connection.rollback()


def test_states_that_were_dropped_are_made_anew_while_decks_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    texts = {"a": "deck: a\ncards:\n- {id: x, ask: X?, answer: x}\n"}
    with pools(tmp_path, texts, []) as (queries, _), Catalogue(tmp_path / "cache") as other:
        assert queries.memories.get("a/x") is None
        with closing(sqlite3.connect(tmp_path / database.FILE)) as shell:
            shell.execute("drop table states")
        other.connection.execute("begin immediate")
        queries._store.append(Review("1", "here", "a/x", NOON, 0, RowKind.STUDY, Grade.GOOD))
        other.connection.rollback()
        queries.refresh(PLAIN, NOON)
        assert queries.memories["a/x"].reviews == 1


def test_a_damaged_catalogue_is_made_anew(tmp_path: Path) -> None:
    texts = {"a": "deck: a\ncards:\n" + "".join(f"- {{id: x{n}, ask: X?, answer: x}}\n" for n in range(400))}
    with pools(tmp_path, texts, []) as (queries, lists):
        expected = [card.key for card in lists.new_cards(["a"], TODAY, shuffled=False)]
    path = tmp_path / "cache" / "catalogue.sqlite"
    body = bytearray(path.read_bytes())
    for page in range(4096, len(body) - 4096, 4096):
        body[page : page + 4096] = b"\xff" * 4096
    path.write_bytes(bytes(body))
    with pools(tmp_path, texts, []) as (queries, _):
        assert [card.key for card in queries.new_cards(["a"], TODAY, shuffled=False)] == expected


def test_a_catalogue_that_is_damaged_while_it_is_open_is_written_anew(tmp_path: Path) -> None:
    with pools(tmp_path, {"a": "deck: a\ncards:\n- {id: x, ask: X?, answer: x}\n"}, []) as (queries, _):
        with closing(sqlite3.connect(tmp_path / "cache" / "catalogue.sqlite")) as other:
            other.execute("drop table prompts")
        assert queries.prompt_ids(["a"]) == ["a/x"]
        assert not queries._catalogue.in_memory, "the next start reads no deck again"
