"""How each cost grows from 1,000 to 10,000 to 100,000 cards, as a table.

    python -m tests.benchmarks.growth [CARDS…]

Milliseconds of the processor where nothing else is said, each the median of some rounds, and megabytes; each
size runs in processes of its own. With ANKI_PYTHON, the path of a Python that has the package `anki`, the
costs of its backend follow (wall time).
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from flashcards.scheduling import Grade, Settings
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.collection import CollectionPool
from flashcards.storage.search import search_prompts
from flashcards.storage.search_context import SearchContext
from flashcards.study import Session, start_session
from flashcards.study.day import DayPlanner
from flashcards.study.query import parse_query
from tests.benchmarks.homes import SIZES, make_home, open_pool

USUAL = Settings(reviews_per_day=1000, new_per_day=1000)
SEARCHES = ("question", '"of 0"', "is:due", "tag:*ew", "rated:90d:1", "question or is:leech")


def take(action: Callable[[], Any], rounds: int) -> float:
    """The median milliseconds of the processor."""
    took = []
    for _ in range(rounds):
        began = time.process_time()
        action()
        took.append(time.process_time() - began)
    return 1000 * median(took)


def begin(pool: CollectionPool, decks: list[str], settings: Settings) -> Session:
    """A session over all decks."""
    device = pool._store.device
    return start_session(pool, decks, datetime.now(UTC), settings, device=device, seed="s")


def grade(pool: CollectionPool, session: Session, folder: Path, rounds: int = 300) -> dict[str, float]:
    """A grade from its key to the next card, and its floor, a durable insert; in turns, as the disk varies.

    The answer is shown before: a person reads it while what comes next is prepared.
    """
    insert, number = open_bare(folder), count()
    spent: dict[str, list[tuple[float, float]]] = {"grade, commit, next": [], "a bare durable insert": []}
    for _ in range(rounds):
        shown = session.show()
        began = _clocks()
        session, row = shown.grade(Grade.GOOD, datetime.now(UTC), 1000)
        own = row._replace(id=f"growth-{os.getpid()}-{next(number)}")
        pool._store.append(own)
        spent["grade, commit, next"].append(_since(began))
        began = _clocks()
        insert()
        spent["a bare durable insert"].append(_since(began))
    found = {}
    for name, both in spent.items():
        wall, processor = (sorted(times) for times in zip(*both, strict=True))
        found |= {name: median(processor), f"{name}: wall": median(wall)}
        found[f"{name}: wall, 99th"] = wall[len(wall) * 99 // 100]
    return found


def open_bare(folder: Path) -> Callable[[], object]:
    """What inserts a row durably in a table without anything else, in the log's way."""
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    for statement in (
        "pragma journal_mode = persist",
        "pragma synchronous = full",
        "create table if not exists t (x)",
    ):
        connection.execute(statement)
    return lambda: connection.execute("insert into t values (?)", ["x" * 100])


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    """Milliseconds of the wall and of the processor."""
    wall, processor = _clocks()
    return 1000 * (wall - began[0]), 1000 * (processor - began[1])


def measure(folder: Path) -> dict[str, float]:
    """The costs in a data folder, made before by another process."""
    found: dict[str, float] = {}
    with open_pool(folder) as pool:
        decks = [deck.name for deck in pool._catalogue.decks()]
        found["first queue"] = take(lambda: begin(pool, decks, Settings()), 10)
        session = begin(pool, decks, USUAL)
        found |= grade(pool, session, folder)
        planner = DayPlanner(pool, datetime.now(UTC), 0, Settings())
        found["counts of home"] = take(lambda: planner.overview(decks), 5)
        context = SearchContext(datetime.now(UTC), 0, Settings())
        for text in SEARCHES:
            query = parse_query(text)
            found[f"search {text}"] = take(
                lambda: pool.ask(lambda log: search_prompts(log, query, context, 50)),  # noqa: B023
                5,
            )
        found["states from the log"] = take(lambda: _replay(pool), 1)
    with Catalogue(folder / "fresh") as catalogue:
        found["adding the cards"] = take(lambda: catalogue.refresh([folder / "decks"], 1), 1)
    return found


def measure_memory(folder: Path) -> dict[str, float]:
    """The most memory in MB: of a process that has opened log and catalogue, and what a session adds."""
    with open_pool(folder) as pool:
        decks = [deck.name for deck in pool._catalogue.decks()]
        opened = _most_memory()
        grade(pool, begin(pool, decks, USUAL), folder)
        return {"MB: log and catalogue open": opened, "MB: a session's own": _most_memory() - opened}


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _replay(pool: CollectionPool) -> None:
    pool._store.write(lambda log: log.execute("delete from states_of"))
    pool._store.refresh(Settings())


def ask_anki(cards: int) -> dict[str, float]:
    """The costs of Anki's backend, if there is one."""
    python = os.environ.get("ANKI_PYTHON")
    if not python:
        return {}
    script = Path(__file__).with_name("anki_collection.py")
    done = subprocess.run([python, str(script), str(cards)], capture_output=True, check=True)
    return {f"Anki: {name}": 1000 * seconds for name, seconds in json.loads(done.stdout).items()}


def run_apart(cards: int) -> dict[str, float]:
    """What is measured, each kind in a process that has done nothing else."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for what in APART:
            command = [sys.executable, "-m", "tests.benchmarks.growth", what, folder, str(cards)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            found |= json.loads(done.stdout)
    return {**found, **ask_anki(cards)}


def _make(folder: Path, cards: int) -> dict[str, float]:
    """Makes the home apart, too: a process begins with the most memory that the one before it ever had."""
    make_home(folder, cards)
    return {}


APART: dict[str, Callable[[Path, int], dict[str, float]]] = {
    "--make": _make,
    "--memory": lambda folder, _: measure_memory(folder),
    "--measure": lambda folder, _: measure(folder),
}


def main(arguments: list[str]) -> None:
    """Prints the table, or in a process of its own the costs of one size."""
    if arguments and arguments[0] in APART:
        print(json.dumps(APART[arguments[0]](Path(arguments[1]), int(arguments[2]))))
        return
    sizes = [int(size) for size in arguments] or list(SIZES)
    columns = [run_apart(size) for size in sizes]
    print(f"{'ms':<36}" + "".join(f"{size:>12,}" for size in sizes))
    for name in columns[0]:
        print(f"{name:<36}" + "".join(f"{column[name]:>12.2f}" for column in columns))


if __name__ == "__main__":
    main(sys.argv[1:])
