"""From process start to the first card, and from a grade's key to the next card, on a large collection.

Run with  pytest tests/benchmarks/test_start.py --benchmark-enable. Peer: the smallest Textual app.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flashcards.scheduling import Grade, Review, RowKind, Settings
from flashcards.storage import Store
from flashcards.storage.rows import INSERT, to_row
from tests.benchmarks.homes import make_home
from tests.terminal import PYTHON, Terminal, environment

CARDS, REVIEWS = 10_000, 100_000

SMALLEST = """
from textual.app import App
from textual.widgets import Static
class Smallest(App):
    def compose(self):
        yield Static("first card 0")
Smallest().run()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with 10,000 cards and 100,000 reviews of them."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "decks").mkdir()
    cards = "\n".join(f"  - id: c{n}\n    ask: Question {n}?\n    answer: Answer {n}." for n in range(CARDS))
    (folder / "decks" / "big.yaml").write_text(f"deck: big\ncards:\n{cards}\n", encoding="utf-8")
    rng = random.Random(0)
    begun = datetime.now(UTC) - timedelta(days=400)
    with Store.open(folder) as store:
        reviews = [
            Review(
                id=f"r{n}",
                device="bench",
                card=f"big/c{rng.randrange(CARDS - 100)}",
                at=begun + timedelta(minutes=5 * n),
                offset_minutes=0,
                kind=RowKind.STUDY,
                grade=rng.choice(list(Grade)),
                milliseconds=4000,
            )
            for n in range(REVIEWS)
        ]
        with store._log.connection as connection:  # one wait for the disk in place of 100,000
            connection.execute("begin")
            connection.executemany(f"insert {INSERT}", map(to_row, reviews))
        store.memories(Settings())  # as the sessions that wrote these reviews would have left it
    return folder


STUDY = [PYTHON, "-m", "flashcards", "study", "big"]


def test_the_smallest_textual_app(benchmark, home: Path) -> None:
    def start() -> None:
        with Terminal([PYTHON, "-c", SMALLEST], environment(home)) as terminal:
            terminal.wait_for("first card")

    benchmark.group = "start"
    benchmark.pedantic(start, rounds=7, warmup_rounds=1)


def test_to_the_first_card(benchmark, home: Path) -> None:
    def start() -> None:
        with Terminal(STUDY, environment(home)) as terminal:
            terminal.wait_for(r"Question \d+\?")

    benchmark.group = "start"
    benchmark.pedantic(start, rounds=7, warmup_rounds=1)


@pytest.mark.parametrize("cards", [10_000, 100_000])
@pytest.mark.parametrize(("arguments", "shows"), [([], r"cards? today"), (["study"], r"Question \d+")])
def test_to_home_and_to_the_first_card(
    benchmark, cards: int, arguments: list[str], shows: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With three reviews of each card; to be held against the smallest app of the same run."""
    folder = make_home(tmp_path_factory.mktemp("start") / "home", cards)

    def start() -> None:
        with Terminal([PYTHON, "-m", "flashcards", *arguments], environment(folder)) as terminal:
            terminal.wait_for(shows)

    benchmark.group = "start"
    benchmark.pedantic(start, rounds=7, warmup_rounds=1)


def test_from_a_grade_to_the_next_card(benchmark, home: Path) -> None:
    with Terminal(STUDY, environment(home)) as terminal:
        terminal.wait_for(r"Question \d+\?")

        def answer() -> tuple[tuple[()], dict[str, object]]:
            terminal.send(" ")
            terminal.wait_for(r"Answer \d+\.")
            return (), {}

        def grade() -> None:
            terminal.send("3")
            terminal.wait_for(r"Space shows")

        benchmark.group = "grade"
        benchmark.pedantic(grade, setup=answer, rounds=50)
    with Store.open(home) as store:
        assert len(store.reviews()) > REVIEWS
