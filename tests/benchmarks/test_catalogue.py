"""Taking 100,000 cards in 100 deck files into the catalogue, and keeping it up to date.

Run with  pytest tests/benchmarks/test_catalogue.py --benchmark-enable -n 0. Floors: the events of the YAML
parser alone, and SQLite's inserts of the same rows alone. Anki's `add_notes` took 3.0 s for as many.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
import yaml
from pytest_benchmark.fixture import BenchmarkFixture

from flashcards.storage.catalogue import Catalogue

FILES, CARDS = 100, 1000
NOW = 3 * 10**18


def deck(number: int, changed: str = "") -> str:
    cards = "\n".join(
        f"  - id: c{n}\n    ask: Question {n} of {number}{changed}?\n    answer: Answer {n} in some words."
        for n in range(CARDS)
    )
    return f"deck: deck{number:03}\ncards:\n{cards}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "decks").mkdir()
    for number in range(FILES):
        (home / "decks" / f"deck{number:03}.yaml").write_text(deck(number), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def filled(home: Path) -> Path:
    with Catalogue(home / "cache") as catalogue:
        catalogue.refresh([home / "decks"], NOW)
        assert catalogue.connection.execute("select count(*) from cards").fetchone() == (FILES * CARDS,)
    return home


def test_the_events_of_the_parser_alone(benchmark: BenchmarkFixture, home: Path) -> None:
    def parse() -> None:
        for path in (home / "decks").iterdir():
            for _ in yaml.parse(path.read_text(), Loader=yaml.CSafeLoader):
                pass

    benchmark.group = "adding 100,000 cards"
    benchmark.pedantic(parse, rounds=3)


def test_the_inserts_alone(benchmark: BenchmarkFixture, filled: Path, tmp_path: Path) -> None:
    copied = tmp_path / "rows.sqlite"
    shutil.copy(filled / "cache" / "catalogue.sqlite", copied)
    tables = {"cards": "*", "prompts": "*", "card_text": "key, deck, ask, answer, why, tags"}

    def insert() -> None:
        with sqlite3.connect(copied) as rows:
            stored = {
                name: rows.execute(f"select {some} from {name}").fetchall() for name, some in tables.items()
            }
        with Catalogue(tmp_path / "fresh") as catalogue, catalogue.connection as connection:
            connection.execute("begin")
            for name, some in tables.items():
                columns = f" ({some})" if some != "*" else ""
                marks = ",".join("?" * len(stored[name][0]))
                connection.executemany(f"insert into {name}{columns} values ({marks})", stored[name])
        shutil.rmtree(tmp_path / "fresh")
        rows.close()

    benchmark.group = "adding 100,000 cards"
    benchmark.pedantic(insert, rounds=3)


def test_adding_them(benchmark: BenchmarkFixture, home: Path, tmp_path: Path) -> None:
    def add() -> None:
        with Catalogue(tmp_path / "cache") as catalogue:
            assert catalogue.refresh([home / "decks"], NOW)
        shutil.rmtree(tmp_path / "cache")

    benchmark.group = "adding 100,000 cards"
    benchmark.pedantic(add, rounds=3)


def test_opening_it_with_nothing_changed(benchmark: BenchmarkFixture, filled: Path) -> None:
    def look() -> None:
        with Catalogue(filled / "cache") as catalogue:
            assert not catalogue.refresh([filled / "decks"], NOW)

    benchmark.group = "keeping it up to date"
    benchmark.pedantic(look, rounds=20)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda turn: deck(50).replace("c7\n", f"changed{turn}\n"), id="one card"),
        pytest.param(lambda turn: deck(50, str(turn)), id="every card"),
    ],
)
def test_one_file_of_100_changed(benchmark: BenchmarkFixture, filled: Path, change) -> None:
    turns = iter(range(100))

    def write() -> None:
        (filled / "decks" / "deck050.yaml").write_text(change(next(turns)), encoding="utf-8")

    def refresh() -> None:
        with Catalogue(filled / "cache") as catalogue:
            assert catalogue.refresh([filled / "decks"], NOW)

    benchmark.group = "keeping it up to date"
    benchmark.pedantic(refresh, setup=write, rounds=5)


def test_showing_a_card(benchmark: BenchmarkFixture, filled: Path) -> None:
    with Catalogue(filled / "cache") as catalogue:
        keys = iter(list(catalogue.keys()))
        benchmark.group = "reading"
        benchmark.pedantic(lambda: catalogue.card(next(keys)), rounds=1000)
