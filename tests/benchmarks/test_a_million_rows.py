"""How long a replay of the whole log takes beside its floor: reading the rows, and the engine's bare batch.

Run with  pytest tests/benchmarks/test_a_million_rows.py --benchmark-enable -n 0
REVIEWS=100000 in the environment chooses another size. Owed: no more than three times the floor.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from flashcards.scheduling import Grade, Review, RowKind, Settings, engine
from flashcards.storage import Store, states_refresh
from flashcards.storage.collector import pause_collector
from flashcards.storage.database import FILE
from flashcards.storage.rows import COLUMNS, INSERT, SqlRow, to_row
from tests.benchmarks.test_sync import CARDS, rows
from tests.logs import NOON

REVIEWS = int(os.environ.get("REVIEWS", "1000000"))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    home = tmp_path_factory.mktemp("log")
    with Store.open(home) as store:
        device = store.device
    with closing(sqlite3.connect(home / FILE, isolation_level=None)) as connection:
        connection.execute("begin")
        connection.executemany(f"insert {INSERT}", rows(REVIEWS, device, 0))
        connection.execute("commit")
        yield connection


def test_the_floor(benchmark: BenchmarkFixture, log: sqlite3.Connection) -> None:
    """Every row read and thrown away, and the engine's batch of as many answers."""
    each = [(3, day % 30) for day in range(REVIEWS // CARDS)]

    def read_and_compute() -> None:
        for _ in log.execute(f"select {COLUMNS} from reviews"):
            pass
        with pause_collector():
            engine.memories([each] * CARDS, Settings())

    benchmark.group = "the whole log"
    benchmark.pedantic(read_and_compute, rounds=3)


def test_the_replay(benchmark: BenchmarkFixture, log: sqlite3.Connection) -> None:
    def read_and_replay() -> int:
        with pause_collector():
            return sum(1 for _ in states_refresh.replay_all(log, Settings(), {}, None))

    benchmark.group = "the whole log"
    assert benchmark.pedantic(read_and_replay, rounds=3)


def test_the_replay_with_events(benchmark: BenchmarkFixture, log: sqlite3.Connection) -> None:
    """Of every card an answer was undone, a day was set, and it was suspended or buried; one was renamed."""
    log.execute("begin")
    log.executemany(f"insert {INSERT}", events(REVIEWS))

    def read_and_replay() -> int:
        with pause_collector():
            return sum(
                1 for _ in states_refresh.replay_all(log, Settings(), {"deck-1/card-1": "deck-1/new"}, None)
            )

    benchmark.group = "the whole log"
    assert benchmark.pedantic(read_and_replay, rounds=3)
    log.execute("rollback")


def events(after: int) -> Iterator[SqlRow]:
    """Four rows of each card, later than the `after` that the log has."""
    kinds = (RowKind.STUDY, RowKind.TAKE_BACK, RowKind.SET_DUE, RowKind.SUSPEND)
    for number in range(4 * CARDS):
        place, kind = number // 4, kinds[number % 4]
        row = Review(
            *(f"event-{number}", "here", f"deck-{place % 40}/card-{place}"),
            *(NOON + timedelta(seconds=40 * (after + number)), 60, kind),
            grade=Grade.GOOD if kind is RowKind.STUDY else None,
            due=20_700 if kind in (RowKind.STUDY, RowKind.SET_DUE) else None,
            takes_back=f"event-{number - 1}" if kind is RowKind.TAKE_BACK else "",
            seq=after + number + 1,
        )
        yield to_row(row)
