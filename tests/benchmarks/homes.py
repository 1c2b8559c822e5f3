"""Data folders of any size for the benchmarks: decks, a log of reviews at growing intervals, the states."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flashcards.scheduling import Grade, Review, RowKind, Settings
from flashcards.storage import Store
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.collection import CollectionPool
from flashcards.storage.rows import INSERT, to_row

SIZES = (1_000, 10_000, 100_000)
REVIEWS_PER_CARD = 3
DECK = 1_000
"""Cards of a deck."""
LEARNED = 0.7
"""The share of the cards that were studied."""


def make_home(folder: Path, cards: int, due: float = 0.05) -> Path:
    """A data folder with so many cards and three reviews for each that was studied; `due` is the share of
    these that are due now.
    """
    names = _write_decks(folder / "decks", cards)
    with Store.open(folder) as store, Catalogue(folder / "cache") as catalogue:
        with store._log.connection as connection:  # one wait for the disk in place of 300,000
            connection.execute("begin")
            connection.executemany(f"insert {INSERT}", map(to_row, _rows(names, due)))
        catalogue.refresh([folder / "decks"], 1)
        CollectionPool(store, catalogue).refresh(Settings(), datetime.now(UTC))
    return folder


def _write_decks(folder: Path, cards: int) -> list[str]:
    """Decks of `DECK` cards; the names of those that were studied."""
    folder.mkdir(parents=True)
    names = []
    for deck in range(cards // DECK):
        body = "\n".join(
            f"  - id: c{n}\n    ask: Question {n} of {deck}?\n    answer: Answer {n}." for n in range(DECK)
        )
        (folder / f"big{deck}.yaml").write_text(f"deck: big{deck}\ncards:\n{body}\n", encoding="utf-8")
        names += [f"big{deck}/c{n}" for n in range(int(DECK * LEARNED))]
    return names


def _rows(names: list[str], due: float) -> list[Review]:
    """Three reviews of each prompt by Good: after the last it waits for about 30 days, or is due."""
    rng, now = random.Random(0), datetime.now(UTC).replace(microsecond=0)
    rows = []
    for name in names:
        waited = rng.uniform(40, 300) if rng.random() < due else rng.uniform(1, 8)
        last = now - timedelta(days=waited)
        for before in (timedelta(days=4, minutes=10), timedelta(days=4), timedelta()):
            rows.append((last - before, name))
    return [
        Review(f"r{number}", "bench", name, at, 0, RowKind.STUDY, Grade.GOOD, 4000)
        for number, (at, name) in enumerate(sorted(rows))
    ]


@contextmanager
def open_pool(home: Path) -> Iterator[CollectionPool]:
    """The collection in a data folder, up to date."""
    with Store.open(home) as store, Catalogue(home / "cache") as catalogue:
        catalogue.refresh([home / "decks"], 1)
        pool = CollectionPool(store, catalogue)
        pool.refresh(Settings(), datetime.now(UTC))
        yield pool
