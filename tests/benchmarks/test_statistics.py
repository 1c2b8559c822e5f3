"""How long the statistics take to bring up to the log and to count, by the size of the log.

Run with  pytest tests/benchmarks/test_statistics.py --benchmark-enable
REVIEWS=1000000 in the environment chooses another size; ten reviews a card.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from flashcards.scheduling import Grade, LearningState, Review, RowKind, Settings, memory_after, new_memory
from flashcards.storage import Store
from flashcards.storage.rows import INSERT, to_row
from flashcards.storage.statistics import ReviewHistory

REVIEWS = int(os.environ.get("REVIEWS", "10000"))
EACH, DECKS, PATTERNS = 10, 40, 200
BEGAN = datetime(2025, 1, 1, 8, tzinfo=UTC)
NOW = BEGAN + timedelta(days=800)
Step = tuple[datetime, Grade, int | None]


def pattern(rng: random.Random) -> list[Step]:
    """The reviews of a card over two years: answered when it is due, now and then wrong."""
    memory, at, steps = new_memory("a/1"), BEGAN + timedelta(days=rng.randrange(600)), []
    for _ in range(EACH):
        grade = rng.choices(list(Grade), (1, 1, 7, 1))[0]
        memory = memory_after(memory, grade, at, 60, Settings())
        reviewed = memory.state is LearningState.REVIEW
        steps.append((at, grade, memory.due_day if reviewed else None))
        at = memory.due + (timedelta(hours=rng.randrange(4, 15)) if reviewed else timedelta(minutes=3))
    return steps


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = random.Random(0)
    patterns = [pattern(rng) for _ in range(PATTERNS)]
    rows = [
        (at, card, grade, due)
        for card in range(REVIEWS // EACH)
        for at, grade, due in patterns[card % PATTERNS]
    ]
    rows.sort(key=lambda row: row[:2])
    made = tmp_path_factory.mktemp("log")
    with Store.open(made) as log, log._log.connection as connection:  # one wait for the disk
        connection.execute("begin")
        connection.executemany(
            f"insert {INSERT}",
            (
                to_row(
                    Review(
                        f"b-{n}", "other", f"deck-{card % DECKS}/card-{card}", at, 60,
                        RowKind.STUDY, grade, 4000, f"{card}:0", due=due, seq=n,
                    )
                )
                for n, (at, card, grade, due) in enumerate(rows, 1)
            ),
        )  # fmt: skip
    return made


@pytest.fixture
def opened(folder: Path) -> Iterator[tuple[Store, ReviewHistory]]:
    """With the statistics of an earlier run."""
    with Store.open(folder) as log, ReviewHistory(log, folder / "cache") as history:
        log.refresh(Settings(), now=NOW)
        history.refresh(Settings(), {}, NOW)
        yield log, history


def test_take_in_the_whole_log(benchmark: BenchmarkFixture, folder: Path) -> None:
    def read() -> int:
        with Store.open(folder) as log, ReviewHistory(log, None) as history:
            history.refresh(Settings(), {}, NOW)
            return sum(day.reviews for day in history.statistics(Settings(), NOW, 10_000).daily)

    assert 0 < benchmark.pedantic(read, rounds=1) <= REVIEWS


def test_take_in_a_day_of_200_reviews(
    benchmark: BenchmarkFixture, opened: tuple[Store, ReviewHistory]
) -> None:
    log, history = opened
    number = count()

    def write() -> None:
        day = next(number)
        log.append(
            *(
                Review(
                    f"{log.device}-{day}-{n}",
                    "new",
                    f"deck-{n % DECKS}/card-{n}",
                    NOW,
                    60,
                    RowKind.STUDY,
                    Grade.GOOD,
                )
                for n in range(200)
            )
        )

    benchmark.pedantic(lambda: history.refresh(Settings(), {}, NOW), setup=write, rounds=5)


def test_count_everything(benchmark: BenchmarkFixture, opened: tuple[Store, ReviewHistory]) -> None:
    """A screen of three months, year and forecast included."""
    found = benchmark.pedantic(opened[1].statistics, (Settings(), NOW, 91), rounds=5)
    assert found.daily


def test_count_everything_of_all_time(
    benchmark: BenchmarkFixture, opened: tuple[Store, ReviewHistory]
) -> None:
    assert benchmark.pedantic(opened[1].statistics, (Settings(), NOW, 1000), rounds=5).daily
