"""The first queue of a session, the counts of the home screen and a grade, from 1,000 to 100,000 cards.

Run with  pytest tests/benchmarks/test_queue.py --benchmark-enable -n 0. The floor of a grade is a bare
durable insert.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from flashcards.scheduling import Grade, Settings
from flashcards.storage.collection import CollectionPool
from flashcards.study import Session, start_session
from flashcards.study.day import DayPlanner
from tests.benchmarks.homes import SIZES, make_home, open_pool

CASES = [(size, due) for size in SIZES for due in (0.05, 0.85)]


@pytest.fixture(scope="module", params=CASES, ids=[f"{size} cards, {due:.0%} due" for size, due in CASES])
def pool(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CollectionPool]:
    size, due = request.param
    with open_pool(make_home(tmp_path_factory.mktemp("home"), size, due)) as opened:
        yield opened


def decks(pool: CollectionPool) -> list[str]:
    return [deck.name for deck in pool._catalogue.decks()]


def begin(pool: CollectionPool, settings: Settings | None = None) -> Session:
    now = datetime.now(UTC)
    return start_session(pool, decks(pool), now, settings or Settings(), device=pool._store.device, seed="s")


def test_first_queue(benchmark: BenchmarkFixture, pool: CollectionPool) -> None:
    assert benchmark.pedantic(begin, (pool,), rounds=15, warmup_rounds=2).prompt


def test_counts_of_home(benchmark: BenchmarkFixture, pool: CollectionPool) -> None:
    planner = DayPlanner(pool, datetime.now(UTC), 0, Settings())
    assert benchmark.pedantic(planner.overview, (decks(pool),), rounds=10, warmup_rounds=1)


def test_grade_commit_next(benchmark: BenchmarkFixture, pool: CollectionPool) -> None:
    state, number = [begin(pool, Settings(reviews_per_day=1000, new_per_day=1000))], count()

    def grade() -> None:
        session, row = state[0].show().grade(Grade.GOOD, datetime.now(UTC), 1000)
        pool._store.append(row._replace(id=f"{pool}-{next(number)}"))
        state[0] = session

    benchmark.group = "grade"
    benchmark.pedantic(grade, rounds=200, warmup_rounds=5)


def test_a_bare_durable_insert(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "bare.sqlite", isolation_level=None)
    connection.execute("pragma journal_mode = persist")
    connection.execute("pragma synchronous = full")
    connection.execute("create table rows (number integer primary key, body text)")
    benchmark.group = "grade"
    benchmark.pedantic(connection.execute, ("insert into rows (body) values (?)", ["x" * 100]), rounds=200)
