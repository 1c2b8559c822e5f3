"""How long a million rows take to go round: the first push, a new device, nothing new, 50 rows each way.

Run with  pytest tests/benchmarks/test_sync.py --benchmark-enable -s
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flashcards.scheduling import Grade, Review, RowKind, Settings
from flashcards.storage import Store
from flashcards.storage.database import FILE
from flashcards.storage.rows import INSERT, SqlRow, to_row
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from flashcards.storage.sync_outcome import SyncOutcome
from tests.logs import NOON

ROWS, CARDS, SESSION = 1_000_000, 20_000, 100


def rows(count: int, device: str, seed: int, after: int = 0) -> Iterator[SqlRow]:
    """Rows in sessions, one in ten with a typed answer."""
    rng, name = random.Random(seed), ""
    for number in range(count):
        if number % SESSION == 0:
            name = str(UUID(int=rng.getrandbits(128)))
        at = NOON + timedelta(seconds=40 * (after + number))
        place = rng.randrange(CARDS)
        card = f"deck-{place % 40}/card-{place}"
        typed = "m_t = beta_1 m_{t-1} + (1 - beta_1) g_t" if number % 10 == 0 else ""
        grade = rng.choice(list(Grade))
        row = Review(
            f"{name}-{number % SESSION}", device, card, at, 60, RowKind.STUDY, grade, 4000, f"{card}:0"
        )
        yield to_row(row._replace(typed=typed, due=20_600, seq=number + 1))


def write(home: Path, count: int, seed: int, after: int = 0) -> None:
    with Store.open(home) as store:
        device = store.device
    with closing(sqlite3.connect(home / FILE)) as connection, connection:
        connection.executemany(f"insert {INSERT}", rows(count, device, seed, after))


@contextmanager
def told(what: str) -> Iterator[None]:
    began, used = time.perf_counter(), time.process_time()
    yield
    took = f"{time.perf_counter() - began:8.2f} s, {time.process_time() - used:6.2f} of the processor"
    print(f"{what:<40} {took}")


def sync(home: Path, folder: Path, *, states: bool = True) -> SyncOutcome:
    store = Store.open(home)
    outcome = synchronize(store, SyncFolder(folder))
    if states and outcome.new:
        with told("    of it, the states"):
            store.refresh(Settings())
    with told("    of it, check and backup at the close"):
        store.close()
    return outcome


def test_a_million_rows(tmp_path: Path) -> None:
    first, second, folder = tmp_path / "first", tmp_path / "second", tmp_path / "folder"
    write(first, ROWS, 0)
    with told("the first push"):
        assert sync(first, folder).given == ROWS
    files = list(folder.rglob("*.jsonl*"))
    print(f"{len(files)} files, {sum(file.stat().st_size for file in files) / 2**20:.0f} MB")
    with told("a new device"):
        assert sync(second, folder).new == ROWS
    with told("nothing new"):
        assert sync(second, folder).new == 0
    write(first, 50, 1, ROWS)
    write(second, 50, 2, ROWS)
    with told("50 rows given"):
        sync(first, folder)
    with told("50 rows each way"):
        assert sync(second, folder).new == 50
