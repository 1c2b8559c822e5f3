"""How long a replay of the whole log takes beside its floor: reading the rows, and the engine's bare batch.

Run with  pytest tests/benchmarks/test_a_million_rows.py --benchmark-enable -n 0
REVIEWS=100000 in the environment chooses another size. Owed: no more than three times the floor.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from flashcards.scheduling import Settings, engine
from flashcards.storage import Store, states
from flashcards.storage.collector import pause_collector
from flashcards.storage.database import FILE
from flashcards.storage.rows import COLUMNS, INSERT
from tests.benchmarks.test_sync import CARDS, rows

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
            return sum(1 for _ in states.replay_all(log, Settings(), {}, None))

    benchmark.group = "the whole log"
    assert benchmark.pedantic(read_and_replay, rounds=3)
