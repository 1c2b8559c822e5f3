"""How long the log takes to read, replay and write, at 10,000 cards and 100,000 reviews.

Run with  pytest tests/benchmarks/test_replay.py --benchmark-enable
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from flashcards.deck.model import BasicAnswer, Card
from flashcards.deck.prompts import Prompt
from flashcards.errors import Place
from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings
from flashcards.scheduling.replay import replay
from flashcards.storage import Store
from flashcards.storage.rows import INSERT, to_row
from flashcards.study import Session
from tests.pools import start

CARDS, REVIEWS = 10_000, 100_000
BEGAN = datetime(2025, 1, 1, 8, tzinfo=UTC)
NOW = BEGAN + timedelta(days=150)


def history() -> list[Review]:
    """Every card reviewed ten times: twice at its first, then at growing intervals."""
    rng, rows = random.Random(0), []
    for card in range(CARDS):
        at = BEGAN + timedelta(days=rng.randrange(60), minutes=rng.randrange(600))
        for days in (0, 0, 2, 1, 5, 3, 9, 8, 20, 14)[: REVIEWS // CARDS]:
            at += timedelta(days=days, minutes=11)
            grade = rng.choices(list(Grade), (1, 1, 7, 1))[0]
            rows.append((at, f"deck-{card % 40}/card-{card}", grade))
    rows.sort()
    return [
        Review(f"benchmark-{number}", "here", card, at, 60, RowKind.STUDY, grade, 4000, f"{card}:0")
        for number, (at, card, grade) in enumerate(rows)
    ]


@pytest.fixture(scope="module")
def rows() -> list[Review]:
    return history()


@pytest.fixture
def log(rows: list[Review], tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as log:
        with log._log.connection as connection:  # one wait for the disk; a commit a row is measured below
            connection.execute("begin")
            connection.executemany(f"insert {INSERT}", map(to_row, rows))
        yield log


def test_replay(benchmark: BenchmarkFixture, rows: list[Review]) -> None:
    assert len(benchmark.pedantic(replay, (rows, Settings()), rounds=5)) == CARDS


def test_read_every_row(benchmark: BenchmarkFixture, log: Store) -> None:
    assert len(benchmark.pedantic(log.reviews, rounds=5)) == REVIEWS


def test_memories_at_start(benchmark: BenchmarkFixture, log: Store) -> None:
    """With the cache that an earlier start has left."""
    log.memories(Settings())
    assert len(benchmark.pedantic(log.memories, (Settings(),), rounds=10)) == CARDS


def test_write_a_review(benchmark: BenchmarkFixture, log: Store, rows: list[Review]) -> None:
    """A commit that waits for the disk."""
    number = count()

    def write() -> None:
        log.append(rows[0]._replace(id=f"one-{next(number)}"))

    benchmark.pedantic(write, rounds=200)


@pytest.fixture(scope="module")
def prompts() -> list[Prompt]:
    place = Place("deck.yaml")
    return [
        Prompt(Card(f"deck-{n % 40}", f"card-{n}", "?", BasicAnswer("!"), place, needs=(f"card-{n - 40}",)))
        for n in range(CARDS)
    ]


@pytest.fixture(scope="module")
def memories(rows: list[Review]) -> dict[str, Memory]:
    return replay(rows, Settings())


def test_start_a_session(
    benchmark: BenchmarkFixture, prompts: list[Prompt], memories: dict[str, Memory]
) -> None:
    def begin() -> Session:
        return start(prompts, memories, NOW, Settings(), device="here", seed="s")

    assert benchmark.pedantic(begin, rounds=10).counts.review == 200


def test_grade(benchmark: BenchmarkFixture, prompts: list[Prompt], memories: dict[str, Memory]) -> None:
    """A whole day: 200 reviews, each with the waits on its grades."""
    begun = start(prompts, memories, NOW, Settings(), device="here", seed="s")

    def study() -> int:
        session, now = begun, NOW
        for _ in range(200):
            now += timedelta(seconds=5)
            session = session.show()
            assert len(session.waits(now)) == len(Grade)
            session, _ = session.grade(Grade.GOOD, now, 4000)
        return session.sums.answered

    assert benchmark.pedantic(study, rounds=5) == 200
